"""What holds for all tests: no clock decides whether one passes, none uses the cache of whoever
runs them, and rules that many of them check are parsed once."""

from __future__ import annotations

import os
import tempfile

import pytest
from hypothesis import settings

EXAMPLES = int(os.environ.get("REMIT_EXAMPLES", "40"))
"""How many examples properties are tried on; some take a multiple of it."""

settings.register_profile("remit", deadline=None)
settings.load_profile("remit")


def pytest_configure(config: pytest.Config) -> None:
    folder = tempfile.TemporaryDirectory(prefix="remit-cache-")
    os.environ["XDG_CACHE_HOME"] = folder.name
    config.add_cleanup(folder.cleanup)


def pytest_collection_finish() -> None:
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
