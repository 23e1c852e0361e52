"""Changing: all that the check of a change needs: what is there now, and the base revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from remit.governance.inputs import File, Inputs
from remit.governance.setting import Setting
from remit.text.diagnostic import Diagnostic
from remit.workspace.base import Against
from remit.workspace.comparison import Comparison, compared, left_out, reaches_far, revision
from remit.workspace.discovery import Discovery, Request, discover
from remit.workspace.gathering import Order, inputs_of
from remit.workspace.git import Changes
from remit.workspace.governing import governing
from remit.workspace.hooks import is_by_hand
from remit.workspace.misnaming import escaped
from remit.workspace.opening import Workspace
from remit.workspace.staged import discover_staged, widened
from remit.workspace.waivers import waiver_files

Files = Mapping[str, Sequence[File]]


def gather_change(
    order: Order, against: Against, workspace: Workspace, request: Request
) -> tuple[Inputs | None, list[Diagnostic]]:
    """Gives the inputs of the check of a change: what is there now, and the base revision."""
    this, said = compared(against, workspace, request, order.memory)
    if this is None:
        return None, said
    index, changed = this.index, None
    block = order.block or "changed"
    if index is not None:
        whole = order.block is None and _is_whole(order, against, this.changes)
        block = "all" if whole else block
        every = whole or against.every or reaches_far(this, workspace)
        changed = None if every else this.changes.changed
        discovery, said = discover_staged(index, workspace, request, changed)
    else:
        discovery, said = discover(workspace, request)
        said += left_out(this, workspace, request)
    inputs, more = inputs_of(order, workspace, discovery or Discovery({}, {}))
    said += more
    if discovery is not None:
        said += escaped(discovery.near, this.changes, workspace, order.here)
    if discovery is None or said:
        return None, said
    inputs = replace(inputs, block=block)
    if index is not None:
        waivers = replace(inputs.waivers, files=waiver_files(workspace, order.here, index).files)
        inputs = replace(inputs, file_exists=index.exists, waivers=waivers)
    judging = governing(this, workspace, order.policies or None, request)
    about = partial(_about, inputs, this, workspace, request, judging)
    if index is None or changed is None or (request.paths and not request.implied):
        return about(discovery), []
    all_of_it = widened(discovery, index, request)
    return replace(about(discovery), wider=lambda: about(all_of_it)), []


def _about(
    inputs: Inputs,
    this: Comparison,
    workspace: Workspace,
    request: Request,
    judging: tuple[str, ...],
    discovery: Discovery,
) -> Inputs:
    """Gives the inputs of the check of what was discovered, with the base revision."""
    base = revision(this, workspace, request, discovery)
    waivers = replace(base.waivers, lenient=inputs.waivers.lenient)
    base = replace(base, governing=judging, waivers=waivers)
    setting = _lasting(inputs.setting, inputs.found, base.found)
    return replace(inputs, checked=discovery.checked, base=base, setting=setting)


def _is_whole(order: Order, against: Against, changes: Changes) -> bool:
    """Says whether the index is checked as a whole: nothing is staged in it, so that no finding
    could block, and files were named, or a hook runs outside of a commit."""
    if changes.changed or changes.gone:
        return False
    return bool(order.paths) or is_by_hand(against.environment)


def _lasting(setting: Setting, found: Files, then: Files) -> Setting:
    """Gives a setting in which what the base has, and nobody configured, has to be there still: no
    change can take away what rules look into, and leave them without a say."""
    gone = {name for name, files in then.items() if files and not found.get(name)}
    return replace(
        setting,
        kinds={n: replace(k, needed=k.needed or n in gone) for n, k in setting.kinds.items()},
        registers={
            n: replace(r, needed=r.needed or n in gone) for n, r in setting.registers.items()
        },
    )
