"""The steps of one session, in order, on one page."""
