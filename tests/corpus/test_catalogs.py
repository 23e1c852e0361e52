"""Files that other communities wrote: none stops the tool, each unreadable one is told."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from tests.corpus.trees import CORPUS, configured, needs_corpus, tree_of

from remit.governance.manifests import SCHEMA, SYNTAX
from remit.governance.report import Report
from remit.reporters import json_report, text
from remit.reporters.view import View

HERE = Path(__file__).parent

pytestmark = needs_corpus


def outcomes(report: Report) -> dict[tuple[str, int], list[str]]:
    """Gives the checks that each document of a file failed, as a manifest, not by a rule."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for judged in report.findings:
        finding = judged.finding
        if finding.rule in (SYNTAX, SCHEMA):
            found[finding.file, finding.document].append(finding.message)
    return found


def renders(report: Report) -> None:
    """Puts a report in every format, since what was read has to be printed, too."""
    json.loads(json_report.render(report, View()))
    assert text.render(report, View(show="all", explain=True))


def test_the_verdict_on_every_entity_is_that_of_backstage() -> None:
    report = configured(HERE / "backstage").check(tree_of(CORPUS, "backstage"))
    found = outcomes(report)
    wrong: list[str] = []
    unread: set[str] = set()
    seen = 0
    with (CORPUS / "backstage.verdicts.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            seen += 1
            said = found.get((row["file"], row["doc"]), [])
            if bool(said) != (row["verdict"] == "fail"):
                wrong.append(f"{row['file']}:{row['doc']}: {said or 'passes'}, {row.get('error')}")
            if row.get("stage") == "yaml":
                unread.add(row["file"])
    assert wrong == []
    assert seen == 195
    syntax = {j.finding.file for j in report.findings if j.finding.rule == SYNTAX}
    # a template's braces are a map as a key, which YAML has and Remit refuses
    templates = {path for path in syntax if "{{" in (CORPUS / path).read_text()}
    assert syntax - templates <= unread <= syntax
    # an entity of a kind that is none may be the owner that is looked for
    undecided = [row.rule for row in report.rules if row.undecided]
    assert undecided == ["catalog/owner-is-known", "catalog/production-is-described"]
    rules = {row.rule: (row.satisfied > 0, row.violated > 0) for row in report.rules}
    assert rules == {
        "catalog/dependency-says-what-it-is": (True, False),
        "catalog/owner-is-known": (True, False),
        "catalog/production-is-described": (True, True),
    }
    renders(report)


def test_public_software_is_read_and_judged() -> None:
    report = configured(HERE / "publiccode").check(tree_of(CORPUS, "publiccode"))
    assert dict(report.manifests) == {"software": 9}
    assert not [j for j in report.findings if j.finding.rule == SYNTAX]
    # one file is in `production`, a status that the standard doesn't have
    assert len(outcomes(report)) == 1
    assert all("production" in each for said in outcomes(report).values() for each in said)
    assert {row.rule: row.satisfied > 0 for row in report.rules} == {
        "upkeep/contract-runs": True,
        "upkeep/every-language-is-described": True,
        "upkeep/release-is-dated": True,
        "upkeep/somebody-answers": True,
    }
    renders(report)
