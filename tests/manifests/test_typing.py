"""What types rules see of schemas, in a short notation: `!` required, `*` any other field."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.manifests.schemas import schema_of

from remit.manifest.types import (
    AnyType,
    BooleanType,
    Bounds,
    DateType,
    EnumType,
    ListType,
    MapType,
    NumberType,
    Record,
    TextType,
    TimestampType,
    Type,
)

TYPES = [
    # scalars
    ("type: string", "text"),
    ("type: integer", "number"),
    ("type: number", "number"),
    ("type: boolean", "boolean"),
    ("{type: string, format: date}", "date"),
    ("{type: string, format: date-time}", "timestamp"),
    ("{type: string, format: email}", "text"),
    ("format: date", "date"),
    ("{type: integer, format: date}", "any"),
    ("{type: [string, number], format: date}", "any"),
    ("{}", "any"),
    ("true", "any"),
    ("minLength: 3", "any"),
    ("type: 'null'", "any"),
    ("type: [string, 'null']", "text"),
    ("type: [integer, number]", "number"),
    ("type: [string, number]", "any"),
    # enums and constants
    ("{type: string, enum: [a, b]}", "enum(a b)"),
    ("enum: [b, a, null]", "enum(b a)"),
    ("{enum: [low, high], x-remit-ordered: true}", "ordered(low high)"),
    ("{enum: [low, high], x-remit-ordered: false}", "enum(low high)"),
    ("const: a", "enum(a)"),
    ("const: 3", "number"),
    ("enum: [1, 2.5]", "number"),
    ("enum: [true, false]", "boolean"),
    ("enum: [1, true]", "any"),
    ("enum: [a, 1]", "any"),
    ("enum: [null]", "any"),
    ("{type: string, enum: [a, null]}", "enum(a)"),
    # lists
    ("{type: array, items: {type: string}}", "[text]"),
    ("items: {type: string}", "[text]"),
    ("type: array", "[any]"),
    ("{type: array, x-remit-key: name, items: {type: number}}", "[number by name]"),
    ("prefixItems: [{type: string}, {enum: [a]}]", "[text]"),
    ("prefixItems: [{type: string}, {type: number}]", "[any]"),
    ("{prefixItems: [{type: number}], items: {type: number}}", "[number]"),
    ("{type: array, allOf: [{items: {type: string}}, {items: {enum: [a]}}]}", "[enum(a)]"),
    # maps and records
    ("type: object", "any"),
    ("{type: object, additionalProperties: true}", "map(any)"),
    ("additionalProperties: {type: number}", "map(number)"),
    ("{patternProperties: {a: {type: number}}, additionalProperties: false}", "map(number)"),
    ("patternProperties: {a: {type: number}}", "map(any)"),
    (
        "{patternProperties: {a: {enum: [x]}, b: {enum: [y]}}, unevaluatedProperties: false}",
        "map(enum(x y))",
    ),
    ("{type: object, additionalProperties: false}", "{}"),
    ("properties: {a: {type: string}, b: {}}", "{a: text, b: any, *: any}"),
    ("{properties: {a: {type: string}}, required: [a, z]}", "{a!: text, *: any}"),
    ("{properties: {a: {type: string}}, additionalProperties: false}", "{a: text}"),
    ("{properties: {a: {type: string}}, unevaluatedProperties: false}", "{a: text}"),
    (
        "{properties: {a: {type: string}}, additionalProperties: {type: number}}",
        "{a: text, *: number}",
    ),
    (
        "{properties: {a: true}, patternProperties: {b: {type: date}}}".replace("date", "string"),
        "{a: any, *: any}",
    ),
    ("{properties: {a: false, b: {type: string}}}", "{b: text, *: any}"),
    # what holds at once
    ("{type: string, allOf: [{enum: [a, b]}, {enum: [b, c]}]}", "enum(b)"),
    ("allOf: [{type: string}, {format: date}]", "date"),
    ("allOf: [{type: string}, {type: number}]", "any"),
    (
        "allOf: [{properties: {a: {type: string}}}, {properties: {b: {}}}]",
        "{a: text, b: any, *: any}",
    ),
    (
        "allOf: [{properties: {a: {type: string}}}, {properties: {a: {type: number}}}]",
        "{a: any, *: any}",
    ),
    ("allOf: [{required: [a]}, {properties: {a: {type: number}}}]", "{a!: number, *: any}"),
    # what holds at times
    (
        "{properties: {k: {enum: [x, y]}}, if: {properties: {k: {const: x}}},"
        " then: {properties: {a: {type: string}}, required: [a]},"
        " else: {properties: {b: {type: number}}}}",
        "{k: enum(x y), a: text, b: number, *: any}",
    ),
    (
        "{properties: {k: {enum: [x, y]}}, if: {required: [k]},"
        " then: {properties: {k: {const: x}}}}",
        "{k: enum(x y), *: any}",
    ),
    (
        "{if: {}, then: {properties: {a: {type: string}}},"
        " else: {properties: {a: {type: number}}}}",
        "{a: any, *: any}",
    ),
    (
        "{properties: {a: true}, if: {}, then: {properties: {a: {type: string}}}}",
        "{a: text, *: any}",
    ),
    (
        "{properties: {a: {properties: {b: {type: string}}, unevaluatedProperties: false}}, if: {},"
        " then: {properties: {a: {required: [b], properties: {c: {type: number}}}}}}",
        "{a: {b: text, c: number}, *: any}",
    ),
    (
        "{if: {}, then: {properties: {a: {properties: {b: {type: string}}, required: [b],"
        " additionalProperties: false}}}}",
        "{a: {b!: text}, *: any}",
    ),
    ("{dependentSchemas: {a: {properties: {b: {type: string}}}}}", "{b: text, *: any}"),
    # choices
    ("oneOf: [{type: string}, {type: 'null'}]", "text"),
    ("oneOf: [{type: string}, {type: number}]", "any"),
    ("oneOf: [{const: a}, {const: b}, {const: null}]", "enum(a b)"),
    ("{type: string, anyOf: [{const: a}, {const: b}]}", "enum(a b)"),
    ("anyOf: [{enum: [a]}, {type: string}]", "text"),
    ("anyOf: [{format: date}, {type: string}]", "text"),
    ("{type: string, anyOf: [{format: date}, {minLength: 3}]}", "text"),
    ("anyOf: [{type: string}, {type: array, items: {type: string}}]", "any"),
    ("anyOf: [{type: array, items: {const: a}}, {type: array, items: {const: b}}]", "[enum(a b)]"),
    (
        "anyOf: [{properties: {a: {type: string}}, required: [a]}, {type: 'null'}]",
        "{a!: text, *: any}",
    ),
    (
        "oneOf: [{properties: {a: {type: string}}, required: [a]}, {properties: {b: {}}}]",
        "{a: text, b: any, *: any}",
    ),
    (
        "{properties: {a: {type: string}, b: {}}, oneOf: [{required: [a]}, {required: [b]}]}",
        "{a: text, b: any, *: any}",
    ),
    (
        "oneOf: [{properties: {k: {const: x}}}, {properties: {k: {const: y}}}]",
        "{k: enum(x y), *: any}",
    ),
    ("oneOf: [{properties: {a: {type: string}}}, {type: string}]", "any"),
    ("oneOf: [{}, {properties: {a: {}}}]", "any"),
    # references
    ("{$ref: '#/$defs/a', $defs: {a: {type: string}}}", "text"),
    ("{$ref: '#here', $defs: {a: {$anchor: here, type: number}}}", "number"),
    ("{$ref: '#/$defs/a', enum: [x], $defs: {a: {type: string}}}", "enum(x)"),
    ("{$ref: '#/$defs/a%20b~1c', $defs: {'a b/c': {type: boolean}}}", "boolean"),
    (
        "{$ref: '#/$defs/n', $defs: {n: {properties: {up: {$ref: '#/$defs/n'}}}}}",
        "{up: <n>, *: any}",
    ),
    ("{properties: {sub: {type: array, items: {$ref: '#'}}}}", "{sub: [<schema>], *: any}"),
    ("{type: array, items: {$ref: '#'}}", "[any]"),
    ("{anyOf: [{type: 'null'}, {properties: {up: {$ref: '#'}}}]}", "{up: <schema>, *: any}"),
]


@pytest.mark.parametrize(("schema", "expected"), TYPES)
def test_a_schema_has_the_type(schema: str, expected: str) -> None:
    assert notation(schema_of(schema).type) == expected


def test_a_field_knows_what_the_schema_says_of_it() -> None:
    record = schema_of("""
        properties:
          stage: {$ref: "#/$defs/stage", description: How far it is.}
          share: {$ref: "#/$defs/share"}
          late: {type: string}
          tags: {type: array, default: [a, 1.5]}
        required: [stage]
        if: {properties: {stage: {const: idea}}}
        then: {required: [late], properties: {note: {$ref: "#/$defs/share"}}}
        $defs:
          stage: {enum: [idea, pilot], description: A stage., default: idea}
          share: {type: number, default: 0.25, description: A share.}
    """).type
    assert isinstance(record, Record)
    stage, share = record.fields["stage"], record.fields["share"]
    assert (stage.description, stage.default, stage.required) == ("How far it is.", "idea", True)
    assert (share.description, str(share.default), share.has_default) == ("A share.", "1/4", True)
    assert stage.pointer == "schema.yaml#/properties/stage"
    assert not record.fields["late"].required
    assert record.fields["note"].pointer == "schema.yaml#/then/properties/note"
    assert not record.fields["note"].has_default
    assert record.fields["note"].description == "A share."
    assert str(record.fields["tags"].default) == "['a', Fraction(3, 2)]"


def test_records_that_one_definition_makes_are_one_type() -> None:
    record = schema_of("""
        properties: {a: {$ref: "#/$defs/p", description: One.}, b: {$ref: "#/$defs/p"}}
        $defs: {p: {properties: {name: {type: string}}}}
    """).type
    assert isinstance(record, Record)
    assert record.fields["a"].type is record.fields["b"].type
    assert repr(record.fields["a"].type) == "Record('p')"


def notation(type_: Type, above: tuple[Record, ...] = ()) -> str:
    match type_:
        case TextType():
            return "text"
        case NumberType():
            return "number"
        case BooleanType():
            return "boolean"
        case DateType():
            return "date"
        case TimestampType():
            return "timestamp"
        case AnyType():
            return "any"
        case EnumType(members, ordered):
            return f"{'ordered' if ordered else 'enum'}({' '.join(members)})"
        case ListType(item, key):
            return f"[{notation(item, above)}{'' if key == 'id' else ' by ' + key}]"
        case MapType(value):
            return f"map({notation(value, above)})"
        case Record():
            return _record(type_, above)
    raise AssertionError(type_)


def _record(record: Record, above: tuple[Record, ...]) -> str:
    if any(record is one or record.fields is one.fields for one in above):
        return f"<{record.name}>"
    parts = [
        f"{name}{'!' * field.required}: {notation(field.type, (*above, record))}"
        for name, field in record.fields.items()
    ]
    if record.other is not None:
        parts.append(f"*: {notation(record.other, above)}")
    return "{" + ", ".join(parts) + "}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{type: number}", Bounds()),
        ("{type: integer, minimum: 0}", Bounds(low=0, whole=True)),
        ("{type: number, exclusiveMinimum: 0.5, maximum: 9}", Bounds(Fraction(1, 2), 9, True)),
        ("{type: number, minimum: 3, exclusiveMinimum: 1}", Bounds(low=3)),
        ("{type: number, maximum: 3, exclusiveMaximum: 3}", Bounds(high=3, high_open=True)),
        ("{type: [integer, 'null'], minimum: 1}", Bounds(low=1, whole=True)),
        ("{anyOf: [{type: number, minimum: 1}, {type: number, minimum: 2}]}", Bounds()),
        ("{anyOf: [{type: number, minimum: 1}, {type: 'null'}]}", Bounds(low=1)),
    ],
)
def test_a_number_knows_its_bounds(text: str, wanted: Bounds) -> None:
    type_ = schema_of(f"properties:\n  x: {text}\ntype: object\n").type
    assert isinstance(type_, Record)
    number = type_.fields["x"].type
    assert isinstance(number, NumberType)
    assert number.bounds == wanted
