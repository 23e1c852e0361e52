"""Seeded manifests of 80 to 180 lines, and the rules that each of them breaks.

    python -m benchmarks.peers.generator N FOLDER [--seed S]

    FOLDER/manifests/mNNNNN.yaml   the manifests
    FOLDER/manifests.jsonl         the same as JSON, one a line, dates as text
    FOLDER/expected.json           {"mNNNNN": ["R1", ...]}: what an independent oracle says

The same seed gives the same manifests, whatever the machine. Some break rules on purpose; the
oracle looks at the result, not at the purpose.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SEED = 20260101

FIRST = [
    *("Ana", "Ben", "Chloe", "Dev", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kira"),
    *("Liam", "Mina", "Nils", "Olga", "Pia", "Quinn", "Rosa", "Sven", "Tara"),
]
NOUNS = [
    *("Atlas", "Beacon", "Cobalt", "Delta", "Ember", "Falcon"),
    *("Granite", "Harbor", "Indigo", "Juniper", "Kestrel", "Lumen"),
]
WORK = [
    *("billing renewal", "claims portal", "meter rollout", "ledger migration", "depot refit"),
    *("network upgrade", "customer onboarding", "data platform", "field mobility"),
]
GATES = ["Design", "Build", "Pilot", "Integration", "Readiness", "Handover"]
GROUPS = ["business", "digital", "conventional"]

Document = dict[str, Any]


def main() -> None:
    """Writes the manifests of a command line."""
    parser = argparse.ArgumentParser(description="writes seeded manifests and their verdicts")
    parser.add_argument("count", metavar="N", type=int)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    write(options.count, options.folder, options.seed)


def write(count: int, folder: Path, seed: int = SEED) -> None:
    """Writes so many manifests, and what is expected of them, to a folder."""
    (folder / "manifests").mkdir(parents=True, exist_ok=True)
    expected = {}
    with (folder / "manifests.jsonl").open("w", encoding="utf-8") as lines:
        for name, document in documents(count, seed):
            path = folder / "manifests" / f"{name}.yaml"
            path.write_text(spelled(document), encoding="utf-8")
            lines.write(json.dumps(document) + "\n")
            expected[name] = oracle(document)
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")


def documents(count: int, seed: int = SEED) -> Iterator[tuple[str, Document]]:
    """Gives so many documents, by the names of their files."""
    draw = random.Random(seed)
    for number in range(count):
        yield f"m{number:05d}", _Maker(number, draw).document()


# -- one document -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Maker:
    """Draws one document; the order of the draws is what a seed stands for."""

    number: int
    draw: random.Random

    def document(self) -> Document:
        draw = self.draw
        bad = {rule for rule in range(1, 9) if draw.random() < 0.05}
        archetype = draw.choices(["digital", "conventional", "hybrid"], [3, 3, 4])[0]
        start = date(2026, 1, 5) + timedelta(days=draw.randrange(0, 400))
        approved = draw.randrange(20, 400) * 10_000
        milestones, met = self.milestones(start)
        tranches = self.tranches(approved, len(milestones), met)
        self.break_funding(bad, tranches, milestones, approved)
        systems = self.systems(start, bad)
        teams = self.teams(archetype, bad)
        sessions = self.sessions(archetype, start, bad)
        project = {
            "id": f"PRJ-{self.number:05d}",
            "name": f"{draw.choice(NOUNS)} {draw.choice(WORK)}",
            "archetype": archetype,
            "sponsor": self.person(),
            "start_date": start.isoformat(),
            "end_date": _day(start, 30 * len(milestones) + 60),
        }
        document = {
            "project": project,
            "budget": {"currency": draw.choice(["EUR", "USD", "GBP"]), "approved": approved},
            "teams": teams,
            "systems": systems,
            "funding": {"tranches": tranches},
            "milestones": milestones,
            "planning": {"sessions": sessions},
        }
        if archetype == "hybrid":
            self.decide(document, bad)
        return document

    def person(self) -> str:
        name = self.draw.choice(FIRST)
        self.draw.choice(range(14))  # once a last name; without it, seeds would give other texts
        return name

    def milestones(self, start: date) -> tuple[list[Document], int]:
        draw = self.draw
        many = draw.randint(4, 6)
        met = draw.randint(1, many - 1)
        found = []
        for number in range(1, many + 1):
            milestone = {
                "id": f"M{number}",
                "title": f"{draw.choice(GATES)} gate {number}",
                "status": "met" if number <= met else draw.choice(["pending", "at-risk"]),
                "due": _day(start, 30 * number),
            }
            if number <= met:
                milestone["met_on"] = _day(start, 30 * number - draw.randrange(0, 9))
                at = f"https://docs.example.org/{self.number:05d}/m{number}"
                proofs = [f"{at}/minutes.pdf", f"{at}/report.pdf"]
                milestone["evidence"] = proofs[: draw.choice([1, 1, 2])]
            found.append(milestone)
        return found, met

    def tranches(self, approved: int, milestones: int, met: int) -> list[Document]:
        draw = self.draw
        many = draw.randint(3, 4)
        shares = [0.15] + [draw.uniform(0.12, 0.20) for _ in range(many - 1)]
        found = []
        for number in range(many):
            released = number < max(1, min(many - 1, met - 1))
            most = met if released else milestones
            least = 1 if released else min(met + 1, milestones)
            gates = {f"M{draw.randint(least, most)}" for _ in range(draw.randint(1, 2))}
            tranche = {
                "id": f"T{number + 1}",
                "amount": int(approved * shares[number]) // 100 * 100,
                "status": "released" if released else draw.choice(["planned", "requested"]),
                "gated_by": sorted(gates),
            }
            found.append(tranche)
        return found

    def break_funding(
        self,
        bad: set[int],
        tranches: list[Document],
        milestones: list[Document],
        approved: int,
    ) -> None:
        if 1 in bad:
            tranches[0] |= {"status": "released", "gated_by": ["M1", f"M{len(milestones)}"]}
        if 2 in bad:
            tranches[-1]["amount"] += approved
        if 6 in bad:
            tranches[0]["amount"] = approved // 4
        if 7 in bad and self.draw.random() < 0.5:
            milestones[-1]["id"] = milestones[-2]["id"]
        elif 7 in bad:
            tranches[-1]["gated_by"] = [*tranches[-1]["gated_by"], "M99"]

    def systems(self, start: date, bad: set[int]) -> list[Document]:
        draw = self.draw
        found = []
        for number in range(draw.randint(2, 3)):
            new = number == 0 or draw.random() < 0.4
            submitted = start - timedelta(days=draw.randrange(60, 120))
            system: Document = {
                "id": f"sys-{draw.choice(NOUNS).lower()}-{number + 1}",
                "status": "new" if new else "existing",
                "criticality": draw.choice(["low", "medium", "high"]),
            }
            if new:
                system["submitted"] = submitted.isoformat()
            system["approvals"] = self.approvals(submitted) if new else []
            found.append(system)
        if 3 in bad and draw.random() < 0.5:
            submitted = date.fromisoformat(found[0]["submitted"])
            found[0]["approvals"][1]["date"] = _day(submitted, -3)
        elif 3 in bad:
            found[0]["approvals"].pop(1)
        return found

    def approvals(self, submitted: date) -> list[Document]:
        found = []
        for board, short, first, last in (
            ("security-office", "SEC", 1, 20),
            ("architecture-board", "ARB", 0, 30),
        ):
            approval = {
                "board": board,
                "decision": "approved",
                "date": _day(submitted, self.draw.randrange(first, last)),
                "ref": f"{short}-{self.draw.randrange(1000, 9999)}",
            }
            found.append(approval)
        return found

    def teams(self, archetype: str, bad: set[int]) -> list[Document]:
        draw = self.draw
        found = []
        for group in [*_doing(archetype), "business"]:
            members = [{"name": self.person(), "role": "lead", "accountable": True}]
            for _ in range(draw.randint(0, 1)):
                name = self.person()
                role = draw.choice(["engineer", "analyst", "designer"])
                members.append({"name": name, "role": role, "accountable": False})
            kind = "sponsor" if group == "business" else "product"
            name = f"{draw.choice(NOUNS).lower()}-{group}"
            found.append({"name": name, "kind": kind, "group": group, "members": members})
        if 8 in bad and draw.random() < 0.5:
            found[0]["members"][0]["accountable"] = False
        elif 8 in bad:
            second = {"name": self.person(), "role": "lead", "accountable": True}
            found[0]["members"].append(second)
        return found

    def sessions(self, archetype: str, start: date, bad: set[int]) -> list[Document]:
        draw = self.draw
        found: list[Document] = []
        for number in range(draw.randint(1, 2)):
            joint = number == 0 and archetype == "hybrid"
            doing = _doing(archetype)
            groups = doing if joint else [draw.choice(doing)]
            there = [{"name": self.person(), "group": g, "attended": True} for g in groups]
            name, attended = self.person(), draw.random() < 0.7
            there.append({"name": name, "group": "business", "attended": attended})
            session = {
                "id": f"PS{number + 1}",
                "kind": "joint" if joint else "team",
                "date": _day(start, -draw.randrange(0, 25)),
                "participants": there,
            }
            found.append(session)
        if 4 in bad and archetype == "hybrid":
            match draw.randrange(3):
                case 0:
                    found[0]["date"] = _day(start, 4)
                case 1:
                    found[0]["participants"][1]["attended"] = False
                case _:
                    found[0]["kind"] = "team"
        return found

    def decide(self, document: Document, bad: set[int]) -> None:
        draw = self.draw
        members = [{"name": self.person(), "group": group} for group in GROUPS]
        if 5 in bad:
            members.pop(draw.randrange(3))
        name = f"{draw.choice(NOUNS)} steering board"
        document["decision_body"] = {"name": name, "members": members}
        if 5 in bad and draw.random() < 0.3:
            del document["decision_body"]


def _doing(archetype: str) -> list[str]:
    """Gives the groups that do the work."""
    return ["digital", "conventional"] if archetype == "hybrid" else [archetype]


def _day(base: date, days: int) -> str:
    return (base + timedelta(days=days)).isoformat()


# -- the oracle ---------------------------------------------------------------------------------


def oracle(document: Document) -> list[str]:
    """Gives the rules that a document breaks: plain on purpose, and like no engine."""
    return [rule for rule, is_broken in BROKEN.items() if is_broken(document)]


def _r1(document: Document) -> bool:
    met = [each["id"] for each in document["milestones"] if each["status"] == "met"]
    released = [t for t in document["funding"]["tranches"] if t["status"] == "released"]
    return any(gate not in met for tranche in released for gate in tranche["gated_by"])


def _r2(document: Document) -> bool:
    total = sum(tranche["amount"] for tranche in document["funding"]["tranches"])
    return bool(total > document["budget"]["approved"])


def _r3(document: Document) -> bool:
    for system in document["systems"]:
        if system["status"] == "new" and not any(
            approval["board"] == "architecture-board"
            and approval["decision"] == "approved"
            and approval["date"] >= system["submitted"]
            for approval in system["approvals"]
        ):
            return True
    return False


def _r4(document: Document) -> bool:
    if document["project"]["archetype"] != "hybrid":
        return False
    for session in document["planning"]["sessions"]:
        there = {each["group"] for each in session["participants"] if each["attended"]}
        early = session["date"] <= document["project"]["start_date"]
        if session["kind"] == "joint" and early and {"digital", "conventional"} <= there:
            return False
    return True


def _r5(document: Document) -> bool:
    members = document.get("decision_body", {}).get("members", [])
    missing = set(GROUPS) - {member["group"] for member in members}
    return document["project"]["archetype"] == "hybrid" and bool(missing)


def _r6(document: Document) -> bool:
    first = document["funding"]["tranches"][:1]
    return any(tranche["amount"] * 5 > document["budget"]["approved"] for tranche in first)


def _r7(document: Document) -> bool:
    ids = [milestone["id"] for milestone in document["milestones"]]
    gates = [gate for tranche in document["funding"]["tranches"] for gate in tranche["gated_by"]]
    return len(ids) != len(set(ids)) or any(gate not in ids for gate in gates)


def _r8(document: Document) -> bool:
    for team in document["teams"]:
        leads = [m for m in team["members"] if m["role"] == "lead" and m["accountable"]]
        if team["kind"] == "product" and len(leads) != 1:
            return True
    return False


BROKEN = {
    "R1": _r1, "R2": _r2, "R3": _r3, "R4": _r4, "R5": _r5, "R6": _r6, "R7": _r7, "R8": _r8,
}  # fmt: skip
"""Says of each rule whether a document breaks it."""


# -- YAML ---------------------------------------------------------------------------------------


def spelled(document: Document) -> str:
    """Gives a document as YAML, with a comment above each part."""
    lines: list[str] = []
    for key, value in document.items():
        lines += [f"# --- {key} ---", *_mapping({key: value}, "")]
    return "\n".join(lines) + "\n"


def _mapping(fields: Document, indent: str) -> Iterator[str]:
    for key, value in fields.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _mapping(value, f"{indent}  ")
        elif isinstance(value, list) and value and key != "gated_by":
            yield f"{indent}{key}:"
            for item in value:
                yield from _item(item, f"{indent}  ")
        elif isinstance(value, list):
            yield f"{indent}{key}: [{', '.join(map(_scalar, value))}]"
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _item(item: Any, indent: str) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"{indent}- {_scalar(item)}"
        return
    first, *others = _mapping(item, f"{indent}  ")
    yield f"{indent}- {first.lstrip()}"
    yield from others


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f'"{text}"' if ":" in text or text.startswith("-") else text


if __name__ == "__main__":
    main()
