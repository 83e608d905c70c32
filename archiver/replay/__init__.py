"""The replay as the viewer gets it: timeline, video, poster, chapters, item files."""
