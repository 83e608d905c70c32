"""What is known to go wrong when speech is recognised, and how each is noticed and mended."""
