"""A finding explained: what was found and why, the rule in English, and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remit.governance.report import Judged
from remit.governance.selection import Selected
from remit.governance.waiver_request import obstacle
from remit.reporters.paint import Paint
from remit.reporters.text import block
from remit.workbench.english.lexicon import Lexicon
from remit.workbench.explaining.code import OWN, explain_code
from remit.workbench.explaining.explanation import Explanation, Section, lines, render
from remit.workbench.explaining.rule import explain

_KEPT = ("demands", "in these words", "about")
_CORRECT = "Correct what the reasons above name."


def explain_finding(
    judged: Judged, rules: Mapping[str, Selected], lexicon: Lexicon, brush: Paint
) -> str:
    """Gives a finding as reports tell it, what its rule demands, and the way out; `rules` are all
    that took part, by their ids."""
    found = "\n".join(block(judged, brush, first=True))
    about = _about(judged, rules, lexicon)
    way: Section = ("the way out", lines(f"- {each}" for each in ways_out(judged)))
    kept = tuple(each for each in about.sections if each[0] in _KEPT)
    return f"{found}\n\n" + render(Explanation(about.head, about.title, (*kept, way)))


def ways_out(judged: Judged) -> Iterator[str]:
    """Gives what can be done about a finding, the best first."""
    finding = judged.finding
    if judged.change == "resolved":
        yield "Nothing is left to do: the change under review resolves it."
        return
    if finding.hint:
        yield finding.hint
    else:
        yield _sentence(OWN[finding.rule][1]) if finding.rule in OWN else _CORRECT
    if judged.waiver is not None:
        waiver = judged.waiver
        yield f"Be done by {waiver.expires}: until then the waiver {waiver.id} lifts it."
    elif judged.status == "upcoming" and judged.starts is not None:
        yield f"Be done by {judged.starts}, when its rule comes into force."
    elif obstacle(judged) is None:
        yield (
            f"Where that can't be done for now: `remit waive {judged.fingerprint}` writes the "
            "record of a waiver, which somebody else approves."
        )
    elif finding.level == "absolute":
        yield "No waiver can lift it."


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _about(judged: Judged, rules: Mapping[str, Selected], lexicon: Lexicon) -> Explanation:
    rule = judged.finding.rule
    if rule in OWN:
        return explain_code(rule)
    selected = rules[rule]
    return explain(selected.rule, selected.policy, lexicon)
