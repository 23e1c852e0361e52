"""The transcripts in README.md and the examples are what happens, to the letter."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from tests import forked, transcripts

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    path for path in [ROOT / "README.md", *ROOT.glob("examples/**/README.md")] if path.is_file()
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_document(path: Path, tmp_path: Path) -> None:
    """A document's commands run in a copy of its folder; README.md's in one of the whole."""
    document = path.read_text()
    said = transcripts.commands(document)
    if not said:
        pytest.skip("no transcript in it")
    folder = tmp_path / "copy"
    if path.parent == ROOT:
        folder.mkdir()
        shutil.copytree(ROOT / "examples", folder / "examples")
    else:
        shutil.copytree(path.parent, folder)
    remit = forked.remit()
    outputs = [transcripts.run(command.line, folder, remit=remit) for command in said]
    if os.environ.get("REMIT_GOLDEN") == "rewrite":
        pairs = zip(said, outputs, strict=True)
        kept = [c.output if transcripts.is_so(c, output) else output for c, output in pairs]
        path.write_text(transcripts.rewritten(document, kept))
        return
    for command, output in zip(said, outputs, strict=True):
        assert transcripts.is_so(command, output), f"{command.line}\n{output}"
