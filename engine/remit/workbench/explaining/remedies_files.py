"""The remedies for manifests, schemas, configurations, tests, and the command line."""

from __future__ import annotations

from remit.workbench.explaining.remedy import Remedies, Remedy

YAML: Remedies = {
    "yaml": Remedy(
        "put a text that has a colon or another sign of YAML into quotes, and indent what "
        "belongs together alike",
        "title: Checkout: the next one",
        'title: "Checkout: the next one"',
        "yaml",
    ),
    "tab": Remedy("indent with blanks", "owners:\n\tbusiness: lin", "owners:\n  business: lin",
                  "yaml"),
    "encoding": Remedy("save the file as UTF-8"),
    "character": Remedy("delete the character; in quotes it may be written as an escape"),
    "too-large": Remedy("split the file, or raise `limits.bytes` in the configuration"),
    "too-deep": Remedy("nest less deeply, or raise `limits.depth` in the configuration"),
    "too-many-values": Remedy(
        "use fewer aliases, split the file, or raise `limits.nodes` in the configuration"
    ),
    "no-document": Remedy("write the manifest into the file, or delete it"),
    "duplicate-key": Remedy(
        "keep one of the two", "budget: 100\nbudget: 200", "budget: 200", "yaml"
    ),
    "odd-key": Remedy("write a plain text as the key", "[a, b]: 1", "a: 1\nb: 1", "yaml"),
    "undefined-alias": Remedy(
        "name the value above with `&`, or write it out",
        "owner: *lead", "lead: &lead lin\nowner: *lead", "yaml",
    ),
    "recursive-alias": Remedy(
        "write the value out where it repeats itself", "a: &a [1, *a]", "a: [1]", "yaml"
    ),
    "merge-key": Remedy(
        "let `<<` name a map, or a list of maps", "a: 5\nb: {<<: 5}",
        "a: &a {x: 5}\nb: {<<: *a}", "yaml",
    ),
    "unknown-tag": Remedy(
        "leave the tag out", "budget: !money 5", "budget: 5", "yaml"
    ),
    "tag-content": Remedy(
        "leave the tag out, or write what it says", "budget: !!int five", "budget: !!int 5", "yaml"
    ),
}  # fmt: skip

SCHEMAS: Remedies = {
    "json-schema": Remedy(
        "write the keyword as JSON Schema 2020-12 defines it",
        "type: object\nproperties: [id]", "type: object\nproperties: {id: {type: string}}",
        "schema",
    ),
    "json-schema-draft": Remedy(
        "say `$schema: https://json-schema.org/draft/2020-12/schema`, and write the keywords of "
        "that draft",
        '$schema: "http://json-schema.org/draft-07/schema#"\ntype: object',
        '$schema: "https://json-schema.org/draft/2020-12/schema"\ntype: object',
        "schema",
    ),
    "json-schema-reference": Remedy(
        "let `$ref` lead to a definition in a file of the schema's folder",
        'type: object\nproperties: {id: {$ref: "#/$defs/name"}}',
        'type: object\nproperties: {id: {$ref: "#/$defs/name"}}\n$defs: {name: {type: string}}',
        "schema",
    ),
    "json-schema-keyword": Remedy(
        "spell the keyword as JSON Schema does, and write it where it means something",
        "type: object\nproprties: {id: {type: string}}",
        "type: object\nproperties: {id: {type: string}}", "schema",
    ),
    "json-schema-format": Remedy(
        "name a format that is checked, or use a `pattern`",
        "type: object\nproperties: {id: {type: string, format: phone}}",
        'type: object\nproperties: {id: {type: string, pattern: "^[0-9]+$"}}', "schema",
    ),
    "json-schema-pattern": Remedy(
        "write a regular expression without what looks around or back",
        'type: object\nproperties: {id: {type: string, pattern: "("}}',
        'type: object\nproperties: {id: {type: string, pattern: "[a-z]+"}}', "schema",
    ),
    "json-schema-member": Remedy(
        "put the member of the enum into quotes",
        "type: object\nproperties: {id: {type: string, enum: [true, other]}}",
        'type: object\nproperties: {id: {type: string, enum: ["true", other]}}', "schema",
    ),
    "json-schema-default": Remedy(
        "give a default that the schema allows, where it can be filled in",
        "type: object\nproperties: {size: {type: number, default: big}}",
        "type: object\nproperties: {size: {type: number, default: 5}}", "schema",
    ),
    "json-schema-required": Remedy(
        "take the field out of `required`, or drop its default",
        "type: object\nrequired: [size]\nproperties: {size: {type: number, default: 5}}",
        "type: object\nproperties: {size: {type: number, default: 5}}", "schema",
    ),
    "json-schema-open": Remedy(
        "close the schema; or say that any field is welcome, with `additionalProperties: true`",
        "type: object\nproperties: {id: {type: string}}",
        "type: object\nproperties: {id: {type: string}}\nunevaluatedProperties: false",
        "advised schema",
    ),
}  # fmt: skip

MANIFESTS: Remedies = {
    "schema-type": Remedy("write a value of the type that the schema says"),
    "schema-enum": Remedy("write one of the values that the schema lists"),
    "schema-const": Remedy("write the value that the schema demands"),
    "schema-format": Remedy("write it in the format, such as `2026-03-31` for a date"),
    "schema-pattern": Remedy("write it in the form that the schema demands"),
    "schema-range": Remedy("keep to the bounds that the schema sets"),
    "schema-size": Remedy("write as many characters or entries as the schema allows"),
    "schema-repeated": Remedy("take the second one out"),
    "schema-contains": Remedy("write as many entries of the sort as the schema wants"),
    "schema-required": Remedy("add the field"),
    "schema-unknown-key": Remedy("spell the key as the schema does, or take it out"),
    "schema-key": Remedy("write the key in the form that the schema demands"),
    "schema-not": Remedy("write something else than what the schema excludes"),
    "schema-choice": Remedy("write one of the forms that the schema offers, in full"),
}

OTHERS: Remedies = {
    "format": Remedy(
        "`remit schema` prints what each of Remit's own files may hold, and `remit schema --check "
        "FILE` checks one"
    ),
    "configuration": Remedy(
        "correct what the message points at in `remit.yaml`; `remit schema config` prints what "
        "may stand there"
    ),
    "waiver": Remedy(
        "`remit waive FINGERPRINT` writes a record that keeps to the terms; somebody else "
        "approves it"
    ),
    "usage": Remedy("`remit COMMAND --help` lists what the command takes"),
    "base-revision": Remedy(
        "name a revision that is there; in a CI job, fetch the whole history (`fetch-depth: 0`)"
    ),
    "no-such-file": Remedy(
        "name a file that is there and can be read or written; paths are seen from the working "
        "directory"
    ),
    "near-name": Remedy("rename a manifest as its kind has it; call anything else otherwise"),
    "nothing-selected": Remedy("name files, folders or rules that there are"),
    "unknown-param": Remedy("name a param as `policy.param`; `remit docs` lists all params"),
    "param-value": Remedy(
        "give a literal of the type that the policy gives the param, and a percentage as `30%`"
    ),
    "bad-case": Remedy(
        "name fields, rules and surroundings that there are; `remit schema tests` prints what may "
        "stand in a test"
    ),
    "duplicate-case": Remedy("give one of the two a name that says what it shows beside the other"),
    "not-rejected": Remedy("expect the code that is found, or correct the policy of the case"),
    "stale-mutant": Remedy(
        "take it out of `mutants.yaml`, or write `was` and `becomes` as `remit test --mutate` "
        "shows them"
    ),
    "lost-work": Remedy(
        "run the command again, with fewer processes (`--jobs 1`) where memory is short"
    ),
}
