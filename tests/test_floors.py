"""The house: a module imports from lower floors and its own folder, only the edge touches the
system, and no file or function outgrows its reader."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from remit.text.codes import CODES

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "engine" / "remit"
FLOORS = {
    "text": 0,
    "syntax": 1,
    "manifest": 1,
    "semantics": 2,
    "evaluation": 3,
    "governance": 4,
    "pipeline": 5,
    "reporters": 5,
    "workbench": 5,
    "workspace": 6,
    "cli": 7,
    "__main__": 8,
}
EDGE = {"workspace", "cli", "__main__"}
SYSTEM = {"os", "subprocess", "pathlib", "shutil", "tempfile", "time", "socket", "glob", "io"}
CLOCK = {"now", "today", "utcnow"}
MODULES = sorted(path for path in ENGINE.rglob("*.py") if "_data" not in path.parts)
TESTS = sorted(Path(__file__).parent.rglob("*.py"))


def room(path: Path) -> str:
    """Gives the folder of a module, or the name of one that stands beside the folders."""
    inside = path.relative_to(ENGINE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


ROOMS = sorted({room(path) for path in MODULES})
every_room = pytest.mark.parametrize("own", ROOMS)


def inside(own: str) -> list[Path]:
    """Gives the modules of a room."""
    return [path for path in MODULES if room(path) == own]


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Gives what is looked at of a module, itself first: its imports, calls and functions."""
    kept = (
        ast.Module | ast.Import | ast.ImportFrom | ast.Call | ast.FunctionDef | ast.AsyncFunctionDef
    )
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, kept)]


def _docstring(path: Path) -> str | None:
    whole = nodes(path)[0]
    return ast.get_docstring(whole) if isinstance(whole, ast.Module) else None


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Gives the full names of the modules that are imported, wherever in the file, and where."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def name(path: Path) -> str:
    return path.relative_to(ENGINE).as_posix()


@every_room
def test_imports_lead_downwards(own: str) -> None:
    floor = "text" if own == "__init__" else own
    for path in inside(own):
        for module, line in imported(path):
            parts = module.split(".")
            if parts[0] != "remit" or len(parts) < 2 or parts[1] not in FLOORS:
                continue
            other = parts[1]
            allowed = other == floor or FLOORS[other] < FLOORS[floor]
            if floor == "workbench":
                allowed = allowed or other in ("pipeline", "reporters")
            assert allowed, f"{name(path)}:{line}: {floor} may not import {module}"


@pytest.mark.parametrize("own", sorted({*ROOMS} - EDGE))
def test_only_the_edge_touches_the_system(own: str) -> None:
    for path in inside(own):
        for module, line in imported(path):
            assert module.split(".")[0] not in SYSTEM, f"{name(path)}:{line}: imports {module}"
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in CLOCK, f"{name(path)}:{node.lineno}: reads the clock"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("open", "input", "print"), f"{name(path)}:{node.lineno}"


@every_room
def test_modules_say_what_they_hold_and_stay_small(own: str) -> None:
    for path in inside(own):
        assert _docstring(path), f"{name(path)} doesn't say what it holds"
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 450, f"{name(path)} has {lines} lines"
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= 60, f"{name(path)}:{node.lineno}: `{node.name}` has {length} lines"


def test_tests_stay_small() -> None:
    for path in TESTS:
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 450, f"{path.name} has {lines} lines"


@every_room
def test_diagnostics_have_known_codes(own: str) -> None:
    for path in inside(own):
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                code = node.args[0]
                if node.func.id == "Diagnostic" and isinstance(code, ast.Constant):
                    said = f"{name(path)}:{node.lineno}: unknown code {code.value}"
                    assert code.value in CODES, said


def test_every_room_is_known() -> None:
    assert {room(path) for path in MODULES} <= {*FLOORS, "__init__"}


def test_the_hook_that_checks_types_has_what_the_package_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    (has,) = (each["additional_dependencies"] for each in hooks[0]["hooks"] if each["id"] == "mypy")
    wanted = [*project["dependencies"], *project["optional-dependencies"]["lsp"]]
    untyped = {each for each in wanted if each.startswith(("pyyaml", "google-re2"))}
    assert {*wanted} - untyped | {"types-PyYAML"} <= {*has}
