"""The suite beside other engines: what it draws, judges, scales and writes, without a clock."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.peers import ours, rendering, split
from benchmarks.peers.__main__ import _status
from benchmarks.peers.engines import ENGINES
from benchmarks.peers.environments import python
from benchmarks.peers.generator import documents, write
from benchmarks.peers.measures import Contestant, Measure, in_turn, scaled
from benchmarks.peers.portfolio import portfolio, verdicts
from benchmarks.peers.processes import FailedError, run
from benchmarks.peers.rows import ROWS, Plan, join
from benchmarks.peers.table import PEERS, RULER, Peer

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT.parent / "shared" / "bench" / "gen.py"
ABOUT = rendering.about(10, 1, [0])


@pytest.mark.skipif(not GENERATOR.is_file(), reason=f"there is no {GENERATOR}")
def test_a_seed_gives_the_manifests_that_were_published(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(GENERATOR), "200", str(tmp_path / "theirs")], check=True)
    write(200, tmp_path / "ours")
    files = [path for path in sorted((tmp_path / "theirs").rglob("*")) if path.is_file()]
    assert len(files) == 202
    for file in files:
        ours = tmp_path / "ours" / file.relative_to(tmp_path / "theirs")
        assert ours.read_bytes() == file.read_bytes()


def test_the_same_seed_gives_the_same_and_another_gives_others() -> None:
    assert list(documents(20)) == list(documents(20))
    assert list(documents(20)) != list(documents(20, seed=1))


def test_a_changed_portfolio_expects_other_verdicts(tmp_path: Path) -> None:
    here = portfolio(30, tmp_path / "cache", tmp_path / "home")
    texts = {path.name: path.read_text() for path in here.manifests.iterdir()}
    expected = dict(here.expected)
    here.change(20)
    again = {path.name: path.read_text() for path in here.manifests.iterdir()}
    assert sorted(name for name in texts if texts[name] != again[name]) == sorted(texts)[:20]
    assert here.expected != expected
    here.change(20)
    here.change(20)
    assert {path.name: path.read_text() for path in here.manifests.iterdir()} == texts
    assert here.expected == expected


def test_every_peer_has_its_rules() -> None:
    assert [peer.name for peer in PEERS] == sorted(ENGINES, key=[p.name for p in PEERS].index)
    assert RULER in ENGINES


def test_lines_of_a_check_tell_verdicts() -> None:
    line = "manifests/m00003.yaml:7:5: blocks governance/r3-new-system-is-approved (mandatory): no"
    assert verdicts(f"{line}\n{line}\n") == {"m00003": ["R3"]}
    assert "what is this" in verdicts("what is this")


def test_the_program_that_is_measured_is_the_one_that_judges(tmp_path: Path) -> None:
    here = portfolio(60, tmp_path / "cache", tmp_path / "home")
    court, subjects = ours.ready(here.folder, 60)
    assert ours.verdicts(court, subjects) == here.expected
    measured = ours.program(court)
    failed = [bool(measured(subject)[1]) for subject in subjects]  # type: ignore[index]
    assert failed == [bool(here.expected[name]) for name in sorted(here.expected)]


def test_other_verdicts_are_wrong() -> None:
    measure = Measure("files", "remit", "Remit", "s")
    measure.judge({"a": ["R1"]}, {"a": ["R1"], "b": []})
    assert measure.wrong == set()
    measure.judge({"a": ["R1"], "b": ["R2"], "c": []}, {"a": ["R1", "R3"], "b": []})
    assert measure.wrong == {"a", "b", "c"}
    peer = Measure("files", "peer", "some peer", "s")
    peer.judge({"a": ["R1"]}, {"a": ["R1", "R3"]}, frozenset({"R1"}))
    assert peer.wrong == set()


def test_only_remit_may_not_be_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    peer = Measure("files", "peer", "some peer", "s", values=[1.0], judged=True, wrong={"m1"})
    remit = Measure("files", "remit", "Remit", "s", values=[1.0], judged=True)
    assert _status([remit, peer]) == 0
    assert "WRONG on 1" in rendering.plain([remit, peer], ABOUT)
    remit.wrong = {"m1"}
    assert _status([remit, peer]) == 1
    assert "files: Remit: wrong verdicts on m1" in capsys.readouterr().err


def test_one_that_fails_drops_out_and_the_others_go_on() -> None:
    fine, broken = Measure("files", "peer", "fine", "s"), Measure("files", "peer", "broken", "s")

    def fails() -> None:
        raise FailedError("it fell over")

    in_turn([Contestant(broken, fails), Contestant(fine, lambda: fine.values.append(2.0))], 3)
    assert (fine.values, broken.failed) == ([2.0] * 3, "it fell over")
    assert "left out: it fell over" in rendering.markdown([fine, broken], ABOUT)


def test_published_figures_are_scaled_by_the_ruler() -> None:
    ruler = Measure("evaluation", "peer", "regorus", "µs", values=[158.0])
    found = {each.title: each.values for each in scaled("evaluation", ruler)}
    assert found["OPA (Go)"] == [278.0]
    memory = Measure("memory", "peer", "regorus", "MB", values=[52.0])
    assert {e.title: e.values for e in scaled("memory", memory)}["OPA (Go)"] == [60.0]


def test_what_was_taken_is_kept_as_json() -> None:
    measure = Measure("one", "remit", "Remit", "ms", values=[3.0, 1.0, 2.0])
    kept = json.loads(rendering.as_json([measure], ABOUT))
    assert kept["measures"][0]["median"] == 2.0
    assert kept["measures"][0]["values"] == [3.0, 1.0, 2.0]


def test_a_command_that_fails_says_how(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="ended with status 3: so it goes"):
        run([sys.executable, "-c", "import sys; print('so it goes', file=sys.stderr); sys.exit(3)"],
            tmp_path)  # fmt: skip


def test_a_join_is_measured_by_the_project(tmp_path: Path) -> None:
    plan = Plan(1, (), Path(sys.executable), Path("remit"), [], tmp_path, tmp_path)
    [contestant] = join(plan)
    in_turn([contestant], 1)
    assert contestant.measure.failed is None
    assert contestant.measure.values
    assert contestant.measure.worked


def test_where_nothing_can_be_written_one_line_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peers", "one", "--peers", "",
         "--cache", str(tmp_path / "file")],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("nothing was measured: ")
    assert "Traceback" not in done.stderr


def test_wrong_words_are_told_in_one_line() -> None:
    for words, said in ((["fast"], "no row `fast`"), (["--peers", "none"], "no peer `none`"),
                        (["--runs", "0"], "from 1 on")):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.peers", *words],
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.story
def test_a_peer_that_cant_be_installed_is_left_out(tmp_path: Path) -> None:
    told = python(Peer("x", "x", "remit-benchmarks==0.0.0.dev99"), tmp_path)
    assert isinstance(told, str)
    assert "remit-benchmarks" in told


def test_the_parts_of_a_check_are_functions_of_remit() -> None:
    for names in split.PARTS.values():
        for name in names:
            assert callable(getattr(*split.found(name))), name


@pytest.mark.story
def test_a_check_is_taken_apart(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.peers.split", "--manifests", "30"]
    done = subprocess.run(
        [*command, "--cache", str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    rows = {line[:32].strip(): line[32:].split() for line in done.stdout.splitlines()[1:]}
    assert set(rows) == {split.PYTHON, split.IMPORTS, *split.PARTS, split.REST, "all"}
    for column in range(3):
        figures = {part: float(cells[column].replace(",", "")) for part, cells in rows.items()}
        whole = figures.pop("all")
        assert abs(sum(figures.values()) - whole) < 2


@pytest.mark.story
def test_the_suite_finds_remit_right_in_every_row(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.peers", "--manifests", "40", "--runs", "1"]
    kept = tmp_path / "kept.json"
    more = ["--peers", "", "--cache", str(tmp_path / "cache"), "--keep", str(kept)]
    done = subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(kept.read_text())["measures"]
    assert {each["row"] for each in found} == set(ROWS)
    assert all(each["values"] for each in found if each["title"] != "Remit, each of its workers")
