"""Building: libyaml's events made into nodes, one at a time, on a stack of our own.

Nothing here recurses, and every limit is asked before memory is spent: depth when a list or map
opens, values when one arrives, and an alias by the weight and height that its anchor was found to
have, before it is copied. A long text weighs more than one value (`_TEXT` characters count as one),
as otherwise a few letters could repeat it a hundred thousand times. What a merge key brings in has
been charged as an alias, so that a chain of merges that multiply ends like a chain of aliases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct, field
from yaml._yaml import CParser
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from remit.manifest.document import Node
from remit.manifest.expansion import copied, merge
from remit.manifest.limits import Limits
from remit.manifest.scalars import (
    CORE,
    comma_before,
    fits,
    resolved,
    tagged,
    wanted,
    with_comma,
)
from remit.manifest.yaml_errors import forbidden, trouble
from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.text.sentences import shortened
from remit.text.source import Source, Span

_TEXT = 64
_PROBLEMS = 100
_NO_KEYS: dict[str, Span] = {}
_ODD_BREAKS = "\x85\u2028\u2029"

Expected = Literal["key", "value", "merge", "dropped"]


class _Open(Struct, eq=False):
    """A list or map that is being read. `expected` says what the next node is to a map: a key, the
    value of `key`, what `<<` merges, or the value of a key that was refused. A map has `run_on`
    where its first key came again, as if the dash of another entry were missing."""

    node: Node
    anchor: str | None
    flow: bool
    expected: Expected = "key"
    key: str = ""
    weight: int = 1
    height: int = 0
    end: int = 0
    merged: list[Node] | None = None
    run_on: bool = False


class _Anchored(Struct, eq=False):
    node: Node
    weight: int
    height: int


class _State(Struct, eq=False):
    """All that is known between two events. `text` ends with a line end, which libyaml wants to
    read the last line right; an anchor whose node is still open is None."""

    source: Source
    text: str
    limits: Limits
    odd_breaks: dict[int, str] = field(default_factory=dict)
    roots: list[Node] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, _Anchored | None] = field(default_factory=dict)
    nodes: int = 0
    done: bool = False

    def report(self, code: str, message: str, span: Span, way: str | None = None) -> None:
        """Notes what is wrong; reading ends where too much is."""
        self.problems.append(Diagnostic(code, message, self.source, span, way))
        self.done = self.done or len(self.problems) >= _PROBLEMS


def build(source: Source, limits: Limits) -> tuple[list[Node], list[Diagnostic]]:
    """Gives the roots of a source's documents, and all that is wrong with it."""
    text = source.text if source.text.endswith("\n") else source.text + "\n"
    state = _State(source, text, limits)
    try:
        parser = CParser(_without_odd_breaks(state))
        while not state.done:
            event = parser.get_event()
            _STEPS[event.__class__](state, event)
    except UnicodeEncodeError:
        state.problems.append(forbidden(source))
    except YAMLError as error:
        last = trouble(source, error)
        # a template without quotes is two mistakes to libyaml, and one to its author
        if all(last.place.line != problem.place.line for problem in state.problems):
            state.problems.append(last)
    return state.roots, state.problems


def _without_odd_breaks(state: _State) -> str:
    """Gives the text for libyaml, which still ends lines where only YAML 1.1 did.

    Each of those characters is replaced by one that the text doesn't hold, and put back later.
    """
    text = state.text
    if text.isascii() or not any(char in text for char in _ODD_BREAKS):
        return text
    free = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    there = {ord(char): next(free, " ") for char in _ODD_BREAKS}
    state.odd_breaks = {ord(stand_in): chr(code) for code, stand_in in there.items()}
    return text.translate(there)


def _nothing(state: _State, event: Any) -> None:
    pass


def _stream_end(state: _State, event: Any) -> None:
    state.done = True


def _document_start(state: _State, event: Any) -> None:
    state.anchors.clear()


def _scalar(state: _State, event: Any) -> None:
    text: str = event.value
    start, end = event.start_mark.index, event.end_mark.index
    if state.odd_breaks:
        text = text.translate(state.odd_breaks)
    tag, style = event.tag, event.style
    plain = style == "" and tag is None
    if style == "|" or style == ">":
        end = _last_end(state.text, start, end)
    if event.anchor is not None or tag is not None:
        start = _after_properties(state, event, end)
    if not text:
        end = min(end, len(state.source.text))
        start = min(start, end)
    span = Span(start, end)
    content = resolved(text) if plain else text
    if tag is not None and tag != "!":
        content = _tagged(state, tag, text, Span(event.start_mark.index, end))
    weight = 1 + len(text) // _TEXT
    anchor = event.anchor
    if state.stack and state.stack[-1].flow:
        _question(state, start)
    if anchor is None and state.stack and _takes_key(state.stack[-1]):
        _key(state, state.stack[-1], text, span, content is None, plain and text == "<<")
        return
    node = Node(content, span, text, plain, _NO_KEYS)
    if anchor is not None:
        state.anchors[anchor] = _Anchored(node, weight, 0)
    _place(state, node, weight, 0)


def _question(state: _State, start: int) -> None:
    """Refuses `{?a: 1}`, which libyaml takes for `{? a: 1}` and YAML for a key `?a`."""
    if state.text[start - 1] == "?":
        message = "`?` before a text without a space can be read in two ways"
        way = "put the text in quotes with its question mark, or leave that out"
        state.report("yaml", message, Span(start - 1, start), way)


def _tagged(state: _State, tag: str, text: str, span: Span) -> Any:
    name = tag.removeprefix(CORE)
    kind = wanted(name) if name != tag else None
    if kind is None:
        _refuse_tag(state, tag, span)
        return text
    if not fits(name, text):
        shown = f"`{shortened(text)}`" if text else "an empty text"
        message = f"{shown} is not {kind}, which `!!{name}` asks for"
        state.report("tag-content", message, span, "leave the tag out, or correct the value")
        return text
    return tagged(name, text)


def _refuse_tag(state: _State, tag: str, span: Span) -> None:
    known = tag.startswith(CORE)
    name = f"!!{tag.removeprefix(CORE)}" if known else tag
    message = f"the tag `{shortened(name)}` is not allowed here"
    way = "leave the tag out; manifests are made of texts, numbers, true, false, null, lists, maps"
    state.report("unknown-tag", message, span, way)


def _alias(state: _State, event: Any) -> None:
    name = event.anchor
    span = Span(event.start_mark.index, event.end_mark.index)
    found = state.anchors.get(name)
    if found is None:
        _refuse_alias(state, name, span)
        _place(state, Node(None, span, "", True, _NO_KEYS), 1, 0)
        return
    if len(state.stack) + found.height > state.limits.depth:
        _too_deep(state, span)
        return
    state.nodes += found.weight - 1
    if state.nodes > state.limits.nodes:
        _too_many(state, span)
        return
    _place(state, copied(found.node, span), found.weight, found.height)


def _refuse_alias(state: _State, name: str, span: Span) -> None:
    if name in state.anchors:
        message = f"the alias `*{name}` stands inside of what it repeats, `&{name}`"
        state.report("recursive-alias", message, span, "write out what is meant")
        return
    known = [known for known, anchored in state.anchors.items() if anchored is not None]
    way = did_you_mean(name, known, "anchors before it")
    quoting = "put the text in quotes, if it only begins with a star"
    message = f"nothing before it in this document is named `&{name}`"
    state.report("undefined-alias", message, span, f"{way}; or {quoting}" if way else quoting)


def _map_start(state: _State, event: Any) -> None:
    _open(state, event, "map")


def _list_start(state: _State, event: Any) -> None:
    _open(state, event, "seq")


def _open(state: _State, event: Any, kind: str) -> None:
    start, end = event.start_mark.index, event.end_mark.index
    tag, anchor = event.tag, event.anchor
    if anchor is not None or tag is not None:
        start = _after_properties(state, event, end)
        if tag is not None and tag != "!" and tag != CORE + kind:
            _refuse_tag(state, tag, Span(event.start_mark.index, end))
    if len(state.stack) >= state.limits.depth:
        _too_deep(state, Span(start, end))
        return
    if anchor is not None:
        state.anchors[anchor] = None
    node = Node(
        {} if kind == "map" else [], Span(start, end), keys={} if kind == "map" else _NO_KEYS
    )
    state.stack.append(_Open(node, anchor, bool(event.flow_style), end=end))


def _map_end(state: _State, event: Any) -> None:
    top = state.stack[-1]
    if top.merged:
        for node in top.merged:
            merge(top.node, node)
    _close(state, event)


def _close(state: _State, event: Any) -> None:
    top = state.stack.pop()
    node = top.node
    node.span = Span(node.span.start, event.end_mark.index if top.flow else top.end)
    if top.anchor is not None:
        state.anchors[top.anchor] = _Anchored(node, top.weight, top.height + 1)
    _place(state, node, top.weight, top.height + 1)


def _takes_key(top: _Open) -> bool:
    return top.expected == "key" and top.node.content.__class__ is dict


def _key(state: _State, top: _Open, text: str, span: Span, null: bool, merging: bool) -> None:
    """Takes the key of a map's next value."""
    top.end = span.end
    top.expected = "value"
    top.key = text
    keys = top.node.keys
    if text in keys or (merging and top.merged is not None):
        top.expected = "dropped"
        first = state.source.position(keys[text].start)[0] if text in keys else None
        where = f"; the first is on line {first}" if first else ""
        message = f"the key `{shortened(text)}` occurs twice in one map{where}"
        way = "keep one of the two"
        known = top.run_on  # all that follows comes of it
        if _runs_on(state, top, text):
            top.run_on = True
            way = "begin another entry of the list with `- `, or keep one of the two"
        if not known:
            state.report("duplicate-key", message, span, way)
    elif merging:
        top.expected = "merge"
        top.merged = []
    elif null:
        top.expected = "dropped"
        message = f"`{text}` is null, and a key is a text" if text else "the key is missing"
        way = f'write `"{text}":`, if that text is meant' if text else "write it before the colon"
        state.report("odd-key", message, span, way)
    elif top.flow and text.isdecimal() and (whole := comma_before(state.text, span)):
        top.expected = "dropped"
        written, meant = with_comma(state.text, whole, span)
        message = f"`{written}` says {whole}, and then a key `{text}`"
        way = f"write {meant}; where two entries are meant, put a blank behind the comma"
        state.report("odd-key", message, span, way)
    else:
        keys[text] = span
        top.weight += len(text) // _TEXT


def _runs_on(state: _State, top: _Open, text: str) -> bool:
    """Says whether a key is that with which an entry of a list began."""
    around = state.stack[-2].node.content if len(state.stack) > 1 else None
    return not top.flow and isinstance(around, list) and text == next(iter(top.node.keys), None)


def _place(state: _State, node: Node, weight: int, height: int) -> None:
    """Puts a finished node where it belongs."""
    state.nodes += 1
    if state.nodes > state.limits.nodes:
        _too_many(state, node.span)
    if not state.stack:
        state.roots.append(node)
        return
    top = state.stack[-1]
    content = top.node.content
    top.weight += weight
    if node.span.end > top.end:
        top.end = node.span.end
    if height > top.height:
        top.height = height
    if isinstance(content, list):
        content.append(node)
    elif isinstance(content, dict):
        if top.expected == "key":
            _node_as_key(state, top, node)
            return
        if top.expected == "value":
            content[top.key] = node
        elif top.expected == "merge":
            top.merged = _sources(state, node)
        top.expected = "key"


def _node_as_key(state: _State, top: _Open, node: Node) -> None:
    if node.text is not None:
        merging = node.plain and node.text == "<<"
        _key(state, top, node.text, node.span, node.content is None, merging)
        return
    top.expected = "dropped"
    kind = "list" if isinstance(node.content, list) else "map"
    way = "a key is a text; where `{{ ... }}` or `[...]` is meant as one, put it in quotes"
    state.report("odd-key", f"a {kind} can't be a key", node.span, way)


def _sources(state: _State, node: Node) -> list[Node]:
    """Gives the maps that a merge key names."""
    named = node.content if isinstance(node.content, list) else [node]
    for source in named:
        if not isinstance(source.content, dict):
            message = "`<<` merges a map or a list of maps into this one"
            way = 'give it one, such as `*name`; write `"<<"` for a key of that name'
            state.report("merge-key", message, source.span, way)
            return []
    return named


def _too_deep(state: _State, span: Span) -> None:
    message = f"lists and maps are nested more than {state.limits.depth} deep"
    way = "write it flatter, or raise `depth` under `limits` in the configuration"
    state.report("too-deep", message, span, way)
    state.done = True


def _too_many(state: _State, span: Span) -> None:
    message = f"the file has more than {state.limits.nodes:,} values, aliases written out"
    way = "split it, or raise `nodes` under `limits` in the configuration"
    state.report("too-many-values", message, span, way)
    state.done = True


def _last_end(text: str, start: int, end: int) -> int:
    """Gives the end of what stands in a span, without the blanks and line ends after it."""
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    return end


def _after_properties(state: _State, event: Any, end: int) -> int:
    """Gives where a node begins behind its anchor and tag."""
    text = state.text
    at: int = event.start_mark.index
    while at < end and (text[at] in "&!#" or text[at].isspace()):
        start, stop = at, "\r\n" if text[at] == "#" else " \t\r\n"
        at += 1
        if text[start] in "&!#":
            while at < end and text[at] not in stop:
                at += 1
        if text[start] == "&" and not _ends_name(text, start + 1 + len(event.anchor or "")):
            message = "an anchor's name is made of letters, digits, `-` and `_`"
            state.report("yaml", message, Span(start, at), "leave other characters out")
    return at


def _ends_name(text: str, at: int) -> bool:
    """Says whether an anchor's name ends here: to libyaml `&a:b` is `&a :b`."""
    return text[at : at + 1] in " \t\r\n,]}"


_STEPS: dict[type, Callable[[_State, Any], None]] = {
    StreamStartEvent: _nothing,
    StreamEndEvent: _stream_end,
    DocumentStartEvent: _document_start,
    DocumentEndEvent: _nothing,
    ScalarEvent: _scalar,
    AliasEvent: _alias,
    MappingStartEvent: _map_start,
    MappingEndEvent: _map_end,
    SequenceStartEvent: _list_start,
    SequenceEndEvent: _close,
}
