"""Relisting: what git listed for an earlier check, where it would list the same again.

What git lists depends on its index, on the folders that it searches, and on the rules of what it
ignores. The answer of an earlier check knows how all of these looked. Where it doesn't hold any
more because something else has changed, as the text of a manifest, git isn't asked again.
"""

from __future__ import annotations

from remit.workspace import recall
from remit.workspace.recall import Signature, signature


def listed_before(folder: str) -> tuple[bytes, dict[str, Signature | None]] | None:
    """Gives what git listed in a folder, and how all looks that this depends on; None where git has
    to be asked."""
    if recall.unheld is None:
        return None
    stats, _, _, _, contents, names, listings = recall.unheld
    for searched, index, seen, told, places in listings:
        if searched != folder or seen is None or signature(index) != seen:
            continue
        fresh = {path for path, _ in (*contents, *names)}  # which may have changed all the same
        looks = {place: signature(place) for place in places}
        if fresh.isdisjoint(looks) and all(
            place in stats and stats[place] == look for place, look in looks.items()
        ):
            return told, looks
    return None
