"""Floor 7: one short module a command."""
