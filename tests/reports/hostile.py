"""A report in which every text that a stranger may have written is the same hostile one."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from remit.evaluation.finding import Because, Finding, Seen
from remit.governance.report import (
    Absence,
    Base,
    Judged,
    PolicyFile,
    Report,
    RuleRow,
    Stake,
    Verdict,
    Waived,
)
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span

HOSTILE = {
    "terminal": "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "annotation": "::error::owned",
    "spaced-annotation": "\u3000 \t::warning file=a,line=1::owned",
    "stop-commands": "::stop-commands::owned",
    "escaped-annotation": "%0A::error::owned%25",
    "next-line": "fine\n::error::owned\r::notice::owned\r\n::debug::owned",
    "old-command": "see ##[add-mask]a ###[error]b",
    "azure": "see ##vso[task.complete result=Succeeded]owned",
    "teamcity": "##teamcity[buildStatus status='SUCCESS']",
    "properties": "a,line=1:2,title=x",
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "closing-tags": "</code></td></table></details></pre><b>owned</b><details open>",
    "xml": "]]> <!-- --> &lt;b&gt; &amp; \"quoted\" 'too'",
    "link": "[a](https://evil.example) [b]: https://evil.example <https://evil.example>",
    "picture": "![a](https://evil.example/x.png)",
    "address": "https://evil.example www.evil.example ftp://evil.example mailto:a@evil.example",
    "mention": "@mara cc @acme/board, mara@evil.example",
    "issue": "#1 !1 ~bug %v1 &7 $9 GH-1 acme/portfolio#1 acme/portfolio@abc1234",
    "table": "| a | b |\n|---|---|\n| c | d |",
    "code": "`a` and `b",
    "odd-code": "`` ` `@mara` `<b>`",
    "fence": "```\n# head\n~~~\n````",
    "marks": "**bold** _em_ ~~gone~~ $x^2$ :tada: \\*",
    "blocks": "# head\n> quote\n- item\n1. one\n    code\n---",
    "reference": "&copy; &#42;bold&#42; &colon;//",
    "test-point": "ok 1 - fine # SKIP not today\nok 2",
    "end-of-yaml": "x\n  ...\nok 1 - fine",
    "bail-out": "\nBail out! owned",
    "directive": "fine # TODO later \\# skip",
    "backslash": "a\\",
    "right-to-left": "\u202egnp.exe\u2066\u200b\ufeff",
    "separators": "a\u2028::error::b\u2029c\x0bd\x0ce\x85f",
    "not-unicode": "a\ud800b\udc80c\ufffe\uffff\x00",
    "tags": "a\U000e0041\U0001f6b2",
    "json": '"}], "level": "none", "x": [{"',
    "placeholder": "{0} {{1}} %s ${x} {x!r}",
    "long": "owned " * 2000,
    "blank": "",
}
TAME = "tame"


def hostile(text: str) -> Report:
    """Gives a report that holds the text wherever a manifest, rule or command may bring it in."""
    source = Source(text or "x.yaml", f"{text}\nid: {text}\nkey:\n  - {text}")
    finding = Finding(
        rule="funding/tranche-follows-gates",
        level="mandatory",
        outcome="violated",
        requirement=0,
        kind="project",
        manifest=text,
        file=text or "x.yaml",
        document=0,
        source=source,
        place=source.place(Span(0, len(text))),
        path=text,
        message=text,
        hint=text,
        because=(Because(text, (Seen(text, text, text, text or None, 1, 1, text),), 1),),
        bindings=((text, text),),
    )
    judged = Judged(finding, text, "active", True, "00000000000000c1", text)
    waiver = Waived(text, text, text, date(2026, 12, 31), text)
    return Report(
        as_of=date(2026, 11, 23),
        policies=(PolicyFile("funding", text, "ab" * 32),),
        manifests=(("project", 2),),
        findings=(
            judged,
            replace(judged, finding=replace(finding, outcome="undecided"), change="introduced"),
            replace(judged, blocking=False, change="persisting"),
            replace(judged, status="waived", blocking=False, waiver=waiver),
            replace(judged, status="upcoming", blocking=False, starts=date(2027, 1, 1)),
            replace(judged, blocking=False, change="resolved"),
            replace(
                judged,
                finding=replace(finding, level="advisory", deleted=True, rule="wording/is-short"),
                blocking=False,
            ),
        ),
        rules=(
            RuleRow(
                finding.rule,
                "mandatory",
                text,
                hints=(text, text),
                owner=text,
                source=text,
                tags=(text,),
            ),
            RuleRow("wording/is-short", "advisory", text),
        ),
        verdicts=(
            Verdict(finding.rule, "project", text, finding.file, "violated"),
            Verdict("funding/other", "project", text, finding.file, "satisfied", 1),
            Verdict("funding/other", "project", f"{text} too", finding.file, "satisfied", 1),
            Verdict("funding/idle", "project", text, finding.file, "not applicable", why=text),
        ),
        absences=(Absence(text, text, False, 1), Absence(text, None, False, 1)),
        stakes=(Stake("project", text, text, 10, text),),
        base=Base(text, "4f" * 20, (text,), ((text, text, text),)),
    )


def refused(text: str) -> Report:
    """Gives a refused report whose diagnostics hold the text."""
    source = Source(text or "x.remit", f"policy {text}\n")
    said = Diagnostic("unknown-name", text, source, Span(7, 7 + len(text)), text)
    typed = Diagnostic("usage", text, Source("command line", f"remit {text}"), Span(0, 5), text)
    return Report(date(2026, 11, 23), diagnostics=(said, typed))
