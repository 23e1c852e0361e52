"""The report is the same to the byte: compiled or interpreted, cached or not, one job or four."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import Run, write

from remit.evaluation import courts
from remit.governance import works

WORDS = ("check", "--as-of", "2026-11-23", "--format", "json", "--explain")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has rules compiled for few manifests, and work spread that is little."""
    monkeypatch.setattr(courts, "FEW", 0)
    monkeypatch.setattr(works, "SHARE", 10)


def test_the_report_is_the_same(folder: Path, run: Run) -> None:
    for at in range(40):
        weights = ", ".join(f"{{id: p{n}, weight: {n * at}}}" for n in range(3))
        text = f"id: item{at}\nprice: {at * 10}\nparts: [{weights}]\n"
        write(folder, **{f"items__item{at}_yaml": text})
    (folder / "items/item7.yaml").write_text("id: item7\nprice: dear\n")
    for alone in ((), ("--rule", "prices/*")):
        wanted = run(*WORDS, *alone, "--interpret", "--jobs", "1")
        assert wanted.report["summary"]["violated"] > 20
        for more in (["--no-cache"], [], [], ["--interpret"]):
            for jobs in ("1", "4"):
                found = run(*WORDS, *alone, *more, "--jobs", jobs)
                assert (found.status, found.out) == (wanted.status, wanted.out), (more, jobs)


def test_a_change_is_judged_the_same(folder: Path, run: Run) -> None:
    rule = 'rule cheaper mandatory "R."\n  on creation\n'
    rule += '  require item.price <= baseline.price default 100 else "{item.id}"\n'
    write(folder, rules__change_remit=f'policy change governs item "C."\n{rule}')
    for at in range(30):
        write(folder, **{f"items__item{at}_yaml": f"id: item{at}\nprice: {at}\n"})
    of = ["-c", "user.name=mara", "-c", "user.email=mara@example.org"]
    for words in (["init", "-q"], ["add", "."], [*of, "commit", "-qm", "All is cheap."]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    for at in range(0, 30, 3):
        write(folder, **{f"items__item{at}_yaml": f"id: item{at}\nprice: {at * 10}\n"})
    write(folder, items__new_yaml="id: new\nprice: 101\n")
    words = (*WORDS, "--base", "HEAD")
    wanted = run(*words, "--interpret")
    assert wanted.report["summary"]["blocking"] > 5
    for more in (["--jobs", "1", "--no-cache"], ["--jobs", "4"], []):
        assert run(*words, *more) == wanted
