"""Findings about manifests themselves, collections and registers, and what tells findings apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run, write

from remit.cli.main import main


def where(ran: Ran) -> list[tuple[str, str, int, str]]:
    return [(f["rule"], f["file"], f["line"], f["path"]) for f in ran.report["findings"]]


@pytest.mark.parametrize(
    ("text", "line"),
    [("id: [", 1), ("", 1), ("# nothing\n", 1), ("id: a\nid: b\n", 2), ("id: \tx\n\ty: 1", 2)],
)
def test_what_is_no_yaml_is_a_finding_and_stops_no_other(
    check: Run, folder: Path, text: str, line: int
) -> None:
    write(folder, items__cup_yaml=text, items__jar_yaml="id: jar\nprice: 200\n")
    ran = check()
    assert ran.status == 1
    assert [finding[:3] for finding in where(ran)] == [
        ("manifest/syntax", "items/cup.yaml", line),
        ("prices/within-cap", "items/jar.yaml", 2),
    ]
    assert ran.report["summary"]["manifests"] == 1


def test_bytes_that_are_no_text_are_a_finding(check: Run, folder: Path) -> None:
    (folder / "items" / "cup.yaml").write_bytes(b"id: \xff\n")
    assert ("manifest/syntax", "items/cup.yaml", 1, "") in where(check())


def test_what_the_schema_refuses_is_a_finding_and_said_once(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml="id: cup\nprice: dear\npryce: 1\n")
    ran = check()
    assert where(ran) == [
        ("manifest/schema", "items/cup.yaml", 2, "price"),
        ("manifest/schema", "items/cup.yaml", 3, "pryce"),
    ]
    rows = {row["rule"]: row for row in ran.report["rules"]}
    assert rows["prices/within-cap"]["undecided"] == 1
    assert all(f["level"] == "absolute" and f["blocking"] for f in ran.report["findings"])


def test_a_stray_key_is_advice_and_blocks_nothing(check: Run, folder: Path) -> None:
    schema = (folder / "item.schema.yaml").read_text()
    opened = schema.replace("additionalProperties: false\nproperties", "properties")
    cup = (folder / "items" / "cup.yaml").read_text()
    write(folder, item_schema_yaml=opened, items__cup_yaml=cup + "ownr: mara\n")
    ran = check("items/cup.yaml")
    (stray,) = [f for f in ran.report["findings"] if f["rule"] == "manifest/spelling"]
    assert (stray["level"], stray["blocking"], stray["path"]) == ("advisory", False, "ownr")
    assert (ran.status, stray["hint"]) == (0, "did you mean `owner`?")


def test_a_schema_that_is_not_there_is_told_in_the_configuration(run: Run, folder: Path) -> None:
    config = (folder / "remit.yaml").read_text()
    write(folder, remit_yaml=config.replace("item.schema.yaml", "itm.schema.yaml"))
    ran = run("check")
    assert ran.status == 2
    assert "remit.yaml:" in ran.err
    assert "there is no schema file `itm.schema.yaml`" in ran.err
    assert "did you mean `item.schema.yaml`?" in ran.err


def test_hundreds_of_one_identity_in_a_file_name_a_few_of_the_others(
    check: Run, folder: Path
) -> None:
    write(folder, items__cup_yaml="---\n".join(["id: cup\nprice: 1\n"] * 400))
    found = [f for f in check().report["findings"] if f["rule"] == "manifest/identity"]
    assert len(found) == 400
    assert all("and 394 more, too" in finding["message"] for finding in found)


def test_what_is_missing_in_a_wrong_list_or_map_is_said_besides(check: Run, folder: Path) -> None:
    schema = (folder / "item.schema.yaml").read_text()
    longer = schema.replace("type: array", "type: array\n    minItems: 2")
    item = "id: cup\nprice: 1\nparts: [{id: lid}]\n"
    write(folder, item_schema_yaml=longer, items__cup_yaml=item)
    assert where(check()) == [
        ("manifest/schema", "items/cup.yaml", 3, "parts"),
        ("prices/light", "items/cup.yaml", 3, "parts[id=lid]"),
    ]


def test_what_a_wrong_element_of_a_plain_list_leaves_undecided_is_not_said_again(
    check: Run, folder: Path
) -> None:
    schema = (folder / "item.schema.yaml").read_text()
    sizes = "  extra: {}\n  sizes: {type: array, items: {type: number}}\n  parts:\n"
    rule = (
        'policy sizes governs item "Sizes."\n'
        'rule small mandatory "Small." require sum(item.sizes) < 9 else "large"\n'
        'rule known mandatory "Known." require 4 in item.sizes else "unknown"\n'
        'rule far mandatory "Far." require item.extra.far.away is absent else "far"\n'
    )
    text = "id: cup\nprice: 1\nextra: {far: 1}\nsizes: [1, null, 2]\n"
    write(folder, item_schema_yaml=schema.replace("  parts:\n", sizes), items__cup_yaml=text)
    write(folder, rules__sizes_remit=rule)
    assert where(check("--rule", "sizes/*", "items/cup.yaml")) == [
        ("sizes/far", "items/cup.yaml", 3, "extra.far"),
        ("manifest/schema", "items/cup.yaml", 4, "sizes[1]"),
    ]


def test_what_a_default_stands_for_decides_nothing_beside_a_schema_finding(
    check: Run, folder: Path
) -> None:
    rule = (
        'policy boxed governs item "Boxed."\n'
        'rule fits mandatory "Fits." require item.box default "b1" == text(item.price) else "no"\n'
    )
    write(folder, items__cup_yaml="id: cup\n", rules__boxed_remit=rule)
    assert where(check("--rule", "boxed/*", "items/cup.yaml")) == [
        ("manifest/schema", "items/cup.yaml", 1, "price"),
    ]
    write(folder, rules__boxed_remit=rule.replace(' default "b1"', ""))
    assert where(check("--rule", "boxed/*", "items/cup.yaml"))[0][0] == "boxed/fits"


def test_a_collection_with_a_wrong_member_is_undecided_where_nothing_says_why(
    check: Run, folder: Path
) -> None:
    write(folder, items__cup_yaml="id: cup\nprice: dear\n")
    ran = check("items/jar.yaml")
    assert where(ran)[0][:2] == ("whole/total", "rules/shelf.remit")
    assert ran.report["findings"][0]["outcome"] == "undecided"
    assert "found text `dear`, in items/cup.yaml;" in ran.report["findings"][0]["message"]


def test_a_collection_with_an_unreadable_member_is_undecided(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml="id: [")
    ran = check("items/jar.yaml")
    (finding,) = ran.report["findings"]
    assert finding["message"].startswith("can't be decided: `items/cup.yaml` can't be read; ")
    assert [f["rule"] for f in check().report["findings"]] == ["manifest/syntax"]


def test_a_report_tells_what_collections_were_judged_without(run: Run, folder: Path) -> None:
    note = "judged without what can't be read: `shelf` lacks items/cup.yaml (named by 1 rule)"
    assert "judged without" not in run("check").out
    write(folder, items__cup_yaml="id: [")
    assert note in run("check").out.splitlines()
    assert "judged without" not in run("check", "items/jar.yaml").out
    assert "judged without" not in run("check", "--rule", "prices/*").out


# -- identity -----------------------------------------------------------------------------------


def test_two_manifests_with_one_identity(check: Run, folder: Path) -> None:
    write(folder, items__jar_yaml="price: 3\nid: cup\n")
    ran = check()
    assert where(ran) == [
        ("manifest/identity", "items/cup.yaml", 1, "id"),
        ("manifest/identity", "items/jar.yaml", 2, "id"),
    ]
    assert "items/jar.yaml:2:5" in ran.report["findings"][0]["message"]
    assert [f[1] for f in where(check("items/cup.yaml"))] == ["items/cup.yaml"]


def test_a_missing_identity_is_said_once(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml="price: 3\n")
    assert where(check()) == [("manifest/schema", "items/cup.yaml", 1, "id")]
    schema = (folder / "item.schema.yaml").read_text(encoding="utf-8")
    write(folder, item_schema_yaml=schema.replace("[id, price]", "[price]"))
    ran = check()
    assert where(ran) == [("manifest/identity", "items/cup.yaml", 1, "")]
    assert ran.report["findings"][0]["manifest"] == "items/cup.yaml"


def test_each_part_of_an_identity_that_is_missing_or_empty_is_said(
    check: Run, folder: Path
) -> None:
    settings = (folder / "remit.yaml").read_text(encoding="utf-8")
    write(
        folder,
        remit_yaml=settings.replace("identity: id}", "identity: [id, owner, box]}", 1),
        items__cup_yaml='id: cup\nprice: 3\nowner: ""\n',
        items__jar_yaml="id: jar\nprice: 3\nowner: mara\nbox: b\n",
        people_yaml="mara: {}\n",
    )
    told = [f["message"] for f in check("--rule", "within-cap").report["findings"]]
    assert told == [
        f"`{path}` is missing or empty, and tells one item from another"
        for path in ("box", "owner")
    ]


def test_a_register_may_be_named_alone(check: Run, folder: Path) -> None:
    assert check("people.yaml").status == 0
    write(folder, people_yaml="mara: {name: [1]}\n")
    assert where(check("people.yaml")) == [("manifest/schema", "people.yaml", 1, "mara.name")]
    for item in (folder / "items").iterdir():
        item.unlink()
    write(folder, people_yaml="mara: {}\n")
    assert check().status == 2


def test_an_identity_used_in_two_kinds_is_written_with_its_kind(check: Run, folder: Path) -> None:
    write(folder, boxes__b_yaml="id: cup\n", items__cup_yaml="id: cup\nprice: 200\n")
    assert check().found() == [("prices/within-cap", "item/cup")]


def test_several_documents_are_several_manifests(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml="id: a\nprice: 1\n---\nid: b\nprice: 200\n")
    ran = check("items/cup.yaml")
    assert ran.found() == [("prices/within-cap", "b")]
    assert ran.report["findings"][0]["document"] == 1
    assert ran.report["summary"]["manifests"] == 2


def test_documents_are_picked_by_content(check: Run, folder: Path) -> None:
    text = (folder / "remit.yaml").read_text(encoding="utf-8")
    text = text.replace("{plural: shelf,", "{plural: shelf, select: {owner: [mara, lin]},")
    write(folder, remit_yaml=text, items__cup_yaml="id: cup\nprice: 200\n---\nowner: mara\n")
    ran = check("items/cup.yaml")
    assert {f["document"] for f in ran.report["findings"]} == {1}
    write(folder, items__cup_yaml="id: cup\nprice: 200\n")
    ran = check("items/cup.yaml")
    assert ran.status == 2
    assert "there is no manifest to check" in ran.err


# -- registers and absences ---------------------------------------------------------------------


def test_a_register_is_checked_as_well(check: Run, folder: Path) -> None:
    write(folder, people_yaml="mara: {name: [1]}\n")
    assert where(check()) == [("manifest/schema", "people.yaml", 1, "mara.name")]
    assert check("items/jar.yaml").found() == []
    assert [f[0] for f in where(check("people.yaml", "items/jar.yaml"))] == ["manifest/schema"]


def test_a_register_that_can_not_be_read(check: Run, folder: Path) -> None:
    write(folder, people_yaml="mara: [")
    assert [f[0] for f in where(check("items/jar.yaml"))] == ["whole/owned"]
    assert "`people.yaml` can't be read" in check("items/jar.yaml").out
    assert "manifest/syntax" in check().out


def test_a_register_of_two_documents(check: Run, folder: Path) -> None:
    write(folder, people_yaml="mara: {}\n---\nlin: {}\n")
    assert ("manifest/syntax", "people.yaml", 3, "") in where(check())


def test_a_configured_collection_may_be_empty_and_that_is_said(run: Run, folder: Path) -> None:
    write(folder, items__cup_yaml="id: cup\nprice: 1\nbox: b7\n")
    ran = run("check", "--as-of", "2026-11-23")
    assert ran.status == 1
    assert "there is no box b7" in ran.out
    assert "configured, and empty: any box for `boxes` (named by 1 rule)" in ran.out


PROJECT = Path(__file__).parent.parent.parent / "examples" / "digital-app" / "project.yaml"


def test_without_a_configuration_what_is_absent_is_not_applicable_and_said(
    run: Run, folder: Path
) -> None:
    for path in sorted(folder.rglob("*.yaml")):
        path.unlink()
    write(
        folder,
        project_yaml=PROJECT.read_text(encoding="utf-8"),
        own__p_remit='policy p governs project "P."\n'
        'rule alone mandatory "Alone." require every s in landscape satisfies s.id != ""\n'
        '  else "no"\n'
        'rule known mandatory "Known." require people is not empty else "no"\n',
    )
    ran = run("check", "--policy", "own")
    assert ran.status == 0
    assert "not applicable: 1 rule (found no landscape); 1 rule (found no people)" in ran.out
    assert "landscape` (named by" not in ran.out
    for required in ("system", "landscape", "people"):
        assert run("check", "--policy", "own", "--require", required).status == 2
    assert run("check", "--policy", "own", "--require", "project").status == 0


def test_two_files_that_could_be_a_register_are_refused_where_a_rule_names_it(
    run: Run, folder: Path
) -> None:
    for path in sorted(folder.rglob("*.yaml")):
        path.unlink()
    write(
        folder,
        project_yaml=PROJECT.read_text(encoding="utf-8"),
        a__people_yaml="{}",
        b__people_yaml="{}",
        own__p_remit='policy p governs project "P."\n'
        'rule known mandatory "Known." require people is present else "no"\n',
    )
    ran = run("check", "--policy", "own")
    assert ran.status == 2
    assert "`b/people.yaml` could be the register `people`" in ran.err


# -- fingerprints -------------------------------------------------------------------------------

PARTS = """\
id: cup
price: 1
parts:
  - {id: a, weight: 20}
  - {id: b, weight: 30}
"""
MOVED = """\
# a comment
parts:

  - {weight: 30, id: b}
  - {weight: 40, id: a}
price: 1
id: cup
"""


def fingerprints(ran: Ran) -> dict[str, str]:
    return {f["fingerprint"]: f["path"] for f in ran.report["findings"]}


def test_fingerprints_outlive_moved_lines_and_reordered_lists(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml=PARTS)
    before = fingerprints(check())
    assert sorted(before.values()) == ["parts[id=a].weight", "parts[id=b].weight"]
    write(folder, items__cup_yaml=MOVED)
    assert fingerprints(check()) == before
    rules = (folder / "rules" / "prices.remit").read_text(encoding="utf-8")
    renamed = rules.replace("for part in", "for piece in").replace("part.", "piece.")
    write(folder, rules__prices_remit=renamed)
    assert fingerprints(check()) == before


def test_fingerprints_tell_findings_apart(check: Run, folder: Path) -> None:
    write(folder, items__cup_yaml=PARTS, items__jar_yaml=PARTS.replace("id: cup", "id: jar"))
    assert len(fingerprints(check())) == 4
    twins = "id: cup\nprice: 1\nparts: [{weight: 20}, {weight: 20}]\n"
    write(folder, items__cup_yaml=twins)
    assert len(check("items/cup.yaml").report["findings"]) == 2
    assert len(fingerprints(check("items/cup.yaml"))) == 2


def test_a_policy_of_a_real_example_runs_without_a_word_of_python(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PROJECT.parent)
    assert main(["check", "--as-of", "2026-11-23"]) in (0, 1)
    out, err = capfdbinary.readouterr()
    assert b"Traceback" not in out + err


def test_standard_policies_that_do_not_fit_are_told_once(run: Run, folder: Path) -> None:
    """Who forgets `policies` gets the standard ones, whose fields the own schema lacks."""
    (folder / "shop.yaml").write_text(
        "kinds: {project: {schema: item.schema.yaml, files: [items/*.yaml], identity: id}}\n"
    )
    ran = run("check", "--config", "shop.yaml")
    assert (ran.status, ran.err.count("error [")) == (2, 1)
    assert "the standard policies don't fit `project` as configured: " in ran.err
    assert "help: name your own rules under `policies`" in ran.err
