"""Repositories that are changed at random in all the ways that matter to what is the same on both
sides: edits, moves, deletions, doubles, new identities, broken files, other settings."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.change.repository import FILES, WHOLE, Repository, started
from tests.governance.stock import record

LIMITS = "limits: {nodes: 40}\n"
WAIVERS = "waivers: [waivers.yaml]\n"

SCHEMA = """\
type: object
required: [id, price]
properties:
  id: {type: string}
  price: {type: number, x-remit-amount: true}
  owner: {type: string}
  proof: {type: string}
  note: {type: string}
  parts:
    type: array
    items: {type: object, properties: {id: {type: string}, weight: {type: number, default: 1}}}
"""

COMPARED = """\
policy compared governs item
  "What is kept."

rule grows mandatory
  "Every price is raised."
  require item.price > baseline.price
    else "{item.id} stays at {baseline.price}"

rule parts-are-others mandatory
  "No part is in what was there before."
  for part in item.parts default []
  require no p in baseline.parts satisfies p.id == part.id and p.weight == part.weight
    else "{part.id} is a part already"

rule same-for-all advisory
  "A part is said thrice."
  for day in ["mon", "mon", "tue"]
  require item.price < 200
    else "a day costs {item.price}"

rule notes-are-kept advisory
  "A note is kept."
  when baseline.note is present
  require item.note != baseline.note
    else "the note of {item.id} is {baseline.note}"
"""

TOGETHER = """\
policy together governs item
  "What is beside."

rule price-of-its-own mandatory
  "No two items have one price."
  require no other in shelf satisfies other.id != item.id and other.price == item.price
    else "{item.id} is not alone at {item.price}"

rule beside-others mandatory
  "An item is dearer than what was cheapest before."
  when count(shelf) > 1
  require item.price > baseline.price or some i in shelf satisfies i.price < item.price
    else "{item.id} is the cheapest of {count(shelf)}"

rule proven-like-others advisory
  "What is proven elsewhere is there."
  for other in shelf where other.id != item.id and other.proof is present
  require file_exists(other.proof)
    else "there is no {other.proof} of {other.id}"
    at item.id

rule few advisory
  "There are few items, and they cost little."
  require sum(i.price default 0 for i in shelf) < 300
    else "{count(shelf)} items cost {[i.price for i in shelf]}"
"""

FACTS = """\
policy facts governs item
  "Facts."

rule proven mandatory
  "What is proven is there."
  when item.proof is present
  require file_exists(item.proof)
    else "there is no {item.proof}"
"""

BOXES = """\
policy boxes governs box
  "Boxes."

rule named mandatory
  "A box has a long name."
  require length(box.id) > 5
    else "{box.id} is short"
"""

ITEMS: list[Callable[[str, int], str]] = [
    lambda name, price: f"id: {name}\nprice: {price}\n",
    lambda name, price: f"id: {name}\nprice: {price}\nowner: nobody\n",
    lambda name, price: f"id: {name}\nprice: {price}\nproof: docs/{name}.md\n",
    lambda name, price: f"id: {name}\nprice: {price}\nproof: docs/all.md\nowner: lin\n",
    lambda name, price: f"id: {name}\nprice: {price}\nparts:\n  - id: lid\n  - {{id: foot}}\n",
    lambda name, price: f"id: &a {name}\nprice: {price}\nnote: |\n  of\n  {name}\n",
    lambda name, price: f"id: {name}\nprice: dear\nnote: {price}\n",
    lambda name, price: f"id: {name}\nprices: {price}\n",
    lambda name, price: f"id: {name}\nprice: {price}\n---\nid: {name}-set\nprice: {price}\n",
    lambda name, price: f"id: {name}\nprice: {price}\n---\nid: {name}\nprice: 3\n",
    lambda name, price: f"price: {price}\nnote: nameless\n",
    lambda name, price: f"id: {name}\nprice: [{price}\n",
    lambda name, price: f"id: {name}\r\nprice: {price}\r\n",
]


def begun(folder: Path, chance: random.Random) -> Repository:
    """Gives a repository with one commit, and what is there by chance."""
    files = dict(FILES)
    files["schemas/item.yaml"] = SCHEMA
    files["rules/compared.remit"] = COMPARED
    files["rules/facts.remit"] = FACTS
    files["rules/boxes.remit"] = BOXES
    files["docs/all.md"] = "all"
    files["remit.yaml"] += chance.choice(["", WAIVERS])
    files["waivers.yaml"] = chance.choice(["waivers: []\n", _waivers(chance)])
    if chance.random() < 0.2:
        files["rules/whole.remit"] = WHOLE
    if chance.random() < 0.5:
        files["rules/together.remit"] = TOGETHER
    if chance.random() < 0.5:
        del files["rules/prices.remit"]  # which looks into a register
    for number in range(chance.randint(3, 9)):
        files[f"items/i{number}.yaml"] = _item(chance, f"i{number}")
    for number in range(3):
        files[f"boxes/b{number}.yaml"] = f"id: {chance.choice(['b', 'i'])}{number}\n"
    return started(folder, files)


def changed(here: Repository, chance: random.Random) -> None:
    """Changes a repository by chance, and says some of it to git."""
    for _ in range(chance.randint(0, 4)):
        chance.choice(_CHANGES)(here, chance)
    if chance.random() < 0.7:
        here.git("add", "--all")


def _item(chance: random.Random, name: str) -> str:
    return chance.choice(ITEMS)(name, chance.choice([5, 30, 120, 300]))


def _waivers(chance: random.Random) -> str:
    rule = chance.choice(["prices/within-cap", "compared/grows", "boxes/named"])
    manifest = chance.choice(["pot", "cup", "i0", "i1", "b0"])
    return record(rule=rule, manifest=manifest)


def _any(here: Repository, chance: random.Random) -> Path:
    found = sorted([*here.folder.glob("items/*.yaml"), *here.folder.glob("boxes/*.yaml")])
    return chance.choice(found) if found else here.folder / "items" / "new.yaml"


def _edit(here: Repository, chance: random.Random) -> None:
    place = _any(here, chance)
    place.write_text(_item(chance, place.stem), newline="")


def _rename(here: Repository, chance: random.Random) -> None:
    place = _any(here, chance)
    place.write_text(_item(chance, chance.choice(["cup", "jar", "i0", "b1", "other"])), newline="")


def _move(here: Repository, chance: random.Random) -> None:
    place = _any(here, chance)
    folder = chance.choice(["items", "boxes"])
    if place.exists():
        place.rename(here.folder / folder / f"moved-{place.name}")


def _copy(here: Repository, chance: random.Random) -> None:
    place = _any(here, chance)
    if place.exists():
        (place.parent / f"a-copy-of-{place.name}").write_bytes(place.read_bytes())


def _remove(here: Repository, chance: random.Random) -> None:
    _any(here, chance).unlink(missing_ok=True)


def _link(here: Repository, chance: random.Random) -> None:
    place = here.folder / "items" / "link.yaml"
    if not place.is_symlink():
        place.symlink_to(_any(here, chance))


def _hide(here: Repository, chance: random.Random) -> None:
    place = _any(here, chance)
    here.git("update-index", "--assume-unchanged", str(place), check=False)
    _edit(here, chance)


def _prove(here: Repository, chance: random.Random) -> None:
    here.write({f"docs/i{chance.randint(0, 9)}.md": "proof"})
    if chance.random() < 0.5:
        (here.folder / "docs/all.md").unlink(missing_ok=True)


def _people(here: Repository, chance: random.Random) -> None:
    here.write({"people.yaml": chance.choice(["lin: {name: Lin}\n", "lin: [\n", "{}\n"])})


def _setting(here: Repository, chance: random.Random) -> None:
    place = here.folder / "remit.yaml"
    text = place.read_text()
    text = chance.choice(
        [
            text.replace("identity: id", "identity: path", 1),
            text.replace('"items/*.yaml"', '"items/*.yaml", "boxes/*.yaml"', 1),
            text + ("" if LIMITS in text else LIMITS),
            text if WAIVERS in text else text + WAIVERS,
        ]
    )
    here.write({"remit.yaml": text})


def _waive(here: Repository, chance: random.Random) -> None:
    here.write({"waivers.yaml": _waivers(chance)})


def _rules(here: Repository, chance: random.Random) -> None:
    here.write({"rules/boxes.remit": BOXES.replace("> 5", f"> {chance.randint(0, 9)}")})


def _ends(here: Repository, chance: random.Random) -> None:
    here.git("config", "core.autocrlf", "input")
    place = _any(here, chance)
    if place.exists():
        place.write_bytes(place.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def _filter(here: Repository, chance: random.Random) -> None:
    """Has git take dear things for cheap ones, so that it sees no change where there is one."""
    here.git("config", "filter.cheap.clean", "sed s/300/5/")
    here.write({".gitattributes": "*.yaml filter=cheap\n"})
    place = _any(here, chance)
    if place.exists():
        place.write_bytes(place.read_bytes().replace(b"price: 5", b"price: 300"))


_CHANGES = [
    *[_edit, _rename, _move, _copy, _remove] * 3,
    *[_link, _hide, _prove, _people, _setting, _waive, _rules, _ends, _filter],
]
