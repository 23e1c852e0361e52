"""Floor 1: the rule language as text: grammar, tree, parser, mistakes."""
