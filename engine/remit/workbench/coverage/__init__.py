"""Floor 5: what the tests of rules show of them, and what they leave open."""
