"""Packages are imported without what they hardly use, and get it where they do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import remit
from remit.cli.sparing import StandIn


def test_a_stand_in_gives_way_where_more_is_asked_of_it() -> None:
    stand_in = StandIn("colorsys", rgb_to_hsv=len)
    real = sys.modules.pop("colorsys", None)
    sys.modules["colorsys"] = stand_in
    try:
        from colorsys import rgb_to_hsv

        assert rgb_to_hsv is len
        assert sys.modules["colorsys"] is stand_in
        from colorsys import ONE_THIRD

        assert ONE_THIRD == 1 / 3
        assert sys.modules["colorsys"] is not stand_in
    finally:
        sys.modules.pop("colorsys")
        if real is not None:
            sys.modules["colorsys"] = real


def test_a_stand_in_says_of_itself_what_an_empty_module_would() -> None:
    assert not hasattr(StandIn("colorsys"), "__path__")


def test_the_real_modules_are_imported_afterwards() -> None:
    code = (
        "import sys; from remit.cli.sparing import spare; spare(); "
        "assert not {'typing_extensions', 'email.utils', 'uuid'} & sys.modules.keys(); "
        "assert {'msgspec', 'jsonschema_rs'} <= sys.modules.keys(); "
        "import typing_extensions, email.utils, uuid; print(uuid.UUID(int=1)); "
        "print(typing_extensions.__file__[-2:], email.utils.parsedate_to_datetime.__module__); "
        "import msgspec; "
        "A = msgspec.defstruct('A', [('a', int)]); print(msgspec.convert({'a': 1}, A).a); "
        "print(msgspec.json.encode(A(2)), msgspec.json.schema(A)['$ref']); "
        "import msgspec.json; print(msgspec.json.decode(b'[3]'), msgspec.inspect.type_info(A).cls)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (
        0,
        "00000000-0000-0000-0000-000000000001\npy email.utils\n1\n"
        "b'{\"a\":2}' #/$defs/A\n[3] <class '__main__.A'>\n",
    ), done.stderr


def test_nothing_is_spared_where_the_real_modules_are_there() -> None:
    code = (
        "import typing_extensions, email.utils; from remit.cli.sparing import spare; spare(); "
        "import sys; print(sys.modules['typing_extensions'] is typing_extensions, "
        "sys.modules['email.utils'] is email.utils, 'msgspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "True True True\n", done.stderr


def test_validators_come_when_they_are_wanted() -> None:
    code = (
        "import sys; from remit.cli.sparing import spare; spare(['check']); "
        "assert 'jsonschema_rs.jsonschema_rs' not in sys.modules; import jsonschema_rs as stood; "
        "from jsonschema_rs import ValidationError; "
        "found = stood.Draft202012Validator({'type': 'string'}); "
        "print(found.is_valid('a'), found.is_valid(1), sys.modules['jsonschema_rs'] is not stood, "
        "{'email.utils', 'typing'} & sys.modules.keys())\n"
        "try: found.validate(1)\nexcept ValidationError as error: print(error.message)\n"
        "import jsonschema_rs, email.utils, typing; from jsonschema_rs import canonical; "
        "print(issubclass(canonical.InvalidSchemaType, Exception), typing.Any is not object, "
        "issubclass(jsonschema_rs.canonical.InvalidPattern, Exception), email.utils.quote('x'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (
        'True False True set()\n1 is not of type "string"\nTrue True True x\n',
        "",
    )


def test_dates_are_those_of_the_real_module() -> None:
    code = (
        "import sys, pickle; from remit.cli.sparing import spare; spare(); import datetime; "
        "day = datetime.datetime.strptime('2026-11-26', '%Y-%m-%d'); print(day); "
        "assert pickle.loads(pickle.dumps(day)) == day; del sys.modules['datetime']; "
        "import datetime as real; "
        "assert all(getattr(datetime, name) is getattr(real, name) for name in real.__all__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "2026-11-26 00:00:00\n", done.stderr


def test_what_explains_failures_imports_nothing_that_was_spared() -> None:
    code = (
        "import sys; from remit.cli.sparing import spare; before = set(sys.modules); "
        "spare(['check']); import remit.evaluation.explained, remit.manifest.layout; "
        "print(sorted({'typing', 'functools', 'collections', 'operator', 'decimal'} "
        "& (sys.modules.keys() - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_nothing_is_asked_of_msgspec_that_it_was_spared() -> None:
    asked = {
        line
        for file in Path(remit.__file__).parent.rglob("*.py")
        for line in file.read_text("utf-8").splitlines()
        if "msgspec" in line and line.lstrip().startswith(("from ", "import "))
    }
    assert asked <= {
        "from msgspec import Struct",
        "from msgspec import Struct, field",
        "from msgspec.structs import asdict",
        "from msgspec.structs import astuple",
        "from msgspec.structs import replace",
    }


def test_no_class_is_told_by_what_stands_in_for_typing() -> None:
    """msgspec takes a `ClassVar` for one only if it was imported with the module that has it."""
    files = Path(remit.__file__).parent.rglob("*.py")
    assert not [file for file in files if "ClassVar[" in file.read_text("utf-8")]


TOYS = """\
import collections.abc
import re
from collections import Counter, OrderedDict, deque, namedtuple
from collections.abc import Mapping
from functools import cache, cached_property, lru_cache, partial, singledispatch, total_ordering
from operator import itemgetter

class Toy:
    made = 0

    @cached_property
    def name(self):
        Toy.made += 1
        return "bear"

@cache
def twice(number):
    Toy.made += 1
    return 2 * number

@lru_cache(maxsize=1)
def thrice(number, times=3):
    Toy.made += 1
    return times * number

toy = Toy()
told = [toy.name, toy.name, twice(2), twice(2), thrice(1), thrice(2), thrice(1, times=3), Toy.made]
told += [Counter("aab").most_common(1), [*OrderedDict(a=1)], deque([1, 2], 1)[0], namedtuple]
told += [isinstance({}, collections.abc.Mapping), isinstance({}, Mapping), itemgetter(1)("ab")]
told += [partial(max, 3)(2), re.sub("a", "b", "ca"), re.compile("a|b").findall("ab"), re.I]
told += [Toy.name.__class__.__name__]
"""


def test_whatever_more_is_asked_for_is_there(tmp_path: Path) -> None:
    (tmp_path / "toys.py").write_text(TOYS)
    code = (
        "import sys; from remit.cli import sparing; "
        "[sys.modules.pop(name, None) for name in ('re', 'enum', 'functools', 'collections')]; "
        "apart = sparing._apart(); sys.path.insert(0, sys.argv[1]); "
        "sparing._imported('toys', *apart); import toys; toys.told.remove(toys.namedtuple); "
        "print(*toys.told); "
        "print([each for each in apart if type(each) is sparing.StandIn "
        "and sys.modules.get(each.__name__) is each]); "
        "import collections.abc, functools, operator, re, enum, decimal; "
        "print(collections.abc.Mapping.__name__, functools.wraps.__name__, operator.__name__, "
        "re.escape('.'), enum.Flag.__name__, toys.re.escape('.'), decimal.Decimal('1'))"
    )
    words = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (
        "bear bear 4 4 3 6 3 5 [('a', 2)] ['a'] 2 True True b 3 cb ['a', 'b'] re.IGNORECASE "
        "_CachedProperty\n[]\nMapping wraps operator \\. Flag \\. 1\n",
        "",
    )


def test_what_a_package_has_as_its_own_module_stays() -> None:
    """As `collections.abc` is one since Python 3.13, of which there is no file."""
    code = (
        "import sys, collections, _collections_abc as abc; "
        "sys.modules['collections.abc'] = collections.abc = abc; "
        "from remit.cli.sparing import spare; spare(['check']); "
        "print(sys.modules.get('collections.abc') is abc, "
        "sys.modules['collections'] is collections)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True True\n", "")
