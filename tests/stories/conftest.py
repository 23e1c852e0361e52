"""What the stories share: what is built, installed or fetched once, since that takes long."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.change.repository import ENVIRONMENT, ROOT, Repository, empty, started
from tests.stories.browser import Page, browser
from tests.stories.stage import Hooks, run

AXE = "axe-core@4.10.3"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives the scripts of a fresh environment in which the built wheel was installed, and of this
    checkout nothing but that; the story of packs adds one."""
    folder = tmp_path_factory.mktemp("fresh") / "environment"
    venv.create(folder, with_pip=True)
    scripts = folder / "bin"
    run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, folder=folder)
    return scripts


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Gives a repository with what this checkout holds, as projects would name it in their hooks;
    its only commit has the tag v0.0."""
    here = empty(tmp_path_factory.mktemp("published") / "remit")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        capture_output=True,
        check=True,
    ).stdout
    for path in (os.fsdecode(name) for name in listed.split(b"\0") if name):
        if not path.startswith("tests/") and (ROOT / path).is_file():
            (here.folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, here.folder / path)
    here.record("what there is")
    here.git("tag", "v0.0")
    return here


@pytest.fixture(scope="session")
def hooks(published: Repository, tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    """Gives the published hooks, with the environment that pre-commit runs them in."""
    made = Hooks(published, "v0.0", tmp_path_factory.mktemp("pre-commit"))
    made.install(started(tmp_path_factory.mktemp("project"), {"a": ""}), "remit-test")
    return made


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Gives a page of a browser."""
    with browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Gives the script that finds what shuts people out of a page."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm here")
    folder = tmp_path_factory.mktemp("axe")
    subprocess.run(["npm", "pack", "--silent", AXE], cwd=folder, check=True, capture_output=True)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return (folder / "package" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes away what a hook that runs the tests says, and names who commits."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
