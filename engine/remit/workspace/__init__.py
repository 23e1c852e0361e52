"""Floor 6: the edge: configuration, discovery, files, the clock."""
