"""`remit new rule`: a rule with its tests, to be filled in."""

from __future__ import annotations

import os
from types import SimpleNamespace

from remit.cli.options import Options, today
from remit.cli.output import show
from remit.cli.terminal import complain
from remit.text.inert import inert
from remit.text.source import Source
from remit.workspace.gathering import Order
from remit.workspace.scaffolding import Asked, new_rule

ABOUT = """
The rule goes to the end of its policy, or begins a policy, and its cases to the end of the tests
beside it. It is a tiny rule that holds; its last case fails until you have filled both in.

exit status: 0 both files are written; 2 nothing was written"""


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.epilog = ABOUT
    add = parser.add_argument
    add("what", choices=["rule"], help="what to begin")
    add("name", metavar="[POLICY/]NAME", help="the rule, in a policy that there is or a new one")
    add("--kind", metavar="KIND", help="what a new policy governs (default: the one kind there is)")
    levels = ["advisory", "mandatory", "absolute"]
    add("--level", choices=levels, default="mandatory", help="default: mandatory")
    add("--path", metavar="PATH", help="the rule file, or the folder of a new one")
    add("--given", metavar="FILE", help="a manifest for the tests to begin with")
    add("--config", metavar="FILE", help="the configuration (default: remit.yaml)")


def run(options: SimpleNamespace, command: Source) -> int:
    """Writes the rule and its tests, and says how to go on."""
    policy, slash, rule = options.name.rpartition("/")
    order = Order(os.getcwd(), today(), config=options.config, command=command)
    asked = Asked(
        rule, policy if slash else None, options.kind, options.level, options.path, options.given
    )
    written, configured, said = new_rule(order, asked)
    if said:
        complain(said, closing="nothing was written")
        return 2
    for each in written:
        show(f"{'written ' if each.is_new else 'added to'}  {inert(each.name)}\n")
    rules, tests = (inert(each.name) for each in written)
    show(f"next: fill in {rules}, then its cases: `remit test {tests}` fails until then\n")
    if not configured:
        folder = os.path.dirname(rules) or "."
        show(f"a check finds it once `policies` in remit.yaml names `{folder}`\n")
    return 0
