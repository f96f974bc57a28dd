"""Secrets: how they may be spelt, the scrubber that removes them, and the scanner that finds what is left."""
