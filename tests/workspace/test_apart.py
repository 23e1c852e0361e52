"""Policies and configuration from outside of a project's tree: nothing in the tree weakens the
verdict, whether it stands there now or was put there by an earlier change."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.change.repository import ENVIRONMENT, Repository, started
from tests.cli.conftest import Ran

from remit.cli.main import main

pytestmark = pytest.mark.story

OUTSIDE = {
    "remit.yaml": """\
kinds:
  item: {plural: shelf, schema: schemas/item.yaml, files: ["items/*.yaml"], identity: id}
registers:
  people: {file: people.yaml, schema: schemas/people.yaml}
policies: [rules]
params: {prices.cap: 50}
waivers: [waivers.yaml]
""",
    "waivers.yaml": "waivers: []\n",
    "people.yaml": "mara: {name: Mara}\n",
    "schemas/item.yaml": """\
type: object
required: [id, price]
additionalProperties: false
properties:
  id: {type: string}
  price: {$ref: price.yaml}
  owner: {type: string}
""",
    "schemas/price.yaml": "{type: number}\n",
    "schemas/people.yaml": """\
type: object
additionalProperties: {type: object, properties: {name: {type: string}}}
""",
    "rules/prices.remit": """\
policy prices governs item
  "Prices."

param cap = 100

rule within-cap mandatory
  "No item is dear."
  require item.price <= cap
    else "{item.id} costs {item.price}"

rule owned mandatory
  "An owner is known."
  require people[item.owner] is present
    else "nobody knows {item.owner}"

rule stays mandatory
  "What is there stays."
  on deletion
  when item is absent
  require baseline.price < 0
    else "{baseline.id} is taken away"
""",
}
"""What the policy office keeps: its cap is lower than the rule's own."""

GOOD = {"items/cup.yaml": "id: cup\nprice: 10\nowner: mara\n"}
BAD = {"items/cup.yaml": "id: cup\nprice: 60\nowner: zoe\n"}
WEAK = "kinds: {}\npolicies: []\nparams: {prices.cap: 1000}\n"
WAIVER = """\
waivers:
  - {id: W-1, rule: prices/within-cap, manifest: cup, reason: we like it, requested_by: mara,
     approved_by: lin, approved_on: 2026-11-01, expires: 2026-12-31}
  - {id: W-2, rule: prices/owned, manifest: cup, reason: we like it, requested_by: mara,
     approved_by: lin, approved_on: 2026-11-01, expires: 2026-12-31}
"""
POLICY = 'policy prices governs item "None."\nparam cap = 1000\n'
RULE = 'rule within-cap advisory "A." require item.price < cap else "no"\n'

PLANTED: dict[str, Mapping[str, str]] = {
    "a configuration": {"remit.yaml": WEAK},
    "a nearer configuration": {"items/remit.yaml": WEAK},
    "a configuration with kinds of the same name": {
        "remit.yaml": "kinds: {item: {schema: open.yaml, files: [x/*.yaml], identity: price}}\n",
        "open.yaml": "{}",
    },
    "limits": {"remit.yaml": "limits: {steps: 1, bytes: 1, nodes: 1}\n"},
    "waivers": {
        "remit.yaml": "waivers: [waivers.yaml]\n",
        "waivers.yaml": WAIVER,
        "governance/waivers.yaml": WAIVER,
    },
    "a register": {"people.yaml": "zoe: {name: Zoe}\n"},
    "a register beside the manifest": {"items/people.yaml": "zoe: {name: Zoe}\n"},
    "schemas": {
        "schemas/item.yaml": "{}",
        "schemas/price.yaml": "{}",
        "price.yaml": "{}",
        "items/schemas/item.yaml": "{}",
    },
    "rules": {"rules/prices.remit": POLICY + RULE, "prices.remit": POLICY},
    "rules that others would use": {"rules/neighbours.remit": POLICY + RULE},
    "an ignore file": {".gitignore": "*\n", ".ignore": "*\n", ".remitignore": "*\n"},
    "attributes": {
        ".gitattributes": "* export-ignore binary filter=lfs diff=none merge=ours\n",
        ".lfsconfig": "",
    },
    "settings of tools": {
        "pyproject.toml": "[tool.remit]\npolicies = []\n",
        ".env": "REMIT_CONFIG=remit.yaml\n",
        "pyvenv.cfg": "home = .\n",
    },
    "packages": {
        "sitecustomize.py": "raise SystemExit(0)\n",
        "usercustomize.py": "raise SystemExit(0)\n",
        "remit/__init__.py": "raise SystemExit(0)\n",
        "yaml.py": "raise SystemExit(0)\n",
        "subprocess.py": "raise SystemExit(0)\n",
    },
    "a second manifest of the same identity": {"items/tea.yaml": GOOD["items/cup.yaml"]},
    "a submodule that isn't there": {
        ".gitmodules": '[submodule "items"]\n\tpath = items\n\turl = ./nowhere\n'
    },
}
"""Files in the tree that could be taken for something that judges it."""

BESIDE = pytest.mark.parametrize("stand", ["beside the tree"], indirect=True)

Stand = tuple[Repository, list[str]]


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(params=["beside the tree", "a repository in the tree"])
def stand(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Gives a project with a good manifest, and the options that name what judges it: that stands
    beside the project's tree or, as CI systems check it out, in a folder of it."""
    tree = started(tmp_path / "tree", GOOD)
    monkeypatch.chdir(tree.folder)
    folder = tmp_path / "office" if request.param == "beside the tree" else tree.folder / ".office"
    started(folder, OUTSIDE)
    return tree, ["--config", f"{folder}/remit.yaml", "--policy", f"{folder}/rules"]


@pytest.fixture
def check(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    """Gives what runs `remit check` on a fixed day, with a JSON report."""

    def checked(*words: str) -> Ran:
        status = main(["check", "--as-of", "2026-11-23", "--format", "json", *words])
        out, err = capfdbinary.readouterr()
        return Ran(status, out.decode(), err.decode())

    return checked


Check = Callable[..., Ran]


def _is_caught(ran: Ran) -> bool:
    blocking = {found["rule"] for found in ran.report["findings"] if found["blocking"]}
    return ran.status == 1 and {"prices/within-cap", "prices/owned"} <= blocking


def _commit(tree: Repository, files: Mapping[str, str]) -> None:
    tree.write(files)
    tree.git("add", "--all", "--force", "--", *files)
    tree.git("commit", "--quiet", "--message=a change")


def test_a_good_manifest_passes(stand: Stand, check: Check) -> None:
    _, outside = stand
    for words in ([], ["--base", "HEAD"], ["--staged"]):
        assert check(*outside, *words).status == 0


@pytest.mark.parametrize("planted", PLANTED)
def test_files_that_could_be_taken_for_what_judges(
    stand: Stand, check: Check, planted: str
) -> None:
    tree, outside = stand
    _commit(tree, PLANTED[planted])
    _commit(tree, BAD)
    for words in ([], ["--base", "HEAD^"], ["--base", "HEAD^^"]):
        assert _is_caught(check(*outside, *words)), words
    tree.git("reset", "--soft", "--quiet", "HEAD^")
    assert _is_caught(check(*outside, "--staged"))


def _moved(to: str) -> Callable[[Path], None]:
    def move(tree: Path) -> None:
        (tree / to).parent.mkdir(exist_ok=True)
        (tree / "items" / "cup.yaml").rename(tree / to)

    return move


def _linked_folder(tree: Path) -> None:
    (tree / "items").rename(tree / "stock")
    (tree / "items").symlink_to("stock")


def _linked(to: str) -> Callable[[Path], None]:
    def link(tree: Path) -> None:
        (tree / "items" / "cup.yaml").unlink()
        (tree / "items" / "cup.yaml").symlink_to(to)

    return link


def _folder(tree: Path) -> None:
    (tree / "items" / "cup.yaml").unlink()
    (tree / "items" / "cup.yaml").mkdir()
    (tree / "items" / "cup.yaml" / "cup.yaml").write_text(GOOD["items/cup.yaml"])


def _written(text: bytes) -> Callable[[Path], None]:
    return lambda tree: _ignore((tree / "items" / "cup.yaml").write_bytes(text))


def _ignore(_: object) -> None:
    return None


HIDDEN: dict[str, Callable[[Path], None]] = {
    "moved out of the pattern": _moved("items/cup.yml"),
    "moved elsewhere": _moved("stock/cup.yaml"),
    "moved deeper": _moved("items/deep/cup.yaml"),
    "in other case": _moved("items/cup.YAML"),
    "behind a link to a folder": _linked_folder,
    "a link to nowhere": _linked("nowhere.yaml"),
    "a link to itself": _linked("cup.yaml"),
    "a link out of the repository": _linked("/etc/hostname"),
    "a link to the office's register": _linked("../../office/people.yaml"),
    "a folder of its name": _folder,
    "empty": _written(b""),
    "a comment": _written(b"# nothing here\n"),
    "no YAML": _written(b"id: [\n"),
    "no text": _written(b"\xff\xfe\x00"),
    "too deep": _written(b"id: " + b"[" * 2000),
    "too large": _written(b"id: cup\nprice: 10\nowner: mara\n#" + b"x" * 2_000_000),
    "a key written twice": _written(b"id: cup\nprice: 60\nprice: 10\nowner: mara\n"),
    "another document first": _written(b"id: a\nprice: 1\nowner: mara\n---\n{price: 60}\n"),
}
"""Ways to keep a manifest from being looked at."""


@BESIDE
@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_manifest_that_is_hidden(stand: Stand, check: Check, hidden: str) -> None:
    tree, outside = stand
    HIDDEN[hidden](tree.folder)
    assert check(*outside).status in (1, 2)
    tree.git(
        "add", "--all", "--", "items", *(["stock"] if (tree.folder / "stock").exists() else [])
    )
    tree.git("commit", "--quiet", "--message=hidden")
    assert check(*outside).status in (1, 2)
    assert check(*outside, "--base", "HEAD^").status == 1


@BESIDE
@pytest.mark.parametrize(
    "name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX"]
)
def test_what_git_says_of_another_repository(
    stand: Stand, check: Check, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, outside = stand
    other = started(tmp_path / "other", GOOD)
    _commit(tree, BAD)
    monkeypatch.setenv(name, str(other.folder / ".git"))
    assert _is_caught(check(*outside))
    assert _is_caught(check(*outside, "--base", "HEAD^"))


def test_a_project_without_any_manifest_is_not_passed(stand: Stand, check: Check) -> None:
    """Manifests of the office's own neither count as the project's, nor as required ones."""
    tree, outside = stand
    office = Path(outside[1]).parent
    (office / "items").mkdir()
    (office / "items" / "sample.yaml").write_text("id: sample\nprice: 1\nowner: mara\n")
    assert check(*outside, "--require", "item").status == 0
    tree.git("rm", "--quiet", "items/cup.yaml")
    ran = check(*outside)
    assert (ran.status, "there is no manifest to check" in ran.err) == (2, True)
    tree.git("commit", "--quiet", "--message=gone")
    assert check(*outside, "--base", "HEAD").status == 2
    assert check(*outside, "--base", "HEAD^").status == 1
    ran = check(*outside, "--base", "HEAD^", "--require", "item")
    assert (ran.status, "nothing was found of `item`" in ran.err) == (2, True)


START = {
    "the command": [str(Path(sys.executable).parent / "remit")],
    "the module": [sys.executable, "-m", "remit"],
    "the module, safely": [sys.executable, "-P", "-m", "remit"],
}


@BESIDE
@pytest.mark.parametrize("start", START)
def test_no_module_of_the_tree_is_run(stand: Stand, start: str) -> None:
    """Only `remit` itself could be one, where Python is asked to look for it in the tree."""
    tree, outside = stand
    packages = dict(PLANTED["packages"])
    if start == "the module":
        del packages["remit/__init__.py"]
    _commit(tree, {**BAD, **packages})
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    words = [*START[start], "check", "--as-of", "2026-11-23", *outside]
    done = subprocess.run(words, cwd=tree.folder, env=kept, capture_output=True, check=False)
    assert (done.returncode, b"2 findings block" in done.stdout) == (1, True), done
