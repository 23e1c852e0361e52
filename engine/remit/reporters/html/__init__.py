"""HTML: the report as one page for people, which needs nothing but itself."""
