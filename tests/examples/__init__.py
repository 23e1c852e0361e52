"""Tests of the schemas and examples that Remit brings along."""
