"""Tests of what rule authors use."""
