"""Scaffolds: a new rule with its tests, which hold until its author has filled both in."""
