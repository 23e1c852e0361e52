"""What is measured inside a process of a peer: its evaluation, or files from reading to verdict.

    python -m benchmarks.peers.inside PEER evaluation FOLDER COUNT PASSES
    python -m benchmarks.peers.inside PEER files FOLDER JOBS

One JSON object on standard output tells the verdicts, by the names of the files; of an evaluation
also the microseconds of each pass, of files the peak of memory of each process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers.engines import ENGINES
from benchmarks.peers.processes import peak
from benchmarks.peers.reading import parser

if TYPE_CHECKING:
    from benchmarks.peers.engines import Evaluate

Verdicts = dict[str, list[str]]


def main() -> None:
    """Measures what the command line asks for."""
    peer, what, folder, *numbers = sys.argv[1:]
    if what == "evaluation":
        count, passes = map(int, numbers)
        told = evaluation(ENGINES[peer](), Path(folder), count, passes)
    else:
        told = files(ENGINES[peer](), Path(folder), int(numbers[0]))
    print(json.dumps(told))


def evaluation(evaluate: Evaluate, folder: Path, count: int, passes: int) -> dict[str, Any]:
    """Gives the verdicts on so many parsed manifests, and the microseconds that each took."""
    named = dict(documents(folder, count))
    verdicts = {name: sorted(evaluate(document)) for name, document in named.items()}
    return {"verdicts": verdicts, "passes": timed(evaluate, list(named.values()), passes)}


def timed(evaluate: Callable[[Any], object], documents: Sequence[Any], passes: int) -> list[float]:
    """Gives the microseconds of each document in each pass over all of them."""
    taken = []
    for _ in range(passes):
        begun = time.perf_counter()
        for document in documents:
            evaluate(document)
        taken.append((time.perf_counter() - begun) / len(documents) * 1e6)
    return taken


def documents(folder: Path, count: int) -> Iterator[tuple[str, Any]]:
    """Gives the first documents of a folder of the generator, by the names of their files."""
    with (folder / "manifests.jsonl").open(encoding="utf-8") as lines:
        for number, line in zip(range(count), lines, strict=False):
            yield f"m{number:05d}", json.loads(line)


def files(evaluate: Evaluate, folder: Path, jobs: int) -> dict[str, Any]:
    """Gives the verdicts on all manifests of a folder, shared among forked processes."""
    parse, names = parser(), sorted(os.listdir(folder))

    def share(number: int) -> dict[str, Any]:
        verdicts: Verdicts = {}
        for name in names[number::jobs]:
            content = (folder / name).read_bytes()
            verdicts[name.removesuffix(".yaml")] = sorted(evaluate(parse(content)))
        return {"verdicts": verdicts, "peak": peak(os.getpid())}

    shares = [share(0)] if jobs == 1 else list(forked(share, jobs))
    verdicts = {name: found for each in shares for name, found in each["verdicts"].items()}
    return {"verdicts": verdicts, "peaks": [each["peak"] for each in shares]}


def forked(work: Callable[[int], dict[str, Any]], jobs: int) -> Iterator[dict[str, Any]]:
    """Gives what each of some forked processes makes of its number."""
    pipes = []
    for number in range(jobs):
        reading, writing = os.pipe()
        if os.fork() == 0:
            with open(writing, "w", encoding="utf-8") as pipe:
                json.dump(work(number), pipe)
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    for reading in pipes:
        with open(reading, encoding="utf-8") as pipe:
            yield json.load(pipe)
        os.wait()


if __name__ == "__main__":
    main()
