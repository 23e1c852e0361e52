"""What is measured inside a process of Remit: its evaluation of parsed manifests.

    python -m benchmarks.peers.ours FOLDER COUNT PASSES

One JSON object on standard output tells the verdicts, by the names of the files, and the
microseconds of each pass: of the compiled rules, which keep the positions of what fails; of all
evaluations with their explanations; and of a function written by hand for these eight rules.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from benchmarks.peers.engines import by_hand
from benchmarks.peers.inside import documents, timed

from remit import pipeline
from remit.evaluation.courts import Court
from remit.evaluation.world import Subject
from remit.governance import params, portfolio, selection, shares
from remit.governance.enacted import law_of
from remit.governance.manifests import enter
from remit.governance.programs import make_ready
from remit.workspace.gathering import Order, gather

AS_OF = date(2026, 11, 23)
KIND = "initiative"


def main() -> None:
    """Measures what the command line asks for."""
    folder, count, passes = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    court, subjects = ready(folder, count)
    told = {
        "verdicts": verdicts(court, subjects),
        "passes": timed(program(court), subjects, passes),
        "explained": timed(court.judged, subjects, passes),
        "by hand": timed(by_hand(), [each for _, each in documents(folder, count)], passes),
    }
    print(json.dumps(told))


def program(court: Court) -> Callable[[Subject], object]:
    """Gives what `remit check` asks of the compiled rules: how many bindings of a manifest pass,
    and the positions of those that don't."""
    [bench] = court._benches[KIND]
    return bench.found


def verdicts(court: Court, subjects: Sequence[Subject]) -> dict[str, list[str]]:
    """Gives the rules that manifests break, by the names of their files."""
    return {_name(each): _broken(court, each) for each in subjects}


def ready(folder: Path, count: int) -> tuple[Court, list[Subject]]:
    """Gives the rules of a folder in force, and its first manifests, as `remit check` does."""
    inputs, said = gather(Order(str(folder), AS_OF, by="compiled"))
    law = law_of(inputs)[0] if inputs is not None else None
    if inputs is None or law is None:
        raise SystemExit(f"the rules of {folder} don't hold: {[each.message for each in said]}")
    rules, _ = selection.select(law, inputs)
    values, _ = params.chosen_params(law.policies, inputs.overrides, inputs.today)
    kind, limits = inputs.setting.kinds[KIND], inputs.setting.limits
    lone = shares.lone(inputs, rules, frozenset())
    head = portfolio.gather(inputs, lone, law.schemas, frozenset())
    entries = [
        enter(file, kind, law.schemas[KIND], limits, reported=True)
        for file in inputs.checked[KIND][:count]
    ]
    subjects = [Subject(manifest) for entry in entries for manifest in entry.manifests]
    in_force, world = selection.live(rules), pipeline.world(head, values, inputs)
    make_ready(in_force, law, inputs, len(subjects))
    return Court(in_force, law.compiled, world, inputs.by, len(subjects)), subjects


def _name(subject: Subject) -> str:
    assert subject.manifest is not None
    return os.path.basename(subject.manifest.file).removesuffix(".yaml")


def _broken(court: Court, subject: Subject) -> list[str]:
    said = [each.rule for each in court.judged(subject) if each.findings]
    return sorted(f"R{rule.partition('/r')[2].partition('-')[0]}" for rule in said)


if __name__ == "__main__":
    main()
