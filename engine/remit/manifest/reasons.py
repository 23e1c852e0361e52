"""Reasons: why a schema demands something just here, where it holds under a condition only."""

from __future__ import annotations

from typing import Any

from jsonschema_rs import ValidationError

from remit.manifest.bundle import Bundle
from remit.manifest.keywords import Path
from remit.text.inert import inert

# keywords after which the path of an evaluation names what it goes into, and whether that lies
# deeper in the document
_NAMED = {"properties": True, "prefixItems": True, "patternProperties": True, "allOf": False,
          "anyOf": False, "oneOf": False, "dependentSchemas": False}  # fmt: skip
_DEEPER = frozenset({"items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems",
                     "contains"})  # fmt: skip


def reason(error: ValidationError, bundle: Bundle | None, root: Any) -> str:
    """Gives ", since `a` is `b`" for an error of a schema under a condition; else nothing.

    `root` is the instance that was validated.
    """
    if bundle is None:
        return ""
    told = _dependents(error, bundle)
    path: Path = ()
    depth = 0
    steps = list(error.evaluation_path)
    while steps:
        step = steps.pop(0)
        if step == "$ref":
            target = bundle.targets.get(path)
            if target is None:
                break
            path = target
            continue
        if step in ("then", "else"):
            told = _condition(bundle.at((*path, "if")), _at(root, error.instance_path[:depth]))
        elif step == "dependentSchemas" and steps:
            told = [f"`{inert(str(steps[0]))}` is given"]
        path = (*path, step)
        if step in _NAMED and steps:
            path = (*path, steps.pop(0))
            depth += _NAMED[str(step)]
        elif step in _DEEPER:
            depth += 1
    return ", since " + " and ".join(told) if told else ""


def _dependents(error: ValidationError, bundle: Bundle) -> list[str]:
    if error.schema_path[-1:] != ["dependentRequired"]:
        return []
    rules, instance = bundle.at(tuple(error.schema_path)), error.instance
    name = error.kind.as_dict().get("property")
    if not isinstance(rules, dict) or not isinstance(instance, dict):
        return []
    given = [key for key, needed in rules.items() if name in needed and key in instance]
    return [f"`{inert(key)}` is given" for key in given[:1]]


def _condition(schema: Any, instance: Any) -> list[str]:
    """What of the instance a condition looks at, in so far as that is a plain field or two."""
    if not isinstance(schema, dict) or not isinstance(instance, dict):
        return []
    told: list[str] = []
    properties = schema.get("properties", {})
    for name, inner in properties.items():
        value = instance.get(name)
        told_by = isinstance(inner, dict) and ("const" in inner or "enum" in inner)
        if told_by and isinstance(value, str | int):
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            told.append(f"`{inert(name)}` is `{inert(shown)}`")
    for name in schema.get("required", []) if not properties else []:
        given = "given" if name in instance else "not given"
        told.append(f"`{inert(name)}` is {given}")
    return told[:3]


def _at(instance: Any, path: list[str | int]) -> Any:
    for key in path:
        try:
            instance = instance[key]
        except (KeyError, IndexError, TypeError):
            return None
    return instance
