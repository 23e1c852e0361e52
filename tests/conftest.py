"""What holds for all tests: no clock decides whether one passes, and none uses the cache of whoever
runs them."""

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
