"""Options: what may be typed after a command, and what was.

Most commands are typed plainly, and are understood here. Where anything is unusual, argparse does
it, which is slow to import, slower still to be told of the options, and knows what to say.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import starmap
from types import SimpleNamespace
from typing import Any

from remit.text.diagnostic import Diagnostic
from remit.text.source import Source


class UsageError(Exception):
    """A command that can't be understood; caught where commands are run."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def demand_a_folder(command: Source) -> None:
    """Raises UsageError where the working directory is no longer there."""
    try:
        os.getcwd()
    except OSError as error:
        message = "the working directory is no longer there"
        way = "change to a folder that exists"
        raise UsageError(Diagnostic("usage", message, command, help=way)) from error


Known = tuple[tuple[str, ...], Mapping[str, Any]]
"""The names of an option, and its settings as argparse takes them."""


class Options:
    """The options of one command."""

    def __init__(self, program: str, about: str, command: Source) -> None:
        self.epilog = ""
        self._named = (program, about, command)
        self._known: list[Known] = []

    def add_argument(self, *names: str, **settings: Any) -> None:
        """Adds an option, or what may be typed without a name, as argparse takes them."""
        self._known.append((names, settings))

    def parse(self, words: Sequence[str]) -> SimpleNamespace:
        """Gives the options and paths, in any order; after `--` all are paths."""
        found = self.plainly(words)
        return self.in_full(words) if found is None else found

    def plainly(self, words: Sequence[str]) -> SimpleNamespace | None:
        """Gives the same where it was typed plainly, None where it may not be."""
        return _plainly(words, self._known)

    def in_full(self, words: Sequence[str]) -> SimpleNamespace:
        """Gives the same, by argparse."""
        from remit.cli.arguments import Arguments  # argparse, which is slow to import

        arguments = Arguments(*self._named)
        arguments.epilog = self.epilog
        for names, settings in self._known:
            arguments.add_argument(*names, **settings)
        return arguments.parse(words)


def _plainly(words: Sequence[str], known: Sequence[Known]) -> SimpleNamespace | None:
    """Gives what was typed, None where that is unusual: an option that isn't known or is written
    in another way, a value that isn't fit, or is missing."""
    if not all(starmap(_is_plain, known)):
        return None
    options = {name: each for each in known for name in each[0]}
    found = {_dest(names): _absent(settings) for names, settings in known}
    rest = iter(words)
    for word in rest:
        if word[:1] != "-" or word == "-":
            if "paths" not in options:
                return None
            found["paths"].append(word)
            continue
        name, equals, value = word.partition("=")
        names, settings = options.get(name, ((), {}))
        if not names or (equals and settings.get("action") == "store_true"):
            return None
        if settings.get("action") == "store_true":
            found[_dest(names)] = True
            continue
        fit = _fit(value if equals else next(rest, ""), settings)
        if fit is None:
            return None
        if settings.get("action") == "append":
            found[_dest(names)].append(fit)
        else:
            found[_dest(names)] = fit
    return SimpleNamespace(**found)


def _is_plain(names: tuple[str, ...], settings: Mapping[str, Any]) -> bool:
    """Says whether an option is one that `_plainly` knows how to take."""
    if names == ("paths",):
        return settings.get("nargs") == "*" and not settings.keys() - {"metavar", "nargs", "help"}
    named = all(name[:2] == "--" for name in names)
    return named and not settings.keys() - _PLAIN and settings.get("action") in _ACTIONS


_PLAIN = frozenset({"metavar", "help", "action", "default", "type", "choices"})
_ACTIONS = (None, "store_true", "append")


def _dest(names: tuple[str, ...]) -> str:
    return names[0].lstrip("-").replace("-", "_")


def _absent(settings: Mapping[str, Any]) -> Any:
    """Gives what stands for an option that wasn't typed."""
    if settings.get("action") == "store_true":
        return False
    if settings.get("nargs") == "*":
        return []
    default = settings.get("default")
    return list(default) if isinstance(default, list) else default


def _fit(value: str, settings: Mapping[str, Any]) -> Any:
    """Gives a value as its option has it, None for one that it doesn't take."""
    if value[:1] in ("", "-"):
        return None
    try:
        fit = settings["type"](value) if "type" in settings else value
    except Exception:  # whatever a type raises, argparse is asked next, and tells it
        return None
    return fit if fit in settings.get("choices", (fit,)) else None


def add_scope(options: Options) -> None:
    """Adds the options that say where the configuration and the rules are."""
    options.add_argument(
        "--config", metavar="FILE", help="the configuration, or `pack:NAME` (default: remit.yaml)"
    )
    options.add_argument(
        "--policy",
        metavar="PATH",
        action="append",
        default=[],
        help="a rule file, folder or `pack:NAME` instead of the configured ones; repeatable",
    )


def _unfit(message: str) -> Exception:
    from argparse import ArgumentTypeError  # slow to import

    return ArgumentTypeError(message)


def day(text: str) -> date:
    """Gives the date that an option was given."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise _unfit(f"`{text}` is no date; write it as 2026-03-31")


def count(text: str) -> int:
    """Gives the number, 1 or more, that an option was given."""
    if re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII):
        return int(text)
    raise _unfit(f"`{text}` is no whole number from 1 upwards")


def share(text: str) -> Fraction:
    """Gives the percentage, 0 to 100, that an option was given."""
    if re.fullmatch(r"\d{1,3}(\.\d{1,6})?", text, re.ASCII) and Fraction(text) <= 100:
        return Fraction(text)
    raise _unfit(f"`{text}` is no percentage; write it as 95 or 99.5")


def today() -> date:
    """Gives the date of now, in UTC."""
    return datetime.now(UTC).date()
