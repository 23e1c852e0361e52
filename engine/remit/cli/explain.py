"""`remit explain`: a rule in plain English."""

from __future__ import annotations

import argparse
import os

from remit.cli.options import Options, add_scope, today
from remit.cli.terminal import complain, show
from remit.governance.law import enact
from remit.governance.selection import select
from remit.text.source import Source
from remit.workbench.english.lexicon import lexicon
from remit.workbench.explaining.rule import explain, render
from remit.workspace.gathering import Order, gather_rules


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.add_argument("rule", metavar="RULE", help="a rule's id or name, or a glob of them")
    add_scope(parser)


def run(options: argparse.Namespace, command: Source) -> int:
    """Prints the explanation of every rule that is named."""
    order = Order(
        os.getcwd(),
        today(),
        config=options.config,
        policies=tuple(options.policy),
        rules=(options.rule,),
        command=command,
    )
    inputs, said = gather_rules(order)
    law, wrong = enact(inputs) if inputs is not None else (None, said)
    if inputs is None or law is None:
        complain(wrong)
        return 2
    selected, wrong = select(law, inputs)
    if wrong:
        complain(wrong)
        return 2
    known = lexicon(law.policies, law.vocabulary)
    explanations = [explain(each.rule, each.policy, known) for each in selected]
    show("\n".join(render(explanation) for explanation in explanations))
    return 0
