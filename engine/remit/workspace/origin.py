"""Origin: where the remit that runs was installed from, so that others can install the same."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution

NAME = "remit"


def requirement(version: str) -> str:
    """Gives what pip installs to have this remit: its version, or the address and commit that it
    was installed from. Packages record that in `direct_url.json`."""
    try:
        told = json.loads(distribution(NAME).read_text("direct_url.json") or "{}")
        url, git = told["url"], told["vcs_info"]
        commit = git["commit_id"]
    except (PackageNotFoundError, OSError, ValueError, LookupError, TypeError):
        return f"{NAME}=={version}"
    if git.get("vcs") != "git" or not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        return f"{NAME}=={version}"
    return f"{NAME} @ git+{_without_secrets(url)}@{commit}"


def _without_secrets(url: str) -> str:
    """Gives an address without the password that may stand in it."""
    return re.sub(r"(?<=://)([^/@:]*:)[^/@]*@", "", url)
