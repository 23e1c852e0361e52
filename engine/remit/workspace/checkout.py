"""The checkout: which repository and revision a folder holds, for reports that name them."""

from __future__ import annotations

import os
import re

from remit.governance.report import Checkout
from remit.workspace.git import ask, repository
from remit.workspace.repository import git_root

_ADDRESS = re.compile(
    r"(?P<scheme>https?|ssh|git)://(?:[^/\s]*@)?(?P<host>[\w.-]+(?::\d+)?)(?P<path>/[^\s@?#]*)"
)
_SHORT = re.compile(r"(?:[^/@:\s]*@)?(?P<host>[\w.-]{2,}):(?!//)/?(?P<path>[^\s@?#\\]+)")


def checkout(folder: str) -> Checkout | None:
    """Gives the remote and the revision of a folder's repository; None where one isn't known."""
    here = repository(folder)
    if here is None:
        return None
    remote = ask(here, "config", "--get", "remote.origin.url")
    commit = ask(here, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if remote is None or commit is None:
        return None
    address = public(remote.decode("utf-8", "replace").strip())
    return Checkout(address, commit.decode("ascii").strip()) if address else None


def within(folder: str) -> str:
    """Gives the path of a folder in its repository; `.` at the root, and outside of git."""
    root = git_root(folder)
    if root is None:
        return "."
    return os.path.relpath(os.path.realpath(folder), os.path.realpath(root)).replace(os.sep, "/")


def public(remote: str) -> str | None:
    """Gives the URI of a remote as others may see it: no user, password or token, no local path."""
    found = _ADDRESS.fullmatch(remote)
    if found is not None:
        return f"{found['scheme']}://{found['host']}{found['path']}"
    found = _SHORT.fullmatch(remote)
    return f"ssh://{found['host']}/{found['path']}" if found is not None else None
