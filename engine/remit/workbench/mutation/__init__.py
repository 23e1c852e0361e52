"""Floor 5: rules with one thing changed, and whether their tests would notice."""
