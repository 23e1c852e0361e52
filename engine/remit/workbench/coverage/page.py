"""Page: coverage as one HTML file that needs nothing else: a table of all rules, and each rule as
it is written, with every atom marked as shown or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape

from remit.text.inert import inert
from remit.text.source import Span
from remit.workbench.coverage.summing import Coverage, Covered, percent

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #0a7d3322; --bad: #c2261f33; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .2rem .6rem;
border-bottom: 1px solid var(--line) }
td.n { text-align: right; font-variant-numeric: tabular-nums }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem;
font: 13px/1.6 ui-monospace, monospace }
mark { color: inherit; border-radius: 3px; padding: 1px 0 }
mark.good { background: var(--good) } mark.bad { background: var(--bad);
border-bottom: 2px solid #c2261f } .lacks td:first-child a { color: #c2261f; font-weight: 600 }
ul { margin: .3rem 0 1.6rem; padding-left: 1.2rem } code { font: 13px ui-monospace, monospace }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(coverage: Coverage) -> str:
    """Gives the page."""
    share = percent(coverage.met, coverage.total)
    lines = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Coverage of rules: {share}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        "<h1>Coverage of rules</h1>",
        f"<p>The tests show {coverage.met} of {coverage.total} outcomes ({share}).</p>",
        "<table>\n<thead><tr><th>rule or define</th><th>file</th><th>shown</th><th>of</th></tr>"
        "</thead>\n<tbody>",
        *(_row(number, each) for number, each in enumerate(coverage.units)),
        "</tbody>\n</table>",
        *(_unit(number, each) for number, each in enumerate(coverage.units)),
        "</body>\n</html>",
    ]
    return "\n".join(lines) + "\n"


def _row(number: int, covered: Covered) -> str:
    source, met = covered.unit.policy.source, covered.total - len(covered.missing)
    kind = ' class="lacks"' if covered.missing else ""
    name, file = _text(covered.unit.name), _text(source.name)
    return (
        f'<tr{kind}><td><a href="#u{number}">{name}</a></td><td>{file}</td>'
        f'<td class="n">{met}</td><td class="n">{covered.total}</td></tr>'
    )


def _unit(number: int, covered: Covered) -> str:
    source, span = covered.unit.policy.source, covered.unit.node.span
    place = source.place(span)
    head = f'<h2 id="u{number}">{_text(covered.unit.name)}</h2>'
    where = f"<p>{_text(source.name)}, line {place.line}</p>"
    items = "".join(
        f"<li>line {source.place(each.demand.span).line}: "
        f"<code>{_text(source.slice(each.demand.span))}</code> {each.told()}</li>"
        for each in covered.missing
    )
    listed = f"\n<ul>{items}</ul>" if items else ""
    return f"<section>\n{head}\n{where}\n<pre>{''.join(_marked(covered))}</pre>{listed}\n</section>"


def _marked(covered: Covered) -> Iterator[str]:
    """Gives the text of a rule with its atoms marked, those inside of others too."""
    lacks: dict[Span, list[str]] = defaultdict(list)
    for each in covered.missing:
        lacks[each.demand.span].append(each.told())
    spans = sorted({d.span for d in covered.demands}, key=lambda span: (span.start, -span.end))
    text, at, end = covered.unit.policy.source.text, covered.unit.node.span.start, 0
    open_: list[Span] = []
    for span in [*spans, Span(covered.unit.node.span.end, covered.unit.node.span.end)]:
        while open_ and open_[-1].end <= span.start:
            end = open_.pop().end
            yield _lines(text[at:end]) + "</mark>"
            at = end
        yield _lines(text[at : span.start])
        at = span.start
        if span.end > span.start:
            told = "; ".join(lacks[span]) if span in lacks else ""
            yield f'<mark class="bad" title="{told}">' if told else '<mark class="good">'
            open_.append(span)


def _lines(text: str) -> str:
    return "\n".join(_text(line) for line in text.split("\n"))


def _text(text: str) -> str:
    return escape(inert(text))
