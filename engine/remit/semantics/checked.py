"""Checked policies: a tree that the checker found no error in, and what it learned of it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from remit.manifest.types import Type
from remit.syntax import tree
from remit.text.source import Source


class CheckedRule(Struct, frozen=True):
    """A rule and its reach: `names` are the outside names that it uses, itself or through defines.

    Those are kinds, collections, registers, `baseline`, `today`, and `files` for file facts.
    `once` says that it names neither the governed kind nor `baseline`, and is evaluated once.
    """

    id: str
    rule: tree.Rule
    names: frozenset[str]
    once: bool


class CheckedParam(Struct, frozen=True):
    """A param and the type of its literals."""

    param: tree.Param
    type: Type


class CheckedPolicy(Struct, frozen=True, eq=False):
    """A policy that may be evaluated. `used` maps a name taken by `use` to its policy."""

    name: str
    kind: str
    source: Source
    policy: tree.Policy
    params: Mapping[str, CheckedParam]
    defines: Mapping[str, tree.Define]
    used: Mapping[str, str]
    rules: tuple[CheckedRule, ...]
