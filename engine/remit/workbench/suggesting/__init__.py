"""Floor 5: cases that would show what the tests of rules leave open, found by trying."""
