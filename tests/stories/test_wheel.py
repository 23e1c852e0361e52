"""The wheel carries all that a check needs, and works far from the checkout."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.stories.stage import run

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.story


def test_the_standard_policies_and_schemas_come_along(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "self-checkout", tmp_path / "shop")
    out = run(installed / "remit", "check", "--as-of", "2026-11-23", folder=tmp_path / "shop")
    assert "nothing blocks" in out or "all satisfied" in out or "no findings" in out


def test_a_finding_blocks(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "self-checkout-gone-wrong", tmp_path / "wrong")
    out = run(
        installed / "remit", "check", "--as-of", "2026-11-23", folder=tmp_path / "wrong", status=1
    )
    assert "funding/" in out


def test_a_page_carries_its_style_and_script(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "self-checkout", tmp_path / "shop")
    words = ("check", "--as-of", "2026-11-23", "--format", "html")
    out = run(installed / "remit", *words, folder=tmp_path / "shop")
    for name in ("page.css", "filtering.js", "page.js"):
        ours = ROOT / "engine" / "remit" / "reporters" / "html" / name
        assert ours.read_text(encoding="utf-8") in out


def test_it_explains_and_prints_its_schemas(installed: Path, tmp_path: Path) -> None:
    out = run(installed / "remit", "explain", "funding/tranche-follows-gates", folder=tmp_path)
    assert out.startswith("funding/tranche-follows-gates")
    assert '"$schema"' in run(installed / "remit", "schema", "config", folder=tmp_path)
    out = run(installed / "remit", "explain", "decision-tables", folder=tmp_path)
    assert out.startswith("Decision tables\n")


def test_nothing_of_the_checkout_is_missing(installed: Path, tmp_path: Path) -> None:
    (data,) = (installed.parent / "lib").glob("python*/site-packages/remit/_data")
    for folder, pattern in (
        ("rules", "*"),
        ("schemas", "*.yaml"),
        ("examples/self-checkout", "**/*"),
    ):
        ours = {path.relative_to(ROOT) for path in (ROOT / folder).glob(pattern)}
        assert {path.relative_to(data) for path in (data / folder).glob(pattern)} == ours


def test_the_handbook_has_the_examples_of_the_tests(installed: Path, tmp_path: Path) -> None:
    """It is that of the checkout, but for its preface and where the rules are."""
    words = ("docs", "--title", "The standard policies", "--no-waivers")
    out = run(installed / "remit", *words, folder=tmp_path).replace("builtin:", "rules/")
    ours = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    preface = (ROOT / "rules" / "preface.md").read_text(encoding="utf-8")
    lines = set(preface.splitlines())
    kept = [line for line in ours.splitlines() if line not in lines]
    assert [line for line in out.splitlines() if line not in lines] == kept
