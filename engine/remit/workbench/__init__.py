"""Floor 5: what rule authors use: tests of rules, explanations."""
