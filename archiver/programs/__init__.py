"""The only door to other programs: find them, probe them, run them."""
