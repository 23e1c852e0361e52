"""What came of a manifest is taken from the cache only where it would come of it again, and a check
gives the same bytes by one process or several, with the cache and without."""

from __future__ import annotations

import ast
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.workspace.shop import FILES, MORE, Shop, forged, full, known, shop

from remit.governance import manifests, works
from remit.governance.inputs import File
from remit.governance.law import enact
from remit.governance.pickling import pickled
from remit.manifest import reader
from remit.manifest.limits import Limits
from remit.syntax import parser
from remit.text.source import Source
from remit.workspace import configured, disk, recall
from remit.workspace.gathering import Order, gather

__all__ = ["full", "known", "shop"]

LATE = """
rule in-time advisory
  "Nothing is late."
  when item.due is present
  require date(item.due) >= today
    else "{item.id} was due on {item.due}"
"""


class Read:
    """The files that were read as manifests."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.paths: list[str] = []
        self._enter = manifests.enter
        patch.setattr(works, "enter", self._noting)

    def _noting(self, file: File, *rest: object, **more: object) -> object:
        self.paths.append(Path(file.path).stem)
        return self._enter(file, *rest, **more)  # type: ignore[arg-type]

    def since(self) -> str:
        """Gives the files that were read since this was asked last."""
        found, self.paths = "".join(sorted(self.paths)), []
        return found


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    return Read(monkeypatch)


@pytest.mark.parametrize("format", ["text", "json", "junit", "markdown", "html"])
def test_one_process_or_several_with_the_cache_or_without_give_the_same(
    full: Shop, format: str
) -> None:
    words = ["check", "--format", format, "--jobs"]
    answers = [
        full.check(*words, jobs, *cache)
        for cache in (["--no-cache"], [], [])
        for jobs in ("1", "2", "4")
    ]
    assert all(answer == answers[0] for answer in answers)
    assert "costs" in answers[0][1][0][1]


def test_only_what_changed_is_read_again(full: Shop, read: Read) -> None:
    words = ["check", "--jobs", "1"]
    full.check(*words)
    assert read.since() == "abcdefgi"
    full.check(*words)
    assert read.since() == ""
    full.write("items/b.yaml", "id: b\nprice: 400\n")
    full.write("items/j.yaml", "id: j\nprice: 500\n")
    (full.folder / "items/c.yaml").unlink()
    found = full.check(*words)
    assert read.since() == "bj"
    assert "b costs 400" in found[1][0][1]
    assert found == full.check(*words, "--no-cache")


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: shop.write("rules/prices.remit", FILES["rules/prices.remit"] + LATE),
        lambda shop: shop.write("item.schema.yaml", "{properties: {id: {type: string}}}\n"),
        lambda shop: shop.write("remit.yaml", FILES["remit.yaml"] + "limits: {nodes: 3}\n"),
        lambda shop: shop.write("remit.yaml", FILES["remit.yaml"].replace("y: id", "y: path")),
        lambda shop: shop.write("docs/none.md", "here"),
        lambda shop: (shop.folder / "docs/c.md").unlink(),
        lambda shop: (shop.folder / "items/a.yaml").rename(shop.folder / "items/k.yaml"),
    ],
)
def test_whatever_results_depend_on_counts(full: Shop, change: Callable[[Shop], object]) -> None:
    full.check()
    change(full)
    assert full.check() == full.check("check", "--no-cache")
    assert full.check() == full.check("check", "--no-cache")


def test_the_day_counts_for_rules_that_read_it(full: Shop, read: Read) -> None:
    words = ["check", "--jobs", "1", "--as-of"]
    full.check(*words, "2025-12-31")
    read.since()
    full.check(*words, "2026-02-01")
    assert read.since() == ""
    full.write("rules/prices.remit", FILES["rules/prices.remit"] + LATE)
    full.check(*words, "2025-12-31")
    assert read.since() != ""
    found = full.check(*words, "2026-02-01")
    assert read.since() != ""
    assert found == full.check(*words, "2026-02-01", "--no-cache")


def test_where_a_rule_names_the_collection_nothing_is_taken_apart(full: Shop, read: Read) -> None:
    whole = '\nrule few advisory\n  "Few."\n  require count(shelf) < 3\n    else "too many"\n'
    full.write("rules/prices.remit", FILES["rules/prices.remit"] + whole)
    assert full.check() == full.check("check", "--no-cache")
    assert read.since() == ""


def test_manifests_are_read_closely_only_where_something_unusual_is_in_them(
    full: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, closely = reader.read, set()

    def noting(source: Source, *rest: Limits) -> object:
        closely.add(source.name)
        return read(source, *rest)

    monkeypatch.setattr(reader, "read", noting)
    assert "costs" in full.check("check", "--jobs", "1", "--no-cache")[1][0][1]
    unusual = [f"items/{name}.yaml" for name in "adefg"]  # a and d have one identity
    assert sorted(name for name in closely if name.startswith("items/")) == unusual


def test_a_file_that_was_just_written_is_known_by_its_content_alone(
    full: Shop, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "_TICK", 2_500_000_000)
    seen: dict[str, recall.Signature | None] = {}
    looks = disk.looks

    def still(places: list[str]) -> list[recall.Signature | None]:
        return [
            seen.setdefault(place, look) for place, look in zip(places, looks(places), strict=True)
        ]

    # a clock that doesn't tick: a file looks as it did when it was looked at first
    monkeypatch.setattr(disk, "looks", still)
    full.check("check", "--jobs", "1")
    assert read.since() == "abcdefgi"
    full.write("items/b.yaml", "id: b\nprice: 999\n")
    found = full.check("check", "--jobs", "1")
    assert read.since() == "b"
    assert "b costs 999" in found[1][0][1]
    assert full.check("check", "--jobs", "1") == found
    assert read.since() == ""


def test_a_check_of_some_files_keeps_what_came_of_others(full: Shop, read: Read) -> None:
    every = full.check("check", "--jobs", "1")
    read.since()
    full.write("items/b.yaml", "id: b\nprice: 999\n")
    full.check("check", "items/b.yaml", "--jobs", "1")
    assert "b" in read.since()
    full.write("items/b.yaml", FILES["items/b.yaml"])
    full.write("items/c.yaml", "id: c\nprice: 4\n")
    full.check("check", "items/c.yaml", "--jobs", "1")
    assert "c" in read.since()
    full.write("items/c.yaml", FILES["items/c.yaml"])
    assert full.check("check", "--jobs", "1") == every
    assert read.since() == "bc"
    (full.folder / "items/i.yaml").unlink()
    full.check("check", "items/b.yaml", "--jobs", "1")
    full.write("items/i.yaml", MORE["items/i.yaml"])
    read.since()
    assert full.check("check", "--jobs", "1") == every
    assert "i" in read.since()


def test_the_same_content_with_other_times_is_not_judged_again(full: Shop, read: Read) -> None:
    first = full.check("check", "--jobs", "1")
    read.since()
    for path in sorted((full.folder / "items").iterdir()):
        text = path.read_bytes()
        path.unlink()
        path.write_bytes(text)  # as a checkout does
    assert full.check("check", "--jobs", "1") == first
    assert read.since() == ""
    (full.folder / "items/b.yaml").write_text("id: b\nprice: 300\n")
    assert full.check("check", "--jobs", "1") != first
    assert read.since() == "b"


def test_a_file_that_changes_while_it_is_checked_is_kept_as_it_was_read(
    full: Shop, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = full.folder / "items/b.yaml"
    enter = works.enter

    def changing(file: File, *rest: object, **more: object) -> object:
        entry = enter(file, *rest, **more)  # type: ignore[arg-type]
        if file.path.endswith("b.yaml"):
            place.write_text("id: b\nprice: 1\n")
        return entry

    with monkeypatch.context() as patch:
        patch.setattr(works, "enter", changing)
        full.check("check", "--jobs", "1")
    read.since()
    found = full.check("check", "--jobs", "1")
    assert read.since() == "b"
    assert found == full.check("check", "--jobs", "1", "--no-cache")


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"", lambda data: data[:-1], lambda data: data[:60] + b"?" + data[61:],
        lambda data: forged(None), lambda data: forged((1, 2, 3)),
        lambda data: forged((("forged",), {"items/b.yaml": (None, (True, (), (), (), ()))})),
    ],
)  # fmt: skip
def test_damaged_results_are_none(full: Shop, damage: Callable[[bytes], bytes]) -> None:
    first = full.check()
    for kept in (full.folder.parent / "cache/remit/results").iterdir():
        kept.write_bytes(damage(kept.read_bytes()))
    assert full.check() == first


@pytest.mark.parametrize("words", [["--quiet"], ["--format", "json"], ["--explain"]])
def test_what_findings_tell_is_made_again_where_that_part_of_results_is_damaged(
    full: Shop, words: list[str]
) -> None:
    full.check("check")
    for place in (full.folder.parent / "cache/remit/results").iterdir():
        place.write_bytes(place.read_bytes()[:-1])
    for _ in range(2):
        full.write("items/a.yaml", "id: a\nprice: 500\n")
        assert full.check("check", *words) == full.check("check", *words, "--no-cache")


def test_a_process_that_dies_is_told_with_its_manifests(
    full: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = manifests.enter
    here = os.getpid()

    def dies(file: File, *rest: object, **more: object) -> object:
        if file.path == "items/e.yaml" and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(file, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(works, "enter", dies)
    status, said = full.check("check", "--jobs", "2", "--no-cache")
    assert status == 2
    text = "".join(text for _, text in said)
    assert "items/e.yaml: error [lost-work]" in text
    assert "died (signal 9)" in text
    assert "2 files from here to `items/f.yaml`" in text
    assert full.check("check", "--jobs", "1")[0] == 1


def test_times_that_go_back_keep_nothing_wrong(full: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    full.check()
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() - 10**18)
    full.write("items/b.yaml", "id: b\nprice: 100\n")
    os.utime(full.folder / "items/b.yaml", ns=(1, 1))
    assert full.check() == full.check("check", "--no-cache")


# -- the law ------------------------------------------------------------------------------------


class Parsed:
    """Counts how often rules are parsed."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self._parse = parser.parse
        patch.setattr(parser, "parse", self._counting)

    def _counting(self, source: Source) -> object:
        self.times += 1
        return self._parse(source)

    def since(self) -> int:
        found, self.times = self.times, 0
        return found


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Parsed:
    return Parsed(monkeypatch)


def test_rules_that_are_known_are_not_parsed_again(full: Shop, parsed: Parsed) -> None:
    first = full.check()
    assert parsed.since() == 1
    full.write("items/b.yaml", "id: b\nprice: 400\n")
    assert full.check() != first
    assert parsed.since() == 0
    full.write("rules/prices.remit", FILES["rules/prices.remit"].replace("100", "500"))
    found = full.check()
    assert parsed.since() == 1
    assert found == full.check("check", "--no-cache")


def test_a_schema_that_another_refers_to_counts(full: Shop, parsed: Parsed) -> None:
    schema = FILES["item.schema.yaml"].replace("{type: number}", "{$ref: price.schema.yaml}")
    full.write("item.schema.yaml", schema)
    full.write("price.schema.yaml", "type: number\n")
    assert full.check() == full.check("check", "--no-cache")
    full.write("price.schema.yaml", "{type: number, maximum: 5}\n")
    parsed.since()
    found = full.check()
    assert parsed.since() == 1
    assert "5" in found[1][0][1]
    assert found == full.check("check", "--no-cache")
    (full.folder / "price.schema.yaml").unlink()
    assert full.check()[0] == 2


def test_a_policy_beside_that_is_used_counts(full: Shop) -> None:
    full.write(
        "rules/caps.remit", 'policy caps governs item\n  "Caps."\n\nparam cap = 100\n  "Cap."\n'
    )
    rule = FILES["rules/prices.remit"].replace("<= 100", "<= cap")
    full.write("rules/prices.remit", rule.replace('"Prices."\n', '"Prices."\n\nuse caps: cap\n'))
    words = ["check", "--policy", "rules/prices.remit"]
    assert full.check(*words)[0] == 1
    full.write(
        "rules/caps.remit", 'policy caps governs item\n  "Caps."\n\nparam cap = 999\n  "Cap."\n'
    )
    assert full.check(*words) == full.check(*words, "--no-cache")


def test_rules_with_mistakes_are_told_again_and_again(full: Shop) -> None:
    full.write("rules/prices.remit", "policy")
    first = full.check()
    assert first[0] == 2
    assert full.check() == first


# -- the configuration --------------------------------------------------------------------------


def test_a_configuration_that_was_read_before_is_not_again(
    full: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = full.check("check")
    filled: list[object] = []
    fill = configured.fill
    monkeypatch.setattr(configured, "fill", lambda *given: filled.append(1) or fill(*given))
    assert full.check("check") == first
    assert not filled
    assert full.check("check", "--no-cache") == first
    assert filled


def test_a_changed_configuration_holds_at_once(full: Shop) -> None:
    full.check("check")
    full.write("remit.yaml", FILES["remit.yaml"].replace("items/*", "items/b*"))
    status, told = full.check("check")
    assert status == 1
    assert told == full.check("check", "--no-cache")[1]
    assert "a costs" not in told[0][1]
    full.write("remit.yaml", "kinds: [nothing]\n")
    wrong = full.check("check")
    assert wrong[0] == 2
    assert wrong == full.check("check") == full.check("check", "--no-cache")
    full.write("remit.yaml", FILES["remit.yaml"])
    assert full.check("check") == full.check("check", "--no-cache")


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"")])
def test_whatever_is_taken_away_of_what_is_kept_is_made_again(
    full: Shop, damage: Callable[[Path], object]
) -> None:
    full.check("check")
    kept = sorted((full.folder.parent / "cache/remit/results").iterdir())
    assert len(kept) > 3
    for number, file in enumerate(kept, 1):
        data = file.read_bytes()
        damage(file)
        full.write("items/b.yaml", f"id: b\nprice: {number}00.5\n")
        full.write("items/e.yaml", f"id: e\nprice: many {number}\n")
        told = full.check("check")
        assert told == full.check("check", "--no-cache")
        assert f"b costs {number}00.5" in told[1][0][1]
        file.write_bytes(data)


def test_rules_that_are_taken_from_the_cache_are_the_same_to_the_letter(tmp_path: Path) -> None:
    inputs, _ = gather(Order(str(tmp_path), date(2026, 11, 23), policies=("builtin:standard",)))
    assert inputs is not None
    law, _ = enact(inputs)
    assert law is not None
    kept = pickled(law)
    assert kept is not None
    again = pickle.loads(kept)
    assert law.policies
    for name, policy in law.policies.items():
        assert repr(again.policies[name].policy) == repr(policy.policy)
        assert again.policies[name].policy == policy.policy


@pytest.mark.parametrize("words", [(), ("--rule", "prices/*", "--explain")])
def test_results_belong_to_all_code_that_they_come_of(shop: Shop, words: tuple[str, ...]) -> None:
    """What a check imports is looked at, but for what reads its command and writes its report."""
    code = (
        "import os, sys; from remit.cli.main import main; from remit.workspace import results; "
        "main(sys.argv[1:]); home = os.path.dirname(sys.modules['remit'].__file__) + os.sep; "
        "apart = tuple(home + name + os.sep for name in ('cli', 'reporters')); "
        "looked = {each[0] for each in results._code() if isinstance(each[0], str)}; "
        "looked.add(home + results._BESIDES); "
        "used = {m.__file__ for m in sys.modules.values() if getattr(m, '__file__', None)}; "
        "ours = {file for file in used if file.startswith(home) and not file.startswith(apart)}; "
        "print(sorted(ours - looked))"
    )
    for name, text in MORE.items():
        shop.write(name, text)
    done = subprocess.run(
        [sys.executable, "-c", code, "check", *words], capture_output=True, text=True
    )
    packages = ["workbench/__init__.py", "workbench/lint/__init__.py"]
    told = [file.replace(os.sep, "/") for file in ast.literal_eval(done.stdout.splitlines()[-1])]
    assert [file for file in told if not file.endswith(tuple(packages))] == [], done.stderr
