"""What differs between two records of a journey: found, told as data, and shown as a page."""
