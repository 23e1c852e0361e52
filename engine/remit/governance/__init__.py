"""Floor 4: collections, effective dates and the report."""
