"""Advice on rules that are sound: what hardly was meant, can never matter, or reads badly."""
