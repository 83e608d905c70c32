"""Speech recognition: stretches, the Recognizer interface, its engines and their models."""
