"""Pictures of what a page shows: held still, in disguise, searched for personal data, and measured."""
