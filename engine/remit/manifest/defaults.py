"""Defaults that their own schema would refuse: filled in, each would be a mistake in a manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import jsonschema_rs
from msgspec import Struct

from remit.manifest.bundle import Bundle, pointer
from remit.manifest.document import Document
from remit.manifest.faults import faults
from remit.manifest.instance import instance
from remit.manifest.keywords import Path
from remit.manifest.types import Type
from remit.text.diagnostic import Diagnostic

_BUNDLE = "bundle:/"


class Default(Struct, frozen=True):
    """A field with a default: its schema, the schema that says the default, its type."""

    path: Path
    holder: Path
    type: Type


def misfits(bundle: Bundle, defaults: Iterable[Default]) -> Iterator[Diagnostic]:
    """Gives what is wrong with the defaults of a schema, where they stand."""
    registry = jsonschema_rs.Registry([(_BUNDLE, bundle.json)])
    for default in defaults:
        file, inner = bundle.home(default.holder)
        document = bundle.documents[file]
        node = document.node((*inner, "default"))
        if node is None or node.content is None:
            continue
        alone = Document(document.source, 0, node)
        plain, _ = instance(alone, default.type)
        validator = jsonschema_rs.Draft202012Validator(
            {"$ref": f"{_BUNDLE}#{quote(pointer(default.path))}"},
            registry=registry,
            validate_formats=True,
            pattern_options=jsonschema_rs.RegexOptions(),
        )
        for fault in faults(alone, default.type, None, plain, validator.iter_errors(plain)):
            said = f"the default is wrong: {fault.said}"
            yield Diagnostic("json-schema-default", said, document.source, fault.span, fault.help)
