"""`--staged`: what is about to be committed, whatever stands on the disk."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest
from tests.change.conftest import Check
from tests.change.repository import WHOLE, Repository, empty
from tests.change.test_matching import CHANGED, finding, said

from remit.workspace.git import Objects, repository


def test_the_index_is_checked_and_not_the_working_tree(here: Repository, check: Check) -> None:
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    here.git("add", "items/cup.yaml")
    here.write({"items/cup.yaml": "id: cup\nprice: 12\nowner: mara\n"})
    ran = check("--staged")
    assert (ran.status, said(ran)) == (1, [CHANGED])
    assert check("--base", "HEAD").status == 0
    here.git("add", "items/cup.yaml")
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    ran = check("--staged")
    assert (ran.status, said(ran), ran.report["summary"]["manifests"]) == (0, [], 0)


def test_only_what_is_staged_is_checked(here: Repository, check: Check) -> None:
    here.write({"items/cup.yaml": "id: cup\nprice: 13\n", "items/jar.yaml": "id: jar\nprice: 99\n"})
    here.git("add", "items/cup.yaml")
    ran = check("--staged")
    assert (ran.status, ran.report["summary"]["manifests"]) == (0, 1)
    ran = check("--staged", "--block", "all")
    assert (ran.status, ran.report["summary"]["manifests"]) == (1, 3)
    assert finding(ran, "prices/within-cap")["change"] == "persisting"


def test_an_index_without_a_manifest_says_how_to_fill_it(here: Repository, check: Check) -> None:
    here.git("rm", "--quiet", "--cached", "-r", "items")
    here.git("-c", "user.name=m", "-c", "user.email=m@x", "commit", "--quiet", "-m", "none left")
    ran = check("--staged")
    assert ran.status == 2
    assert "the index holds no manifest to check" in ran.err
    assert "stage one with `git add`" in ran.err


def test_a_deletion_that_is_not_staged_is_none(here: Repository, check: Check) -> None:
    (here.folder / "items/jar.yaml").unlink()
    ran = check("--staged")
    assert (ran.status, said(ran)) == (0, [])
    here.git("rm", "--quiet", "--cached", "items/jar.yaml")
    here.write({"items/jar.yaml": "id: jar\nprice: 30\n"})
    ran = check("--staged")
    assert (ran.status, [rule for rule, _, _ in said(ran)]) == (1, ["prices/stays"])


def test_a_file_that_is_only_meant_to_be_added_is_not_there(here: Repository, check: Check) -> None:
    here.write({"items/pan.yaml": "id: pan\nprice: 400\n"})
    here.git("add", "--intent-to-add", "items/pan.yaml")
    for words in (["--staged"], ["--staged", "--block", "all"]):
        ran = check(*words)
        assert said(ran) == []
    ran = check("--staged", "items/pan.yaml")
    assert ran.status == 2
    assert "`items/pan.yaml` is not in the index" in ran.err
    assert [each[0] for each in said(check("--base", "HEAD"))] == [
        "prices/starts-cheap",
        "prices/within-cap",
    ]


def conflicted(here: Repository, name: str, ours: str, theirs: str) -> None:
    """Merges two changes of a file that don't go together."""
    here.git("switch", "--quiet", "--create", "theirs")
    here.write({name: theirs})
    here.record()
    here.git("switch", "--quiet", "main")
    here.write({name: ours})
    here.record()
    here.git("merge", "--quiet", "theirs", check=False)
    assert here.git("ls-files", "--unmerged")


def test_a_conflict_is_no_manifest(here: Repository, check: Check) -> None:
    conflicted(here, "items/cup.yaml", "id: cup\nprice: 13\n", "id: cup\nprice: 14\n")
    way = "resolve it, and stage it with `git add`"
    message = f"the file can't be read: it is in conflict: {way}"
    for words in (["--staged"], ["--staged", "items/cup.yaml"], ["--staged", "--block", "all"]):
        ran = check(*words)
        assert ran.status == 1
        assert said(ran) == [("manifest/syntax", "items/cup.yaml", message)]
    here.write({"items/cup.yaml": "id: cup\nprice: 14\n"})
    here.git("add", "items/cup.yaml")
    assert check("--staged").status == 0


def test_a_register_in_conflict_leaves_rules_undecided(here: Repository, check: Check) -> None:
    conflicted(here, "people.yaml", "mara: {name: Mara A}\n", "mara: {name: Mara B}\n")
    here.write({"items/cup.yaml": "id: cup\nprice: 13\nowner: mara\n"})
    here.git("add", "items/cup.yaml")
    ran = check("--staged")
    assert ran.status == 1
    assert "manifest/syntax" in [rule for rule, _, _ in said(ran)]


def test_a_merge_is_compared_with_its_first_parent(here: Repository, check: Check) -> None:
    here.git("switch", "--quiet", "--create", "theirs")
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    here.record()
    here.git("switch", "--quiet", "main")
    here.write({"items/jar.yaml": "id: jar\nprice: 31\n"})
    here.record()
    here.git("merge", "--quiet", "--no-commit", "--no-ff", "theirs")
    ran = check("--staged")
    assert (ran.status, said(ran)) == (1, [CHANGED])


def test_named_files_that_are_no_manifests_are_passed_over(here: Repository, check: Check) -> None:
    here.write({"notes.md": "nothing", "items/cup.yaml": "id: cup\nprice: 40\n"})
    here.git("add", "--all")
    ran = check("--staged", "--", "notes.md", "items/cup.yaml")
    assert (ran.status, said(ran)) == (1, [CHANGED])
    ran = check("--staged", "notes.md")
    assert (ran.status, ran.report["summary"]["manifests"]) == (0, 0)


def test_a_named_file_may_be_said_to_be_of_a_kind(here: Repository, check: Check) -> None:
    here.git("mv", "items/cup.yaml", "cup.txt")
    here.write({"cup.txt": "id: cup\nprice: 40\nowner: mara\n"})
    here.git("add", "--all")
    ran = check("--staged", "--kind", "item", "cup.txt")
    assert (ran.status, said(ran)) == (1, [CHANGED])


def test_a_staged_register_is_held_against_every_manifest(here: Repository, check: Check) -> None:
    here.write({"people.yaml": "lin: {name: Lin}\n"})
    here.git("add", "people.yaml")
    ran = check("--staged")
    assert (ran.status, said(ran)) == (1, [("prices/owned", "cup", "nobody knows mara")])
    here.write({"people.yaml": "lin: {name: Lin}\nmara: {name: Mara}\n"})
    assert check("--staged").status == 1  # the index holds, not the disk


def test_a_register_that_is_not_in_the_index_is_told(here: Repository, check: Check) -> None:
    here.git("rm", "--quiet", "--cached", "people.yaml")
    ran = check("--staged")
    assert ran.status == 2
    assert "the register `people` (`people.yaml`) is not in the index" in ran.err
    assert "stage it with `git add`" in ran.err


def test_a_register_outside_of_the_repository_is_read_from_the_disk(
    here: Repository, check: Check
) -> None:
    text = (here.folder / "remit.yaml").read_text().replace("people.yaml,", "../people.yaml,")
    here.write({"remit.yaml": text, "../people.yaml": "mara: {name: Mara}\nlin: {name: Lin}\n"})
    here.record()
    here.write({"items/cup.yaml": "id: cup\nprice: 40\nowner: mara\n"})
    here.git("add", "--all")
    for words in (["--staged"], ["--base", "HEAD"]):
        ran = check(*words, "--config", "remit.yaml")
        assert (ran.status, said(ran)) == (1, [CHANGED])


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts how often each object of the repository is read."""
    counted: Counter[str] = Counter()
    content = Objects.content

    def counting(self: Objects, blob: str) -> bytes | str:
        counted[blob] += 1
        return content(self, blob)

    monkeypatch.setattr(Objects, "content", counting)
    return counted


def test_one_staged_manifest_is_read_and_no_other(
    here: Repository, check: Check, reads: Counter[str]
) -> None:
    here.write({f"items/many-{n}.yaml": f"id: many-{n}\nprice: 1\n" for n in range(30)})
    here.record()
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    here.git("add", "--all")
    ran = check("--staged")
    assert (ran.status, said(ran)) == (1, [CHANGED])
    names = ("HEAD:items/cup.yaml", ":items/cup.yaml", ":people.yaml", "HEAD:remit.yaml")
    once = {here.git("rev-parse", name) for name in names}
    assert set(reads) == once
    assert reads[here.git("rev-parse", ":items/cup.yaml")] == 1


def test_all_are_read_where_a_rule_names_the_whole_shelf(
    here: Repository, check: Check, reads: Counter[str]
) -> None:
    here.write({"rules/whole.remit": WHOLE})
    here.write({f"items/many-{n}.yaml": f"id: many-{n}\nprice: 1\n" for n in range(30)})
    here.record()
    here.write({"items/cup.yaml": "id: cup\nprice: 20\n"})
    here.git("add", "--all")
    ran = check("--staged")
    assert (ran.status, said(ran)) == (0, [])
    assert ran.report["summary"]["manifests"] == 1
    assert len(reads) == 33 + 1 + 2  # every item, the cup of both sides, people, configuration
    assert check("--staged", "--rule", "prices/*").status == 0


def test_the_shelf_of_the_index_and_that_of_head_are_kept_apart(
    here: Repository, check: Check
) -> None:
    here.write({"rules/whole.remit": WHOLE})
    here.record()
    here.write({"items/pan.yaml": "id: pan\nprice: 45\n"})
    here.git("add", "--all")
    here.write({"items/pan.yaml": "id: pan\nprice: 1\n"})
    ran = check("--staged")
    assert (ran.status, said(ran)) == (1, [("whole/total", None, "all cost 207")])


def test_only_the_first_commit_makes_everything_new(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch, here: Repository
) -> None:
    new = empty(tmp_path / "new")
    monkeypatch.chdir(new.folder)
    ran = check("--staged")
    assert ran.status == 2
    assert "the index holds no manifest to check" in ran.err


def test_one_staged_manifest_is_checked_though_no_other_can_be_read(
    here: Repository, check: Check
) -> None:
    here.write({"items/cup.yaml": "id: cup\nprice: 40\n"})
    here.git("add", "--all")
    for name in ("jar", "pot"):
        blob = here.git("rev-parse", f"HEAD:items/{name}.yaml")
        (here.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
        (here.folder / f"items/{name}.yaml").unlink()
    ran = check("--staged")
    assert (ran.status, said(ran)) == (1, [CHANGED])
    ran = check("--staged", "--block", "all")
    assert ran.status == 1
    assert [rule for rule, _, _ in said(ran)].count("manifest/syntax") == 0
    assert [rule for rule, _, _ in said(ran, "persisting")] == ["manifest/syntax"] * 2


@pytest.mark.parametrize("end", ["alive", "dead"])
def test_the_reader_of_contents_ends_whatever_became_of_it(here: Repository, end: str) -> None:
    objects, process = _reader(here)
    assert process.stdin is not None
    if end == "dead":
        process.kill()
        process.wait()
        process.stdin.write(b"unread")
    objects.close()
    assert process.returncode is not None
    objects.close()


def test_the_reader_of_an_earlier_check_is_ended_and_can_be_asked_again(here: Repository) -> None:
    first, one = _reader(here)
    second, other = _reader(here)
    assert (one.returncode, other.returncode) == (0, None)
    assert first.content("0" * 40) == "git does not have its content"
    assert other.returncode == 0
    second.close()
    first.close()


def _reader(here: Repository) -> tuple[Objects, subprocess.Popen[bytes]]:
    """Gives a reader of contents that was asked something, and its process."""
    found = repository(str(here.folder))
    assert found is not None
    objects = Objects(found)
    assert objects.content("0" * 40) == "git does not have its content"
    assert objects._process is not None
    return objects, objects._process
