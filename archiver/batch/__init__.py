"""Many sessions: what is due in each, in which order, who works on them, and what became of it."""
