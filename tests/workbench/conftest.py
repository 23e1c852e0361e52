"""What runs `remit test` in the small policy repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workbench.bench import FILES, HEAD, Run

from remit.cli.main import main


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Gives what runs `remit test` on cases (and other files), to its status and output."""

    def test(cases: str, *words: str, head: str = HEAD, **files: str) -> tuple[int, str]:
        written = {**FILES, "rules/prices.test.yaml": head + cases, **files}
        for name, text in written.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        monkeypatch.chdir(tmp_path)
        status = main(["test", *words])
        out, err = capfd.readouterr()
        return status, out + err

    return test
