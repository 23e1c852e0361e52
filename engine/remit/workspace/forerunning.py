"""Forerunning: changed manifests judged by a process of their own, while this one looks for others.

Where a scout has seen which files look otherwise than at an earlier check (`scouting.py`), most of
what is left to do is to judge these, to find all others again, and to load what came of them. The
first doesn't depend on the rest where a manifest is judged by itself. So a forerunner is sent,
which judges the files that the scout named by the law as it is now, and tells their records under
their key. One is taken for what came of a file if the file looks as it did when the forerunner read
it; for whatever it doesn't tell, and for all if it dies, the check does the work itself.
"""

from __future__ import annotations

import gc
import marshal
from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from remit.governance import params, selection, shares
from remit.governance.enacted import law_of
from remit.governance.inputs import File, Inputs
from remit.governance.portfolio import Portfolio
from remit.governance.records import digest_of
from remit.governance.works import ALONE
from remit.pipeline import world
from remit.workspace import disk, errands, scouting
from remit.workspace.discovery import Discovery, Request, only
from remit.workspace.errands import Errand
from remit.workspace.opening import Workspace
from remit.workspace.recall import Signature

LEAST = 8
"""For fewer changed files nobody is sent: forking takes as long as judging some of them."""

OWN, PART = 40, 6
"""Of so many or more the check does such a part itself, while it would wait for the others, of
which more than half are done when it comes to that."""

WAIT = 0.02
"""So many seconds the scout is waited for."""

Told = tuple[str, list[str], bytes, list[Signature | None]]
"""The key of records, the paths of their files, the records, and how the files looked when they
were read."""

Record = tuple[Any, ...]

_sent: Errand | None = None
_asked: frozenset[str | None] = frozenset()
"""The places of the files that a forerunner was asked for."""

_records: dict[tuple[str, str], tuple[Record, Signature | None]] = {}
"""What a forerunner has told, by the key and the path of the file."""


def send(workspace: Workspace, request: Request, inputs_of: Callable[[Discovery], Inputs]) -> None:
    """Sends a process to judge what a scout has seen to be changed, if that is worth it;
    `inputs_of` gives the inputs of a check of what was discovered."""
    global _sent, _asked
    _hear()  # what an earlier one has found is out of date
    _records.clear()
    _asked = frozenset()
    places = scouting.changed(WAIT)
    if len(places) >= LEAST and not request.paths:
        own = len(places) // PART if len(places) >= OWN else 0
        some = places[: min(len(places) - own, ALONE)]
        _sent = errands.sent(lambda: list(_judged(inputs_of(only(some, workspace, request)))))
        _asked = frozenset(some) if _sent is not None else frozenset()


def is_asked() -> bool:
    """Says whether a forerunner was asked for what comes of any file."""
    return bool(_asked)


def is_at(place: str | None) -> bool:
    """Says whether a forerunner was asked for what comes of the file at a place."""
    return place in _asked


def record_of(key: str, file: File, look: Signature | None) -> Record | None:
    """Gives what a forerunner says has come of a file, under a key; None where it says nothing, or
    the file looked otherwise than it does, or couldn't be read. Waits for a forerunner only where
    it was asked for this file."""
    if not is_at(file.place):
        return None
    _hear()
    record, seen = _records.get((key, file.path), (None, None))
    place = file.place or ""
    if record is None or seen is None or look != seen:
        return None
    mark = digest_of(record)
    if disk.is_fresh(seen) and mark:
        disk.noted.marks[place] = mark
    return record if mark else None


def _hear() -> None:
    """Waits for what a forerunner tells."""
    global _sent
    if _sent is None:
        return
    heard, _sent = errands.told(_sent), None
    for key, paths, records, looks in heard if isinstance(heard, list) else ():
        told = zip(marshal.loads(records), looks, strict=True)
        _records.update(zip([(key, path) for path in paths], told, strict=True))


def _judged(inputs: Inputs) -> Iterator[Told]:
    """Gives what comes of files, as a check would find it: of those kinds whose rules need nothing
    but the file."""
    gc.freeze()  # what is there now stays, and need not be looked through
    law, _ = law_of(inputs)
    if law is None:
        return
    rules, wrong = selection.select(law, inputs)
    values, more = params.chosen_params(law.policies, inputs.overrides, inputs.today)
    if wrong or more:
        return
    alone = replace(inputs, progress=lambda doing, done, total: None)
    seen = world(Portfolio((), (), {}, {}), values, alone)
    lone = shares.lone(alone, rules, selection.named_outside(rules))
    for work, files in shares.apart(lone, rules, law, seen, alone):
        key = work.key(files)
        if key is not None:
            answer = work.answer(files)
            looks = [disk.noted.stats.get(file.place or "") for file in files]
            yield key, [file.path for file in files], answer, looks
