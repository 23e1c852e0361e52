"""Attempts to get a violation past the check: by what the change holds, and by what git is told.

The price of the cup is raised from 12 to 40 each time, which is more than double.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.change.conftest import Check
from tests.change.repository import Repository, empty, started
from tests.change.test_matching import CHANGED, finding, said
from tests.cli.conftest import Ran

pytestmark = pytest.mark.story

BOTH = pytest.mark.parametrize("words", [["--base", "HEAD"], ["--staged"]], ids=" ".join)
RAISED = "id: cup\nprice: 40\nowner: mara\n"
STAYS = ("prices/stays", "jar", "jar is taken away, at 30")


def stage(here: Repository) -> None:
    here.git("add", "--all")


def told(ran: Ran) -> list[str]:
    """Gives the files that judge a change, and are touched by it."""
    return list(ran.report["base"]["governing"])


# -- identities -----------------------------------------------------------------------------------


@BOTH
def test_no_two_manifests_share_a_baseline(
    here: Repository, check: Check, words: list[str]
) -> None:
    """The cup takes a dearer baseline, by a notion of identity under which nothing clashes."""
    here.write({"items/urn.yaml": "id: urn\nprice: 50\n"})
    here.record()
    config = (here.folder / "remit.yaml").read_text()
    here.write(
        {
            "remit.yaml": config.replace("identity: id", "identity: note", 1),
            "items/cup.yaml": "id: urn\nprice: 40\nnote: cup\n",
            "items/jar.yaml": "id: jar\nprice: 30\nnote: jar\n",
            "items/pot.yaml": "id: pot\nprice: 12\nnote: pot\n",
            "items/urn.yaml": "id: urn\nprice: 50\nnote: urn\n",
        }
    )
    stage(here)
    ran = check(*words)
    assert ran.status == 1
    assert said(ran) == [("prices/no-raise", "cup", "urn goes from 12 to 40")]
    assert told(ran) == ["remit.yaml"]


@BOTH
def test_an_identity_that_is_used_twice_is_told(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.write({"items/cup.yaml": "id: jar\nprice: 40\n", "items/jar.yaml": "id: jar\nprice: 31\n"})
    stage(here)
    ran = check(*words)
    assert ran.status == 1
    assert [(rule, m) for rule, m, _ in said(ran)] == [
        ("manifest/identity", "jar"),
        ("prices/no-raise", "jar"),
        ("manifest/identity", "jar"),
    ]


@BOTH
@pytest.mark.parametrize("file", ["items/new.yaml", "items/pot.yaml"])
def test_an_identity_is_not_taken_over_behind_the_back_of_a_check_of_one_file(
    here: Repository, check: Check, words: list[str], file: str
) -> None:
    """The jar stays as it is, and no rule names all items."""
    here.write({file: "id: jar\nprice: 70\n"})
    stage(here)
    ran = check(*words, "--rule", "prices/no-raise", file)
    assert (ran.status, [rule for rule, *_ in said(ran)]) == (
        1,
        ["manifest/identity", "prices/no-raise"],
    )


@BOTH
def test_a_document_before_others_does_not_move_their_baselines(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.write({"items/set.yaml": "id: fork\nprice: 5\n---\nid: knife\nprice: 6\nnote: sharp\n"})
    here.record()
    docs = ("id: spoon\nprice: 1", "id: fork\nprice: 5", "id: blade\nprice: 40\nnote: sharp")
    here.write({"items/set.yaml": "\n---\n".join(docs) + "\n"})
    stage(here)
    ran = check(*words)
    message = "blade goes from 6 to 40"
    assert (ran.status, said(ran)) == (1, [("prices/no-raise", "blade", message)])


def test_a_file_of_very_many_documents_is_compared_in_its_order(
    here: Repository, check: Check
) -> None:
    def many(price: int, name: str) -> str:
        return "---\n".join(f"id: {name}-{n}\nprice: {price}\n" for n in range(120))

    here.write({"items/set.yaml": many(10, "a")})
    here.record()
    here.write({"items/set.yaml": many(40, "b")})
    ran = check("--base", "HEAD")
    assert ran.status == 1
    assert {rule for rule, _, _ in said(ran)} == {"prices/no-raise"}
    assert len(said(ran)) == 120


NAMES = {
    "none": "price: 40\n",
    "null": "id: ~\nprice: 40\n",
    "a list": "id: [cup]\nprice: 40\n",
    "blank": "id: ''\nprice: 40\n",
    "a look-alike": "id: сup\nprice: 40\n",
    "with a blank": "id: 'cup '\nprice: 40\n",
    "in capitals": "id: CUP\nprice: 40\n",
    "an alias": "note: &x mug\nid: *x\nprice: 40\n",
}


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_with_another_name_or_none_keeps_its_baseline(
    here: Repository, check: Check, words: list[str], name: str
) -> None:
    here.write({"items/cup.yaml": NAMES[name]})
    stage(here)
    ran = check(*words)
    assert ran.status == 1
    assert "prices/no-raise" in [rule for rule, _, _ in said(ran)]


# -- YAML -----------------------------------------------------------------------------------------

TRICKS = {
    "a key twice": "id: cup\nprice: 12\nprice: 40\n",
    "a merge key": "base: &b {price: 40}\nid: cup\n<<: *b\n",
    "a tag": "id: cup\nprice: !!int 40\n",
    "a tag of one's own": "id: cup\nprice: !price 12\n",
    "another document": "id: cup\nprice: 12\n---\nid: cup\nprice: 40\n",
    "an end": "id: cup\nprice: 40\n...\n# price: 12\n",
    "a byte-order mark": "\ufeffid: cup\nprice: 40\n",
    "UTF-16": "id: cup\nprice: 12\n".encode("utf-16"),
    "a NUL": "id: cup\nprice: 40\n\0",
    "nothing": "",
    "comments": "# id: cup\n",
    "no map": "cup\n",
    "another base": "id: cup\nprice: 0x28\n",
    "a number of sixty": "id: cup\nprice: 1:30\n",
    "infinity": "id: cup\nprice: .inf\n",
    "a text": "id: cup\nprice: '12'\n",
    "a null": "id: cup\nprice: ~\n",
    "carriage returns": "id: cup\rprice: 40\r",
    "a very long number": f"id: cup\nprice: {'9' * 5000}\n",
    "a bomb": "id: cup\nprice: 12\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
    "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
    "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n",
    "a pointer of LFS": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n",
}


@BOTH
@pytest.mark.parametrize("trick", TRICKS)
def test_no_way_of_writing_hides_a_value(
    here: Repository, check: Check, words: list[str], trick: str
) -> None:
    here.write({"items/cup.yaml": TRICKS[trick]})
    stage(here)
    ran = check(*words)
    assert ran.status == 1
    assert any(
        each["blocking"] and each["file"] == "items/cup.yaml" for each in ran.report["findings"]
    )


# -- places ---------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    "place",
    [
        "items/jar.yml",
        "items/Jar.YAML",
        "Items/jar.yaml",
        "items/deep/jar.yaml",
        "attic/jar.yaml",
        "items/jar.yaml.bak",
        "items/jar.yaml/jar.yaml",
    ],
)
def test_a_manifest_that_moves_out_of_sight_is_deleted(
    here: Repository, check: Check, words: list[str], place: str
) -> None:
    text = (here.folder / "items/jar.yaml").read_text()
    (here.folder / "items/jar.yaml").unlink()
    here.write({place: text})
    stage(here)
    ran = check(*words)
    assert (ran.status, said(ran)) == (1, [STAYS])


@BOTH
def test_a_folder_that_becomes_a_link_takes_its_manifests_away(
    here: Repository, check: Check, words: list[str]
) -> None:
    here.git("mv", "items", "store")
    here.write({"store/jar.yaml": "id: jar\nprice: 99\n"})
    (here.folder / "items").symlink_to("store")
    stage(here)
    ran = check(*words)
    assert ran.status == 1
    assert STAYS in said(ran)


@BOTH
def test_a_folder_that_becomes_a_submodule_takes_its_manifests_away(
    here: Repository, tmp_path: Path, check: Check, words: list[str]
) -> None:
    part = started(tmp_path / "part", {"cup.yaml": RAISED, "jar.yaml": "id: jar\nprice: 1\n"})
    here.git("rm", "--quiet", "-r", "items")
    more = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"]
    here.git(*more, f"file://{part.folder}", "items")
    ran = check(*words)
    assert ran.status == 1
    assert STAYS in said(ran)


@BOTH
def test_a_manifest_that_becomes_a_submodule_is_deleted(
    here: Repository, check: Check, words: list[str]
) -> None:
    commit = here.git("rev-parse", "HEAD")
    (here.folder / "items/jar.yaml").unlink()
    empty(here.folder / "items/jar.yaml")
    here.git("update-index", "--replace", "--cacheinfo", f"160000,{commit},items/jar.yaml")
    ran = check(*words)
    assert (ran.status, said(ran)) == (1, [STAYS])


def test_the_folder_that_is_named_may_not_be_exchanged(here: Repository, check: Check) -> None:
    """The folder is a link now, which leads to harmless manifests."""
    text = (here.folder / "remit.yaml").read_text().replace("items/*.yaml", "**/*-item.yaml")
    here.write({"remit.yaml": text, "work/jar-item.yaml": "id: vase\nprice: 30\n"})
    here.record()
    here.git("mv", "work", "attic")
    here.git("mv", "attic/jar-item.yaml", "attic/jar.txt")
    here.write({"fresh/lid-item.yaml": "id: lid\nprice: 1\n"})
    (here.folder / "work").symlink_to("fresh")
    stage(here)
    for words in (["--base", "HEAD", "work"], ["--staged", "work"]):
        ran = check(*words)
        assert (ran.status, said(ran)) == (
            1,
            [("prices/stays", "vase", "vase is taken away, at 30")],
        )


# -- what git is told -----------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_is_told_not_to_look_at_is_read(
    here: Repository, check: Check, flag: str
) -> None:
    here.git("update-index", flag, "items/cup.yaml", "items/pot.yaml")
    here.write({"items/cup.yaml": RAISED, "items/pot.yaml": "id: pot\nprice: 130\n"})
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (1, [CHANGED])
    found = finding(ran, "prices/within-cap")
    assert (found["change"], found["blocking"]) == ("persisting", True)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_is_told_not_to_look_at_and_is_as_it_was_is_not_touched(
    here: Repository, check: Check, flag: str
) -> None:
    here.git("update-index", flag, "items/cup.yaml", "items/pot.yaml")
    assert check("--base", "HEAD").status == 0


def test_a_deletion_that_git_is_told_not_to_look_at_is_one(here: Repository, check: Check) -> None:
    here.git("update-index", "--assume-unchanged", "items/jar.yaml")
    (here.folder / "items/jar.yaml").unlink()
    ran = check("--base", "HEAD")
    assert (ran.status, said(ran)) == (1, [STAYS])


def test_a_change_that_a_sparse_checkout_leaves_out_is_not_passed_over(
    here: Repository, check: Check
) -> None:
    began = here.git("rev-parse", "HEAD")
    here.write({"items/cup.yaml": RAISED})
    here.record()
    here.git("sparse-checkout", "set", "--no-cone", "/*", "!/items/cup.yaml")
    ran = check("--base", began)
    assert ran.status == 2
    assert "`items/cup.yaml` is a part of the change, but the sparse checkout leaves" in ran.err
    assert "git sparse-checkout add" in ran.err
    assert check("--base", began, "items/jar.yaml").status == 0
    assert check("--base", "HEAD").status == 0


@BOTH
@pytest.mark.parametrize("ignored", ["items/", "*", "*.yaml", "/items/cup.yaml"])
def test_what_git_ignores_and_tracks_is_checked(
    here: Repository, check: Check, words: list[str], ignored: str
) -> None:
    here.write({".gitignore": f"{ignored}\n", "items/cup.yaml": RAISED})
    here.git("add", "--force", "--all")
    ran = check(*words)
    assert (ran.status, said(ran)) == (1, [CHANGED])


LID = "# a lid\n# that fits the pot\n# and the pan\n"

ATTRIBUTES = [
    "* -text -diff",
    "* binary",
    "* export-ignore",
    "*.yaml ident",
    "*.yaml eol=crlf",
    "*.yaml diff=hide",
    "*.yaml filter=hide",
    "[attr]hide -diff -text\n*.yaml hide",
]


@BOTH
@pytest.mark.parametrize("line", ATTRIBUTES)
def test_attributes_hide_nothing(
    here: Repository, check: Check, words: list[str], line: str
) -> None:
    here.write({".gitattributes": f"{line}\n", "items/cup.yaml": RAISED})
    here.git("add", "--all", check=False)
    ran = check(*words)
    assert ran.status == 1
    here.git("commit", "--quiet", "-m", "x", check=False)
    (here.folder / "items/cup.yaml").unlink()
    here.git("checkout", "--quiet", "--", "items/cup.yaml", check=False)
    assert check("--base", "HEAD^").status == 1


def test_a_file_in_another_encoding_is_no_manifest(here: Repository, check: Check) -> None:
    """What is committed is UTF-8, and turns into UTF-16 when it is checked out."""
    attributes = "*.yaml working-tree-encoding=UTF-16\n"
    here.write({".gitattributes": attributes, "items/cup.yaml": RAISED.encode("utf-16")})
    here.git("add", ".gitattributes", "items/cup.yaml")
    assert said(check("--staged")) == [CHANGED]
    ran = check("--base", "HEAD")
    assert (ran.status, [rule for rule, _, _ in said(ran)]) == (1, ["manifest/syntax"])


SETTINGS = {
    "a filter": [
        ("filter.hide.clean", "echo 'id: cup'; echo 'price: 12'"),
        ("filter.hide.smudge", "cat"),
    ],
    "a text of a binary": [("diff.hide.textconv", "echo")],
    "another diff": [("diff.hide.command", "true"), ("diff.external", "true")],
    "no renames": [("diff.renames", "false"), ("diff.renameLimit", "1")],
    "copies": [("diff.renames", "copies")],
    "relative": [("diff.relative", "true")],
    "no look at files": [("core.ignoreStat", "true"), ("core.checkStat", "minimal")],
    "an order": [("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true")],
    "no colours off": [("color.ui", "always"), ("color.diff", "always")],
    "quotes": [("core.quotePath", "true")],
    "submodules": [("diff.ignoreSubmodules", "all"), ("diff.submodule", "log")],
    "an alias": [("alias.diff", "!true"), ("alias.ls-tree", "!true")],
    "short names": [("core.abbrev", "4"), ("log.showSignature", "true")],
}


@BOTH
@pytest.mark.parametrize("name", SETTINGS)
def test_settings_of_git_hide_nothing(
    here: Repository, check: Check, words: list[str], name: str
) -> None:
    here.write(
        {".gitattributes": "*.yaml diff=hide\n", "items/lid.yaml": f"{LID}id: lid\nprice: 3\n"}
    )
    here.record()
    for key, value in SETTINGS[name]:
        here.git("config", key, value)
    here.write({"items/cup.yaml": RAISED})
    here.git("mv", "items/lid.yaml", "items/top.yaml")
    here.write({"items/top.yaml": f"{LID}id: top\nprice: 9\n"})
    stage(here)
    ran = check(*words)
    assert (ran.status, said(ran)) == (
        1,
        [CHANGED, ("prices/no-raise", "top", "top goes from 3 to 9")],
    )


def test_what_a_filter_makes_of_a_file_is_checked(here: Repository, check: Check) -> None:
    """The working tree holds what people see; the index holds what is committed."""
    here.git("config", "filter.hide.clean", "sed s/40/12/")
    here.write({".gitattributes": "*.yaml filter=hide\n", "items/cup.yaml": RAISED})
    stage(here)
    assert here.git("show", ":items/cup.yaml") == "id: cup\nprice: 12\nowner: mara"
    assert said(check("--base", "HEAD")) == [CHANGED]
    assert said(check("--staged")) == []
