"""From JSON Schema to types: what rules may expect of a manifest that its schema admits.

Several schemas speak of one value: its own, those it refers to, those of `allOf`, which hold
always; and those of `then`, `else`, `dependentSchemas`, `oneOf` and `anyOf`, which hold *at times*.
So a type is made of sources: paths in the bundle, each with whether it holds at times only. What
holds always decides what kind of value it is, and what of it is required; where it says nothing,
what the others have in common does. The fields of a record are those that any source knows. Records
are filled after they were made, since a schema may refer to itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from remit.manifest.bundle import Bundle
from remit.manifest.defaults import Default
from remit.manifest.keywords import AMOUNT, CURRENCY, KEY, ORDERED, Path
from remit.manifest.kinship import both, bounds, common, of_members, value
from remit.manifest.types import (
    ANY,
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    TIMESTAMP,
    AnyType,
    Bounds,
    FieldType,
    ListType,
    MapType,
    NumberType,
    Record,
    Type,
    records,
)
from remit.text.diagnostic import Diagnostic, Severity, did_you_mean
from remit.text.sentences import counted

_OBJECT = ("properties", "required", "additionalProperties", "patternProperties",
           "unevaluatedProperties")  # fmt: skip
_ARRAY = ("items", "prefixItems")
_SCALARS: dict[str, Type] = {"string": TEXT, "number": NUMBER, "boolean": BOOLEAN}
_WRITTEN: dict[str, Type] = {"date": DATE, "date-time": TIMESTAMP}
_ANNOTATIONS = frozenset({"$ref", "$defs", "description", "title", "default", "examples",
                          "deprecated", "$comment"})  # fmt: skip


def type_of(
    bundle: Bundle,
) -> tuple[Type, list[Default], list[Diagnostic], tuple[Diagnostic, ...]]:
    """Gives the type of the values that a schema admits, its defaults, what is wrong with it, and
    advice for its author."""
    work = _Typing(bundle)
    root = work.typed((_Source(()),))
    while work.unfilled:
        work.fill(*work.unfilled.pop(0))
    for path, key, item in work.keyed:
        work.check_key(path, key, item)
    return root, work.defaults, work.diagnostics, tuple(work.closing(root))


class _Source(Struct, frozen=True):
    """A schema that speaks of a value: where it is, and whether it holds only at times."""

    path: Path
    at_times: bool = False


_Sources = tuple[_Source, ...]


class _Shape(Struct, eq=False):
    """What the sources of one value say about it, put together."""

    seen: set[_Source] = field(default_factory=set)
    kinds: list[frozenset[str]] = field(default_factory=list)
    bounds: list[Bounds] = field(default_factory=list)
    solid: bool = False
    scalars: list[Type] = field(default_factory=list)
    branches: list[_Source] = field(default_factory=list)
    choices: list[list[_Source]] = field(default_factory=list)
    properties: dict[str, list[_Source]] = field(default_factory=dict)
    required: dict[str, list[_Source]] = field(default_factory=dict)
    others: list[_Source] = field(default_factory=list)
    items: list[_Source] = field(default_factory=list)
    positions: list[_Source] = field(default_factory=list)
    closed: bool = False
    ruled: bool = False
    opened: bool = False
    like: set[str] = field(default_factory=set)
    key: str = "id"
    description: str | None = None
    defaults: list[tuple[Path, object]] = field(default_factory=list)
    mark: str | None = None
    deprecated: bool = False


class _Typing(Struct, eq=False):
    bundle: Bundle
    known: dict[frozenset[_Source], Type] = field(default_factory=dict)
    unfilled: list[tuple[Record, _Shape]] = field(default_factory=list)
    keyed: list[tuple[Path, str, Type]] = field(default_factory=list)
    open: dict[int, Path] = field(default_factory=dict)
    defaults: list[Default] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def typed(self, sources: _Sources) -> Type:
        return self.described(sources)[0]

    def described(self, sources: _Sources) -> tuple[Type, _Shape]:
        """The type of a value, and all else that its sources say."""
        shape = _Shape()
        for source in sources:
            if source.at_times:
                shape.branches.append(source)
            else:
                self.collect(shape, source)
        key = frozenset(_Source(self.target(s.path), s.at_times) for s in sources)
        if key not in self.known:
            # a list or choice that contains itself, with no record between, has no finite type
            self.known[key] = ANY
            self.known[key] = self.made(shape, sources, key)
        if shape.description is None:
            places = [path for s in shape.branches for path in (s.path, self.target(s.path))]
            found = (_described(self.bundle.at(path)) for path in places)
            shape.description = next((text for text in found if text), None)
        return self.known[key], shape

    def target(self, path: Path) -> Path:
        """Where a schema that does nothing but refer to another one leads to."""
        for _ in range(100):
            schema = self.bundle.at(path)
            if not isinstance(schema, dict) or path not in self.bundle.targets:
                break
            if not schema.keys() <= _ANNOTATIONS:
                break
            path = self.bundle.targets[path]
        return path

    def collect(self, shape: _Shape, source: _Source) -> None:
        """Adds to a shape what one source says, and those that hold whenever it holds."""
        schema, path, at_times = self.bundle.at(source.path), source.path, source.at_times
        if source in shape.seen or not isinstance(schema, dict):
            return
        shape.seen.add(source)
        self.annotations(shape, schema, source)
        if not at_times:
            self.scalar(shape, schema)
        self.entries(shape, schema, source)
        self.elements(shape, schema, source)
        if path in self.bundle.targets:
            self.collect(shape, _Source(self.bundle.targets[path], at_times))
        for index in range(len(schema.get("allOf", ()))):
            self.collect(shape, _Source((*path, "allOf", index), at_times))
        if "if" in schema:
            shape.branches += [_Source((*path, b), True) for b in ("then", "else") if b in schema]
        for name in schema.get("dependentSchemas", ()):
            shape.branches.append(_Source((*path, "dependentSchemas", name), True))
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                self.choice(shape, schema[keyword], (*path, keyword), at_times)

    def choice(self, shape: _Shape, forms: list[Any], path: Path, at_times: bool) -> None:
        places = [(*path, index) for index, form in enumerate(forms) if not _only_null(form)]
        if at_times:
            shape.branches += [_Source(place, True) for place in places]
        elif len(places) == 1:
            self.collect(shape, _Source(places[0]))
        else:
            shape.choices.append([_Source(place) for place in places])

    def annotations(self, shape: _Shape, schema: dict[str, Any], source: _Source) -> None:
        if shape.description is None:
            shape.description = _described(schema)
        for keyword in (AMOUNT, CURRENCY):
            if schema.get(keyword) is True:
                shape.mark = keyword
        shape.deprecated |= schema.get("deprecated") is True and not source.at_times
        if "default" in schema and not source.at_times and not shape.defaults:
            shape.defaults.append((source.path, value(schema["default"])))

    def scalar(self, shape: _Shape, schema: dict[str, Any]) -> None:
        declared = schema.get("type")
        if declared is not None:
            names = {declared} if isinstance(declared, str) else set(declared)
            named = {"number" if name == "integer" else name for name in names} - {"null"}
            shape.kinds.append(frozenset(named))
            shape.solid |= "null" not in names
            shape.bounds.append(bounds(schema, whole=names <= {"integer", "null"}))
        members = [schema["const"]] if "const" in schema else schema.get("enum")
        if members is not None:
            shape.solid |= None not in members
            shape.scalars.append(of_members(members, declared, schema.get(ORDERED) is True))
        if schema.get("format") in _WRITTEN:
            shape.scalars.append(_WRITTEN[schema["format"]])

    def entries(self, shape: _Shape, schema: dict[str, Any], source: _Source) -> None:
        path, at_times = source.path, source.at_times
        if any(keyword in schema for keyword in _OBJECT):
            shape.like.add("object")
        for name, inner in schema.get("properties", {}).items():
            if inner is not False:
                below = _Source((*path, "properties", name), at_times)
                shape.properties.setdefault(name, []).append(below)
        for name in schema.get("required", ()):
            shape.required.setdefault(name, []).append(source)
        for pattern, inner in schema.get("patternProperties", {}).items():
            if inner is not False:
                shape.others.append(_Source((*path, "patternProperties", pattern)))
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            if schema.get(keyword) is False:
                shape.closed |= not at_times
            elif schema.get(keyword) is True:
                shape.opened = True
            elif isinstance(schema.get(keyword), dict):
                shape.ruled |= not at_times
                shape.others.append(_Source((*path, keyword)))

    def elements(self, shape: _Shape, schema: dict[str, Any], source: _Source) -> None:
        if any(keyword in schema for keyword in _ARRAY):
            shape.like.add("array")
        if isinstance(schema.get("items"), dict):
            shape.items.append(_Source((*source.path, "items"), source.at_times))
        for index in range(len(schema.get("prefixItems", ()))):
            shape.positions.append(_Source((*source.path, "prefixItems", index)))
        if isinstance(schema.get(KEY), str):
            shape.key = schema[KEY]

    def made(self, shape: _Shape, sources: _Sources, key: frozenset[_Source]) -> Type:
        """The type of a shape: its kind as declared, else as its keywords and choices tell."""
        if len(key) == 1 and sources[0].at_times:
            return self.alone(sources[0])
        kind = frozenset.intersection(*shape.kinds) if shape.kinds else frozenset()
        chosen = [common(self.typed((form,)) for form in forms) for forms in shape.choices]
        if not kind and not shape.scalars:
            kind = self.implied(shape)
        if kind == {"object"}:
            return self.record(shape, sources)
        if kind == {"array"}:
            return self.listing(shape, sources)
        type_ = _SCALARS.get(next(iter(kind)), ANY) if len(kind) == 1 else ANY
        for one in shape.scalars:
            if len(kind) < 2 or one not in (DATE, TIMESTAMP):
                type_ = both(type_, one)
        for one in chosen:
            type_ = both(type_, one)
        if isinstance(type_, NumberType) and shape.bounds:
            type_ = NumberType(shape.bounds[0])
        if type_ == ANY and not kind and not shape.scalars and not chosen:
            return common(t for t in map(self.alone, shape.branches) if t != ANY)
        return type_

    def implied(self, shape: _Shape) -> frozenset[str]:
        """The kind of a value whose schemas name none: as all their forms and keywords agree."""
        like = set(shape.like)
        for form in [form for forms in shape.choices for form in forms] + shape.branches:
            match self.alone(form):
                case Record() | MapType():
                    like.add("object")
                case ListType():
                    like.add("array")
                case AnyType() if form.at_times or shape.like:
                    pass
                case _:
                    like.add("scalar")
        return frozenset(like) if like in ({"object"}, {"array"}) else frozenset()

    def alone(self, source: _Source) -> Type:
        return self.typed((_Source(source.path),))

    def branched(self, shape: _Shape) -> None:
        """Adds what holds at times to the shape of a record or list."""
        done: set[_Source] = set()
        while True:
            forms = [_Source(form.path, True) for forms in shape.choices for form in forms]
            waiting = [source for source in shape.branches + forms if source not in done]
            if not waiting:
                return
            for source in waiting:
                done.add(source)
                self.collect(shape, source)

    def listing(self, shape: _Shape, sources: _Sources) -> Type:
        self.branched(shape)
        solid = False
        if shape.positions:
            item = common(map(self.alone, shape.positions + shape.items))
        else:
            item, inner = self.described(tuple(shape.items))
            solid = inner.solid
        if shape.key != "id":
            self.keyed.append((sources[0].path, shape.key, item))
        return ListType(item, shape.key, not solid)

    def record(self, shape: _Shape, sources: _Sources) -> Type:
        self.branched(shape)
        others = [self.alone(source) for source in shape.others]
        is_open = not shape.closed and not shape.ruled
        other = None if shape.closed and not others else common(others + [ANY] * is_open)
        if not shape.properties and other is not None:
            return MapType(other) if others or shape.opened else ANY
        path = self.target(sources[0].path)
        record = Record(self.named(path), {}, other, shape.description)
        if is_open and not shape.opened:
            self.open[id(record)] = path
        self.unfilled.append((record, shape))
        return record

    def named(self, path: Path) -> str:
        """The name of a record: that of its definition or of the field that holds it."""
        parents = ("properties", "$defs", "definitions")
        for parent, key in reversed(list(pairwise(path))):
            if parent in parents:
                return str(key)
        return self.bundle.home(path)[0].rpartition("/")[2].partition(".")[0]

    def fill(self, record: Record, shape: _Shape) -> None:
        for name, sources in shape.properties.items():
            type_, inner = self.described(tuple(sources))
            demands = shape.required.get(name, [])
            record.fields[name] = FieldType(
                type_,
                any(not demand.at_times for demand in demands),
                inner.description,
                inner.defaults[0][1] if inner.defaults else None,
                bool(inner.defaults),
                self.bundle.pointer(sources[0].path),
                inner.mark,
                inner.deprecated,
            )
            for holder, _ in inner.defaults:
                self.defaults.append(Default(sources[0].path, holder, type_))
            self.advise(name, sources, demands if inner.defaults else [])
        if record.other is None:
            self.check_required(record, shape)

    def check_required(self, record: Record, shape: _Shape) -> None:
        """Refuses to require what may not be there: no manifest could ever be right."""
        for name, demands in shape.required.items():
            for demand in demands if name not in record.fields else ():
                if not demand.at_times:
                    said = f"`{name}` is required, and `properties` has no such field"
                    place = (*demand.path, "required", self.position(demand, name))
                    help_ = did_you_mean(name, record.fields, "fields")
                    self.say("json-schema-keyword", said, place, help_)

    def advise(self, name: str, sources: list[_Source], vain: list[_Source]) -> None:
        """Says where a default is never filled in, and where one makes a demand a vain one."""
        for source in sources:
            schema = self.bundle.at(source.path)
            if source.at_times and isinstance(schema, dict) and "default" in schema:
                said = "this `default` is never filled in, since its schema holds only at times"
                help_ = "put it where the field is declared for all cases"
                place = (*source.path, "default")
                self.say("json-schema-default", said, place, help_, "advice")
        for demand in vain:
            said = f"`{name}` has a `default`, so it is never missing"
            help_ = "take the `default` away where leaving the field out should be a mistake"
            place = (*demand.path, "required", self.position(demand, name))
            self.say("json-schema-required", said, place, help_, "advice")

    def closing(self, root: Type) -> Iterator[Diagnostic]:
        """Says once that misspelled fields pass, where nothing says that any field is welcome."""
        found = [record for record in records(root) if id(record) in self.open]
        if not found:
            return
        others = f", like {counted(len(found) - 1, 'other record')}" if found[1:] else ""
        said = f"`{found[0].name}` takes any field{others}, so that a misspelled one passes"
        help_ = (
            "write `unevaluatedProperties: false` beside `properties`, or "
            "`additionalProperties: true` where any field is welcome"
        )
        source, span = self.bundle.place((*self.open[id(found[0])], "properties"))
        yield Diagnostic("json-schema-open", said, source, span, help_, "advice")

    def position(self, demand: _Source, name: str) -> int:
        names: list[str] = self.bundle.at((*demand.path, "required"))
        return names.index(name)

    def check_key(self, path: Path, key: str, item: Type) -> None:
        if isinstance(item, Record) and item.other is None and key not in item.fields:
            said = f"the elements of this list have no field `{key}`"
            place = (*self.target(path), KEY)
            self.say("json-schema-keyword", said, place, did_you_mean(key, item.fields, "fields"))

    def say(
        self, code: str, said: str, path: Path, help_: str | None, severity: Severity = "error"
    ) -> None:
        source, span = self.bundle.place(path)
        self.diagnostics.append(Diagnostic(code, said, source, span, help_, severity))


def _described(schema: Any) -> str | None:
    description = schema.get("description") if isinstance(schema, dict) else None
    return description if isinstance(description, str) else None


def _only_null(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    return schema.get("type") in ("null", ["null"]) or schema.get("const", "") is None
