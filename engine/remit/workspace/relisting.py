"""Relisting: what was listed for an earlier check, where it would be the same again.

What git lists depends on its index, on the folders that it searches, and on the rules of what it
ignores; what stands below a folder, on the folders there. The answer of an earlier check knows how
all of these looked. Where it doesn't hold any more because something else has changed, as the text
of a manifest, git isn't asked again, and no folder is opened.
"""

from __future__ import annotations

from collections.abc import Sequence

from remit.workspace import recall, scouting
from remit.workspace.recall import Seen, Signature, signature

Looks = dict[str, Signature | None]


def listed_before(folder: str) -> tuple[bytes, Looks] | None:
    """Gives what git listed in a folder, and how all looks that this depends on; None where git has
    to be asked."""
    if recall.unheld is None:
        return None
    for searched, index, seen, told, places in recall.unheld[6]:
        if searched == folder and seen is not None and signature(index) == seen:
            looks = _same(places, recall.unheld)
            if looks is not None:
                return told, looks
    return None


def walked_before(folder: str) -> tuple[bytes, Looks] | None:
    """Gives what stood below a folder, and how all folders look in which it was found; None where
    they have to be opened."""
    if recall.unheld is None:
        return None
    for walked, told, places in recall.unheld[7]:
        looks = _same(places, recall.unheld) if walked == folder else None
        if looks is not None:
            return told, looks
    return None


def _same(places: Sequence[str], unheld: Seen) -> Looks | None:
    """Gives how files and folders look; None where one looks otherwise than it did, or had just
    been changed then and may have been again."""
    stats, contents, names = unheld[0], unheld[4], unheld[5]
    known = scouting.known()
    looks = {place: known[place] if place in known else signature(place) for place in places}
    if any(path in looks for path, _ in (*contents, *names)):
        return None
    same = all(place in stats and stats[place] == look for place, look in looks.items())
    return looks if same else None
