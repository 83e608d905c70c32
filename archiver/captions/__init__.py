"""Subtitles: the layout of cues, the norms they keep, the formats they are written in."""
