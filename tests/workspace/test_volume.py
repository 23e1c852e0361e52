"""The code of modules comes out of a volume only where Python would find the same itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import remit
from remit.workspace import recall, volume

pytestmark = pytest.mark.skipif(not hasattr(os, "pread"), reason="there are no volumes")

ENGINE = Path(remit.__file__).parent.parent

_BEGIN = "import sys; sys.path.remove(''); from remit.workspace import volume; volume.open_up(); "
_SHOW = "import toys; print(toys.WHAT, type(toys.__loader__).__name__)"
_BIND = (
    "; from remit.workspace import binding, disk; disk._TICK = -10**18; disk.begin(); "
    "binding.bind()"
)


class Shelf:
    """Processes that share a cache, and find modules in two folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first, self.second, self.here = (folder / name for name in ("a", "b", "here"))
        for each in (self.first, self.second, self.here):
            each.mkdir(parents=True)
        self.toys = self.second / "toys.py"
        self.toys.write_text("WHAT = 'bear'\n\ndef fall():\n    raise ValueError\n")
        self.environment = {
            **{name: text for name, text in os.environ.items() if name[:6] != "PYTHON"},
            "PYTHONPATH": os.pathsep.join(map(str, (self.first, self.second, ENGINE))),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }

    def told(self, code: str = _SHOW, *words: str) -> str:
        """Gives what a process prints that opens the volume and runs some code."""
        done = subprocess.run(
            [sys.executable, *words, "-c", _BEGIN + code],
            cwd=self.here, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr

    @property
    def volumes(self) -> list[Path]:
        return sorted((self.folder / "cache/remit/code").glob("*"))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Gives a shelf with one volume."""
    return _bound(tmp_path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shelf, bytes]:
    """Gives a shelf of which only the volume is changed, and what was in that at first."""
    shelf = _bound(tmp_path_factory.mktemp("kept"))
    return shelf, shelf.volumes[0].read_bytes()


def _bound(folder: Path) -> Shelf:
    made = Shelf(folder)
    assert made.told(_SHOW + _BIND) == "bear SourceFileLoader\n"
    assert len(made.volumes) == 1
    return made


def test_code_comes_out_of_a_volume_once_there_is_one(tmp_path: Path, shelf: Shelf) -> None:
    assert shelf.told() == "bear Bound\n"
    plain = Shelf(tmp_path / "plain")
    assert [plain.told(), plain.told()] == ["bear SourceFileLoader\n"] * 2


def test_modules_are_as_python_makes_them(shelf: Shelf) -> None:
    code = (
        "import toys, traceback, inspect, logging.handlers as logging; spec = toys.__spec__; "
        "print(spec.name, spec.origin, spec.cached, spec.parent, spec.has_location, "
        "toys.__file__, toys.__cached__, toys.__package__, inspect.getsource(toys.fall), "
        "logging.__spec__.parent, sys.modules['logging'].__path__, logging.__file__, "
        "type(logging.__loader__).__name__)\n"
        "try: toys.fall()\nexcept ValueError: traceback.print_exc()"
    )
    plain = Shelf(shelf.folder / "here").told(code)
    shelf.told(code + "\nfinally: pass\n" + _BIND[2:])
    bound = shelf.told(code)
    told = plain.replace("SourceFileLoader", "Bound")
    assert bound == told.replace(f"{shelf.folder}/here/", f"{shelf.folder}/")
    assert "raise ValueError" in bound


def _edited(shelf: Shelf) -> None:
    """Changes a source so that neither its size nor its time of change tells."""
    found = shelf.toys.stat()
    shelf.toys.write_text(shelf.toys.read_text().replace("bear", "lion"))
    os.utime(shelf.toys, ns=(found.st_atime_ns, found.st_mtime_ns + 10**9))


def _shadowed(shelf: Shelf) -> None:
    (shelf.first / "toys.py").write_text("WHAT = 'lion'\n")


def _a_package(shelf: Shelf) -> None:
    (shelf.second / "toys").mkdir()
    (shelf.second / "toys/__init__.py").write_text("WHAT = 'lion'\n")


@pytest.mark.parametrize("change", [_edited, _shadowed, _a_package])
def test_a_module_that_is_another_now_is_not_passed_over(
    shelf: Shelf, change: Callable[[Shelf], None]
) -> None:
    change(shelf)
    assert shelf.told() == "lion SourceFileLoader\n"
    shelf.told(_SHOW + _BIND)
    assert shelf.told() == "lion Bound\n"


@pytest.mark.parametrize(
    ("kept", "asked"), [({"a": b"1", "b": None}, ""), ({"a": b"2"}, "a"), ({"c": None}, "c")]
)
def test_what_a_recall_has_just_looked_at_is_looked_at_again_where_it_differs(
    kept: volume.Looks, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(recall, "looked", {"a": b"1", "b": None})
    monkeypatch.setattr(volume, "signature", seen.append)
    assert volume._holds(kept) is (asked != "a")
    assert seen == [*asked]


def test_a_module_that_is_gone_is_gone(shelf: Shelf) -> None:
    shelf.toys.unlink()
    assert "ModuleNotFoundError" in shelf.told()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"", lambda data: data[:20], lambda data: data[:-1], lambda data: data[:3000],
        lambda data: b"x" + data[1:], lambda data: data[:13] + b"\xff" * 8 + data[21:],
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: data[:-9] + bytes(9), lambda data: data.replace(b"bear", b"lion"),
        lambda data: bytes(len(data)),
    ],
)  # fmt: skip
def test_damage_does_no_harm(kept: tuple[Shelf, bytes], damage: Callable[[bytes], bytes]) -> None:
    shelf, whole = kept
    [place] = shelf.volumes
    place.write_bytes(damage(whole))
    assert shelf.told().startswith("bear ")


@pytest.mark.skipif(os.name == "nt", reason="needs modes")
def test_a_volume_that_others_may_have_written_stays_closed(shelf: Shelf) -> None:
    [place] = shelf.volumes
    place.chmod(0o644)
    assert shelf.told() == "bear SourceFileLoader\n"
    place.chmod(0o600)
    place.parent.parent.chmod(0o755)
    assert shelf.told() == "bear SourceFileLoader\n"
    place.parent.parent.chmod(0o700)
    place.rename(shelf.folder / "elsewhere")
    place.symlink_to(shelf.folder / "elsewhere")
    assert shelf.told() == "bear SourceFileLoader\n"


def test_another_python_has_a_volume_of_its_own(shelf: Shelf) -> None:
    assert shelf.told(_SHOW, "-O") == "bear SourceFileLoader\n"
    shelf.told(_SHOW + _BIND, "-O")
    assert shelf.told(_SHOW, "-O") == shelf.told() == "bear Bound\n"
    assert len(shelf.volumes) == 2


def test_nothing_is_bound_of_what_has_just_been_written(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.told(_SHOW + _BIND.replace("disk._TICK = -10**18; ", ""))
    assert not shelf.volumes


def test_what_a_volume_lacks_is_bound_with_it(shelf: Shelf) -> None:
    more = "import tomllib, quopri, getopt, this; "
    assert shelf.told("print(volume.is_lacking())") == "False\n"
    assert shelf.told(more + "print(volume.is_lacking())").endswith("True\n")
    shelf.told(more + _BIND[2:])
    code = "print(volume.is_lacking(), {type(sys.modules[n].__loader__).__name__ for n in "
    assert shelf.told(f"{more}import toys; {code}('tomllib', 'this', 'toys')}})").endswith(
        "False {'Bound'}\n"
    )


_ASKED = (
    "\nclass Asked:\n    find_spec = staticmethod(lambda name, *_: print(name, end=' '))\n"
    "sys.meta_path.insert(0, Asked)\n"
)


def _boxes(shelf: Shelf) -> None:
    for name, text in {
        "box/__init__.py": "", "box/side.py": "SIDE = '!'\n",
        "box/lid.py": "import toys\nfrom box.side import SIDE\nLID = toys.WHAT + SIDE\n",
        "ring.py": "import chain\nimport os\nRING = 'ring'\nassert 'BREAK' not in os.environ\n",
        "chain.py": "import ring\nCHAIN = 'chain'\n",
        "whole/__init__.py": "from whole import part\n", "whole/part.py": "PART = 'part'\n",
    }.items():  # fmt: skip
        place = shelf.second / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)


@pytest.mark.parametrize(
    ("name", "show", "asked"),
    [
        ("box.lid", "box.lid.LID, box.lid.__package__, box.__path__[0][-5:]", ""),
        ("ring", "ring.RING, ring.chain.CHAIN, ring.chain.ring is ring", "ring "),
        ("whole", "whole.part.PART, whole.part.__spec__.parent, whole.__package__", "whole.part "),
    ],
)
def test_what_is_brought_comes_in_the_order_that_is_known(
    shelf: Shelf, name: str, show: str, asked: str
) -> None:
    _boxes(shelf)
    bring = f"volume.bring('{name}'); import {name}; print({show}, volume.is_lacking())"
    first = shelf.told(bring + _BIND)
    shelf.told(bring + _BIND)
    told = shelf.told(_ASKED + bring)
    assert first.rpartition(" ")[0] == told.rpartition(" ")[0].removeprefix(asked)
    assert told.startswith(asked)
    assert told.endswith("False\n")


def test_what_is_brought_meanwhile_does_not_belong_to_the_order(shelf: Shelf) -> None:
    _boxes(shelf)
    (shelf.second / "ring.py").write_text("import os\nimport sys\nif 'BREAK' not in os.environ:\n"
        "    from remit.workspace import volume\n    volume.bring('box.lid')\n")  # fmt: skip
    ring = "volume.bring('ring'); print('box' in sys.modules)"
    for _ in range(3):
        assert shelf.told(ring + _BIND) == "True\n"
    shelf.environment["BREAK"] = "1"
    assert shelf.told(ring) == "False\n"


def test_what_cannot_be_made_in_order_fails_as_python_has_it(shelf: Shelf) -> None:
    _boxes(shelf)
    bring = "volume.bring('ring'); print(sys.modules['ring'].RING)"
    for _ in range(3):
        assert "ring\n" in shelf.told(bring + _BIND)
    shelf.environment["BREAK"] = "1"
    assert shelf.told(bring).endswith("AssertionError\n")


def test_results_come_of_the_same_code_with_a_volume(shelf: Shelf) -> None:
    """Of all of it, also of what a volume has folders of only."""
    code = (
        "from remit.workspace import results; "
        "print(volume.current is None, results.Results('')._code)"
    )
    shelf.told("from remit.workspace import results" + _BIND)
    bound = shelf.told(code)
    assert bound.startswith("False ")
    [place] = shelf.volumes
    place.unlink()
    assert shelf.told(code) == bound.replace("False", "True")


def test_what_stands_in_for_a_module_is_not_taken_for_it(shelf: Shelf) -> None:
    stood = "from types import ModuleType; sys.modules['quopri'] = ModuleType('quopri'); "
    shelf.told(stood + "import tomllib, getopt, this" + _BIND)
    code = "import quopri, tomllib; print(type(tomllib.__loader__).__name__, volume.current.missed)"
    assert shelf.told(code) == "Bound 1\n"


def test_a_module_that_nobody_has_is_looked_for_by_others(shelf: Shelf) -> None:
    (shelf.first / "dolls.py").write_text("WHAT = 'doll'\n")
    assert shelf.told("import dolls; print(dolls.WHAT)") == "doll\n"


@pytest.mark.parametrize(
    ("words", "may"),
    [
        ("check", True), ("check items --staged", True), ("check --no-cache", False),
        ("check --interpret", False), ("test", False), ("", False), ("lsp check", False),
    ],
)  # fmt: skip
def test_checks_alone_take_from_a_volume(words: str, may: bool) -> None:
    assert volume.is_for(words.split()) is may


def test_there_is_no_volume_where_modules_lie_in_what_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cache/remit").mkdir(mode=0o700, parents=True)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    assert volume.place_of_volume() is not None
    for odd in ("", str(tmp_path / "here")):
        monkeypatch.setattr(sys, "path", [odd, *sys.path])
        assert volume.place_of_volume() is None
