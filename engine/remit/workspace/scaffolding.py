"""Scaffolding: where a new rule goes, and the files that it is written into."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from remit.governance.inputs import File, Inputs
from remit.governance.law import Law, enact
from remit.semantics.checked import CheckedPolicy
from remit.syntax.tree import Level
from remit.syntax.words import KEBAB
from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.text.sentences import a
from remit.text.source import RULE_ENDING, Source
from remit.workbench.scaffold.making import Place, scaffold
from remit.workbench.scaffold.writing import Wish
from remit.workspace.belonging import kinds_of
from remit.workspace.discovery import Discovery, pointing
from remit.workspace.gathering import Order, inputs_of
from remit.workspace.loading import named_rules, tests_of
from remit.workspace.opening import Workspace, one_document, opened
from remit.workspace.repository import files_below
from remit.workspace.rewriting import rewrite
from remit.workspace.testing import fetching

FOLDER = "rules"
"""Where new policies go, unless the configuration has a folder for them."""

_MANIFESTS = 5


class Asked(Struct, frozen=True):
    """What a command asks for: a rule, its policy if that was named, its kind and level, a file or
    folder that it goes into, and a manifest for its tests to begin with."""

    rule: str
    policy: str | None
    kind: str | None
    level: Level
    path: str | None
    given: str | None


class Written(Struct, frozen=True):
    """A file that was written or added to, and whether it is new."""

    name: str
    is_new: bool


class _Desk(Struct, frozen=True, eq=False):
    """What is there already: the workspace, its own policies with the places of their files, and
    the names of all that take part."""

    order: Order
    workspace: Workspace
    inputs: Inputs
    law: Law
    own: dict[str, tuple[CheckedPolicy, str]]


class RefusedError(Exception):
    """A rule that can't be scaffolded; caught by `new_rule` alone."""

    def __init__(self, *said: Diagnostic) -> None:
        super().__init__()
        self.said = list(said)


def new_rule(order: Order, asked: Asked) -> tuple[list[Written], bool, list[Diagnostic]]:
    """Writes a rule with its tests; gives the files, whether the configuration finds the policy,
    and what was in the way."""
    try:
        desk = _desk(order, asked)
        wish, place = _aim(desk, asked)
        found = _write(desk, wish, place, asked)
        return found, _is_configured(desk, place), []
    except RefusedError as refused:
        return [], False, refused.said


def _desk(order: Order, asked: Asked) -> _Desk:
    workspace, said = opened(order.here, order.config, order.command)
    if workspace is None:
        raise RefusedError(*said)
    entries = [e for e in workspace.policies if not e.startswith(("pack:", "builtin:"))]
    places = [os.path.normpath(os.path.join(workspace.folder, entry)) for entry in entries]
    # a folder that is named and not there yet is where the first policy goes
    missing = [entry for entry, place in zip(entries, places, strict=True) if not _holds(place)]
    kept = tuple(entry for entry in workspace.policies if entry not in missing)
    inputs, said = inputs_of(order, replace(workspace, policies=kept), Discovery({}, {}))
    inputs = replace(inputs, rules=[*inputs.rules, *_unconfigured(inputs, workspace, asked, order)])
    law, wrong = enact(inputs) if not said else (None, said)
    if law is None:
        raise RefusedError(*wrong)
    own = {
        file.policy: (law.policies[file.policy], rule.place)
        for file in law.files
        for rule in inputs.rules
        if rule.name == file.file and rule.place and rule.pack is None
        if not rule.name.startswith("builtin:")
    }
    return _Desk(order, workspace, inputs, law, own)


def _unconfigured(
    inputs: Inputs, workspace: Workspace, asked: Asked, order: Order
) -> Iterator[File]:
    """Gives the rule files where the new rule may go that no configuration names."""
    known = {os.path.realpath(rule.place or "") for rule in inputs.rules}
    own = any(not entry.startswith(("pack:", "builtin:")) for entry in workspace.policies)
    place = os.path.join(workspace.folder, FOLDER)
    if asked.path is not None:
        place = os.path.normpath(os.path.join(order.here, asked.path))
    elif own:
        return
    if _holds(place) and (os.path.isdir(place) or place.endswith(RULE_ENDING)):
        found, _ = named_rules([os.path.relpath(place, order.here)], order.here, order.command)
        for rule in found.asked_for:
            if os.path.realpath(rule.place or "") not in known:
                yield rule


def _holds(place: str) -> bool:
    """Says whether there is a rule file at a place, or below it."""
    if os.path.isdir(place):
        return any(name.endswith(RULE_ENDING) for name in files_below(place))
    return os.path.isfile(place)


# -- where it goes --------------------------------------------------------------------------------


def _aim(desk: _Desk, asked: Asked) -> tuple[Wish, str]:
    """Gives what is to be written, and the place of the rule file."""
    _demand_names(desk, asked)
    policy = asked.policy or _only_policy(desk, asked)
    if policy in desk.own:
        checked, place = desk.own[policy]
        _demand_fit(desk, asked, checked, place)
        owned = checked.policy.owner is not None
        return Wish(policy, asked.rule, asked.level, checked.kind, owned), place
    if policy in desk.law.policies:
        file = desk.law.policies[policy].source.name
        way = "choose another name for a policy of your own"
        raise _refused(desk, f"the policy `{policy}` is none of yours: it is {file}", policy, way)
    place = _new_place(desk, asked, policy)
    if os.path.lexists(place):
        shown = _shown(desk, place)
        way = "name the policy that it holds, or another file under `--path`"
        raise _refused(
            desk, f"`{shown}` is there already, without a policy `{policy}`", policy, way
        )
    return Wish(policy, asked.rule, asked.level, _kind(desk, asked)), place


def _demand_names(desk: _Desk, asked: Asked) -> None:
    for noun, name in (("rule", asked.rule), ("policy", asked.policy)):
        if name is not None and not KEBAB.fullmatch(name):
            wanted = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
            way = f"write `{wanted}`" if KEBAB.fullmatch(wanted) else "such as `gates-are-met`"
            message = f"the {noun} name `{name}` is not words in lower case, joined by `-`"
            raise _refused(desk, message, name, way)


def _only_policy(desk: _Desk, asked: Asked) -> str:
    """Gives the policy that is meant where none is named: the only one there is, or a new one of
    the rule's own name."""
    place = os.path.join(desk.order.here, asked.path) if asked.path else None
    meant = [
        name
        for name, (checked, at) in desk.own.items()
        if asked.kind in (None, checked.kind)
        and (place is None or os.path.realpath(at) == os.path.realpath(place))
    ]
    if place is not None and not meant:
        file = os.path.basename(place)
        return file.removesuffix(RULE_ENDING) if file.endswith(RULE_ENDING) else asked.rule
    if len(meant) > 1:
        names = ", ".join(f"`{name}`" for name in sorted(meant)[:8])
        way = f"name one, such as `{sorted(meant)[0]}/{asked.rule}`: there are {names}"
        message = f"there are {len(meant)} policies that `{asked.rule}` could go into"
        raise _refused(desk, message, asked.rule, way)
    return meant[0] if meant else asked.rule


def _demand_fit(desk: _Desk, asked: Asked, checked: CheckedPolicy, place: str) -> None:
    """Refuses a rule that an existing policy can't take."""
    shown = _shown(desk, place)
    if asked.kind not in (None, checked.kind):
        message = f"the policy `{checked.name}` governs `{checked.kind}`, not `{asked.kind}`"
        raise _refused(desk, message, asked.kind or "", "a policy governs one kind: begin another")
    wanted = os.path.realpath(os.path.join(desk.order.here, asked.path)) if asked.path else None
    if wanted not in (None, os.path.realpath(place), os.path.dirname(os.path.realpath(place))):
        message = f"the policy `{checked.name}` is written in `{shown}`"
        raise _refused(desk, message, asked.path or "", "leave `--path` out")
    for rule in checked.rules:
        names = (rule.id, *rule.rule.formerly)
        if f"{checked.name}/{asked.rule}" in names:
            line, _ = checked.source.position(rule.rule.span.start)
            message = f"the rule `{checked.name}/{asked.rule}` is there already: {shown}:{line}"
            if rule.rule.name.text != asked.rule:
                message = f"`{checked.name}/{asked.rule}` is a former name of `{rule.id}`"
            raise _refused(desk, message, asked.rule, "choose another name")


def _new_place(desk: _Desk, asked: Asked, policy: str) -> str:
    if asked.path is not None:
        place = os.path.normpath(os.path.join(desk.order.here, asked.path))
        if os.path.isfile(place) and not place.endswith(RULE_ENDING):
            message = f"`{asked.path}` is neither a rule file nor a folder"
            way = f"the name of a rule file ends in `{RULE_ENDING}`"
            raise _refused(desk, message, asked.path, way)
        return place if place.endswith(RULE_ENDING) else os.path.join(place, policy + RULE_ENDING)
    entries = [e for e in desk.workspace.policies if not e.startswith(("pack:", "builtin:"))]
    folders = [os.path.normpath(entry) for entry in entries if not entry.endswith(RULE_ENDING)]
    folder = next(iter([*folders, *map(os.path.dirname, entries)]), FOLDER)
    return os.path.join(desk.workspace.folder, folder, policy + RULE_ENDING)


def _kind(desk: _Desk, asked: Asked) -> str:
    kinds = desk.workspace.setting.kinds
    if asked.kind is not None:
        if asked.kind in kinds:
            return asked.kind
        message = f"there is no kind `{asked.kind}`"
        raise _refused(desk, message, asked.kind, did_you_mean(asked.kind, kinds, "kinds"))
    own = [name for name, kind in kinds.items() if kind.needed] or list(kinds)
    if len(own) == 1 or "project" in own:
        return own[0] if len(own) == 1 else "project"
    names = ", ".join(f"`{name}`" for name in own)
    way = f"say which under `--kind`: there are {names}"
    raise _refused(desk, "a new policy governs one kind of manifest", asked.rule, way)


def _refused(desk: _Desk, message: str, word: str, way: str | None) -> RefusedError:
    problem = Diagnostic("usage", message, desk.order.command, help=way)
    return RefusedError(pointing(problem, word))


def _shown(desk: _Desk, place: str) -> str:
    return os.path.relpath(place, desk.order.here).replace(os.sep, "/")


# -- writing it -----------------------------------------------------------------------------------


def _write(desk: _Desk, wish: Wish, place: str, asked: Asked) -> list[Written]:
    tests = tests_of(place)
    old, beside = _content(desk, place), _content(desk, tests)
    if old is None and beside is not None:
        message = f"`{_shown(desk, tests)}` is there already, without its policy"
        raise _refused(desk, message, asked.rule, "take it away, or choose another name")
    inputs = replace(desk.inputs, neighbours=desk.inputs.rules)
    made = scaffold(wish, _place(desk, wish, place, asked), inputs, desk.law)
    if made is None:
        raise _refused(desk, *_in_the_way(desk, wish, tests, beside is not None, asked))
    files = ((place, made.rules, old), (tests, made.tests, beside))
    _save(desk, place, made.rules, old)
    try:
        _save(desk, tests, made.tests, beside)
    except RefusedError:
        _take_back(place, old)
        raise
    return [Written(_shown(desk, at), before is None) for at, _, before in files]


def _place(desk: _Desk, wish: Wish, place: str, asked: Asked) -> Place:
    tests = tests_of(place)
    old = desk.own.get(wish.policy)
    document = None
    if os.path.isfile(tests):
        document, said = one_document(_shown(desk, tests), tests)
        if document is None:
            raise RefusedError(*said)
    return Place(
        _shown(desk, place),
        _shown(desk, tests),
        old[0].source.text if old is not None else None,
        document,
        fetching(tests, desk.inputs.setting.limits, desk.order),
        tuple(_given(desk, wish.kind, os.path.dirname(tests), asked)),
        asked.given is not None,
        dict(_registers(desk, wish.policy, os.path.dirname(tests))),
    )


def _registers(desk: _Desk, policy: str, folder: str) -> Iterator[tuple[str, str]]:
    """Gives the files of registers that the rules of a policy look at, as seen from its tests."""
    checked = desk.law.policies.get(policy)
    named = {name for rule in checked.rules for name in rule.names} if checked else set()
    for name, register in desk.workspace.setting.registers.items():
        place = os.path.join(desk.workspace.folder, register.file)
        if name in named and os.path.isfile(place):
            yield name, os.path.relpath(place, folder).replace(os.sep, "/")


def _given(desk: _Desk, kind: str, folder: str, asked: Asked) -> Iterator[str]:
    """Gives the manifest that the command names, else some of the kind, as seen from the tests."""
    if asked.given is not None:
        found = os.path.join(desk.order.here, asked.given)
        if not os.path.isfile(found):
            message = f"there is no manifest `{asked.given}`"
            raise _refused(desk, message, asked.given, "name a file with one manifest")
        yield os.path.relpath(found, folder).replace(os.sep, "/")
        return
    home = desk.workspace.folder
    fitting = (path for path in files_below(home) if kind in kinds_of(path, desk.workspace))
    for path in islice(fitting, _MANIFESTS):
        yield os.path.relpath(os.path.join(home, path), folder).replace(os.sep, "/")


def _in_the_way(
    desk: _Desk, wish: Wish, tests: str, there: bool, asked: Asked
) -> tuple[str, str, str]:
    shown = _shown(desk, tests)
    if asked.given is not None:
        message = f"`{asked.given}` is no {wish.kind} that keeps to the policy and its schema"
        return message, asked.given, "name one manifest that does"
    if there:
        message = f"no case of `{shown}` shows {a(wish.kind)} that keeps to the policy"
        way = "add one that expects `[]` and edits nothing, or name a manifest: `--given FILE`"
        return message, asked.rule, f"{way}; cases stand below each other, each on lines of its own"
    message = f"what {a(wish.kind)} has to hold can't be told from its schema alone"
    return message, asked.rule, "name a manifest for the tests to begin with: `--given FILE`"


def _content(desk: _Desk, place: str) -> bytes | None:
    try:
        with open(place, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"`{_shown(desk, place)}` can't be read: {(error.strerror or '').lower()}"
        raise RefusedError(Diagnostic("no-such-file", message, desk.order.command)) from error


def _take_back(place: str, before: bytes | None) -> None:
    if before is None:
        os.unlink(place)
    else:
        rewrite(place, before)


def _save(desk: _Desk, place: str, text: str, before: bytes | None) -> None:
    content = text.encode()
    if before is not None and before.startswith(b"\xef\xbb\xbf"):
        content = b"\xef\xbb\xbf" + content
    why: str | None
    try:
        if before is None:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "xb") as file:
                file.write(content)
            why = None
        else:
            why = rewrite(place, content)
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
    if why is not None:
        message = f"`{_shown(desk, place)}` can't be written: {why}"
        raise RefusedError(Diagnostic("no-such-file", message, Source("command line", "")))


def _is_configured(desk: _Desk, place: str) -> bool:
    """Says whether a check finds the policy by its configuration."""
    rules, _ = named_rules(
        [
            os.path.relpath(os.path.join(desk.workspace.folder, entry), desk.order.here)
            for entry in desk.workspace.policies
            if not entry.startswith(("pack:", "builtin:"))
        ],
        desk.order.here,
        desk.order.command,
    )
    real = os.path.realpath(place)
    return any(os.path.realpath(rule.place or "") == real for rule in rules.asked_for)
