"""The view: how much of a report its reader asked to see, and in colours or not."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Show = Literal["all", "passed", "waived"]


class View(Struct, frozen=True):
    """`show` adds to what stands in a report anyway; `explain` tells of every rule and manifest;
    `quiet` leaves one line for each finding that blocks; on a `terminal` somebody may want to know
    how to go on."""

    color: bool = False
    show: Show | None = None
    explain: bool = False
    quiet: bool = False
    terminal: bool = False
