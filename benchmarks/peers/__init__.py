"""Remit beside other engines, on the same work: `python -m benchmarks.peers`."""
