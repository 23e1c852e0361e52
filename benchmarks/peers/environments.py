"""Environments: one for each peer, made when it is first needed, and kept for the next time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.peers.table import Peer

READER = "pyyaml>=6.0.1"
"""Every peer reads YAML by it."""


def cache() -> Path:
    """Gives the folder for what may be lost: the environments and the manifests."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home.absolute() / "remit-benchmarks"


def python(peer: Peer, folder: Path) -> Path | str:
    """Gives the Python of a peer's environment; a text says why there is none."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    home = folder / "environments" / f"{peer.package.replace('==', '-')}-python-{version}"
    inside = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    ready = home / ".ready"
    if ready.exists():
        return inside
    print(f"installing {peer.package}", file=sys.stderr, flush=True)
    shutil.rmtree(home, ignore_errors=True)
    venv.create(home, with_pip=True)
    words = [str(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*words, peer.package, READER], capture_output=True, text=True)
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        shutil.rmtree(home, ignore_errors=True)
        return (errors or ["pip failed"])[-1].removeprefix("ERROR: ")
    ready.touch()
    return inside
