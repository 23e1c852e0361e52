"""Diagnostics: what is wrong with a text that somebody wrote, where, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from remit.text.source import Place, Source, Span

if TYPE_CHECKING:
    from remit.text.fixes import Fix

Severity = Literal["error", "advice"]


class Diagnostic(Struct, frozen=True):
    """One thing that is wrong: a code of `remit.text.codes`, a message, a place, a way out.

    The message is lower case without a period, with backticks around the author's words; `help`
    says how to go on, and `fix` does it, where a program can. `span` is None where the whole source
    is meant.
    """

    code: str
    message: str
    source: Source
    span: Span | None = None
    help: str | None = None
    severity: Severity = "error"
    fix: Fix | None = None

    @property
    def place(self) -> Place:
        """Gives the place of the diagnostic; the first character where the source is meant."""
        return self.source.place(self.span or Span(0, 0))


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Gives the diagnostics sorted by file, place and code, each once."""
    found = {(d.source.name, d.place, d.code, d.message): d for d in diagnostics}
    return [found[key] for key in sorted(found)]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Gives the known name that `word` most likely was meant to be, or None."""
    from difflib import get_close_matches  # slow to import, and needed where something is wrong

    from remit.text.lookalikes import plain  # as above

    names = sorted(set(known))
    folded = {plain(name).casefold().replace("-", "_"): name for name in names}
    looked_for = plain(word).casefold().replace("-", "_")
    close = get_close_matches(looked_for, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], noun: str = "") -> str | None:
    """Gives the help for an unknown name: the nearest one, else the few that exist, else None.
    Those of a tuple have an order, as the values of an enum do."""
    names = list(known) if isinstance(known, tuple) else sorted(set(known))
    close = nearest(word, names) or _begun(word, names)
    if close is not None:
        return meaning(word, close)
    if not names:
        return None
    shown = ", ".join(f"`{name}`" for name in names[:8])
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"{noun or 'known'}: {shown}{more}"


def _begun(word: str, names: Iterable[str]) -> str | None:
    """Gives the one name that begins with a word, which may be cut short."""
    found = [name for name in names if len(word) > 2 and name.startswith(word.lower())]
    return found[0] if len(found) == 1 else None


def meaning(word: str, close: str) -> str:
    """Gives the help that names what a word was meant to be, and what can't be seen of it."""
    from remit.text.lookalikes import looks  # seldom needed

    odd = looks(word) if close.isascii() else None
    return f"did you mean `{close}`?" + (f" {odd}" if odd else "")


def respelled(word: str, known: Iterable[str], span: Span) -> Fix | None:
    """Gives the fix that writes the nearest known name in the place of an unknown one."""
    from remit.text.fixes import writing

    close = nearest(word, known)
    return writing(close, span) if close is not None else None
