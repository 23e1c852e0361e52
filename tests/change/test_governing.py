"""A change that touches what judges it says so, and judges by the base what tells its manifests
apart and what is waived."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.change.conftest import Check
from tests.change.repository import FILES, Repository, copied, started, usual
from tests.change.test_matching import CHANGED, said
from tests.cli.conftest import Ran

BOTH = pytest.mark.parametrize("words", [["--base", "HEAD"], ["--staged"]], ids=" ".join)
RAISED = "id: cup\nprice: 40\nowner: mara\n"
WAIVERS = "waivers: []\n"
WAIVER = """\
waivers:
  - {id: W-1, rule: prices/no-raise, manifest: cup, reason: it is the best, requested_by: mara,
     approved_by: lin, approved_on: 2026-11-01, expires: 2026-12-31}
"""


def told(ran: Ran) -> list[str]:
    """Gives the files of a change that judge it."""
    return list(ran.report["base"]["governing"])


def config(here: Repository, *changes: tuple[str, str]) -> str:
    """Gives the configuration with some of its text replaced."""
    text = (here.folder / "remit.yaml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.fixture
def ruled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Gives the repository with waivers, and with a schema that draws in others."""
    found = copied(tmp_path / "here", _ruled)
    monkeypatch.chdir(found.folder)
    return found


def _ruled(folder: Path) -> Repository:
    here = usual(folder)
    item = (here.folder / "schemas/item.yaml").read_text()
    here.write(
        {
            "governance/waivers.yaml": WAIVERS,
            "remit.yaml": config(here) + "waivers: [governance/waivers.yaml]\n",
            "schemas/item.yaml": item.replace("{type: number}", "{$ref: parts/price.yaml}"),
            "schemas/parts/price.yaml": "{$ref: 'number%20one.yaml#/a'}\n",
            "schemas/parts/number one.yaml": "a: {type: number}\n",
            "schemas/other.yaml": "{}\n",
            "rules/prices.test.yaml": "tests: []\n",
            "rules.remit/notes.md": "no rule",
            "elsewhere/x.remit": "no rule",
        }
    )
    here.record()
    return here


TOUCHED: list[tuple[str, str | None, bool]] = [
    ("remit.yaml", "# a remark\n", True),
    ("rules/prices.remit", "# a remark\n", True),
    ("rules/more.remit", 'policy more governs item "x"\n', True),
    ("rules/deep/more.remit", 'policy more governs item "x"\n', True),
    ("schemas/item.yaml", "# a remark\n", True),
    ("schemas/parts/price.yaml", "# a remark\n", True),
    ("schemas/parts/number one.yaml", "# a remark\n", True),
    ("governance/waivers.yaml", "# a remark\n", True),
    ("schemas/other.yaml", "# a remark\n", False),
    ("rules/prices.test.yaml", "# a remark\n", False),
    ("elsewhere/x.remit", "# a remark\n", False),
    ("items/cup.yaml", "# a remark\n", False),
    ("people.yaml", "# a remark\n", False),
    ("notes.md", "a remark", False),
    ("items/remit.yaml", "kinds: {}\n", False),
]


@pytest.mark.parametrize(("path", "text", "governs"), TOUCHED, ids=[each[0] for each in TOUCHED])
def test_what_judges_is_told_where_the_change_touches_it(
    ruled: Repository, check: Check, path: str, text: str, governs: bool
) -> None:
    place = ruled.folder / path
    ruled.write({path: (place.read_text() if place.is_file() else "") + text})
    ruled.git("add", "--all")
    for words in (["--base", "HEAD"], ["--staged"]):
        ran = check(*words, "--rule", "prices/*")
        assert told(ran) == ([path] if governs else []), words


def test_it_is_told_in_words(ruled: Repository, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    from remit.cli.main import main

    ruled.write({"rules/more.remit": 'policy more governs item "x"\n', "schemas/item.yaml": "{}"})
    main(["check", "--base", "HEAD", "--as-of", "2026-11-23", "--rule", "prices/round"])
    out = capfdbinary.readouterr().out.decode()
    told = "the change touches what judges it: rules/more.remit and schemas/item.yaml\n"
    assert out.endswith(told)


def test_what_is_on_the_disk_is_told_where_it_judges_the_index(
    ruled: Repository, check: Check
) -> None:
    text = (ruled.folder / "rules/prices.remit").read_text()
    ruled.write({"rules/prices.remit": text.replace("2 * baseline", "9 * baseline")})
    ruled.write({"items/cup.yaml": RAISED})
    ruled.git("add", "items/cup.yaml")
    ran = check("--staged")
    assert (ran.status, told(ran)) == (0, ["rules/prices.remit"])


def test_policies_that_a_command_names_are_told_and_no_others(
    ruled: Repository, check: Check
) -> None:
    ruled.write({"own/mine.remit": (ruled.folder / "rules/prices.remit").read_text()})
    ruled.record()
    ruled.write({"own/other.remit": 'policy other governs item "x"\n', "rules/x.remit": "x"})
    for policy in ("own", "own/mine.remit"):
        ran = check("--base", "HEAD", "--policy", policy)
        assert told(ran) == ["own/other.remit"]


def test_a_configuration_that_a_change_adds_or_removes_is_told(
    ruled: Repository, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruled.write({"items/remit.yaml": NEARER})
    monkeypatch.chdir(ruled.folder / "items")
    assert told(check("--base", "HEAD", "--config", "../remit.yaml")) == []
    ran = check("--base", "HEAD")
    assert told(ran) == ["items/remit.yaml"]
    ruled.record()
    (ruled.folder / "items/remit.yaml").unlink()
    ran = check("--base", "HEAD")
    assert told(ran) == ["items/remit.yaml"]


NEARER = """\
kinds: {item: {plural: shelf, schema: ../schemas/item.yaml, files: ["*.yaml"], identity: id}}
registers: {people: {file: ../people.yaml, schema: ../schemas/people.yaml}}
policies: [../rules]
"""


@BOTH
@pytest.mark.parametrize("link", [True, False], ids=["a link", "a folder"])
def test_a_configuration_that_is_no_file_is_not_passed_over(
    ruled: Repository, check: Check, words: list[str], link: bool
) -> None:
    """What comes with Remit would judge instead."""
    (ruled.folder / "remit.yaml").unlink()
    if link:
        (ruled.folder / "remit.yaml").symlink_to("nowhere")
    ruled.write({} if link else {"remit.yaml/x": "x"})
    ruled.git("add", "--all")
    ran = check(*words)
    assert (ran.status, ran.report["findings"]) == (2, [])
    assert "`remit.yaml` is no file, or a link that leads to none" in ran.err


@BOTH
@pytest.mark.parametrize("place", ["../secret.json", "/etc/hostname", ".git/config"])
def test_a_configuration_that_is_led_out_of_the_repository_is_not_read(
    ruled: Repository, check: Check, words: list[str], place: str
) -> None:
    """A mistake in it would be told with its line."""
    ruled.write({"../secret.json": '{"hush": 1}'})
    (ruled.folder / "remit.yaml").unlink()
    (ruled.folder / "remit.yaml").symlink_to(place)
    ruled.git("add", "--all")
    for more in ([], ["--config", "remit.yaml"]):
        ran = check(*words, *more)
        assert (ran.status, ran.report["findings"]) == (2, [])
        assert "`remit.yaml` is a link that leads out of the repository" in ran.err
        assert "hush" not in ran.err


# -- links ----------------------------------------------------------------------------------------


def _linked_config(here: Repository) -> str:
    here.git("mv", "remit.yaml", "settings.yaml")
    (here.folder / "remit.yaml").symlink_to("settings.yaml")
    return "settings.yaml"


def _linked_rules(here: Repository) -> str:
    here.git("mv", "rules", "law")
    (here.folder / "rules").symlink_to("law")
    return "law/prices.remit"


def _linked_waivers(here: Repository) -> str:
    here.git("mv", "governance/waivers.yaml", "excuses.yaml")
    (here.folder / "governance").mkdir(exist_ok=True)
    (here.folder / "governance/waivers.yaml").symlink_to("../excuses.yaml")
    return "excuses.yaml"


def _linked_schemas(here: Repository) -> str:
    here.git("mv", "schemas", "types")
    (here.folder / "schemas").symlink_to("types")
    return "types/parts/price.yaml"


LINKS = {
    "configuration": _linked_config,
    "policies": _linked_rules,
    "waivers": _linked_waivers,
    "schemas": _linked_schemas,
}


@pytest.mark.parametrize("what", LINKS)
def test_what_judges_by_a_link_is_told(ruled: Repository, check: Check, what: str) -> None:
    path = LINKS[what](ruled)
    ruled.record()
    ruled.write({path: (ruled.folder / path).read_text() + "# a remark\n"})
    ran = check("--base", "HEAD")
    assert path in told(ran), ran.err


def test_a_link_that_takes_the_place_of_a_folder_is_told(ruled: Repository, check: Check) -> None:
    ruled.git("mv", "rules", "law")
    (ruled.folder / "rules").symlink_to("law")
    ran = check("--base", "HEAD")
    assert told(ran) == ["law/prices.remit", "rules", "rules/prices.remit"]


@pytest.mark.parametrize("known", [True, False], ids=["another commit", "in place of a folder"])
def test_a_submodule_with_the_configuration_may_not_be_exchanged(
    here: Repository, tmp_path: Path, check: Check, known: bool
) -> None:
    """Its files are no part of the change, but which of its commits is there is one."""
    here.git("rm", "--quiet", "-r", "people.yaml", "remit.yaml", "rules", "schemas")
    files = {name: text for name, text in FILES.items() if not name.startswith("items/")}
    files |= {
        "remit.yaml": FILES["remit.yaml"] + "waivers: [waivers.yaml]\n",
        "waivers.yaml": WAIVERS,
    }
    office = started(tmp_path / "office", files)
    words = ["-c", "protocol.file.allow=always", "submodule", "--quiet"]
    if known:
        here.git(*words, "add", f"file://{office.folder}", "office")
    else:
        here.write({f"office/{name}": text for name, text in files.items()})
    here.record()
    here.write({"items/cup.yaml": RAISED})
    command = (
        "--base",
        "HEAD",
        "--config",
        "office/remit.yaml",
        "--kind",
        "item",
        "items/cup.yaml",
    )
    ran = check(*command)
    assert (ran.status, said(ran)[0], told(ran)) == (1, CHANGED, [])
    office.write({"waivers.yaml": WAIVER})
    office.record()
    if known:
        here.git(*words, "update", "--remote")
    else:
        here.git("rm", "--quiet", "-r", "office")
        here.git(*words, "add", f"file://{office.folder}", "office")
    ran = check(*command)
    assert (ran.status, said(ran)[0], told(ran)) == (1, CHANGED, ["office"])


# -- the base's own -------------------------------------------------------------------------------


@BOTH
def test_waivers_are_those_of_the_base_wherever_the_change_looks_for_them(
    ruled: Repository, check: Check, words: list[str]
) -> None:
    ruled.write({"samples/governance/waivers.yaml": WAIVER, "items/cup.yaml": RAISED})
    ruled.git("add", "samples")
    ruled.git("commit", "--quiet", "-m", "a sample of waivers")
    ways: list[Mapping[str, str]] = [
        {"governance/waivers.yaml": WAIVER},
        {"remit.yaml": config(ruled, ("[governance/", "[samples/governance/"))},
    ]
    for files in ways:
        ruled.git("checkout", "--quiet", ".")
        ruled.write({**files, "items/cup.yaml": RAISED})
        ruled.git("add", "--all")
        ran = check(*words)
        assert (ran.status, said(ran)[0]) == (1, CHANGED)
        assert told(ran) == list(files)
        ruled.git("reset", "--quiet", "--hard")
        ruled.write({"items/cup.yaml": RAISED})


@BOTH
def test_a_folder_of_waivers_may_not_be_exchanged(
    ruled: Repository, check: Check, words: list[str]
) -> None:
    ruled.write({"samples/waivers.yaml": WAIVER})
    ruled.record()
    ruled.git("rm", "--quiet", "-r", "governance")
    (ruled.folder / "governance").symlink_to("samples")
    ruled.write({"items/cup.yaml": RAISED})
    ruled.git("add", "--all")
    ran = check(*words)
    assert (ran.status, said(ran)[0]) == (1, CHANGED)
    assert "governance" in told(ran)


def test_the_folder_of_the_configuration_may_not_be_exchanged(
    here: Repository, check: Check
) -> None:
    """The folder is a link now, to another with waivers of its own."""
    here.git("rm", "--quiet", "-r", ".")
    settled = {**FILES, "waivers.yaml": WAIVERS}
    settled["remit.yaml"] += "waivers: [waivers.yaml]\n"
    here.write({f"shop/{name}": text for name, text in settled.items()})
    here.write({"sample/waivers.yaml": WAIVER})
    here.record()
    here.git("mv", "shop", "other")
    (here.folder / "shop").symlink_to("other")
    here.write({"other/waivers.yaml": WAIVER, "other/items/cup.yaml": RAISED})
    here.git("add", "--all")
    ran = check("--base", "HEAD", "--config", "shop/remit.yaml")
    assert ran.status == 1
    assert CHANGED in said(ran)
    assert "shop/remit.yaml" in told(ran)


@BOTH
def test_what_moves_out_of_the_patterns_by_the_configuration_is_deleted(
    ruled: Repository, check: Check, words: list[str]
) -> None:
    ruled.write({"remit.yaml": config(ruled, ('"items/*.yaml"', '"items/c*.yaml"'))})
    ruled.git("add", "--all")
    ran = check(*words)
    assert (ran.status, told(ran)) == (1, ["remit.yaml"])
    assert ("prices/stays", "jar", "jar is taken away, at 30") in said(ran)


@BOTH
def test_an_identity_that_is_redefined_keeps_every_baseline(
    ruled: Repository, check: Check, words: list[str]
) -> None:
    ruled.write(
        {
            "remit.yaml": config(ruled, ("identity: id", "identity: path")),
            "items/cup.yaml": RAISED,
            "items/mug.yaml": (ruled.folder / "items/jar.yaml").read_text(),
        }
    )
    (ruled.folder / "items/jar.yaml").unlink()
    ruled.git("add", "--all")
    ran = check(*words)
    assert (ran.status, told(ran)) == (1, ["remit.yaml"])
    message = "cup goes from 12 to 40"
    assert said(ran) == [("prices/no-raise", "items/cup.yaml", message)]


@BOTH
@pytest.mark.parametrize("text", ["kinds: [", "kinds: {}\n---\n", "", "\x00"])
def test_a_base_whose_configuration_can_not_be_read_lifts_nothing(
    ruled: Repository, check: Check, words: list[str], text: str
) -> None:
    good = config(ruled)
    ruled.write({"remit.yaml": text, "governance/waivers.yaml": WAIVER})
    ruled.record()
    ruled.write({"remit.yaml": good, "items/cup.yaml": RAISED})
    ruled.git("add", "--all")
    ran = check(*words)
    assert (ran.status, said(ran)[0]) == (1, CHANGED)
