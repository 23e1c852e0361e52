"""Writing: a scene as a case, in the layout of test files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from remit.evaluation.finding import Finding
from remit.manifest.document import Node
from remit.text.inert import inert, width
from remit.text.numbers import written
from remit.workbench.results import scalar
from remit.workbench.suggesting.nodes import node_of
from remit.workbench.suggesting.overlays import Edit, overlay
from remit.workbench.suggesting.scenes import Scene, Theatre

WIDEST = 100
_TOKEN = re.compile(r"[A-Za-z0-9][\w./-]*", re.ASCII)
_LONGEST = 72
_FLOWING = 4


def given_in(scene: Scene, theatre: Theatre) -> dict[str, Node] | None:
    """Gives what the case of a scene gives, without its name and what it expects; None where no
    edits lead to it."""
    found: dict[str, Node] = {}
    origin, type_ = scene.origin, theatre.type
    if origin.given is not None:
        found["given"] = node_of(origin.given)
    if scene.today is not None:
        found["today"] = node_of(scene.today)
    if scene.files is not None:
        found["files"] = node_of(list(scene.files))
    found |= scene.extras
    deleted = scene.change == "deleted"
    own = scene.baseline if deleted and scene.baseline is not None else scene.root
    edits = overlay(origin.start, own, type_)
    if edits is None:
        return None
    found |= {"manifest": own} if origin.whole else _edits(edits)
    if scene.change == "new":
        found["baseline"] = node_of(None)
    elif scene.change == "kept" and scene.baseline is not None:
        before = overlay(own if origin.whole else origin.raw, scene.baseline, type_)
        if before is None:
            return None
        found["baseline"] = node_of(_edits(before))
    if deleted:
        found["deleted"] = node_of(True)
    return found


def _edits(edits: Sequence[Edit]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for how in ("set", "add"):
        some = {edit.path: edit.value for edit in edits if edit.how == how}
        if some:
            found[how] = node_of(some)
    unset = [edit.path for edit in edits if edit.how == "unset"]
    if unset:
        found["unset"] = node_of(unset)
    return {key: found[key] for key in ("set", "unset", "add") if key in found}


def lines(name: str, parts: dict[str, Node], expected: Sequence[str], indent: int) -> list[str]:
    """Gives the lines of a case as an item of a list that is indented so far."""
    text = [f"- name: {inert(scalar(name))}"]
    for key, node in parts.items():
        text += [f"  {line}" for line in _entry(key, node)]
    if expected:
        text += ["  expect:", *(f"    - {each}" for each in expected)]
    else:
        text.append("  expect: []")
    return [" " * indent + line for line in text]


def flowing(name: str, parts: dict[str, Node], expected: Sequence[str]) -> str:
    """Gives a case on one line, as an item of a list in brackets."""
    entries = [f"name: {inert(scalar(name))}"]
    entries += [f"{key}: {flow(node)}" for key, node in parts.items()]
    return "{" + ", ".join([*entries, f"expect: [{', '.join(expected)}]"]) + "}"


def flow(node: Node) -> str:
    """Gives a value on one line."""
    match node.content:
        case dict():
            entries = (f"{_scalar_key(key)}: {flow(value)}" for key, value in node.content.items())
            return "{" + ", ".join(entries) + "}"
        case list():
            return "[" + ", ".join(map(flow, node.content)) + "]"
        case _:
            return _scalar(node)


def expectation(finding: Finding, status: str | None) -> str:
    """Gives what a case says of a finding that it expects."""
    own = finding.rule.startswith("manifest/")
    parts = {"rule": finding.rule if own else finding.rule.partition("/")[2]}
    if finding.outcome != "violated":
        parts["outcome"] = finding.outcome
    if finding.path and finding.manifest is not None:
        parts["at"] = finding.path
    if finding.message:
        parts["message"] = finding.message
    if status is not None:
        parts["status"] = status
    return "{" + ", ".join(f"{key}: {inert(scalar(text))}" for key, text in parts.items()) + "}"


def _entry(key: str, node: Node) -> Iterator[str]:
    """Gives a key with its value: on one line where that is short, else over several."""
    whole = f"{_scalar_key(key)}: {flow(node)}"
    content = node.content
    deep = isinstance(content, dict | list) and content and width(whole) + _FLOWING > WIDEST
    if not deep:
        yield whole
    elif isinstance(content, dict):
        yield f"{_scalar_key(key)}:"
        for name, value in content.items():
            yield from (f"  {line}" for line in _entry(name, value))
    elif isinstance(content, list):
        yield f"{_scalar_key(key)}:"
        for value in content:
            first = "- "
            for line in _item(value):
                yield f"  {first}{line}"
                first = "  "


def _item(node: Node) -> Iterator[str]:
    whole = flow(node)
    if width(whole) + 2 * _FLOWING <= WIDEST or not isinstance(node.content, dict):
        yield whole
        return
    for key, value in node.content.items():
        yield from _entry(key, value)


def _scalar(node: Node) -> str:
    content, text = node.content, node.text
    if content is None:
        return "null"
    if node.plain and text is not None and _TOKEN.fullmatch(text):
        return text
    if isinstance(content, str):
        return inert(scalar(content))
    return str(text) if text and node.plain else inert(scalar(str(content)))


def _scalar_key(key: str) -> str:
    return inert(scalar(key))


# -- names --------------------------------------------------------------------------------------


def name_of(rule: str, parts: dict[str, Node], findings: Sequence[Finding]) -> str:
    """Gives a name that tells what a case changes, and whether the rule then holds."""
    told = list(_told(parts))
    own = [finding.outcome for finding in findings if finding.rule == rule]
    short = rule.partition("/")[2]
    holds = own[0] if own else "holds"
    text = f"{short} {'is ' if own else ''}{holds}"
    return f"{text} ({_cut(' and '.join(told))})" if told else f"{text} as given"


def _told(parts: dict[str, Node]) -> Iterator[str]:
    for key, node in parts.items():
        content = node.content
        match key:
            case "set" | "params" if isinstance(content, dict):
                yield from (f"{path} {_brief(value)}" for path, value in content.items())
            case "unset" if isinstance(content, list):
                yield from (f"no {each.text}" for each in content)
            case "add" if isinstance(content, dict):
                yield from (f"one more in {path}" for path in content)
            case "baseline" if content is None:
                yield "new"
            case "baseline" if isinstance(content, dict):
                inner = list(_told(content))
                yield f"before: {', '.join(inner)}" if inner else "as before"
            case "deleted":
                yield "deleted"
            case "today":
                yield f"on {node.text}"
            case "given":
                yield f"given {node.text}"
            case "manifest":
                yield "a manifest of its own"
            case _:
                yield f"other {key}"


def _brief(node: Node) -> str:
    match node.content:
        case None:
            return "null"
        case bool():
            return "true" if node.content else "false"
        case str(text):
            return text if text.strip() else "blank"
        case dict():
            return "with other values"
        case list(items):
            return f"with {len(items)}" if items else "empty"
        case number:
            return node.text or written(number)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3].rstrip() + "..."
