"""Asking: what git says, without what makes `subprocess` slow to import."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

OF_A_REPOSITORY = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_NO_REPLACE_OBJECTS",
)
"""What the environment says of one repository, as in hooks; another one may be looked at."""

LISTED = ("ls-files", "--cached", "--others", "--exclude-standard", "-z")
"""Asks git for the files that it knows or doesn't ignore."""


def without_repository(folder: str) -> dict[str, str]:
    """Gives the environment without what git says in it of one repository, as it does in hooks: the
    one of a folder may be another. Settings by `GIT_CONFIG_COUNT` stay: CI jobs say so which
    folders are safe. Where a user's home lies in the working tree, as in some jobs, it is left out:
    a change could bring settings there, and they name commands to run."""
    found = {name: text for name, text in os.environ.items() if name not in OF_A_REPOSITORY}
    way = _upwards(folder)
    tree = way[-1] if os.path.lexists(os.path.join(way[-1], ".git")) else way[0]
    for name in ("HOME", "XDG_CONFIG_HOME"):
        home = found.get(name, "")
        real = os.path.join(os.path.realpath(home), "")
        if home and (not os.path.isabs(home) or real.startswith(os.path.join(tree, ""))):
            found[name] = os.devnull
    return found


def is_misleading(folder: str) -> bool:
    """Says whether git would take a folder, or one above it in the working tree, for a repository
    without one: what a change brings can look like that, and its settings name commands to run."""
    return any(
        os.path.lexists(os.path.join(above, "HEAD"))
        and any(os.path.lexists(os.path.join(above, name)) for name in ("objects", "commondir"))
        for above in _upwards(folder)[:-1]
    )


def _upwards(folder: str) -> list[str]:
    """Gives a folder, links resolved, and those above it, as far as its working tree goes."""
    found = [os.path.realpath(folder)]
    while not os.path.lexists(os.path.join(found[-1], ".git")):
        above = os.path.dirname(found[-1])
        if above == found[-1]:
            break
        found.append(above)
    return found


def asked(folder: str, *words: str, warned: list[bytes] | None = None) -> bytes | None:
    """Gives what git says in a folder; None where it can't tell. What it warns of is added to
    `warned`, in English."""
    if not hasattr(os, "posix_spawnp") or is_misleading(folder):
        return None
    environment = without_repository(folder)
    if warned is None:
        nowhere = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
        return _asked(folder, words, environment, nowhere)
    environment["LC_ALL"] = "C"
    try:
        with open(_own_file(), "r+b") as file:
            told = _asked(folder, words, environment, (os.POSIX_SPAWN_DUP2, file.fileno(), 2))
            file.seek(0)
            warned.append(file.read())
        return told
    except OSError:
        return None


def _own_file() -> int:
    """Gives a file without a name: a pipe would be full where git warns of very much."""
    if sys.platform == "linux":
        return os.memfd_create("warned")
    place = os.path.join(os.environ.get("TMPDIR") or "/tmp", f"remit-{os.getpid()}")
    file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.unlink(place)
    return file


def _asked(
    folder: str, words: tuple[str, ...], environment: dict[str, str], aside: tuple[Any, ...]
) -> bytes | None:
    try:
        reading, writing = os.pipe()
    except OSError:
        return None
    actions = [(os.POSIX_SPAWN_DUP2, writing, 1), aside]
    try:
        command = ["git", "-C", folder, *words]
        child = os.posix_spawnp("git", command, environment, file_actions=actions)
    except OSError:
        os.close(reading)
        return None
    finally:
        os.close(writing)
    with open(reading, "rb") as pipe:
        told = pipe.read()
    return told if os.waitpid(child, 0)[1] == 0 else None
