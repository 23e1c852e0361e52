"""The wheel carries all that a check needs, and works far from the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.story


def _run(*words: str | Path, folder: Path, status: int = 0) -> str:
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the scripts of a fresh environment in which only the built wheel was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, folder=folder)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "fresh", with_pip=True)
    scripts = folder / "fresh" / "bin"
    _run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, folder=folder)
    return scripts


def test_the_standard_policies_and_schemas_come_along(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "self-checkout", tmp_path / "shop")
    out = _run(installed / "remit", "check", "--as-of", "2026-11-23", folder=tmp_path / "shop")
    assert "nothing blocks" in out or "all satisfied" in out or "no findings" in out


def test_a_finding_blocks(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "self-checkout-gone-wrong", tmp_path / "wrong")
    out = _run(
        installed / "remit", "check", "--as-of", "2026-11-23", folder=tmp_path / "wrong", status=1
    )
    assert "funding/" in out


def test_a_page_carries_its_style_and_script(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "self-checkout", tmp_path / "shop")
    words = ("check", "--as-of", "2026-11-23", "--format", "html")
    out = _run(installed / "remit", *words, folder=tmp_path / "shop")
    for name in ("page.css", "page.js"):
        ours = ROOT / "engine" / "remit" / "reporters" / "html" / name
        assert ours.read_text(encoding="utf-8") in out


def test_it_explains_and_prints_its_schemas(installed: Path, tmp_path: Path) -> None:
    out = _run(installed / "remit", "explain", "funding/tranche-follows-gates", folder=tmp_path)
    assert out.startswith("funding/tranche-follows-gates")
    assert '"$schema"' in _run(installed / "remit", "schema", "config", folder=tmp_path)


def test_nothing_of_the_checkout_is_missing(installed: Path, tmp_path: Path) -> None:
    (data,) = (installed.parent / "lib").glob("python*/site-packages/remit/_data")
    for folder, pattern in (("rules", "*.remit"), ("schemas", "*.yaml")):
        ours = {path.name for path in (ROOT / folder).glob(pattern)}
        assert {path.name for path in (data / folder).glob(pattern)} == ours
