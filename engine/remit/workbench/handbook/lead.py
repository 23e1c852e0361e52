"""The lead: sentences with which every form of the handbook begins its parts."""

from __future__ import annotations

from collections import Counter

from remit.syntax.tree import Level
from remit.text.sentences import counted, listed
from remit.workbench.handbook.book import Book, Chapter, Register, State

LEVELS: dict[Level, str] = {
    "absolute": "it blocks, and no waiver can lift it",
    "mandatory": "it blocks, and a waiver can lift it",
    "advisory": "it is reported, and never blocks",
}
_STATES: tuple[State, ...] = ("in force", "ending soon", "not yet", "ended")


def lead(book: Book) -> str:
    """Gives how many rules there are, and of what."""
    levels = Counter(entry.level for entry in book.entries)
    kinds = sorted({chapter.kind for chapter in book.chapters})
    told = listed([f"{levels[level]} {level}" for level in LEVELS if levels[level]])
    policies = counted(len(book.chapters), "policy", "policies")
    about = listed([f"`{kind}`" for kind in kinds])
    rules = counted(len(book.entries), "rule")
    return f"{rules} in {policies}, about {about}" + (f": {told}." if told else ".")


def governed(chapter: Chapter) -> str:
    """Gives what a policy governs, whose it is, and where it is written."""
    owner = f"; owner: {chapter.owner}" if chapter.owner else ""
    return f"Governs `{chapter.kind}`{owner}. Written in `{chapter.file}`."


def states(register: Register) -> str:
    """Gives how many waivers stand how."""
    found = Counter(waiver.state for waiver in register.waivers)
    told = {"ending soon": "ending within 30 days", "not yet": "not yet in force"}
    return listed([f"{found[each]} {told.get(each, each)}" for each in _STATES if found[each]])
