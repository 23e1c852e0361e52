"""A file that is called nearly as manifests are is told, as nobody checks it; others aren't."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.workspace.shop import Shop, shop

from remit.text.source import Source
from remit.workspace.misnaming import near
from remit.workspace.opening import opened

__all__ = ["shop"]

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """\
kinds:
  item: {plural: shelf, schema: item.schema.yaml, files: ["**/item.yaml"], identity: id}
  jar: {plural: jars, schema: item.schema.yaml, files: ["jars/Jar.yml", "wide/*.yaml"]}
policies: [rules]
"""


@pytest.fixture
def aisle(shop: Shop) -> Shop:
    """A shop in which each item has a folder of its own."""
    shop.write("remit.yaml", CONFIG)
    shop.write("one/item.yaml", "id: one\nprice: 1\n")
    return shop


def told(shop: Shop, *words: str) -> str:
    found = shop.again("check", *words)
    return "".join(text for stream, text in found[1] if stream == 2)


@pytest.mark.parametrize(
    "path",
    [
        "two/item.yml", "item.YAML", "two/Item.yaml", "two/ITEM.YML", "two/item.yaml.yaml",
        "two/item.yml.yaml", "two/item.yaml.txt", "one/item.yml", "jars/jar.yml", "jars/Jar.yaml",
    ],
)  # fmt: skip
def test_a_file_that_is_called_nearly_as_a_manifest_is_told(aisle: Shop, path: str) -> None:
    aisle.write(path, "id: two\nprice: 500\n")
    kind, name = ("jar", "Jar.yml") if path.startswith("jars") else ("item", "item.yaml")
    said = f"`{path}` is not checked: manifests of the kind `{kind}` are called `{name}`"
    folder = str(Path(path).parent)
    aisle.write(f"{folder}/more/item.yaml", "id: more\nprice: 1\n")
    named = ((".",), (folder,), (".", folder), ("one/item.yaml", folder))
    for words in ((), *named, ("--quiet",), ("--jobs", "1"), ("--format", "markdown")):
        assert told(aisle, *words).count(said) == 1
        assert told(aisle, *words).count(said) == 1  # as it is recalled
    for each in ("other/item.yaml", "wide/jar.yaml"):
        aisle.write(each, f"id: {each}\nprice: 1\n")
    for words in (("one/item.yaml",), ("other",), ("--kind", kind, ".", path)):
        assert "near-name" not in told(aisle, *words)


def test_a_file_that_is_named_itself_is_told_how_manifests_are_called(aisle: Shop) -> None:
    aisle.write("two/item.yml", "id: two\nprice: 500\n")
    status, [(stream, said)] = aisle.check("check", "two/item.yml")
    assert (status, stream) == (2, 2)
    assert "manifests of the kind `item` are called `item.yaml`; --kind NAME says what it" in said


def test_folders_outside_of_the_configurations_are_looked_through(aisle: Shop) -> None:
    (aisle.folder / "conf").mkdir()
    for each in ("remit.yaml", "item.schema.yaml", "rules"):
        (aisle.folder / each).rename(aisle.folder / "conf" / each)
    aisle.write("shelves/item.yaml", "id: one\nprice: 1\n")
    aisle.write("shelves/more/item.yml", "id: two\nprice: 1\n")
    aisle.write("other/more/item.yaml", "id: three\nprice: 1\n")
    aisle.write("other/Item.yaml", "id: four\nprice: 1\n")
    git(aisle.folder, "init", "-q")
    git(aisle.folder, "add", "-A")
    for more in ((), ("--staged",)):
        said = told(aisle, "--config", "conf/remit.yaml", *more, "shelves")
        assert "`shelves/more/item.yml` is not checked" in said
        assert "Item.yaml" not in said
        said = told(aisle, "--config", "conf/remit.yaml", *more, "shelves", "other")
        assert "`shelves/more/item.yml` and `other/Item.yaml` are not checked" in said


@pytest.mark.parametrize(
    "path",
    [
        "two/items.yaml", "two/my-item.yaml", "two/item.json", "two/item.md", "two/item.yaml.bak",
        "two/item-2.yaml", "wide/item.yml.yaml", "Jar.yaml", "jars/more/jar.yml", "item/x.yml",
        "two/item.yaml~", "wide/x.yml",
    ],
)  # fmt: skip
def test_what_is_called_otherwise_is_not(aisle: Shop, path: str) -> None:
    aisle.write(path, "id: two\nprice: 1\n")
    assert "near-name" not in told(aisle)


def test_many_are_counted(aisle: Shop) -> None:
    for number in range(5):
        aisle.write(f"m{number}/item.yml", "id: x\nprice: 1\n")
    assert "`m0/item.yml`, `m1/item.yml`, `m2/item.yml` and 2 more are not checked" in told(aisle)


@pytest.mark.parametrize("words", [("--staged",), ("--base", "HEAD")])
@pytest.mark.parametrize("below", ["", "shops/east/"])
@pytest.mark.parametrize("to", ["one/item.yml", "three/Item.yaml"])
def test_a_change_that_renames_one_is_refused(
    aisle: Shop, words: tuple[str, ...], below: str, to: str
) -> None:
    folder = aisle.folder
    if below:
        (folder / below).mkdir(parents=True)
        for each in [each for each in folder.iterdir() if each.name != "shops"]:
            each.rename(folder / below / each.name)
    words = (*words, "--config", f"{below}remit.yaml")
    (folder / below / "three").mkdir()
    git(folder, "init", "-q")
    commit(folder)
    assert "not checked" not in told(aisle, *words)
    aisle.write(f"{below}two/item.yml", "id: two\nprice: 1\n")  # of which nothing was a manifest
    git(folder, "add", "-A")
    assert f"`{below}two/item.yml` is not checked" in told(aisle, *words)
    git(folder, "mv", f"{below}one/item.yaml", f"{below}{to}")
    status, said = aisle.again("check", *words)
    before = f"the change has the manifest `{below}one/item.yaml` called so that no rule sees it"
    assert status == 2
    assert any(f"{below}{to}: error" in text and before in text for _, text in said)


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (("--base", "HEAD", "."), True), (("--base", "HEAD", "three"), True),
        (("--base", "HEAD", "other"), False), (("--staged", "."), True),
        (("--staged", "other", "three"), True), (("--staged", "three/item.yml"), True),
        (("--staged", "other/item.yaml"), False),
    ],
)  # fmt: skip
def test_a_change_that_renames_one_in_what_is_named_is_refused(
    aisle: Shop, words: tuple[str, ...], refused: bool
) -> None:
    for name in ("three", "three/more", "other"):
        aisle.write(f"{name}/item.yaml", f"id: {name}\nprice: 1\n")
    git(aisle.folder, "init", "-q")
    commit(aisle.folder)
    assert aisle.again("check", "--base", "HEAD", ".", "three")[0] == 0
    git(aisle.folder, "mv", "three/item.yaml", "three/item.yml")
    status, said = aisle.again("check", *words)
    assert status == (2 if refused else 0)
    assert any("three/item.yml: error [near-name]" in text for _, text in said) == refused


@pytest.mark.parametrize("words", [("--staged",), ("--base", "HEAD")])
def test_a_change_that_writes_one_anew_beside_it_is_told(
    aisle: Shop, words: tuple[str, ...]
) -> None:
    git(aisle.folder, "init", "-q")
    commit(aisle.folder)
    (aisle.folder / "one/item.yaml").unlink()
    aisle.write("one/Item.yml", "price: 70000000000000\nnothing: of what there was\n")
    git(aisle.folder, "add", "-A")
    assert aisle.again("check", *words)[0] == 2
    (aisle.folder / "one/Item.yml").rename(aisle.folder / "one/notes.yml")
    git(aisle.folder, "add", "-A")
    assert aisle.again("check", *words)[0] == 0


@pytest.mark.parametrize("words", [("--staged",), ("--base", "HEAD")])
def test_what_was_beside_a_manifest_before_may_stay(aisle: Shop, words: tuple[str, ...]) -> None:
    aisle.write("one/item.yml", "of: another tool\n")
    git(aisle.folder, "init", "-q")
    commit(aisle.folder)
    git(aisle.folder, "rm", "-q", "one/item.yaml")
    assert aisle.again("check", *words)[0] == 0


def test_where_nothing_else_is_there_it_is_told_as_well(aisle: Shop) -> None:
    (aisle.folder / "one/item.yaml").rename(aisle.folder / "one/item.yml")
    for words in ((), ("one",)):
        status, said = aisle.check("check", *words)
        assert status == 2
        assert any("`one/item.yml` is not checked" in text for _, text in said)


@pytest.mark.parametrize(
    ("path", "is_so"),
    [
        ("project.yaml", True), ("a/project.yml", True), ("Project.yaml", True),
        ("a/PROJECT.YML", True), ("project.yaml.yaml", True), ("a/project.yaml.txt", True),
        ("my-project.yml", False), ("project.yaml.bak", False), ("a/People.yaml", False),
    ],
)  # fmt: skip
def test_a_hook_is_given_what_is_called_nearly_as_projects(path: str, is_so: bool) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (files,) = (hook["files"] for hook in hooks if hook["id"] == "remit-check")
    assert bool(re.search(files, path)) == is_so


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    who = ("-c", "user.name=mara", "-c", "user.email=mara@example.org")
    git(folder, *who, "commit", "-q", "-m", "all")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True)


EXAMPLES = ROOT / "examples"
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.mark.parametrize("home", [EXAMPLES, CORPUS], ids=["examples", "corpus"])
def test_nothing_is_told_of_what_others_have_written(home: Path) -> None:
    if not home.is_dir():
        pytest.skip("the corpus isn't here")
    paths = [path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()]
    configs = list(EXAMPLES.rglob("remit.yaml"))
    assert paths
    assert configs
    for config in configs:
        workspace, _ = opened(str(config.parent), str(config), Source("command", ""), ())
        assert workspace is not None
        assert near(paths, workspace) == ()
