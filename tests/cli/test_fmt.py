"""`remit fmt`: which files it writes and which it leaves, what it tells, and with which status."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
import yaml
from tests.cli.conftest import Run

from remit.syntax import layout_items
from remit.syntax.lines import EMPTY

ROOT = Path(__file__).parents[2]

LOOSE = 'policy a governs item "A."\nrule r mandatory "R." # c\n  require  item.price>0 else "m"\n'
NEAT = (
    'policy a governs item\n  "A."\n\nrule r mandatory\n  "R."  # c\n'
    '  require item.price > 0\n    else "m"\n'
)
BROKEN = 'policy b governs item "B."\nrule r mandatory "R."\n  require item.price >\n'


@pytest.fixture
def rules(folder: Path) -> Path:
    """Gives a folder with one loose and one neat rule file."""
    found = folder / "new"
    found.mkdir()
    (found / "loose.remit").write_text(LOOSE)
    (found / "neat.remit").write_text(NEAT)
    return found


def test_files_are_written_in_the_layout(rules: Path, run: Run) -> None:
    ran = run("fmt", "new")
    assert (ran.status, ran.out) == (0, "formatted  new/loose.remit\n")
    assert ran.err == "1 file formatted, 1 unchanged\n"
    assert (rules / "loose.remit").read_text() == NEAT
    ran = run("fmt", "new")
    assert (ran.status, ran.out, ran.err) == (0, "", "2 files unchanged\n")


def test_without_paths_the_working_directory_is_searched(rules: Path, run: Run) -> None:
    ran = run("fmt", "--check")
    assert "new/loose.remit\n" in ran.out
    counts = re.fullmatch(r"(\d) files? would be formatted, (\d) unchanged\n", ran.err)
    assert counts is not None
    assert int(counts[1]) + int(counts[2]) == 4


def test_check_lists_what_would_change_and_writes_nothing(rules: Path, run: Run) -> None:
    ran = run("fmt", "--check", "new")
    assert (ran.status, ran.out) == (1, "new/loose.remit\n")
    assert ran.err == "1 file would be formatted, 1 unchanged\n"
    assert (rules / "loose.remit").read_text() == LOOSE
    assert run("fmt", "--check", "new/neat.remit").status == 0


def test_diff_shows_what_would_change_and_writes_nothing(rules: Path, run: Run) -> None:
    ran = run("fmt", "--diff", "new/neat.remit", "new/loose.remit")
    assert ran.status == 1
    assert ran.out.startswith("--- new/loose.remit\n+++ new/loose.remit\n@@ -1,3 +1,7 @@\n")
    assert '-policy a governs item "A."\n' in ran.out
    assert "+  require item.price > 0\n" in ran.out
    assert (rules / "loose.remit").read_text() == LOOSE


def test_a_diff_shows_what_can_not_be_seen(folder: Path, run: Run) -> None:
    text = "\ufeff# \x1b[31m\u202e\r\n" + NEAT.removesuffix("\n")
    (folder / "odd.remit").write_bytes(text.encode())
    ran = run("fmt", "--diff", "odd.remit")
    assert "-\\ufeff# \\x1b[31m\\u202e\\r\n" in ran.out
    assert '-    else "m"\n\\ No newline at end of file\n+# ' in ran.out
    assert ran.out.endswith('+    else "m"\\r\n')
    assert "\x1b" not in ran.out


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize("text", [LOOSE, NEAT, LOOSE.replace("\n", "\r\n")])
def test_standard_input_is_formatted_to_standard_output(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    standard_input(monkeypatch, text.encode())
    ran = run("fmt", "-")
    wanted = NEAT.replace("\n", "\r\n") if "\r" in text else NEAT
    assert (ran.status, ran.out, ran.err) == (0, wanted, "")
    standard_input(monkeypatch, text.encode())
    ran = run("fmt", "--check", "-")
    assert (ran.status, ran.out, ran.err) == ((0, "", "") if text == NEAT else (1, "<stdin>\n", ""))


def test_standard_input_with_mistakes_gives_no_output(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    standard_input(monkeypatch, BROKEN.encode())
    ran = run("fmt", "-")
    assert (ran.status, ran.out) == (2, "")
    assert "<stdin>:3:" in ran.err


@pytest.mark.parametrize("option", [[], ["--check"], ["--diff"]])
def test_a_file_with_mistakes_is_left_and_the_others_are_not(
    rules: Path, run: Run, option: list[str]
) -> None:
    (rules / "broken.remit").write_text(BROKEN)
    ran = run("fmt", *option, "new")
    assert ran.status == 2
    assert "new/broken.remit:3:22: error [syntax]" in ran.err
    assert "1 error; what has errors was left as it is\n" in ran.err
    assert (rules / "broken.remit").read_text() == BROKEN
    assert (rules / "loose.remit").read_text() == (LOOSE if option else NEAT)
    assert ran.err.endswith("formatted, 1 unchanged\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere.remit"], "there is no file `nowhere.remit`"),
        ([""], "there is no file ``"),
        (["items"], "there is no rule file in the folder `items`"),
        (["/dev/null"], "there is no file `/dev/null`"),
        (["-", "rules"], "`-` is standard input, and stands alone"),
        (["--chek"], "there is no option `--chek`"),
        (["items/cup.yaml"], "expected `policy`, found `id`"),
    ],
)
def test_what_can_not_be_formatted_is_told_once(
    folder: Path, run: Run, words: list[str], message: str
) -> None:
    ran = run("fmt", *words)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count(message) == 1
    assert ran.err.count("error [") == 1


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("rules/price.remit", "did you mean `rules/prices.remit`?"),
        ("rule", "did you mean `rules`?"),
        ("rules/notes.text", None),
    ],
)
def test_what_was_meant_is_a_rule_file_or_a_folder(
    folder: Path, run: Run, path: str, way: str | None
) -> None:
    (folder / "rules" / "notes.txt").write_text("")
    told = [line.strip() for line in run("fmt", path).err.splitlines() if "did you" in line]
    assert told == ([f"help: {way}"] if way else [])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe" + NEAT.encode("utf-16-le"), "the file is UTF-16; it must be UTF-8"),
        (NEAT.encode() + b"# \xe9\n", "is not UTF-8"),
        (b"# " + b"x" * 2**20 + b"\n" + NEAT.encode(), "at most 1,048,576 are allowed"),
        (b"", "the file holds no policy"),
        (b"\0", "found `\\x00`"),
    ],
)
def test_bytes_that_are_no_rule_file_are_left(
    folder: Path, run: Run, content: bytes, message: str
) -> None:
    (folder / "odd.remit").write_bytes(content)
    ran = run("fmt", "odd.remit")
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert (folder / "odd.remit").read_bytes() == content


def test_a_byte_order_mark_is_taken_away(folder: Path, run: Run) -> None:
    (folder / "bom.remit").write_bytes(b"\xef\xbb\xbf" + NEAT.encode())
    assert run("fmt", "--check", "bom.remit").status == 1
    assert run("fmt", "bom.remit").status == 0
    assert (folder / "bom.remit").read_bytes() == NEAT.encode()


# -- writing ------------------------------------------------------------------------------------


def test_the_mode_of_a_file_is_kept_and_nothing_is_left_beside_it(rules: Path, run: Run) -> None:
    (rules / "loose.remit").chmod(0o754)
    run("fmt", "new")
    assert (rules / "loose.remit").stat().st_mode & 0o7777 == 0o754
    assert sorted(path.name for path in rules.iterdir()) == ["loose.remit", "neat.remit"]


def test_a_read_only_file_is_left(rules: Path, run: Run) -> None:
    (rules / "loose.remit").chmod(0o444)
    ran = run("fmt", "new")
    assert (ran.status, ran.out) == (2, "")
    assert "new/loose.remit: error [no-such-file]\n  can't be written: it is read-only" in ran.err
    assert (rules / "loose.remit").read_text() == LOOSE
    assert run("fmt", "--check", "new").status == 1


def test_a_file_that_can_not_be_replaced_is_left_whole(
    rules: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(place: str, beside: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    ran = run("fmt", "new")
    assert ran.status == 2
    assert "can't be written: no space left on device" in ran.err
    assert sorted(path.name for path in rules.iterdir()) == ["loose.remit", "neat.remit"]
    assert (rules / "loose.remit").read_text() == LOOSE


def test_a_link_is_followed_within_its_folder_and_stays_a_link(rules: Path, run: Run) -> None:
    (rules / "link.remit").symlink_to("loose.remit")
    assert run("fmt", "new/link.remit").out == "formatted  new/link.remit\n"
    assert (rules / "link.remit").is_symlink()
    assert (rules / "loose.remit").read_text() == NEAT
    assert run("fmt", "new").err == "2 files unchanged\n"


def test_a_link_that_leads_out_is_not_followed(
    rules: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "other.remit"
    outside.write_text(LOOSE)
    (rules / "link.remit").symlink_to(outside)
    ran = run("fmt", "new")
    assert ran.status == 2
    assert "can't be read: it is a link that leads out of the repository" in ran.err
    assert outside.read_text() == LOOSE


def test_a_file_is_named_as_often_as_one_likes(rules: Path, run: Run) -> None:
    ran = run("fmt", "--check", "new", "new/loose.remit", "./new/../new/loose.remit")
    assert ran.out == "new/loose.remit\n"


def test_a_path_may_begin_with_a_dash_and_hold_anything(folder: Path, run: Run) -> None:
    (folder / "-\x1b[31m.remit").write_text(LOOSE)
    ran = run("fmt", "--", "-\x1b[31m.remit")
    assert (ran.status, ran.out) == (0, "formatted  -\\x1b[31m.remit\n")


def test_a_layout_that_would_change_the_meaning_is_a_bug(
    rules: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(layout_items.LAYOUTS, "require_clause", lambda parts: EMPTY)
    ran = run("fmt", "new/loose.remit")
    assert (ran.status, ran.out) == (3, "")
    assert ran.err.startswith("new/loose.remit: would say something else in the layout, and was")
    assert "this is a bug in remit" in ran.err
    assert (rules / "loose.remit").read_text() == LOOSE


def test_the_hook_for_commits_formats_the_files_that_it_is_given(rules: Path, run: Run) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (hook,) = (hook for hook in hooks if hook["id"] == "remit-fmt")
    program, *words = hook["entry"].split()
    assert program == "remit"
    (rules / "loose.remit").rename("-loose.remit")
    assert re.search(hook["files"], "-loose.remit")
    ran = run(*words, *hook["args"], "-loose.remit", "new/neat.remit")
    assert (ran.status, ran.out) == (0, "formatted  -loose.remit\n")
