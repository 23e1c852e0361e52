"""Gathering: everything that a command asks for, taken from the disk and made into inputs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.courts import By
from remit.governance.inputs import COMMAND_LINE, Block, Inputs, Override, Progress
from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.text.source import Source
from remit.workspace import disk, forerunning, loading
from remit.workspace.bounds import asked_paths, bounded
from remit.workspace.discovery import Discovery, Request, discover, pointing
from remit.workspace.misnaming import noticed
from remit.workspace.opening import Workspace, opened
from remit.workspace.repository import exists
from remit.workspace.results import Results
from remit.workspace.spreading import spread_over
from remit.workspace.waivers import missing_waivers, waiver_files

if TYPE_CHECKING:
    from remit.workspace.base import Against


class Order(Struct, frozen=True):
    """What a command was asked for; `here` is the working directory, `command` what was typed.

    `block` is None where nobody said what blocks, `jobs` where it is one for each core. Where what
    came of earlier checks may be taken, a `memory` of it is put in.
    """

    here: str
    today: date
    paths: tuple[str, ...] = ()
    config: str | None = None
    kind: str | None = None
    policies: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    against: Against | None = None
    block: Block | None = None
    explained: bool = False
    jobs: int | None = 1
    cached: bool = False
    memory: Results | None = None
    by: By = "either"
    progress: Progress = lambda doing, done, total: None
    command: Source = field(default_factory=lambda: Source(COMMAND_LINE, ""))


def gather(order: Order) -> tuple[Inputs | None, list[Diagnostic]]:
    """Gives the inputs of a check, or what of it isn't there."""
    disk.begin()
    memory = Results(order.here) if order.cached else None
    workspace, said = opened(order.here, order.config, order.command, order.policies, memory)
    if workspace is None:
        return None, said
    if memory is not None:
        order = replace(order, memory=memory.of(workspace.root))
    said, lacking = _unknown_names(order, workspace), missing_waivers(workspace)
    if said or (lacking and order.against is not None):
        return None, [*said, *lacking]
    named = order.config is not None
    paths = asked_paths(order.here, order.paths, order.config, workspace)
    workspace = bounded(workspace, order.here, paths, named=named)
    implied = paths != order.paths
    request = Request(
        order.here, paths, order.kind, order.command, implied, named, alone=order.jobs == 1
    )
    if order.against is not None:
        from remit.workspace.changing import gather_change  # git, which other checks need less of

        return gather_change(order, order.against, workspace, request)
    forerunning.send(workspace, request, lambda some: inputs_of(order, workspace, some)[0])
    discovery, said = discover(workspace, request)
    inputs, more = inputs_of(order, workspace, discovery or Discovery({}, {}))
    said += [*lacking, *more]
    return (None, said) if said or discovery is None else (inputs, [])


def gather_rules(order: Order) -> tuple[Inputs | None, list[Diagnostic]]:
    """Gives the inputs of what needs rules and schemas only, without any manifest."""
    workspace, said = opened(order.here, order.config, order.command, order.policies)
    if workspace is None:
        return None, said
    inputs, said = inputs_of(order, workspace, Discovery({}, {}))
    return (None, said) if said else (inputs, [])


def inputs_of(
    order: Order, workspace: Workspace, discovery: Discovery
) -> tuple[Inputs, list[Diagnostic]]:
    """Gives the inputs of a command in a workspace that is open."""
    if order.policies:
        rules, said = loading.named_rules(order.policies, order.here, order.command)
        ours = [replace(override, lenient=True) for override in workspace.overrides]
    else:
        rules, said = loading.configured_rules(workspace, order.here)
        ours = list(workspace.overrides)
    waivers = waiver_files(workspace, order.here)
    inputs = Inputs(
        setting=workspace.setting,
        rules=rules.asked_for,
        neighbours=rules.neighbours,
        waivers=replace(waivers, lenient=bool(order.policies)),
        schemas=loading.schemas(workspace, order.here),
        found=discovery.found,
        checked=discovery.checked,
        today=order.today,
        overrides=[*ours, *order.overrides],
        selection=order.rules,
        required=order.required,
        file_exists=lambda path, beside: exists(workspace.root, path, beside),
        explained=order.explained,
        spread=spread_over(order.jobs),
        memory=order.memory,
        by=order.by,
        progress=order.progress,
        command=order.command,
        at=workspace.at,
        noticed=noticed(discovery.near, order.here),
    )
    return inputs, said


def _unknown_names(order: Order, workspace: Workspace) -> list[Diagnostic]:
    setting = workspace.setting
    kinds = [order.kind] if order.kind is not None else []
    return [
        *_unknown(kinds, list(setting.kinds), "kind", order.command),
        *_unknown(order.required, list(setting.names()), "kind or register", order.command),
    ]


def _unknown(
    names: Sequence[str], known: Sequence[str], what: str, command: Source
) -> list[Diagnostic]:
    return [
        pointing(
            Diagnostic(
                "usage",
                f"there is no {what} `{name}`",
                command,
                help=did_you_mean(name, known, "there are"),
            ),
            name,
        )
        for name in names
        if name not in known
    ]
