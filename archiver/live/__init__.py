"""Recognition beside the recorder: captions, chapters and index that grow, and the close."""

from archiver.live.following import follow

__all__ = ["follow"]
