"""The fleet: the shares of a large check done by the workers of a dask cluster.

A share travels as the bytes of its files, beside the parcel that says by which rules; records come
back, as from a process on this machine, and in the same order. So the report is the same. Dask
gives the share of a worker that dies to another one. What no worker does is told as lost.
"""

from __future__ import annotations

import logging
import re
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from msgspec import Struct

import remit
from remit.governance.inputs import File
from remit.governance.parcels import Content, content_of
from remit.governance.shares import done_afar
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 10
"""So many seconds are waited for a scheduler, and for a worker when there is none."""

NO_WORKER = "no worker is left"
NO_SCHEDULER = "the connection to the dask scheduler is lost"

AHEAD = 4
"""So many shares are on their way for each thread of the workers, so that none waits for work."""

_Problem = tuple[str, str]
"""What is wrong, and the way out."""

_URL = re.compile(r"dask://(\[[0-9A-Fa-f:.]+\]|[^\s:/@?#]+):([0-9]{1,5})/?")


class Fleet(Struct, frozen=True):
    """The workers of a dask cluster."""

    client: Client

    def answers(self, parcel: bytes, shares: Sequence[Sequence[File]]) -> Iterator[bytes | str]:
        """Gives the answers in the order of the shares; only so many files are read ahead."""
        sent: deque[Future] = deque()
        most = AHEAD * max(1, _threads(self.client))
        coming = iter(shares)
        gone = ""
        for _ in shares:
            while not gone and len(sent) < most and (share := next(coming, None)) is not None:
                sent.append(self._send(parcel, share))
            answer = gone or _answer(self.client, sent.popleft())
            yield answer
            if answer in (NO_WORKER, NO_SCHEDULER):
                gone = str(answer)

    def _send(self, parcel: bytes, share: Sequence[File]) -> Future:
        files: list[Content] = [content_of(file) for file in share]
        return self.client.submit(done_afar, parcel, files, pure=False)

    def close(self) -> None:
        """Leaves the cluster as it was."""
        self.client.close()


def connected(url: str, command: Source) -> tuple[Fleet | None, list[Diagnostic]]:
    """Gives the workers of the scheduler at a URL, or why there are none of the same Remit."""
    client, problem = _client(url)
    if client is not None:
        problem = problem or _different(client)
        if problem is None:
            return Fleet(client), []
        client.close()
    assert problem is not None
    message, way = problem
    return None, [Diagnostic("usage", message, command, command.find(url), way)]


def _client(url: str) -> tuple[Client | None, _Problem | None]:
    match = _URL.fullmatch(url)
    if match is None:
        return None, (f"`{url}` is no engine", "write it as `dask://HOST:PORT`")
    if find_spec("distributed") is None:
        message = "the engine dask needs the extra `fleet`, which is not installed"
        return None, (message, "install it: `pip install 'remit[fleet]'`")
    from distributed import Client  # slow to import

    logging.disable(logging.CRITICAL)  # what goes wrong is told here
    host, port = match[1], match[2]
    try:
        return Client(f"{_scheme()}://{host}:{port}", timeout=PATIENCE, set_as_default=False), None
    except (OSError, ValueError, TimeoutError):
        way = "start one (`dask scheduler`), or leave `--engine` out"
        return None, (f"no dask scheduler answers at `{host}:{port}`", way)


def _scheme() -> str:
    """Gives how connections are made: `tls` where dask's own configuration demands encryption."""
    import dask

    return "tls" if dask.config.get("distributed.comm.require-encryption", False) else "tcp"


def _different(client: Client) -> _Problem | None:
    """Says whether there is no worker, or one with another Remit or Python than this one."""
    if not _threads(client):
        way = "start one or more (`dask worker HOST:PORT`), with Remit installed"
        return "the dask scheduler has no worker", way
    ours = versions()
    try:
        theirs: dict[str, tuple[str, str]] = client.run(versions)
    except ImportError:
        way = f"install Remit {remit.__version__} where the workers run"
        return "a dask worker has no Remit, or an older one", way
    for worker, found in sorted(theirs.items()):
        if tuple(found) != ours:
            message = f"the dask worker `{worker}` has {_told(found)}, and this is {_told(ours)}"
            return message, "install the same here and there, as rules may be read differently"
    return None


def versions() -> tuple[str, str]:
    """Gives the versions of Remit and Python that run here."""
    return remit.__version__, ".".join(map(str, sys.version_info[:2]))


def _told(found: tuple[str, str]) -> str:
    return f"Remit {found[0]} on Python {found[1]}"


def _answer(client: Client, future: Future) -> bytes | str:
    """Gives the answer to a share, or how it was lost."""
    from distributed import CancelledError
    from distributed.scheduler import KilledWorker

    while True:
        try:
            answer: bytes = future.result(timeout=PATIENCE)
            return answer
        except TimeoutError:
            if not _threads(client):
                return NO_WORKER
        except KilledWorker:
            return "the workers that it was given to died one after the other"
        except (CancelledError, OSError):
            return NO_SCHEDULER


def _threads(client: Client) -> int:
    """Gives how many threads all workers have."""
    try:
        return sum(client.nthreads().values())
    except (OSError, ValueError, TimeoutError):
        return 0
