"""Excerpts on a page: the lines of a file, numbered, the blamed part marked."""

from __future__ import annotations

from remit.reporters.excerpt import lines
from remit.reporters.html.markup import EMPTY, Markup, escaped, joined, tag, words
from remit.text.source import Place, Source


def excerpt(source: Source, place: Place) -> Markup:
    """Gives the blamed line under the keys that it stands under; wide ones can be scrolled."""
    rows = [
        tag(
            "span",
            words("i", str(line.number)),
            escaped(line.before),
            tag("mark", escaped(line.blamed or " ")) if line.number == place.line else EMPTY,
            escaped(line.after),
        )
        for line in lines(source, place)
    ]
    about = f"lines of {source.name}"
    return tag("pre", joined(rows, "\n"), tabindex="0", role="group", aria_label=about)
