"""Starters: the files that `remit init` writes, with `{name}` and the like to be filled in.

What they say passes its own check, so that a newcomer begins with something that works.
"""

from __future__ import annotations

from collections.abc import Mapping

from remit.workspace.starters.jobs import JOBS, PLACES
from remit.workspace.starters.policies import POLICIES
from remit.workspace.starters.project import EDITOR_SCHEMA, MANIFEST, PROJECT

__all__ = ["EDITOR_SCHEMA", "MANIFEST", "PLACES", "STARTERS", "filled"]

STARTERS: Mapping[str, Mapping[str, str]] = {"project": PROJECT, "policies": POLICIES}
"""What can be set up, each with its files."""


def filled(starter: str, name: str, today: str, remit: str, ci: str | None) -> dict[str, str]:
    """Gives the files of a starter for a name such as `self-checkout`, with the job for a CI system
    or without any; `remit` is what pip installs."""
    values = {
        "name": name,
        "written_name": f'"{name}"' if name in _NO_TEXTS else name,
        "title": name.replace("-", " ").capitalize(),
        "package": name.replace("-", "_"),
        "today": today,
        "remit": remit,
    }
    files = dict(STARTERS[starter])
    if ci is not None:
        files[PLACES[ci]] = JOBS[starter][ci]
    return {path.format(**values): text.format(**values) for path, text in files.items()}


_NO_TEXTS = ("null", "true", "false")
"""What YAML takes for something else than a text."""
