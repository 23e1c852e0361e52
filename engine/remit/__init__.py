"""Remit: policy as code for governing technology work."""

__version__ = "0.1.0"
LANGUAGE = 1
