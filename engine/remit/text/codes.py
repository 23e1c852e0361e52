"""The codes of all diagnostics, each with one sentence on what it means."""

from __future__ import annotations

CODES: dict[str, str] = {
    # rule files as text
    "syntax": "the rule file does not follow the grammar",
    # manifests as YAML
    "yaml": "the file is not YAML",
    "tab": "a tab indents a line of YAML",
    "encoding": "the file is not UTF-8",
    "character": "the file holds a character that YAML does not allow",
    "too-large": "the file has more bytes than the limits allow",
    "too-deep": "lists and maps are nested deeper than the limits allow",
    "too-many-values": "the file has more values, aliases written out, than the limits allow",
    "no-document": "the file holds blanks and comments only",
    "duplicate-key": "a map has a key twice",
    "odd-key": "a key is a list, a map, null or missing",
    "undefined-alias": "an alias repeats what nothing before it is named",
    "recursive-alias": "an alias stands inside of what it repeats",
    "merge-key": "a merge key is given neither a map nor a list of maps",
    "unknown-tag": "a value has a tag that manifests do not know",
    "tag-content": "a value is not what its tag says",
    # schema files
    "bad-schema": "the schema does not follow JSON Schema 2020-12",
    "bad-draft": "the schema is written in another draft of JSON Schema",
    "bad-reference": "a `$ref` leads nowhere, out of the schema's folder or into the network",
    "bad-keyword": "a keyword of the schema is misspelled, outdated or misplaced",
    "bad-format": "the schema names a format that is not known, and so not checked",
    "bad-pattern": "a pattern can't be matched in linear time, or is no regular expression",
    "bad-member": "a member of an enum of texts is no text to YAML, and would never match",
    "idle-default": "a `default` that holds at times only is never filled in",
    "idle-required": "a field with a `default` is required, and can never be missing",
    # manifests against their schema
    "schema-type": "a value is of another type than the schema says",
    "schema-enum": "a value is none of those that the schema lists",
    "schema-const": "a value is not the one that the schema demands",
    "schema-format": "a text is no date, link or whatever the schema's format says",
    "schema-pattern": "a text doesn't match the schema's pattern",
    "schema-range": "a number is too small, too large or no multiple of what the schema says",
    "schema-size": "a text, list or map is shorter or longer than the schema allows",
    "schema-repeated": "a list whose entries differ by the schema has one twice",
    "schema-contains": "a list has too few or too many entries of the sort that the schema means",
    "schema-required": "a field that the schema requires is missing",
    "schema-unknown-key": "a map has a key that the schema does not know or allow",
    "schema-key": "a key of a map is not of the form that the schema demands of keys",
    "schema-not": "a value is one that the schema excludes",
    "schema-choice": "a value fits none of the forms that the schema offers, or several",
    # files of our own formats, and the command line
    "format": "a configuration, test or other file of Remit's own is not as its format says",
    "configuration": "the configuration contradicts itself or names what is not there",
    "unsupported": "the configuration asks for what this version can't do",
    "usage": "the command was given something it can't work with",
    "no-such-file": "a file that was named is not there or can't be read",
    "nothing-selected": "there is no rule, or no manifest, to check",
}
