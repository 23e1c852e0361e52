"""How files are parted into shares."""

from __future__ import annotations

import pytest

from remit.governance.inputs import File
from remit.governance.works import ALONE, SHARE, SMALLEST, in_shares


@pytest.mark.parametrize("count", [0, 1, 2, ALONE - 1, ALONE, ALONE + 1, 1_000, 10_007])
def test_each_file_is_in_one_share(count: int) -> None:
    files = [File(f"{at}.yaml", f"{at}.yaml", lambda: b"") for at in range(count)]
    shares = list(in_shares(files))
    assert [file for share in shares for file in share] == files
    sizes = [len(share) for share in shares]
    assert sizes == sorted(sizes, reverse=True)
    assert max(sizes, default=0) <= SHARE
    assert len(sizes) <= 1 if count <= ALONE else sizes[-1] <= SMALLEST
    # two processes that take one after the other end at about the same time
    first = second = 0
    for size in sizes:
        first, second = sorted((first, second))
        first += size
    assert count <= ALONE or abs(first - second) <= SMALLEST
