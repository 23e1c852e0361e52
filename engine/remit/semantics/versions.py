"""Versions: read from their text, ordered as semantic versioning orders them."""

from __future__ import annotations

import re

from remit.manifest.values import Version

_LONGEST = 200
_WORD = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-({_WORD}))?(?:\+{_WORD})?\Z"

_RELEASED = ((2, 0, ""),)
"""Stands where a pre-release would, and comes after every one of them."""


def version(text: str) -> Version | None:
    """Gives the version that a text writes, or None: `1`, `v1.21`, `1.2.3-rc.1+build`.

    The `v`, the minor and the patch number are optional; what follows a `+` has no order.
    """
    match = re.match(_VERSION, text, re.ASCII)
    if match is None or len(text) > _LONGEST:
        return None
    major, minor, patch, prerelease = match[1], match[2] or "0", match[3] or "0", match[4]
    parts = tuple(_part(part) for part in prerelease.split(".")) if prerelease else _RELEASED
    return Version((int(major), int(minor), int(patch)), parts, text)


def _part(part: str) -> tuple[int, int, str]:
    """Gives a part of a pre-release so that numbers come first, in order of their value."""
    return (0, int(part), "") if part.isdigit() else (1, 0, part)
