"""The handbook: the policies for those who live by them, in Markdown or as a page."""
