"""`remit explain`: a rule in plain English, a finding with its reasons, a code, or the language."""

from __future__ import annotations

import os
import re
import sys
from types import SimpleNamespace

from msgspec.structs import replace

from remit.cli.options import Options, add_scope, day, today
from remit.cli.output import show
from remit.cli.terminal import complain, wants_color
from remit.governance.inputs import Inputs
from remit.governance.law import Law, enact
from remit.governance.selection import Selected, renamed, select
from remit.governance.waiver_request import named
from remit.pipeline import apply
from remit.reporters.paint import paint
from remit.text.diagnostic import Diagnostic, did_you_mean, nearest
from remit.text.source import Source
from remit.workbench.english.lexicon import lexicon
from remit.workbench.explaining.code import explain_code, known
from remit.workbench.explaining.explanation import render
from remit.workbench.explaining.finding import explain_finding
from remit.workbench.explaining.reference import explain_topic, topics
from remit.workbench.explaining.rule import explain
from remit.workspace.base import by_ref
from remit.workspace.gathering import Order, gather, gather_rules
from remit.workspace.standard import reference

ABOUT = """
A finding is looked for by a check of all manifests; with --base among those of the change, too.

exit status: 0 it is explained; 2 there is no such rule, finding or code, or the rules or the check
have a mistake"""

_MARK = re.compile(r"[0-9a-f]{4,16}")


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    about = (
        "a rule (its id, name or a glob), a finding's fingerprint, a code of a diagnostic, or a "
        "word of the language (`language` lists what there is)"
    )
    add("what", metavar="WHAT", help=about)
    add_scope(parser)
    add("--base", metavar="REF", help="the revision that the change began from; auto in a CI job")
    add("--as-of", metavar="DATE", type=day, help="the day of the check (default: today, UTC)")
    add("--color", choices=["auto", "always", "never"], default="auto", help="default: auto")


def run(options: SimpleNamespace, command: Source) -> int:
    """Prints what is known of everything that goes by the name."""
    word = _bare(options.what)
    told = [render(explain_code(word))] if word in known() else []
    topic = explain_topic(reference(), word)
    told += [topic] if topic is not None else []
    order = Order(
        os.getcwd(),
        options.as_of or today(),
        config=options.config,
        policies=tuple(options.policy),
        rules=(word,),
        command=command,
    )
    inputs, said = gather_rules(order)
    law, wrong = enact(inputs) if inputs is not None else (None, said)
    if inputs is None or law is None:
        return _end(told, wrong)
    selected, wrong = select(law, inputs)
    if wrong and not told and _MARK.fullmatch(word):
        return _finding(word, order, options)
    if wrong:
        return _end(told, [_unknown(word, law, inputs, command)])
    words = lexicon(law.policies, law.vocabulary)
    told[:0] = [render(explain(each.rule, each.policy, words)) for each in selected]
    return _end(told, [])


def _bare(word: str) -> str:
    """Gives a word without the brackets that codes stand in where they are told."""
    return word[1:-1] if word.startswith("[") and word[1:-1] in known() else word


def _end(told: list[str], wrong: list[Diagnostic]) -> int:
    """Shows what is known, or else what is wrong."""
    if told:
        show("\n".join(told))
        return 0
    complain(wrong, closing="nothing was explained")
    return 2


def _unknown(word: str, law: Law, inputs: Inputs, command: Source) -> Diagnostic:
    everything, _ = select(law, replace(inputs, selection=()))
    ids = [each.rule.id for each in everything]
    names = [*ids, *(each.partition("/")[2] for each in ids), *known(), *topics(reference())]
    message = f"there is no rule, finding, code or word `{word}`"
    close = nearest(word, names)
    way = f"did you mean `{close}`?" if close else did_you_mean(word, ids, "rules")
    way = renamed(word, everything) or way
    return Diagnostic("nothing-selected", message, command, command.find(word), way)


def _finding(mark: str, order: Order, options: SimpleNamespace) -> int:
    """Checks, and explains the findings of a fingerprint."""
    inputs, said = gather(replace(order, rules=(), against=by_ref(options.base)))
    law, wrong = enact(inputs) if inputs is not None else (None, said)
    if inputs is None or law is None:
        return _end([], wrong)
    report = apply(law, inputs)
    if report.refused:
        return _end([], list(report.diagnostics))
    found = named(report, mark, order.command)
    if isinstance(found, Diagnostic):
        way = (
            "it may be put right by now, or be one of another day (`--as-of`) or change (`--base`)"
        )
        close = (found.help or "").startswith(("did you", "they are"))
        return _end([], [found if close else replace(found, help=way)])
    rules: dict[str, Selected] = {each.rule.id: each for each in select(law, inputs)[0]}
    words = lexicon(law.policies, law.vocabulary)
    brush = paint(wants_color(options.color, sys.stdout))
    return _end([explain_finding(judged, rules, words, brush) for judged in found], [])
