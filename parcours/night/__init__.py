"""The night run: its command, its stages, and the processes that they run in."""
