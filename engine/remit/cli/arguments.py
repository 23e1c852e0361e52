"""Arguments: argparse, with mistakes told as all others are."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from difflib import get_close_matches
from types import SimpleNamespace
from typing import NoReturn

from remit.cli.options import UsageError
from remit.cli.output import show
from remit.text.diagnostic import Diagnostic, nearest
from remit.text.sentences import listed
from remit.text.source import Source


class Arguments(argparse.ArgumentParser):
    """The options of one command, which must be written out in full, with all that can be said of
    them and of what was typed instead."""

    def __init__(self, program: str, about: str, command: Source) -> None:
        super().__init__(
            prog=program,
            description=f"{about[0].upper()}{about[1:]}.",
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self.command = command

    def parse(self, words: Sequence[str]) -> SimpleNamespace:
        """Gives the options and paths, in any order; after `--` all are paths."""
        at = list(words).index("--") if "--" in words else len(words)
        found = self.parse_intermixed_args(words[:at], SimpleNamespace())
        rest = list(words[at + 1 :])
        if rest and not hasattr(found, "paths"):
            self.refuse(f"there is nothing to do with `{rest[0]}`", rest[0])
        if rest:
            found.paths = [*found.paths, *rest]
        return found

    def _print_message(self, message: str, file: object = None) -> None:
        """Shows the help, the one thing that argparse prints by itself."""
        show(message)

    def error(self, message: str) -> NoReturn:
        """Raises what argparse found in our words, with the word that it is about."""
        unknown = re.match(r"unrecognized arguments: (\S+)", message)
        if unknown and not unknown[1].startswith("-"):
            self.refuse(f"there is nothing to do with `{unknown[1]}`", unknown[1])
        if unknown:
            self.refuse(f"there is no option `{unknown[1]}`", unknown[1], self._close(unknown[1]))
        missing = re.match(r"the following arguments are required: (.*)", message)
        if missing:
            words = [f"`{self._spelled(word)}`" for word in missing[1].split(", ")]
            self.refuse(f"{listed(words)} {'is' if len(words) == 1 else 'are'} missing")
        about = re.match(r"argument ([^:]+): (.*)", message, re.DOTALL)
        if about is None:
            self.refuse(message.replace("'", "`"))
        option = about[1].split("/")[-1]
        said = about[2].replace("expected one argument", "expected a value")
        if said.startswith("ignored explicit argument"):
            self.refuse(f"`{option}` takes no value", option)
        choice = re.match(r"invalid choice: '(.*)' \(choose from (.*)\)", said)
        if choice:
            known = [word.strip("' ") for word in choice[2].split(",")]
            close = nearest(choice[1], known)
            all_known = ", ".join(f"`{word}`" for word in known)
            way = f"did you mean `{close}`?" if close else None
            if not option.startswith("-"):
                expected = listed([f"`{word}`" for word in known], "or")
                self.refuse(f"expected {expected}, found `{choice[1]}`", choice[1], way)
            self.refuse(f"`{option}` is one of {all_known}, not `{choice[1]}`", choice[1], way)
        self.refuse(f"`{option}`: {said}", option)

    def _spelled(self, word: str) -> str:
        """Gives what may stand for an argument that argparse calls by a word of the code."""
        choices = next((each.choices for each in self._actions if each.dest == word), None)
        return "|".join(choices) if choices else word

    def refuse(self, message: str, word: str = "", way: str | None = None) -> NoReturn:
        """Raises a mistake in the command, pointing at a word of it."""
        way = way or f"`{self.prog} --help` lists what there is"
        span = self.command.find(word)
        raise UsageError(Diagnostic("usage", message, self.command, span, way))

    def _close(self, word: str) -> str | None:
        word = word.split("=")[0]
        known = self._option_string_actions
        meant = _ELSEWHERE.get(word)
        if meant is not None and meant.split("`")[1].split()[0] in known:
            return meant
        # the dashes are alike in all of them, and tell nothing
        names = {name.lstrip("-"): name for name in known}
        close = get_close_matches(word.lstrip("-"), names, n=1, cutoff=_ALIKE)
        return f"did you mean `{names[close[0]]}`?" if close else None


_ALIKE = 0.7
_ELSEWHERE = {
    "--verbose": "`--explain` tells what every rule said of every manifest",
    "-v": "`--explain` tells what every rule said of every manifest",
    "--debug": "`--explain` tells what every rule said of every manifest",
    "--output": "`--format FORMAT:FILE` writes a report to a file",
    "-o": "`--format FORMAT:FILE` writes a report to a file",
    "--json": "`--format json` gives it as JSON",
    "--sarif": "`--format sarif` gives it as SARIF",
    "--no-color": "`--color never` leaves colours out",
    "--no-colour": "`--color never` leaves colours out",
    "--colour": "`--color` says when there are colours",
    "--date": "`--as-of DATE` says which day it is",
    "--today": "`--as-of DATE` says which day it is",
    "--rules": "`--policy PATH` names a rule file or folder, `--rule GLOB` rules by their ids",
    "--policies": "`--policy PATH` names a rule file or folder",
    "--diff": "`--base REF` compares with a revision",
    "--since": "`--base REF` compares with a revision",
    "--cached": "`--staged` checks the index",
    "--strict": "`--block` says which findings block",
    "--fail-on": "`--block` says which findings block",
}
"""What options of other tools, or near ones, are called here."""
