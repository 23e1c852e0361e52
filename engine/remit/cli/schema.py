"""`remit schema`: the JSON Schemas of Remit's own file formats, and files checked against them."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, NoReturn

from pydantic import BaseModel

from remit.cli.options import Options, UsageError
from remit.cli.output import show
from remit.cli.terminal import complain
from remit.governance.formats import fill
from remit.manifest.keywords import DRAFT
from remit.manifest.limits import Limits
from remit.reporters.json_text import json_text
from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.text.source import TEST_ENDING, Source
from remit.workspace.opening import one_document

LARGE = Limits(bytes=2**30, nodes=100_000_000)
"""Reports may be larger than what people write."""

MODELS: dict[str, tuple[str, str]] = {
    "config": ("remit.workspace.configuration", "Configuration"),
    "tests": ("remit.workbench.cases", "CaseFile"),
    "waivers": ("remit.governance.waiver_format", "WaiverFile"),
    "mutants": ("remit.workbench.mutation.listing", "MutantFile"),
    "impact": ("remit.workbench.impact_shape", "ImpactShape"),
    "report": ("remit.reporters.json_shape", "ReportShape"),
}
"""Every format: the module and the name of its model."""

_BY_ENDING = {
    "remit.yaml": "config",
    TEST_ENDING: "tests",
    "waivers.yaml": "waivers",
    "mutants.yaml": "mutants",
    ".json": "report",
}


def options(parser: Options) -> None:
    """Adds the options of the command."""
    parser.add_argument("name", nargs="?", metavar="NAME", help=f"one of {', '.join(MODELS)}")
    parser.add_argument("--check", metavar="FILE", help="check a file of ours instead")


def run(options: SimpleNamespace, command: Source) -> int:
    """Prints a schema (or the names of all), or says what is wrong with a file."""
    if options.name is not None and options.name not in MODELS:
        _refuse(f"there is no format `{options.name}`", options.name, command, known=True)
    if options.check is not None:
        return _check(options.check, options.name, command)
    if options.name is None:
        show("".join(f"{name}\n" for name in MODELS))
        return 0
    show(json_text(schema(options.name)))
    return 0


def schema(name: str) -> Mapping[str, Any]:
    """Gives the JSON Schema of a format."""
    found = _untitled(model(name).model_json_schema())
    return {"$schema": DRAFT, "title": f"Remit: {name}", **found}


def model(name: str) -> type[BaseModel]:
    """Gives the pydantic model of a format."""
    module, attribute = MODELS[name]
    found: type[BaseModel] = getattr(importlib.import_module(module), attribute)
    return found


def _untitled(part: Any) -> Any:
    """Leaves out the titles that pydantic makes of names."""
    match part:
        case dict():
            kept = {k: v for k, v in part.items() if k != "title" or not isinstance(v, str)}
            return {key: _untitled(value) for key, value in kept.items()}
        case list():
            return [_untitled(value) for value in part]
        case _:
            return part


def _check(file: str, name: str | None, command: Source) -> int:
    if not os.path.isfile(file):
        _refuse(f"there is no file `{file}`", file, command)
    chosen = name or next((n for end, n in _BY_ENDING.items() if file.endswith(end)), None)
    if chosen is None:
        _refuse(f"the name of `{file}` doesn't say which format it has", file, command, known=True)
    document, said = one_document(file.replace(os.sep, "/"), file, LARGE)
    if document is not None:
        said = fill(document, model(chosen))[1]
    if said:
        complain(said)
        return 2
    show(f"{file}: a sound {chosen} file\n")
    return 0


def _refuse(message: str, word: str, command: Source, *, known: bool = False) -> NoReturn:
    way = did_you_mean(word, MODELS, "formats") if known else None
    raise UsageError(Diagnostic("usage", message, command, command.find(word), way))
