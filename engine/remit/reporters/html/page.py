"""The page: one HTML file with its style and script in it, which fetches nothing and runs nothing
but that script.

The page forbids itself everything else, so that even a text which came in as markup could neither
run nor reach the network. Without the script all of it can be read; only filters and sorting are
lost.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files

import remit
from remit.governance.report import Report
from remit.reporters.html import basis, findings, money
from remit.reporters.html.heat import heat
from remit.reporters.html.listing import listing
from remit.reporters.html.maps import maps
from remit.reporters.html.markup import Markup, block, tag, words
from remit.reporters.html.refusal import refusal
from remit.reporters.html.verdict import by_rule, headline, verdict
from remit.reporters.view import View


def render(report: Report, view: View) -> str:
    """Gives the report as a page; the view changes nothing in it."""
    style, script = _asset("page.css"), _asset("page.js")
    title = f"Remit: {headline(report)}, {report.as_of.isoformat()}"
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
    body = block("body", *_body(report), tag("script", script))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _body(report: Report) -> Iterator[Markup]:
    if report.refused:
        yield verdict(report)
        yield block("main", refusal(report.diagnostics))
    else:
        listed = listing(report)
        yield words("a", "Skip to the findings", href="#findings", class_="skip")
        yield verdict(report)
        yield block(
            "main",
            money.section(report),
            *maps(heat(report, listed.found), listed),
            by_rule(report),
            findings.section(report, listed),
            *basis.sections(report),
        )
    yield tag("footer", words("p", f"Remit {remit.__version__}, as of {report.as_of.isoformat()}"))


def _asset(name: str) -> Markup:
    """Gives a file of this folder; it is ours, and goes into the page as it is."""
    return Markup(files(__package__).joinpath(name).read_text("utf-8"))


def _law(style: str, script: str) -> str:
    """Gives what the page may do: this style and this script, and nothing else."""
    sources = f"style-src {_digest(style)}; script-src {_digest(script)}"
    return f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'"


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
