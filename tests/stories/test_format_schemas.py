"""SARIF, JUnit and TAP held against what others publish: schemas and a reader of TAP.

They come with packages of npm and with pytest's sources, and are fetched for each run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from lxml import etree
from tests.reports.canonical import CLEAN, REFUSED, REPORT
from tests.reports.hostile import HOSTILE, hostile, refused
from tests.reports.review import REVIEW

from remit.governance.report import Report
from remit.reporters import junit, sarif, tap
from remit.reporters.view import View

REPORTS: dict[str, Report] = {
    "first": REPORT,
    "review": REVIEW,
    "clean": CLEAN,
    "refused": REFUSED,
    **{f"hostile {name}": hostile(text) for name, text in HOSTILE.items()},
    **{f"refused {name}": refused(text) for name, text in HOSTILE.items()},
}

pytestmark = pytest.mark.story
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="there is no npm here")


def fetched(folder: Path, *command: str) -> Path:
    """Runs a command that leaves one archive, and gives the folder that it was unpacked to."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (archive,) = (*folder.glob("*.tgz"), *folder.glob("*.tar.gz"))
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder


# -- SARIF --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sarif_schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = fetched(
        tmp_path_factory.mktemp("sarif"),
        "npm",
        "pack",
        "--silent",
        "@microsoft/jest-sarif@1.0.0-beta.0",
    )
    (file,) = folder.rglob("sarif-2.1.0*.json")
    schema = json.loads(file.read_text(encoding="utf-8"))
    # These patterns have a bracket too many for a regular expression of JSON Schema.
    for part in ("run", "toolComponent"):
        assert schema["definitions"][part]["properties"]["language"].pop("pattern")
    return jsonschema_rs.validator_for(schema, validate_formats=True)


@needs_npm
@pytest.mark.parametrize("name", REPORTS)
def test_sarif_is_what_its_schema_says(sarif_schema: Any, name: str) -> None:
    log = json.loads(sarif.render(REPORTS[name], View()))
    assert [str(error) for error in sarif_schema.iter_errors(log)] == []


@needs_npm
def test_the_sarif_schema_finds_mistakes(sarif_schema: Any) -> None:
    log = json.loads(sarif.render(REVIEW, View()))
    log["runs"][0]["results"][0]["level"] = "fatal"
    log["runs"][0]["results"][1]["severity"] = "error"
    assert len(list(sarif_schema.iter_errors(log))) == 2


# -- JUnit --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def junit_schema(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    words = ("download", "--quiet", "--no-deps", "--no-binary", "pytest", "pytest")
    folder = fetched(tmp_path_factory.mktemp("junit"), sys.executable, "-m", "pip", *words)
    (file,) = folder.rglob("junit-10.xsd")
    return etree.XMLSchema(etree.parse(file))


@pytest.mark.parametrize("name", REPORTS)
def test_junit_is_what_its_schema_says(junit_schema: etree.XMLSchema, name: str) -> None:
    junit_schema.assertValid(etree.fromstring(junit.render(REPORTS[name], View()).encode()))


def test_the_junit_schema_finds_mistakes(junit_schema: etree.XMLSchema) -> None:
    text = junit.render(REVIEW, View()).replace('classname="', 'class="')
    assert not junit_schema.validate(etree.fromstring(text.encode()))


# -- TAP ----------------------------------------------------------------------------------------

READER = """
const { Parser } = require('tap-parser');
const streams = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const found = {};
for (const [name, text] of Object.entries(streams)) {
  const points = [];
  const extra = [];
  const parser = new Parser({ strict: true });
  parser.on('assert', point => points.push({
    ok: point.ok, name: point.name, skip: !!point.skip, todo: !!point.todo,
    findings: point.diag ? point.diag.findings.map(each => each.message) : [],
  }));
  parser.on('extra', text => extra.push(text));
  let ended;
  parser.on('complete', results => { ended = results; });
  parser.end(text);
  found[name] = {
    points, extra, ok: ended.ok, bailout: ended.bailout, failed: ended.fail, todo: ended.todo,
    failures: ended.failures.filter(each => each.tapError),
  };
}
console.log(JSON.stringify(found));
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Gives what npm's reader makes of every report's TAP."""
    folder = tmp_path_factory.mktemp("tap")
    words = ["npm", "install", "--silent", "--no-audit", "--no-fund", "tap-parser@18"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    streams = {name: tap.render(report, View()) for name, report in REPORTS.items()}
    done = subprocess.run(
        ["node", "-e", READER],
        cwd=folder,
        env={**os.environ, "NODE_PATH": str(folder / "node_modules")},
        input=json.dumps(streams),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_npm
@pytest.mark.parametrize("name", REPORTS)
def test_tap_is_read_without_complaint(read: Any, name: str) -> None:
    found = read[name]
    assert (found["extra"], found["failures"]) == ([], [])
    assert found["ok"] is not (REPORTS[name].blocks or REPORTS[name].refused)
    assert bool(found["bailout"]) is REPORTS[name].refused


@needs_npm
def test_tap_is_read_as_it_was_meant(read: Any) -> None:
    points = read["review"]["points"]
    assert [(point["ok"], point["skip"], point["todo"]) for point in points] == [
        (False, False, False),
        (False, False, True),
        (False, False, True),
        (True, False, False),
        (False, False, False),
        (True, True, False),
        (False, False, False),
        (False, False, False),
        (False, False, True),
        (True, False, False),
        (False, False, True),
    ]
    assert points[4]["name"] == "funding/tranche-follows-gates: self-checkout"
    assert points[4]["findings"][1] == "tranche T2 is released too early"
