"""What a media file says of itself in words: its tags and the titles of its chapters."""

from pathlib import Path

from archiver.media.container import open_media


def texts_in(path: Path) -> tuple[str, ...]:
    """All tags of `path`, of its streams and of its chapters.

    Raises MediaError if it is no media file.
    """
    with open_media(path) as container:
        tags = [container.metadata, *(stream.metadata for stream in container.streams)]
        tags += [chapter["metadata"] for chapter in container.chapters()]
        return tuple(str(value) for known in tags for value in known.values())
