"""Publishing: the website."""
