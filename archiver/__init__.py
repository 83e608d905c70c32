"""Records a council's public sessions, splits them by agenda item, subtitles and publishes them."""

__version__ = "0.1.0"
