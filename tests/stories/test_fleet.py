"""A check that a dask cluster does gives the same bytes, also where workers die on the way; what no
worker does is told, and nothing passes in silence. All listens on this machine alone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import Struct, field
from tests.workspace.shop import FILES, Shop, known, shop

from remit.governance import parcels, works
from remit.workspace import fleet

__all__ = ["known", "shop"]

pytestmark = pytest.mark.story

RULES = """\
policy prices governs item
  "Prices."

rule within-cap mandatory
  "No item costs more than 100."
  require item.price <= 100
    else "{item.id} costs {item.price}"

rule in-time advisory
  "Nothing is late."
  when item.due is present
  require date(item.due) >= today
    else "{item.id} was due on {item.due}"
"""
SCHEMA = FILES["item.schema.yaml"].replace("{id:", "{due: {type: string}, id:")
BROKEN = {
    "items/m03.yaml": "id: m03\n\tprice: 1\n",
    "items/m07.yaml": "id: m07\nprice: many\n",
    "items/m11.yaml": "id: m11\nprice: 300\n---\nid: x11\nprice: 3\n",
    "items/m12.yaml": "\xff",
}


class Cluster(Struct, dict=True):
    """A scheduler and its workers, as processes of this machine."""

    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def started(self, name: str, *words: str) -> None:
        """Starts `dask scheduler` or `dask worker` under a name."""
        command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
        log = open(self.folder / f"{name}.log", "wb")  # noqa: SIM115
        self.processes[name] = subprocess.Popen(
            [*command, "--scheduler-file", str(self.file), "--host", "127.0.0.1", "--no-dashboard"],
            stdout=log, stderr=log, cwd=self.folder,
        )  # fmt: skip

    @property
    def file(self) -> Path:
        """Gives where the scheduler writes its address."""
        return self.folder / "scheduler.json"

    @property
    def url(self) -> str:
        """Gives the engine's URL, once the scheduler is there."""
        until(self.file.exists)
        address: str = json.loads(self.file.read_text())["address"]
        return address.replace("tcp://", "dask://")

    def worker(self, name: str) -> None:
        """Starts a worker that nobody starts again, and waits until the scheduler knows it."""
        before = self.workers()
        self.started(name, "dask_worker", "--no-nanny", "--nthreads", "1")
        until(lambda: self.workers() > before)

    def workers(self) -> int:
        """Gives how many workers the scheduler knows."""
        from distributed import Client

        with Client(scheduler_file=str(self.file), set_as_default=False, timeout=20) as client:
            return len(client.nthreads())

    def killed(self, name: str) -> None:
        """Ends a process at once."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()


def until(holds: Callable[[], bool]) -> None:
    """Waits until something holds."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Gives a cluster without workers."""
    found = Cluster(tmp_path_factory.mktemp("dask"))
    found.started("scheduler", "dask_scheduler", "--port", "0")
    try:
        until(found.file.exists)
        yield found
    finally:
        for process in found.processes.values():
            process.kill()
            process.wait()


@pytest.fixture
def cluster(scheduler: Cluster) -> Cluster:
    """Gives a cluster with two workers."""
    for name in ("one", "two"):
        if name not in scheduler.processes:
            scheduler.worker(name)
    return scheduler


@pytest.fixture
def large(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Gives a shop with sixty items, some of them broken, in shares of three."""
    for number in range(60):
        price = "250.10" if number % 7 == 0 else "12"
        due = "due: '2026-01-01'\n" if number % 5 == 0 else ""
        shop.write(f"items/m{number:02}.yaml", f"id: m{number:02}\nprice: {price}\n{due}")
    for path, text in BROKEN.items():
        shop.write(path, text)
    shop.write("rules/prices.remit", RULES)
    shop.write("item.schema.yaml", SCHEMA)
    monkeypatch.setattr(works, "SHARE", 3)
    monkeypatch.setattr(fleet, "PATIENCE", 3)
    monkeypatch.setattr(fleet, "AHEAD", 1)
    return shop


@pytest.mark.parametrize("format", ["text", "json", "sarif"])
def test_two_workers_give_the_same_bytes_as_this_machine(
    large: Shop, cluster: Cluster, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = large.check("check", "--format", format, "--no-cache")
    monkeypatch.setattr(works.Work, "records", None)  # nothing is left to be done here
    found = large.check("check", "--format", format, "--no-cache", "--engine", cluster.url)
    assert found == here
    assert "m07" in found[1][0][1]
    assert found[0] == 1


def test_a_worker_that_is_killed_half_way_changes_nothing(
    large: Shop, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = large.check("check", "--no-cache")
    answer, seen = fleet._answer, []

    def killing(*rest: object) -> object:
        seen.append(rest)
        if len(seen) == 5:
            cluster.killed("one")
        return answer(*rest)  # type: ignore[arg-type]

    monkeypatch.setattr(fleet, "_answer", killing)
    assert large.check("check", "--no-cache", "--engine", cluster.url) == here
    assert len(seen) > 15
    assert cluster.workers() == 1


def test_what_no_worker_does_is_told_with_its_manifests(
    large: Shop, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, seen = fleet._answer, []

    def killing(*rest: object) -> object:
        seen.append(rest)
        if len(seen) == 3:
            cluster.killed("one")
            cluster.killed("two")
        return answer(*rest)  # type: ignore[arg-type]

    monkeypatch.setattr(fleet, "_answer", killing)
    status, said = large.check("check", "--no-cache", "--engine", cluster.url)
    told = "".join(text for _, text in said)
    assert status == 2
    assert fleet.NO_WORKER in told
    assert "items/m59.yaml" in told
    assert "nothing was checked" in told


def test_a_scheduler_without_workers_is_no_engine(large: Shop, cluster: Cluster) -> None:
    cluster.killed("one")
    cluster.killed("two")
    until(lambda: cluster.workers() == 0)
    assert refusal(large, cluster.url) == "the dask scheduler has no worker"


def test_workers_with_another_version_are_no_engine(
    large: Shop, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remit.__version__", "9.9.9")
    said = refusal(large, cluster.url)
    assert said.startswith("the dask worker `tcp://127.0.0.1:")
    assert "has Remit 0." in said
    assert "and this is Remit 9.9.9" in said


@pytest.mark.parametrize(
    "url", ["dask://", "tcp://h:1", "dask://h", "dask://h:port", "dask://a@h:1"]
)
def test_what_is_no_url_of_an_engine_is_told(large: Shop, url: str) -> None:
    assert refusal(large, url) == f"`{url}` is no engine"


def test_where_no_scheduler_listens_that_is_told(large: Shop) -> None:
    assert refusal(large, "dask://127.0.0.1:9") == "no dask scheduler answers at `127.0.0.1:9`"


def test_without_the_extra_that_is_told(large: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet, "find_spec", lambda name: None)
    message = "the engine dask needs the extra `fleet`, which is not installed"
    assert refusal(large, "dask://127.0.0.1:9") == message


def refusal(shop: Shop, url: str) -> str:
    """Gives the message of the one mistake that ends a check by an engine."""
    status, said = shop.check("check", "--no-cache", "--format", "json", "--engine", url)
    assert status == 2
    (mistake,) = json.loads(said[-1][1])["diagnostics"]
    message: str = mistake["message"]
    return message


def test_rules_that_ask_for_files_stay_where_the_repository_is(
    large: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes | None] = []
    packed = parcels.packed

    def noting(*rest: object) -> bytes | None:
        made.append(packed(*rest))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(parcels, "packed", noting)
    monkeypatch.setattr(fleet, "connected", lambda url, command: (_NoFleet(), []))
    large.write("rules/prices.remit", FILES["rules/prices.remit"])
    here = large.check("check", "--no-cache")
    assert large.check("check", "--no-cache", "--engine", "dask://127.0.0.1:9") == here
    assert made == [None]


class _NoFleet:
    """Workers that must not be asked."""

    def answers(self, *rest: object) -> object:
        raise AssertionError("a share was given away")

    def close(self) -> None:
        """Leaves nothing behind."""
