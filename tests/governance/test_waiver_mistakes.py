"""Waiver files: what may stand in them, and every mistake at its line."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.governance.stock import BOXES, CUP, RULES, checked, file, record, several, stock

from remit.governance.inputs import Inputs, WaiverFiles
from remit.governance.law import enact
from remit.governance.waivers import waivers_in
from remit.manifest.paths import Selected
from remit.pipeline import check
from remit.text.diagnostic import Diagnostic

INTERFACE = """\
waivers:
  - id: W-2026-014
    rule: funding/tranche-follows-gates       # must exist; no wildcards; never an absolute rule
    manifest: self-checkout                   # none for a rule that is evaluated once
    at: funding.tranches[id=T2]               # optional: narrows it to a part of the manifest
    reason: Supplier delay, board informed    # required, not blank
    ticket: GOV-331                           # optional
    requested_by: mara
    approved_by: lin                          # someone else; otherwise exit 2
    approved_on: 2026-10-01
    expires: 2026-12-31                       # required; half-open
"""
FUNDING = """\
policy funding governs item
  "Funding."
rule tranche-follows-gates mandatory
  "Money follows gates."
  require item.price < 100
    else "dear"
"""


def test_the_record_of_the_interface_is_read() -> None:
    inputs = stock(INTERFACE, rules=[FUNDING])
    law, _ = enact(inputs)
    assert law is not None
    (waiver,), said = waivers_in(inputs.waivers, law)
    assert said == []
    assert waiver.at == ("funding", "tranches", Selected("id", "T2"))
    assert (waiver.id, waiver.ticket) == ("W-2026-014", "GOV-331")
    assert str(waiver.expires) == "2026-12-31"


def test_texts_are_read_as_written() -> None:
    inputs = stock(record(id="12", ticket="331", reason="1.10", requested_by="NO"))
    law, _ = enact(inputs)
    assert law is not None
    (waiver,), _ = waivers_in(inputs.waivers, law)
    told = (waiver.id, waiver.ticket, waiver.reason, waiver.requested_by)
    assert told == ("12", "331", "1.10", "NO")


LINES = {
    "id": 2,
    "rule": 3,
    "manifest": 4,
    "reason": 5,
    "requested_by": 6,
    "approved_by": 7,
    "approved_on": 8,
    "expires": 9,
    "at": 10,
    "extra": 10,
    "ticket": 10,
}
"""The line of each field in the record that tests change."""

MISTAKES = [
    ({"rule": "prices/within-cup"}, "waiver", "rule", "there is no rule `prices/within-cup`"),
    ({"rule": "within-cap"}, "waiver", "rule", "there is no rule `within-cap`"),
    ({"rule": "price/within-cap"}, "waiver", "rule", "there is no rule"),
    ({"rule": "prices/*"}, "format", "rule", "wildcard"),
    ({"rule": "'*'"}, "format", "rule", "wildcard"),
    ({"rule": "prices/within-ca?"}, "format", "rule", "wildcard"),
    ({"rule": "'prices/[a-z]'"}, "format", "rule", "wildcard"),
    ({"rule": "prices/sane"}, "waiver", "rule", "`prices/sane` is absolute"),
    ({"rule": "manifest/schema"}, "waiver", "rule", "no waiver can lift it"),
    ({"rule": "manifest/syntax"}, "waiver", "rule", "no waiver can lift it"),
    ({"rule": "waiver/expired"}, "waiver", "rule", "no waiver can lift it"),
    ({"rule": ""}, "format", "rule", "`rule` is blank"),
    ({"manifest": "'*'"}, "format", "manifest", "wildcard"),
    ({"manifest": "' '"}, "format", "manifest", "`manifest` is blank"),
    ({"manifest": "[cup, jar]"}, "format", "manifest", "expected text, found a list"),
    ({"rule": "prices/total"}, "waiver", "manifest", "evaluated once"),
    ({"manifest": None}, "waiver", "rule", "`manifest` is missing"),
    ({"reason": ""}, "format", "reason", "`reason` is blank"),
    ({"reason": "''"}, "format", "reason", "`reason` is blank"),
    ({"reason": "'  '"}, "format", "reason", "`reason` is blank"),
    ({"reason": '"\\u200b\\u00a0"'}, "format", "reason", "`reason` is blank"),
    ({"reason": "'...'"}, "format", "reason", "`reason` is blank"),
    ({"reason": None}, "format", "id", "`reason` is missing"),
    ({"id": "''"}, "format", "id", "`id` is blank"),
    ({"approved_by": "mara"}, "format", "approved_by", "`mara` approves what `mara`"),
    ({"approved_by": "Mara"}, "format", "approved_by", "`Mara` approves what `mara`"),
    ({"approved_by": "' MARA '"}, "format", "approved_by", "approves what"),
    ({"approved_by": '"ma\\u200bra"'}, "format", "approved_by", "approves what"),
    ({"approved_by": '"\\uff4dara"'}, "format", "approved_by", "approves what"),
    ({"approved_by": '"m\\u0430ra"'}, "format", "approved_by", "approves what"),
    ({"approved_by": '"mara\\u3164"'}, "format", "approved_by", "approves what"),
    ({"approved_by": '"ma\\uFE0Fra"'}, "format", "approved_by", "approves what"),
    ({"approved_by": '"m\\u0251ra"'}, "format", "approved_by", "approves what"),
    ({"requested_by": "lin", "approved_by": "Iin"}, "format", "approved_by", "approves what"),
    ({"requested_by": "Bo11", "approved_by": "B0ll"}, "format", "approved_by", "approves what"),
    ({"approved_by": '"\\u3164"'}, "format", "approved_by", "is blank"),
    ({"reason": '"\\u115F"'}, "format", "reason", "is blank"),
    ({"approved_by": "'@mara'"}, "format", "approved_by", "approves what"),
    ({"approved_by": None}, "format", "id", "`approved_by` is missing"),
    ({"requested_by": None}, "format", "id", "`requested_by` is missing"),
    ({"requested_by": "~"}, "format", "requested_by", "`requested_by` is blank"),
    ({"expires": None}, "format", "id", "`expires` is missing"),
    ({"expires": ""}, "format", "expires", "expected a date"),
    ({"expires": "soon"}, "format", "expires", "expected a date"),
    ({"expires": "20270131"}, "format", "expires", "expected a date"),
    ({"expires": "2027-1-31"}, "format", "expires", "expected a date"),
    ({"expires": "2027-01-31T00:00:00Z"}, "format", "expires", "expected a date"),
    ({"expires": "2027-02-30"}, "format", "expires", "there is no day `2027-02-30`"),
    ({"expires": "2026-10-01"}, "format", "expires", "and was approved on 2026-10-01"),
    ({"expires": "2026-09-30"}, "format", "expires", "and was approved on 2026-10-01"),
    ({"expires": "2027-03-31"}, "waiver", "expires", "181 days, and the most is 180"),
    ({"expires": "9999-12-31"}, "waiver", "expires", "and the most is 180"),
    ({"approved_on": None}, "format", "id", "`approved_on` is missing"),
    ({"at": "'parts[id=]'"}, "format", "at", "in the path `parts[id=]`"),
    ({"at": "'parts[*]'"}, "format", "at", "in the path `parts[*]`"),
    ({"at": "parts..weight"}, "format", "at", "in the path `parts..weight`"),
    ({"at": "''"}, "format", "at", "`at` is blank"),
    ({"rule": "prices/total", "manifest": None, "at": "price"}, "waiver", "at", "no manifest"),
    ({"extra": "1"}, "format", "extra", "`extra` is not known here"),
    ({"ticket": "''"}, "format", "ticket", "`ticket` is blank"),
]


@pytest.mark.parametrize(("fields", "code", "field", "message"), MISTAKES)
def test_a_mistake_is_told_at_its_line_and_nothing_is_checked(
    fields: dict[str, str | None], code: str, field: str, message: str
) -> None:
    (said,) = _refused(stock(record(**fields)))
    assert said.code == code
    assert message in said.message
    # a field that was left out moves those below it up
    left_out = [name for name, text in fields.items() if text is None and name in LINES]
    above = sum(LINES[name] < LINES[field] for name in left_out)
    assert said.place.line == LINES[field] - above


def test_the_longest_waiver_is_allowed() -> None:
    assert checked(stock(record(expires="2027-03-30")))
    assert "the most is 30" in _refused(stock(record(), days=30))[0].message


def test_help_is_given() -> None:
    (said,) = _refused(stock(record(rule="prices/within-cup")))
    assert said.help == "did you mean `prices/within-cap`?"
    (said,) = _refused(stock(record(expires="2027-03-31")))
    assert said.help is not None
    assert "2027-03-30" in said.help
    (said,) = _refused(stock(record(reasn="x")))
    assert said.help == "did you mean `reason`?"


def test_every_mistake_of_a_file_is_told() -> None:
    text = several(record(reason=""), record(id="W-2", expires="never"))
    assert [said.place.line for said in _refused(stock(text))] == [5, 17]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file holds no document"),
        ("# none\n", "the file holds no document"),
        ("waivers: {}\n", "expected a list, found a map"),
        ("waivers: [W-1]\n", "expected a map, found `W-1`"),
        ("[]\n", "expected a map, found an empty list"),
        ("waiver: []\n", "`waivers` is missing"),
        ("waivers: []\n---\nwaivers: []\n", "more than one document"),
        ("waivers: [\n", ""),
        ("waivers: []\nwaivers: []\n", "twice"),
    ],
)
def test_a_file_that_holds_no_list_of_waivers_is_refused(text: str, message: str) -> None:
    said = _refused(stock(text))
    assert any(message in each.message for each in said)
    assert all(each.source.name == "waivers.yaml" for each in said)


def test_a_file_that_can_not_be_read_is_refused() -> None:
    inputs = stock("waivers: []\n")
    gone = replace(inputs.waivers.files[0], read=lambda: "it is gone")
    (said,) = _refused(replace(inputs, waivers=WaiverFiles((gone,))))
    assert said.code == "no-such-file"
    assert "it is gone" in said.message


def test_ids_differ_over_all_files() -> None:
    (said,) = _refused(stock(several(record(), record(manifest="jar"))))
    assert said.place.line == 10
    assert "`W-1` is in waivers.yaml:2 already" in said.message
    inputs = stock(record())
    files = (*inputs.waivers.files, file("more.yaml", record(manifest="jar")))
    (said,) = _refused(replace(inputs, waivers=WaiverFiles(files)))
    assert said.source.name == "more.yaml"
    files = (*inputs.waivers.files, file("more.yaml", record(id="W-2", manifest="jar")))
    assert checked(replace(inputs, waivers=WaiverFiles(files)))


def test_waivers_for_policies_that_take_no_part_are_passed_over_where_policies_are_named() -> None:
    inputs = stock(record(rule="boxes/sealed"), rules=[RULES])
    assert "there is no rule" in _refused(inputs)[0].message
    lenient = replace(inputs, waivers=replace(inputs.waivers, lenient=True))
    assert checked(lenient)
    inputs = stock(record(rule="boxes/seald"), rules=[RULES, BOXES])
    lenient = replace(inputs, waivers=replace(inputs.waivers, lenient=True))
    assert "there is no rule" in _refused(lenient)[0].message


def test_a_policy_may_be_named_as_what_remit_finds_by_itself() -> None:
    rules = RULES.replace("policy prices", "policy waiver")
    report = checked(stock(record(rule="waiver/within-cap"), items=[CUP], rules=[rules]))
    assert report.findings[0].status == "waived"


def _refused(inputs: Inputs) -> list[Diagnostic]:
    report = check(inputs)
    assert report.refused
    assert not report.findings
    return list(report.diagnostics)
