"""The files of a session that a browser may have, by name: a table, never a path."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from archiver.desk.problems import NotFoundError
from archiver.i18n import _
from archiver.store.folder import SessionFolder

FileKind = Literal["replay", "mobile", "poster", "storyboard", "captions", "sound"]
_FILES: Mapping[FileKind, tuple[str, str]] = {
    "replay": ("replay/replay.mp4", "video/mp4"),
    "mobile": ("replay/mobile.mp4", "video/mp4"),
    "poster": ("replay/poster.jpg", "image/jpeg"),
    "storyboard": ("replay/storyboard.vtt", "text/vtt"),
    "captions": ("captions/{language}.vtt", "text/vtt"),
    "sound": ("audio.wav", "audio/wav"),
}


def file_of(folder: SessionFolder, kind: FileKind) -> tuple[Path, str]:
    """Where a file is, and its media type. Raises NotFoundError where it was not made."""
    name, media_type = _FILES[kind]
    path = folder.file(name.format(language=folder.session().language))
    if not path.is_file():
        raise NotFoundError(_("{file} was not made yet").format(file=path.name))
    return path, media_type
