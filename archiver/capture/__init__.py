"""Recording the feed: runs and their supervision, watchdog, copies, outgoing streams."""
