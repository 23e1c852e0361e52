"""Explaining: what a rule, a finding or a code means, and the way out."""
