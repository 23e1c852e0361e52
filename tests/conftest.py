"""What holds for all tests: no clock decides whether one passes, none uses the cache of whoever
runs them, and schemas and rules that many of them check are read once."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

EXAMPLES = int(os.environ.get("REMIT_EXAMPLES", "40"))
"""How many examples properties are tried on that don't say it; some say a multiple of it."""

OPEN, MOST_OPEN = "/proc/self/fd", 200
"""Where the system tells what a process has open, and how much of that is fine."""

MEMORY, ROOM = "/dev/shm", 2 << 30
"""Where files lie in memory, and how much has to be free there to have those of tests."""

SELDOM = 10_000, 20, 1_000
"""How much has to be made before garbage is looked for: tests drop most of what they make at once,
and what stays is so much that looking through it takes long."""

FORKING = Path(__file__).parent / "workspace"
"""The folder of most tests that fork."""

settings.register_profile("remit", deadline=None, max_examples=EXAMPLES)
settings.load_profile("remit")


def pytest_configure(config: pytest.Config) -> None:
    in_memory = config.option.markexpr == "not story" and _has_room()
    if in_memory:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)
    folder = tempfile.TemporaryDirectory(prefix="remit-cache-", dir=MEMORY if in_memory else None)
    os.environ["XDG_CACHE_HOME"] = folder.name
    config.add_cleanup(folder.cleanup)
    gc.set_threshold(*SELDOM)


def _has_room() -> bool:
    """Says whether the files of tests may lie in memory: a disk can take longer to let go of them
    than the tests take. Hooks among them are run."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(MEMORY)
    return found.f_bavail * found.f_frsize > ROOM and not found.f_flag & os.ST_NOEXEC


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the tests that fork: what a fork costs grows with the process."""
    items.sort(key=lambda item: FORKING not in item.path.parents)


def pytest_runtest_teardown() -> None:
    """Has garbage looked for where much is left open, such as tables of the cache: commands put
    that off until their process ends."""
    if os.path.isdir(OPEN) and len(os.listdir(OPEN)) > MOST_OPEN:
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def pytest_collection_finish() -> None:
    _parse_once()
    _load_once()
    gc.collect()
    gc.freeze()  # what was imported stays, and need not be looked through


def _parse_once() -> None:
    """Takes the policy of a text that was parsed before, as it depends on nothing else. Tests of
    the parser have the real one: they took it when they were imported."""
    from remit.syntax import parser, tree
    from remit.text.diagnostic import Diagnostic
    from remit.text.source import Source

    real, known = parser.parse, dict[str, tree.Policy]()

    def parse(source: Source) -> tuple[tree.Policy | None, list[Diagnostic]]:
        if source.text not in known:
            policy, said = real(source)
            if policy is None:
                return None, said
            known[source.text] = policy
        return known[source.text], []

    parser.parse = parse


def _load_once() -> None:
    """Takes the schema of sound files that was loaded before, in commands; tests of schemas have
    the real one, as with the parser."""
    from remit.manifest import schema_files
    from remit.manifest.schema import Fetch, Schema
    from remit.text.diagnostic import Diagnostic
    from remit.text.source import Source

    real, known, others = schema_files.load, dict[object, Schema](), dict[object, list[str]]()

    def load(name: str, fetch: Fetch) -> tuple[Schema | None, list[Diagnostic]]:
        fetched: dict[str, Source | list[Diagnostic] | None] = {}

        def fetching(file: str) -> Source | list[Diagnostic] | None:
            if file not in fetched:
                fetched[file] = fetch(file)
            return fetched[file]

        def key(files: list[str]) -> object:
            found = [(file, fetching(file)) for file in files]
            return tuple(
                (file, each.name, each.text) if isinstance(each, Source) else (file, each is None)
                for file, each in found
            )

        first = key([name])
        schema = known.get(key([name, *others.get(first, [])]))
        if schema is not None:
            return schema, []
        schema, said = real(name, fetching)
        if schema is not None and not said:
            others[first] = [file for file in fetched if file != name]
            known[key([*fetched])] = schema
        return schema, said

    schema_files.load = load
