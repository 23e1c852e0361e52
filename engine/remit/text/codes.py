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
    # files of our own formats, and the command line
    "format": "a configuration, test or other file of Remit's own is not as its format says",
    "configuration": "the configuration contradicts itself or names what is not there",
    "unsupported": "the configuration asks for what this version can't do",
    "usage": "the command was given something it can't work with",
    "no-such-file": "a file that was named is not there or can't be read",
    "nothing-selected": "there is no rule, or no manifest, to check",
}
