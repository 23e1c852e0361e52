"""Tables of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remit.reporters.html.markup import Markup, block, tag, words


def table(titles: Sequence[str], rows: Iterable[Markup], about: str) -> Markup:
    """Gives a table; what it is about is read aloud, and not shown."""
    heads = [words("th", title, scope="col") for title in titles]
    return block(
        "table",
        words("caption", about),
        tag("thead", tag("tr", *heads)),
        block("tbody", *rows),
        class_="rules",
    )


def scrolled(inside: Markup, about: str) -> Markup:
    """Gives a table that can be scrolled where it is wide."""
    return tag("div", inside, class_="scroll", tabindex="0", role="region", aria_label=about)
