"""The peers: what they are, which package they come from, and what was published of those that no
package index holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Row = Literal["evaluation", "files", "again", "one", "memory", "join"]

RULES = frozenset({"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"})
"""The rules of the benchmark, by the names that the oracle has for them."""


@dataclass(frozen=True, slots=True)
class Peer:
    """An engine that installs from the package index. `covers` are the rules that it can say."""

    name: str
    title: str
    package: str
    covers: frozenset[str] = RULES
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What was measured of an engine on two cores with CPython 3.11: milliseconds from a cold start
    to one verdict, microseconds of an evaluation, seconds from 10,000 files to verdicts, and
    mebibytes. `python` says that the engine runs in Python itself."""

    title: str
    start: float | None
    evaluation: float | None
    files: float | None
    memory: float | None
    remark: str = ""


PEERS = (
    Peer("regorus", "regorus (Rego, Rust)", "gordon-to-regorus==0.13.0"),
    Peer("opa-eval", "opa-eval (Rego, Rust)", "opa-eval==0.1.1"),
    Peer("cel-cpp", "CEL C++", "cel-expr-python==0.1.3", remark="sums by a host function"),
    Peer("cel-rust", "CEL Rust", "common-expression-language==0.10.0",
         remark="sums by a host function"),
    Peer("zen", "zen-engine (Rust)", "zen-engine==2.1.3"),
    Peer("cfn-guard", "cfn-guard (Rust)", "cfn-guard-rs==0.3.3",
         frozenset({"R1", "R3", "R4", "R5", "R8"}), "no arithmetic: 5 of 8 rules"),
    Peer("jsonschema-rs", "JSON Schema (Rust)", "jsonschema-rs==0.60.3",
         frozenset({"R5", "R8"}), "no joins, sums or dates: 2 of 8 rules, and 2 in part"),
    Peer("cel-python", "cel-python (Python)", "cel-python==0.5.0",
         remark="sums by a host function"),
)  # fmt: skip
"""Those that are run, each in an environment of its own."""

RULER = "regorus"
"""The peer by which published figures are scaled."""

RULER_PUBLISHED = Published("regorus (Rego, Rust)", 51, 79, 15, 26)

PUBLISHED = (
    Published("OPA as WebAssembly (node)", 116, 43, 1.8, 77, "no places"),
    Published("cel-js (node)", 103, 22, 1.56, 71, "7 of 8 rules and host code, no places"),
    Published("OPA (Go)", 18, 139, 6.6, 60, "places by file"),
    Published("conftest (Go)", 13, None, 11.5, 368, "places by file"),
    Published("Spectral (node)", 783, 340, 17, 1082, "rules in JavaScript, exact places"),
    Published("Checkov (Python)", 2491, None, 166, 273, "rules in Python, places by range"),
)
"""Those that are scaled."""
