"""`remit schema`: our own formats, their files in schemas/, and files held against them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from tests.cli.conftest import Run, write
from tests.reports.canonical import CLEAN, REFUSED, REPORT

from remit.cli.main import main
from remit.cli.schema import MODELS, model
from remit.governance.report import Report
from remit.reporters import json_report
from remit.reporters.view import View

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", MODELS)
def test_the_files_in_schemas_agree_with_the_models(
    name: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["schema", name]) == 0
    file = ROOT / "schemas" / f"{name}.schema.json"
    written = file.read_bytes() if file.is_file() else b""
    out, _ = capfdbinary.readouterr()
    assert out == written, f"run `remit schema {name} > schemas/{name}.schema.json`"


@pytest.mark.parametrize("report", [REPORT, CLEAN, REFUSED])
def test_every_json_report_has_the_documented_shape(report: Report) -> None:
    text = json_report.render(report, View())
    model("report").model_validate_json(text)
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.Draft202012Validator(schema).validate(json.loads(text))


def test_the_report_of_the_interface_has_the_documented_shape() -> None:
    model("report").model_validate(INTERFACE)


@pytest.mark.parametrize(
    ("file", "text", "status", "said"),
    [
        ("remit.yaml", "kinds: {}\n", 0, "a sound config file"),
        ("remit.yaml", "knds: {}\n", 2, "did you mean `kinds`?"),
        ("x.test.yaml", "policy: x.remit\n", 2, "`tests` is missing"),
        ("odd.yaml", "a: 1\n", 2, "which format"),
        ("report.json", '{"remit": 1}\n', 2, "is missing"),
    ],
)
def test_check(run: Run, folder: Path, file: str, text: str, status: int, said: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    ran = run("schema", "--check", file)
    assert ran.status == status
    assert said in ran.out + ran.err


def test_a_report_that_was_written_is_sound(run: Run, folder: Path) -> None:
    write(folder, items__cup_yaml="id: cup\nprice: 250.5\n")
    assert run("check", "--format", "json:out.json").status == 1
    assert run("schema", "report", "--check", "out.json").out == "out.json: a sound report file\n"


def test_names(run: Run) -> None:
    assert run("schema").out.split() == list(MODELS)
    assert "did you mean `config`?" in run("schema", "confg").err


INTERFACE = {
    "remit": {"version": "0.1.0", "language": 1, "report": 1},
    "as_of": "2026-11-23",
    "base": None,
    "policies": [
        {"policy": "funding", "file": "rules/funding.remit", "pack": None, "digest": "..."}
    ],
    "summary": {
        "manifests": 3,
        "rules": 27,
        "findings": 3,
        "blocking": 2,
        "violated": 2,
        "undecided": 1,
        "waived": 0,
        "upcoming": 0,
    },
    "findings": [
        {
            "rule": "funding/tranche-follows-gates",
            "level": "mandatory",
            "outcome": "violated",
            "status": "active",
            "blocking": True,
            "change": None,
            "kind": "project",
            "manifest": "self-checkout",
            "file": "projects/self-checkout/project.yaml",
            "document": 0,
            "line": 41,
            "column": 15,
            "end_line": 41,
            "end_column": 23,
            "path": "funding.tranches[id=T2].status",
            "message": "...",
            "hint": "...",
            "because": [
                {
                    "condition": 'milestone.status == "met"',
                    "values": [
                        {
                            "name": "milestone.status",
                            "value": "planned",
                            "path": "milestones[id=M2].status",
                            "line": 22,
                            "column": 13,
                        }
                    ],
                }
            ],
            "bindings": {"tranche": "funding.tranches[id=T2]", "gate": "M2"},
            "waiver": None,
            "fingerprint": "...",
        }
    ],
    "rules": [
        {
            "rule": "...",
            "level": "mandatory",
            "title": "...",
            "satisfied": 2,
            "violated": 1,
            "undecided": 0,
            "not_applicable": 0,
            "waived": 0,
        }
    ],
    "diagnostics": [],
}
