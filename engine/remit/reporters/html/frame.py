"""The frame of a page: one HTML file with its style and script in it, which fetches nothing and
runs nothing but that script.

A page forbids itself everything else, so that even a text which came in as markup could neither run
nor reach the network.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from remit.reporters.html.markup import EMPTY, Markup, block, tag, words


def framed(title: str, style: Markup, script: Markup, *body: Markup) -> str:
    """Gives a page of a title, with a body that needs nothing but the style and the script; that
    may be empty."""
    head = block(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_law(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        words("title", title),
        tag("style", style),
    )
    inside = block("body", *body, tag("script", script) if script else EMPTY)
    return f"<!doctype html>\n{tag('html', head, inside, lang='en')}\n"


def asset(package: str, *names: str) -> Markup:
    """Gives files of a package; they are ours, and go into the page as they are."""
    return Markup("".join(files(package).joinpath(name).read_text("utf-8") for name in names))


def _law(style: str, script: str) -> str:
    """Gives what the page may do: this style and this script, and nothing else."""
    scripts = f"script-src {_digest(script)}; " if script else ""
    sources = f"style-src {_digest(style)}; {scripts}".rstrip("; ")
    return f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'"


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
