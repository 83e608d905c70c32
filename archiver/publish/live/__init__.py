"""The live page: which segments may be shown, the playlists that name them, its state, its page."""
