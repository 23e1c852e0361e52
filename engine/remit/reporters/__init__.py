"""Floor 5: one file a format, each `render(report) -> str`."""
