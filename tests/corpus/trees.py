"""Trees of files held in memory, checked by the configuration of a folder that is read once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from remit.governance.inputs import File, Inputs
from remit.governance.law import Law, enact
from remit.governance.report import Judged, Report
from remit.pipeline import apply
from remit.workspace.gathering import Order, gather_rules
from remit.workspace.patterns import compiled

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
TODAY = date(2026, 11, 23)

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"there is no corpus at {CORPUS}")


class Configured(Struct, frozen=True, dict=True):
    """What a folder with a `remit.yaml` configures."""

    law: Law
    inputs: Inputs

    def check(self, tree: Mapping[str, bytes], *named: str) -> Report:
        """Gives the report on a tree of files, or on those of them that are named."""
        setting = self.inputs.setting
        patterns = {kind.name: kind.files for kind in setting.kinds.values()}
        patterns |= {register.name: (register.file,) for register in setting.registers.values()}
        found = {name: _files(tree, each) for name, each in patterns.items()}
        checked = {
            name: tuple(file for file in files if not named or file.path in named)
            for name, files in found.items()
        }
        inputs = replace(
            self.inputs,
            found=found,
            checked=checked,
            file_exists=lambda path, beside: path in tree,
        )
        return apply(self.law, inputs)


def configured(folder: Path) -> Configured:
    """Gives what the `remit.yaml` of a folder configures."""
    inputs, said = gather_rules(Order(here=str(folder), today=TODAY))
    assert inputs is not None, said
    law, said = enact(inputs)
    assert law is not None, said
    return Configured(law, inputs)


def tree_of(folder: Path, *inner: str) -> dict[str, bytes]:
    """Gives the files below a folder (or only below some folders in it) by their paths from it."""
    tops = [folder / each for each in inner] or [folder]
    paths = [path for top in tops for path in sorted(top.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def blocking(report: Report) -> list[Judged]:
    """Gives the findings that block."""
    assert not report.refused, report.diagnostics
    return [judged for judged in report.findings if judged.blocking]


def _files(tree: Mapping[str, bytes], patterns: tuple[str, ...]) -> tuple[File, ...]:
    paths = sorted(
        path for path in tree if any(compiled(pattern).match(path) for pattern in patterns)
    )
    return tuple(File(path, path, lambda path=path: tree[path]) for path in paths)
