"""Builtins: every function of the language once, with signature, meaning, sentence and example."""

from __future__ import annotations
