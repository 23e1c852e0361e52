"""English: rules as sentences, made from their trees, so that they can't drift from the rules."""
