"""The basis of a page: the rules that judged, what said nothing, and the files that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from remit.governance.report import PolicyFile, Report, RuleRow
from remit.reporters.closing import left_out
from remit.reporters.html.markup import EMPTY, Markup, block, tag, text, words
from remit.reporters.html.refusal import refusal
from remit.reporters.html.tables import scrolled, table
from remit.reporters.paint import plain

_COLUMNS = ("satisfied", "violated", "undecided", "waived", "not applicable")


def sections(report: Report) -> Iterator[Markup]:
    """Gives the rules and the files, folded, and what is only advised."""
    if report.diagnostics:
        yield refusal(report.diagnostics)
    yield _silent(report)
    if report.rules:
        yield _folded("Rules", len(report.rules), _rules(report))
    if report.policies:
        yield _folded("Policies", len(report.policies), _policies(report))


def _folded(title: str, count: int, inside: Markup) -> Markup:
    head = tag("summary", words("h2", title), text(" "), words("span", str(count), class_="many"))
    shown = block("details", head, scrolled(inside, title))
    return tag("section", shown, id=title.lower())


def _silent(report: Report) -> Markup:
    """Gives what says nothing here, and where all of it was looked for."""
    lines = [*left_out(report, plain)]
    if report.checkout is not None:
        lines.append(f"checked out: {report.checkout.repository} at {report.checkout.commit}")
    if report.base is not None and report.base.commit:
        lines.append(f"base: {report.base.ref} at {report.base.commit}")
    if not lines:
        return EMPTY
    return block("section", *(words("p", line, class_="faint") for line in lines), id="silent")


def _rules(report: Report) -> Markup:
    about = "Every rule, and of how many manifests it said what"
    return table(("rule", "level", *_COLUMNS), map(_rule, report.rules), about)


def _rule(row: RuleRow) -> Markup:
    counts = (row.satisfied, row.violated, row.undecided, row.waived, row.not_applicable)
    facts: list[str] = [row.standing] if row.standing != "in force" else []
    facts += [f"owner: {row.owner}"] if row.owner else []
    facts += [f"source: {row.source}"] if row.source else []
    lines = [row.title, *([" \u00b7 ".join(facts)] if facts else [])]
    about = [part for line in lines for part in (tag("br"), words("span", line))]
    return tag(
        "tr",
        tag("th", words("code", row.rule), *about, scope="row"),
        words("td", row.level, class_="level"),
        *(words("td", str(count) if count else "", class_="count") for count in counts),
    )


def _policies(report: Report) -> Markup:
    about = "Every policy that took part, and the digest of its file"
    return table(("policy", "file", "SHA-256"), map(_policy, report.policies), about)


def _policy(policy: PolicyFile) -> Markup:
    return tag(
        "tr",
        words("th", policy.policy, scope="row"),
        words("td", policy.file),
        tag("td", words("code", policy.digest)),
    )
