"""What `remit.yaml` may say, and what is said of it at which place where it is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from remit.cli.main import main
from remit.governance.setting import Kind, Register
from remit.manifest.limits import Limits
from remit.text.source import Source
from remit.workspace.opening import Workspace, find, opened

WHOLE = """\
language: 1
kinds:
  project:
    plural: portfolio
    schema: schemas/project.schema.yaml
    files: ["**/project.yaml"]
    identity: id
  system: {plural: landscape, schema: s.yaml, files: [landscape/*.yaml], identity: [area, id]}
  component:
    schema: builtin:project
    files: ["**/catalog-info.yaml"]
    select: {kind: Component, spec.level: [1, true]}
registers:
  people: {file: governance/people.yaml, schema: schemas/people.schema.yaml}
policies: [rules/]
params: {funding.opening_share: 25%}
waivers: []
waiver_days: 180
limits: {bytes: 2MiB, depth: 32, nodes: 5000, steps: 1000}
"""

WRONG = [
    ("kinds: {project: {schema: s, files: [a], plurl: b}}", "1:42", "`plurl`", "`plural`"),
    ("knds: {}", "1:1", "`knds` is not known here", "`kinds`"),
    ("kinds: {project: {files: [a]}}", "1:9", "`schema` is missing", "JSON Schema"),
    ("kinds: {project: {shema: s, files: [a]}}", "1:19", "`schema` is missing", "`shema`"),
    (
        "kinds: {project: {schema: s, files: []}}",
        "1:30",
        "at least one entry",
        None,
    ),
    ("kinds: {project: {schema: s, files: a}}", "1:37", "expected a list, found `a`", "`[a]`"),
    ("kinds: {project: {schema: builtin:projct, files: [a]}}", "1:27", "`projct`", "`project`"),
    ("kinds: {project: {schema: s, files: [/a]}}", "1:38", "absolute", None),
    ("kinds: {project: {schema: s, files: [../a]}}", "1:38", "leads out", None),
    ("kinds: {my-kind: {schema: s, files: [a]}}", "1:9", "`my-kind` is no name", "snake_case"),
    ("kinds: {a: {schema: s, files: [a], plural: a}}", "1:44", "is a kind already", "of its own"),
    ("kinds: {today: {schema: s, files: [a]}}", "1:9", "a word of the rule language", None),
    ("kinds: {rule: {schema: s, files: [a]}}", "1:9", "a word of the rule language", None),
    ("kinds: {a: {schema: s, files: [a], identity: 'a..b'}}", "1:46", "", None),
    ("policies: [builtin:x]", "1:12", "`builtin:x`", "`builtin:standard`"),
    ("waivers: w.yaml", "1:10", "expected a list, found `w.yaml`", "`[w.yaml]`"),
    ("waiver_days: 0", "1:14", "expected 1 or more", None),
    ("limits: {bytes: 1MBB}", "1:17", "`1MBB` is no size", "`1MiB`"),
    ("limits: {depth: 0}", "1:17", "1 or more", None),
    ("limits: {depth: deep}", "1:17", "expected a whole number, found `deep`", None),
    ("language: 2", "1:11", "1 or less", None),
    ("params: {share: 1}", "1:10", "`policy.param`", None),
    ("registers: {people: {file: p.yaml}}", "1:13", "`schema` is missing", None),
    ("- 1", "1:1", "expected a map, found a list", None),
    ("a: 1\na: 2", "2:1", "twice", None),
    ("kinds: [", "1:", "", None),
    ("a: 1\n---\nb: 2", "3:1", "more than one document", None),
    ("", "1:1", "no document", None),
]


def workspace(folder: Path, text: str) -> Workspace:
    (folder / "remit.yaml").write_text(text, encoding="utf-8")
    found, said = opened(str(folder), None, Source("command line", "remit"))
    assert found is not None, said
    return found


def test_everything_that_may_stand_in_it(tmp_path: Path) -> None:
    found = workspace(tmp_path, WHOLE)
    assert found.setting.kinds == {
        "project": Kind(
            "project", "portfolio", "schemas/project.schema.yaml", ("**/project.yaml",), ("id",)
        ),
        "system": Kind("system", "landscape", "s.yaml", ("landscape/*.yaml",), ("area", "id")),
        "component": Kind(
            "component",
            "components",
            "builtin:project",
            ("**/catalog-info.yaml",),
            (),
            (("kind", ("Component",)), ("spec.level", ("1", "true"))),
        ),
    }
    assert found.setting.registers == {
        "people": Register("people", "governance/people.yaml", "schemas/people.schema.yaml")
    }
    assert found.setting.limits == Limits(2 * 2**20, 32, 5000)
    assert found.setting.steps == 1000
    assert found.policies == ("rules/",)
    (override,) = found.overrides
    assert (override.policy, override.param, override.value.text) == (
        "funding",
        "opening_share",
        "25%",
    )
    assert override.source.slice(override.span) == "funding.opening_share"


@pytest.mark.parametrize(("text", "place", "message", "help"), WRONG)
def test_what_is_wrong_is_said_at_its_place(
    tmp_path: Path, text: str, place: str, message: str, help: str | None
) -> None:
    (tmp_path / "remit.yaml").write_text(text, encoding="utf-8")
    found, said = opened(str(tmp_path), None, Source("command line", "remit"))
    assert found is None
    assert len(said) == 1
    assert said[0].source.name == "remit.yaml"
    assert f"{said[0].place.line}:{said[0].place.column}".startswith(place)
    assert message in said[0].message
    assert (help or "") in (said[0].help or "")


def test_several_mistakes_are_all_said(tmp_path: Path) -> None:
    text = "knds: {}\nlimits: {depth: 0, bytes: x}\n"
    (tmp_path / "remit.yaml").write_text(text, encoding="utf-8")
    _, said = opened(str(tmp_path), None, Source("command line", "remit"))
    assert [diagnostic.place.line for diagnostic in said] == [2, 2, 1]
    assert {diagnostic.code for diagnostic in said} == {"format"}


def test_without_kinds_the_standard_ones_hold(tmp_path: Path) -> None:
    found = workspace(tmp_path, "language: 1\n")
    assert set(found.setting.kinds) == {"project", "system", "body"}
    assert set(found.setting.registers) == {"people"}
    assert not any(kind.needed for kind in found.setting.kinds.values())
    assert found.policies == ("builtin:standard",)


def test_the_standard_policies_find_the_kinds_that_are_not_configured(tmp_path: Path) -> None:
    found = workspace(tmp_path, "kinds: {project: {schema: 'builtin:project', files: [p.yaml]}}")
    assert found.setting.kinds["project"].needed
    assert not found.setting.kinds["system"].needed
    assert not found.setting.registers["people"].needed


def test_own_policies_see_the_configured_kinds_only(tmp_path: Path) -> None:
    found = workspace(tmp_path, "policies: [r]\nkinds: {kep: {schema: s, files: [kep.yaml]}}")
    assert set(found.setting.kinds) == {"kep"}
    assert not found.setting.registers


@pytest.mark.parametrize(
    ("written", "bytes"),
    [("1024", 1024), ("1KiB", 1024), ("2 MB", 2_000_000), ("1mib", 2**20), ("1GiB", 2**30)],
)
def test_sizes(tmp_path: Path, written: str, bytes: int) -> None:
    found = workspace(tmp_path, f"limits: {{bytes: {written}}}")
    assert found.setting.limits.bytes == bytes


def test_it_is_found_upwards_as_far_as_the_repository_goes(tmp_path: Path) -> None:
    (tmp_path / "remit.yaml").write_text("{}", encoding="utf-8")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find(str(inner)) == str(tmp_path / "remit.yaml")
    (tmp_path / "a" / ".git").mkdir()
    assert find(str(inner)) is None
    (tmp_path / "a" / "remit.yaml").write_text("{}", encoding="utf-8")
    assert find(str(inner)) == str(tmp_path / "a" / "remit.yaml")


@pytest.mark.parametrize("name", ["remit.yaml", ".git"])
def test_what_can_not_be_looked_at_is_not_passed_over(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A configuration above would hold instead, or the one that comes with Remit."""
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / name).write_text("")
    (tmp_path / "remit.yaml").write_text("kinds: {}\n")
    lstat = os.lstat

    def failing(path: str) -> os.stat_result:
        if path == str(inner / name):
            raise OSError(5, "Input/output error", path)
        return lstat(path)

    monkeypatch.setattr(os, "lstat", failing)
    assert find(str(inner)) == (str(inner / name) if name == "remit.yaml" else None)


def test_all_that_is_not_there_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "remit.yaml").write_text(
        "registers: {people: {file: p.yaml, schema: builtin:people}}\n"
        "policies: [rules]\nwaivers: [w.yaml]\n"
    )
    assert main(["check"]) == 2
    told = capfd.readouterr().err
    assert [line.split(":")[1] for line in told.splitlines() if "error [" in line] == list("123")
    assert "3 errors; nothing was checked" in told
