"""The refusal: what kept a check from being done, each mistake with its line and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit.governance.inputs import COMMAND_LINE
from remit.reporters.html.excerpts import excerpt
from remit.reporters.html.markup import Markup, block, prose, tag, text, words
from remit.text.diagnostic import Diagnostic


def refusal(diagnostics: Sequence[Diagnostic]) -> Markup:
    """Gives what is wrong, or what is only advised."""
    wrong = any(diagnostic.severity == "error" for diagnostic in diagnostics)
    return block(
        "section",
        words("h2", "What is wrong" if wrong else "Advice"),
        block("ol", *(_item(each) for each in diagnostics), class_="list"),
        id="findings" if wrong else "advice",
    )


def _item(diagnostic: Diagnostic) -> Markup:
    means = "blocks" if diagnostic.severity == "error" else "advice"
    head = [
        words("span", diagnostic.severity, class_="tag"),
        text(" "),
        tag("span", prose(diagnostic.message), class_="said"),
        text(" "),
        words("span", diagnostic.code, class_="facts"),
    ]
    body = block("div", *_body(diagnostic), class_="body")
    return tag("li", tag("details", tag("summary", *head), body, open=True), class_=means)


def _body(diagnostic: Diagnostic) -> Iterator[Markup]:
    place, source = diagnostic.place, diagnostic.source
    typed = source.name == COMMAND_LINE
    known = diagnostic.span is not None
    where = f"{source.name}:{place.line}:{place.column}" if known and not typed else source.name
    yield tag("p", words("code", where, class_="place"), class_="where")
    if known and source.text:
        yield excerpt(source, place)
    if diagnostic.help:
        yield block("dl", words("dt", "Help"), tag("dd", prose(diagnostic.help)))
