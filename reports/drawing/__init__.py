"""Callouts over a picture: where they go, how they look, and the one SVG drawing of them."""
