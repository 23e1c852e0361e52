"""The cache is the user's own, and whatever becomes of it, checks give the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from tests.workspace.shop import FILES, Shop, forged, in_git, known, runs, shop

from remit.workspace import disk, keeping, recall

__all__ = ["known", "shop"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"", lambda data: data[:-1], lambda data: data + b"\0",
        lambda data: b"x" + data[1:], lambda data: data[: len(data) // 2],
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: data.replace(recall.MARK, b"remit run 9\n"), lambda data: forged(None),
        lambda data: forged((1, 2)), lambda data: forged({"a": 1}),
        lambda data: forged((recall.key_of(["check"]), None, (), 0, [(1, "forged")], None)),
        lambda data: forged((recall.key_of(["check"]), None, (1,) * 8, 0, [(1, "forged")], None)),
        lambda data: forged((recall.key_of(["check"]), None, ([],) * 8, 0, [(1, "forged")], None)),
        lambda data: forged((recall.key_of(["check"]), None, ({},) * 8, 0, [(1, "forged")], 1)),
        lambda data: forged(
            (recall.key_of(["check"]), None, ({},) * 8, 0, [(1, "forged")], (data[12:24], []))
        ),
    ],
)  # fmt: skip
def test_a_damaged_file_is_no_answer(known: Shop, damage: Callable[[bytes], bytes]) -> None:
    [kept] = runs(known)
    kept.write_bytes(damage(kept.read_bytes()))
    known.again()
    assert not known.recalled
    known.check()
    assert known.recalled


def test_an_answer_of_another_version_is_none(known: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.__version__", "99.0")
    known.again()
    assert not known.recalled


def test_an_answer_of_another_environment_is_none(
    known: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other packages may be installed there: another version of a policy pack, or another remit."""
    monkeypatch.setattr(sys, "path", [*sys.path, "/elsewhere"])
    known.again()
    assert not known.recalled


def test_an_answer_of_changed_code_is_none(known: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path(recall.__file__)
    real = recall.signature_of

    def signature_of(found: os.stat_result) -> recall.Signature:
        other = real(found)
        return other + b"1" if found.st_ino == place.stat().st_ino else other

    monkeypatch.setattr(recall, "signature_of", signature_of)
    known.check()
    assert not known.recalled


@pytest.mark.parametrize("packs", [True, False])
def test_an_answer_comes_of_all_code_that_ran(packs: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if packs:
        monkeypatch.setitem(sys.modules, "remit.workspace.packs", recall)
    else:
        monkeypatch.delitem(sys.modules, "remit.workspace.packs", raising=False)
    found = set(keeping._code())
    own = {module.__file__ for name, module in sys.modules.items() if name.startswith("remit.")}
    assert own <= found
    assert {yaml.__file__, jsonschema_rs.__file__} <= found
    assert json.__file__ not in found  # Python itself is part of the question
    assert found.issuperset(filter(None, sys.path)) == packs


@pytest.mark.skipif(os.name == "nt", reason="needs modes")
def test_a_cache_that_others_may_write_to_is_not_used(known: Shop) -> None:
    folder = known.folder.parent / "cache" / "remit"
    folder.chmod(0o755)
    known.again()
    assert not known.recalled
    folder.chmod(0o700)
    known.check()
    assert known.recalled
    runs(known)[0].chmod(0o644)
    known.check()
    assert not known.recalled


@pytest.mark.skipif(os.name == "nt", reason="needs owners")
def test_a_cache_of_somebody_else_is_not_used(known: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    known.again()
    assert not known.recalled


def test_links_are_not_followed(known: Shop) -> None:
    [kept] = runs(known)
    elsewhere = known.folder.parent / "elsewhere"
    kept.rename(elsewhere)
    kept.symlink_to(elsewhere)
    known.again()
    assert not known.recalled
    folder = known.folder.parent / "cache" / "remit"
    folder.rename(known.folder.parent / "moved")
    folder.symlink_to(known.folder.parent / "moved")
    known.again()
    assert not known.recalled


@pytest.mark.parametrize("git", [False, True])
def test_a_cache_in_what_is_checked_is_not_used(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, git: bool
) -> None:
    if git:
        in_git(shop)
        monkeypatch.chdir(shop.folder / "items")
    monkeypatch.setenv("XDG_CACHE_HOME", str(shop.folder / "cache"))
    shop.check()
    shop.again()
    assert not shop.recalled
    assert not (shop.folder / "cache/remit/runs").exists()


@pytest.mark.parametrize("place", ["file", "nowhere", "relative"])
def test_without_a_folder_for_it_there_is_no_cache_and_no_word(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    blocked = shop.folder.parent / "file"
    blocked.write_text("")
    homes = {"file": str(blocked), "nowhere": str(blocked / "x"), "relative": "cache"}
    monkeypatch.setenv("XDG_CACHE_HOME", homes[place])
    monkeypatch.setenv("HOME", str(blocked))
    first = shop.check()
    assert shop.again() == first
    assert not shop.recalled


def test_a_full_disk_keeps_nothing_and_says_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(place: str, *pieces: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "write", full)
    first = shop.check()
    assert shop.again() == first
    assert not shop.recalled


def test_a_writer_that_dies_half_way_leaves_no_answer(tmp_path: Path) -> None:
    place = tmp_path / "answer"
    keeping.write(str(place), b"whole")

    class Died(BaseException):
        pass

    def dies(*words: object) -> None:
        raise Died

    with pytest.raises(TypeError):
        keeping.write(str(place), b"half", None)  # type: ignore[arg-type]
    assert place.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [place]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", dies)
        with pytest.raises(Died):
            keeping.write(str(place), b"half")
    assert list(tmp_path.iterdir()) == []


def test_the_cache_is_bounded(known: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_FILES", 5)
    folder = runs(known)[0].parent
    left = folder / "0.123.new"
    left.write_text("killed")
    os.utime(left, (1, 1))
    for number in range(12):
        known.check("check", "--as-of", f"2026-11-{number + 1:02}")
    assert len(runs(known)) <= 6
    assert not left.exists()


def test_two_keys_of_one_name_are_told_apart(known: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "name_of", lambda key: "same")
    monkeypatch.setattr(keeping, "name_of", lambda key: "same")
    first, second = known.again(), known.again("check", "items/a.yaml")
    assert first != second
    assert known.again() == first


def test_every_look_at_the_disk_is_noted() -> None:
    """The modules of a check look at the disk through `disk` alone."""
    looks = ("open(", "os.stat(", "os.path.isfile", "os.path.isdir", "os.path.exists",
             "os.listdir", "os.path.islink", "os.path.lexists", "os.path.realpath", "os.scandir",
             "glob(")  # fmt: skip
    folder = Path(disk.__file__).parent
    for name in ("opening", "bounds", "discovery", "loading", "waivers", "repository", "gathering"):
        text = (folder / f"{name}.py").read_text("utf-8")
        for look in looks:
            assert f" {look}" not in text, f"{name}.py: {look}"
            assert f"({look}" not in text, f"{name}.py: {look}"


@pytest.mark.story
def test_processes_at_once_give_the_same(shop: Shop) -> None:
    command = [sys.executable, "-m", "remit", "check", "--as-of", "2026-11-23"]
    for _ in range(2):
        started = [
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            for _ in range(6)
        ]
        told = {process.communicate()[0] for process in started}
        assert len(told) == 1
        assert {process.returncode for process in started} == {1}


@pytest.mark.story
def test_a_killed_check_leaves_nothing_wrong(shop: Shop) -> None:
    command = [sys.executable, "-m", "remit", "check", "--as-of", "2026-11-23"]
    whole = subprocess.run([*command, "--no-cache"], capture_output=True, check=False)
    for pause in (0.05, 0.2, 0.3, 0.4, 0.5, 0.6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause)
        process.kill()
        process.wait()
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (
            whole.returncode, whole.stdout, whole.stderr,
        )  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "posix_spawnp"), reason="git is run otherwise")
@pytest.mark.parametrize(("ignored", "asked"), [(False, 2), (True, 3)])
def test_git_is_asked_of_what_it_ignores_where_it_lists_nothing_below_a_folder(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, ignored: bool, asked: int
) -> None:
    in_git(shop)
    if ignored:
        shop.write(".gitignore", "built/\n")
        shop.write("built/x.yaml", "id: x\n")
    words: list[Sequence[str]] = []
    spawn = os.posix_spawnp

    def noting(file: str, arguments: Sequence[str], *more: object, **named: object) -> int:
        words.append(arguments)
        return spawn(file, arguments, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "posix_spawnp", noting)
    shop.check()
    assert len(words) == asked
    shop.check()
    assert shop.recalled
    (shop.folder / "more").mkdir()  # a folder that git says nothing of, and doesn't ignore
    shop.check()
    assert not shop.recalled


@pytest.mark.story
def test_an_answer_is_recalled_without_slow_imports(shop: Shop) -> None:
    command = [sys.executable, "-m", "remit", "check"]
    first = subprocess.run(command, capture_output=True, check=False)
    told = subprocess.run(
        [sys.executable, "-X", "importtime", *command[1:]], capture_output=True, check=False
    )
    assert told.stdout == first.stdout
    imported = {line.rpartition(b"|")[2].strip().decode() for line in told.stderr.splitlines()}
    ours = {name for name in imported if name.startswith("remit")}
    assert ours == {"remit", "remit.cli", "remit.cli.entry", "remit.cli.output", "remit.workspace",
                    "remit.workspace.recall"}  # fmt: skip
    # `python -m` itself imports some of them; the command that pip makes does not
    assert not imported & {"argparse", "dataclasses", "json", "hashlib", "pathlib"}


SLOW = {
    "argparse", "bisect", "calendar", "copy", "decimal", "difflib", "email.utils", "fnmatch",
    "gettext",
    "hashlib", "importlib", "inspect", "json", "jsonschema_rs.jsonschema_rs", "lark", "locale",
    "msgspec._utils", "multiprocessing", "pickle", "platform", "pydantic", "random", "re2",
    "remit.cli.arguments", "remit.evaluation.compiler.programs", "remit.governance.change",
    "remit.governance.overriding", "remit.governance.parcels", "remit.governance.pickling",
    "remit.governance.stakes", "remit.governance.waiver_notices", "remit.manifest.bundle",
    "remit.manifest.faults", "remit.manifest.instance", "remit.manifest.schema_files",
    "remit.reporters.closing", "remit.reporters.excerpt", "remit.reporters.verdicts",
    "remit.semantics.checker", "remit.text.fixes", "remit.workspace.configured",
    "remit.workspace.git", "selectors", "shlex", "shutil", "signal", "socket", "subprocess",
    "tempfile", "threading", "typing_extensions", "unicodedata", "urllib.parse", "uuid",
    "weakref", "yaml", "zlib",
}  # fmt: skip
"""Modules that a check does without where rules and configuration are known."""

TELLING = {
    "remit.evaluation.interpreter", "remit.evaluation.rules", "remit.evaluation.run",
    "remit.manifest.layout", "remit.semantics.aggregates", "remit.semantics.meanings",
    "remit.semantics.params", "remit.syntax.tree", "typing",
}  # fmt: skip
"""Those that it does without where nothing is found, too."""


NAMES = """\
policy names governs item
  "Names."

rule plain mandatory
  "A name is one word."
  require item.id matches "[a-z]+"
    else "{item.id} is no word"
"""


def test_a_changed_manifest_is_checked_without_slow_imports(shop: Shop) -> None:
    shop.write("rules/names.remit", NAMES)
    shop.write(
        "item.schema.yaml", FILES["item.schema.yaml"].replace("string", "string, minLength: 1")
    )
    code = (
        "import sys; from remit.cli.entry import main; status = main(); "
        f"print(sorted({SLOW | TELLING} & sys.modules.keys()), status)"
    )
    words = [sys.executable, "-c", code, "check", "--quiet"]

    def told() -> str:
        done = subprocess.run(words, cwd=shop.folder, capture_output=True, text=True)
        assert done.stderr == ""
        return done.stdout.splitlines()[-1]

    assert "'pydantic'" in told()
    shop.write("items/b.yaml", "id: b\nprice: 2\n")
    assert "'remit.evaluation.compiler.programs'" in told()  # the second time that they are few
    shop.write("items/b.yaml", "id: b\nprice: 3\n")
    assert told() == "[] 0"
    shop.write("items/b.yaml", "id: b\nprice: 200\n")
    assert told() == f"{sorted(TELLING)} 1"


def test_work_is_spread_without_slow_imports(shop: Shop) -> None:
    code = (
        "import sys; from remit.cli.sparing import spare; spare(['check', '--quiet']); "
        "from remit.governance import works; works.SHARE = 1; "
        "from remit.cli.entry import main; status = main(); "
        f"print(sorted({SLOW} & sys.modules.keys()), 'remit.workspace.workers' in sys.modules)"
    )
    words = [sys.executable, "-c", code, "check", "--quiet", "--jobs", "2"]
    for price in (2, 3, 4):
        shop.write("items/a.yaml", f"id: a\nprice: {price}\n")
        shop.write("items/b.yaml", f"id: b\nprice: {price}\n")
        done = subprocess.run(words, cwd=shop.folder, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[] True"
