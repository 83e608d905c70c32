"""Search: the index and the query."""
