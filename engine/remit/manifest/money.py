"""Money: the one amount of a manifest that is at stake, and its currency, as its schema marks them.

`x-remit-amount: true` marks the field with the amount, `x-remit-currency: true` the one with the
currency. Reports add amounts up over manifests, so a schema marks one of each, and no element of a
list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from remit.manifest.bundle import schemas
from remit.manifest.document import Document
from remit.manifest.keywords import AMOUNT, CURRENCY
from remit.manifest.schema import Keys, Money
from remit.manifest.types import Record, Type
from remit.text.diagnostic import Diagnostic
from remit.text.sentences import listed
from remit.text.source import Source, Span

_WHAT = {AMOUNT: "amount at stake", CURRENCY: "currency"}


def money_of(root: Type, documents: Iterable[Document]) -> tuple[Money | None, list[Diagnostic]]:
    """Gives where the manifests of a schema have their money, or what is wrong with its marks."""
    marks = list(_marks(documents))
    if not marks:
        return None, []
    fields = list(_marked(root))
    found: dict[str, Keys] = {keyword: keys for keys, keyword in reversed(fields)}
    problems = [
        problem
        for keyword in (AMOUNT, CURRENCY)
        for problem in _problems(
            keyword,
            [(source, span) for mark, source, span in marks if mark == keyword],
            [keys for keys, mark in fields if mark == keyword],
        )
    ]
    if AMOUNT not in found and not problems:
        _, source, span = marks[0]
        said = "a currency is marked here, but no amount that it is the currency of"
        way = f"mark the amount with `{AMOUNT}: true`"
        problems = [Diagnostic("json-schema-keyword", said, source, span, way)]
    if problems:
        return None, problems
    return Money(found[AMOUNT], found.get(CURRENCY)), []


def _marks(documents: Iterable[Document]) -> Iterator[tuple[str, Source, Span]]:
    """Gives every mark of a schema's files, and where it stands."""
    for document in documents:
        for _, node in schemas(document):
            content = node.content if isinstance(node.content, dict) else {}
            for keyword in (AMOUNT, CURRENCY):
                if keyword in content and content[keyword].content is True:
                    yield keyword, document.source, node.keys[keyword]


def _marked(root: Type) -> Iterator[tuple[Keys, str]]:
    """Gives the marked fields that no list or map stands above, and their marks."""
    waiting: list[tuple[Keys, Type]] = [((), root)]
    seen: set[int] = set()
    while waiting:
        keys, type_ = waiting.pop(0)
        if not isinstance(type_, Record) or id(type_) in seen:
            continue
        seen.add(id(type_))
        for name, field in type_.fields.items():
            if field.mark is not None:
                yield (*keys, name), field.mark
            waiting.append(((*keys, name), field.type))


def _problems(
    keyword: str, marks: list[tuple[Source, Span]], fields: list[Keys]
) -> Iterator[Diagnostic]:
    what = _WHAT[keyword]
    for source, span in marks[1:]:
        first, place = marks[0][0], marks[0][0].place(marks[0][1])
        said = f"the {what} of a manifest is marked already, at {first.name}:{place.line}"
        yield Diagnostic("json-schema-keyword", said, source, span, "mark the one that counts")
    if len(marks) == 1 and len(fields) != 1:
        names = listed([f"`{'.'.join(keys)}`" for keys in fields[:4]])
        said = (
            f"this marks the {what} of a manifest more than once, as {names}"
            if fields
            else f"this marks no {what}: nothing within a list, map or condition can be marked"
        )
        way = f"write `{keyword}: true` where the field itself is declared"
        yield Diagnostic("json-schema-keyword", said, *marks[0], way)
