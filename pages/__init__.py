"""What the portal shows: one module for each tutorial screen, elements named as the portal names them."""
