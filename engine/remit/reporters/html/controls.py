"""The controls of a page: a search, choices, and buttons that open and close what is found.

They stand on the page hidden, and its script shows them, since without it they would do nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from remit.reporters.html.markup import EMPTY, Markup, block, tag, text, words


def controls(about: str, *fields: Markup) -> Markup:
    """Gives the search, other fields, and the buttons."""
    return block(
        "div",
        field("Search", tag("input", type="search", id="search", autocomplete="off")),
        *fields,
        block(
            "div",
            words("output", "", id="shown", role="status"),
            words("button", "Show all", type="button", id="reset"),
            words("button", "Open all", type="button", id="open"),
            words("button", "Close all", type="button", id="close"),
            class_="buttons",
        ),
        class_="controls",
        role="search",
        aria_label=about,
        hidden=True,
    )


def choice(label: str, name: str, offered: Sequence[tuple[str, str]]) -> Markup:
    """Gives a choice among values, each with what it is called, where there is any to be made."""
    if len(offered) < 2:
        return EMPTY
    options = [words("option", said, value=value) for value, said in (("", "all"), *offered)]
    return field(label, tag("select", *options, id=name))


def field(label: str, control: Markup) -> Markup:
    """Gives a control with its label."""
    return tag("label", words("span", label), text(" "), control)
