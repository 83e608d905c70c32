"""The agenda: reading it, and finding where each of its items starts in what was said."""
