"""The eight rules in each peer: what makes ready, and gives a function from a manifest to the rules
that it breaks.

This runs in the environment of the peer, so only the standard library and the peer are at hand, and
only its own function imports it; nothing is imported that a start would be longer by.
"""

from __future__ import annotations

import json
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Evaluate = Callable[[Any], set[str]]

_POLICIES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "policies")


def regorus() -> Evaluate:
    import regorus as package

    engine = package.Engine()
    engine.add_policy("governance.rego", _text("governance.rego"))

    def evaluate(document: Any) -> set[str]:
        engine.set_input(document)
        return {message[:2] for message in engine.eval_rule("data.main.deny")}

    return evaluate


def opa_eval() -> Evaluate:
    from opa_eval import OpaEval

    ask = OpaEval(
        os.path.join(_POLICIES, "governance.rego"), query="data.main.deny"
    ).evaluate_parsed
    return lambda document: {message[:2] for message in ask(json.dumps(document)) or ()}


def cel_cpp() -> Evaluate:
    from cel_expr_python import cel

    overload = cel.Overload("total_list", return_type=cel.Type.INT, parameters=[cel.Type.LIST],
                            impl=sum)  # fmt: skip
    total = cel.FunctionDecl("total", [overload])
    environment = cel.NewEnv(variables={"m": cel.Type.DYN}, functions=[total])
    programs = [(rule, environment.compile(text)) for rule, text in _rules("cel.json").items()]

    def evaluate(document: Any) -> set[str]:
        activation = environment.Activation({"m": document})
        return {rule for rule, each in programs if each.eval(activation).value() is not True}

    return evaluate


def cel_rust() -> Evaluate:
    import cel

    programs = [(rule, cel.compile(text)) for rule, text in _rules("cel.json").items()]

    def evaluate(document: Any) -> set[str]:
        context = cel.Context(variables={"m": document}, functions={"total": sum})
        return {rule for rule, program in programs if not program.execute(context)}

    return evaluate


def cel_python() -> Evaluate:
    import celpy
    import celpy.evaluation
    from celpy import celtypes

    def total(numbers: Any) -> Any:
        return celtypes.IntType(sum(numbers))

    # the compiled programs call a function by the name of its module, so it must be found there
    total.__module__, total.__qualname__ = "celpy.evaluation", "total"
    vars(celpy.evaluation)["total"] = total
    environment = celpy.Environment(runner_class=celpy.CompiledRunner)
    programs = [
        (rule, environment.program(environment.compile(text), functions={"total": total}))
        for rule, text in _rules("cel.json").items()
    ]

    def fails(program: Any, activation: Any) -> bool:
        try:
            return not program.evaluate(activation)
        except celpy.CELEvalError:  # what is absent is no error to CEL, but it is here
            return True

    def evaluate(document: Any) -> set[str]:
        activation = {"m": celpy.json_to_cel(document)}
        return {rule for rule, program in programs if fails(program, activation)}

    return evaluate


def zen() -> Evaluate:
    import zen as package

    rules = _rules("zen.json")
    expressions = [{"id": rule, "key": rule, "value": text} for rule, text in rules.items()]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "expressionNode",
         "content": {"expressions": expressions}},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]  # fmt: skip
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
        {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
    ]
    graph = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    content = package.ZenDecisionContent(json.dumps(graph))
    decision = package.ZenEngine().create_decision(content)

    def evaluate(document: Any) -> set[str]:
        result = decision.evaluate(document)["result"]
        return {rule for rule in rules if result[rule] is not True}

    return evaluate


def cfn_guard() -> Evaluate:
    from cfn_guard_rs import run_checks

    text = _text("governance.guard")

    def evaluate(document: Any) -> set[str]:
        try:
            return {check.Rule.name for check in run_checks(document, text).not_compliant}
        except json.JSONDecodeError:  # its own output, where there is no decision body
            return {"R5"}

    return evaluate


def jsonschema_rs() -> Evaluate:
    import jsonschema_rs as package

    validator = package.validator_for(_rules("governance.schema.json"))

    def rule(path: list[str]) -> str:
        if "members" in path and "teams" in path:
            return "R8"
        if "systems" in path:
            return "R3 in part"
        return "R4 in part" if "planning" in path else "R5"

    def evaluate(document: Any) -> set[str]:
        errors = validator.iter_errors(document)
        return {rule([str(step) for step in error.schema_path]) for error in errors}

    return evaluate


ENGINES: dict[str, Callable[[], Evaluate]] = {
    "regorus": regorus,
    "opa-eval": opa_eval,
    "cel-cpp": cel_cpp,
    "cel-rust": cel_rust,
    "cel-python": cel_python,
    "zen": zen,
    "cfn-guard": cfn_guard,
    "jsonschema-rs": jsonschema_rs,
}
"""What makes each peer ready, by its name."""


def by_hand() -> Evaluate:
    """Gives what a Python programmer would write for these eight rules and no others."""
    from benchmarks.peers.generator import oracle

    return lambda document: set(oracle(document))


def _text(name: str) -> str:
    with open(os.path.join(_POLICIES, name), encoding="utf-8") as file:
        return file.read()


def _rules(name: str) -> dict[str, Any]:
    rules: dict[str, Any] = json.loads(_text(name))
    return rules
