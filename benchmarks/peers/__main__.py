"""Remit beside other engines, on the same work.

    .venv/bin/python -m benchmarks.peers [ROW ...] [options]

See benchmarks/README.md for what the rows are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import environments, processes, rendering
from benchmarks.peers.measures import Measure, in_turn, scaled
from benchmarks.peers.rows import ROWS, Plan
from benchmarks.peers.table import PEERS, RULER, Peer, Row


def main() -> int:
    """Measures what is asked for; ends with 1 where Remit is wrong, with 2 where nothing can
    be measured."""
    options = _options()
    python = Path(sys.executable)
    remit = python.with_name("remit.exe" if sys.platform == "win32" else "remit")
    if not remit.exists():
        print(f"there is no {remit}: install Remit for {python} first", file=sys.stderr)
        return 2
    try:
        measures = _measured(options, python, remit)
    except (OSError, processes.FailedError) as error:
        print(f"nothing was measured: {error}", file=sys.stderr)
        return 2
    return _status(measures)


def _measured(options: argparse.Namespace, python: Path, remit: Path) -> list[Measure]:
    """Measures all rows, writes the table, and gives what was measured."""
    cores = processes.cores()
    about = rendering.about(options.manifests, options.runs, cores)
    peers, missing = _ready(options.peers, options.cache)
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory() as scratch:
        plan = Plan(options.manifests, peers, python, remit, cores, options.cache, Path(scratch))
        for row in options.rows or ROWS:
            print(f"measuring: {row}", file=sys.stderr, flush=True)
            measures += _row(row, plan, options.runs, missing)
    print(rendering.RENDERERS[options.format](measures, about))
    if options.keep is not None:
        options.keep.write_text(rendering.as_json(measures, about) + "\n", encoding="utf-8")
    return measures


def _options() -> argparse.Namespace:
    names = [peer.name for peer in PEERS]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description="Remit beside other engines"
    )
    add = parser.add_argument
    add("rows", metavar="ROW", nargs="*", help=f"only these: {', '.join(ROWS)}")
    add("--manifests", metavar="N", type=_count, default=10_000, help="default: 10000")
    add("--runs", metavar="N", type=_count, default=5, help="turns of each (default: 5)")
    add("--peers", metavar="NAMES", default=",".join(names), help=f"default: {','.join(names)}")
    add("--format", choices=list(rendering.RENDERERS), default="plain")
    add("--keep", metavar="FILE", type=Path, help="write everything that was taken as JSON, too")
    add("--cache", metavar="FOLDER", type=Path, default=environments.cache(),
        help="where environments and manifests are kept (default: %(default)s)")  # fmt: skip
    options = parser.parse_args()
    for row in options.rows:
        if row not in ROWS:
            parser.error(f"there is no row `{row}`; there are {', '.join(ROWS)}")
    options.peers = [name for name in options.peers.split(",") if name]
    for name in options.peers:
        if name not in names:
            parser.error(f"there is no peer `{name}`; there are {', '.join(names)}")
    options.cache = options.cache.absolute()
    return options


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected a number from 1 on")
    return number


def _ready(names: Sequence[str], cache: Path) -> tuple[list[tuple[Peer, Path]], dict[str, str]]:
    """Gives the peers that are there, each with its Python, and why others aren't, by title."""
    ready: list[tuple[Peer, Path]] = []
    missing: dict[str, str] = {}
    for peer in PEERS:
        if peer.name not in names:
            continue
        found = environments.python(peer, cache)
        if isinstance(found, Path):
            ready.append((peer, found))
        else:
            missing[peer.title] = found
    return ready, missing


def _row(row: Row, plan: Plan, runs: int, missing: dict[str, str]) -> list[Measure]:
    contestants = ROWS[row](plan)
    in_turn(contestants, runs)
    measures = [each.measure for each in contestants]
    titles = {peer.name: peer.title for peer, _ in plan.peers}
    for ruler in measures:
        # of files, what was published took one process
        one = f"{titles.get(RULER)}, one process" if row == "files" else titles.get(RULER)
        if ruler.title == one:
            measures += scaled(row, ruler)
            break
    return measures + [
        Measure(row, "peer", title, "", failed=why) for title, why in missing.items()
    ]


def _status(measures: Sequence[Measure]) -> int:
    status = 0
    for each in measures:
        if each.who == "remit" and (each.wrong or each.failed):
            what = each.failed or f"wrong verdicts on {', '.join(sorted(each.wrong)[:5])}"
            print(f"{each.row}: {each.title}: {what}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
