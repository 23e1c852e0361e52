"""The page: the report in one HTML file. Without its script all of it can be read; only filters and
sorting are lost.
"""

from __future__ import annotations

from collections.abc import Iterator

import remit
from remit.governance.report import Report
from remit.reporters.html import basis, findings, money
from remit.reporters.html.frame import asset, framed
from remit.reporters.html.heat import heat
from remit.reporters.html.listing import listing
from remit.reporters.html.maps import maps
from remit.reporters.html.markup import Markup, block, tag, words
from remit.reporters.html.refusal import refusal
from remit.reporters.html.verdict import by_rule, headline, verdict
from remit.reporters.view import View


def render(report: Report, view: View) -> str:
    """Gives the report as a page; the view changes nothing in it."""
    style, script = asset(__package__, "page.css"), asset(__package__, "filtering.js", "page.js")
    title = f"Remit: {headline(report)}, {report.as_of.isoformat()}"
    return framed(title, style, script, *_body(report))


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
