"""The chat of a session's broadcast: `live/comments.jsonl`, and how far it was read."""

from collections.abc import Callable
from pathlib import Path

from archiver.broadcasting.session import Live, made_of
from archiver.commenting import COMMENTS, entries_of
from archiver.model.comments import Entry
from archiver.model.record import Record
from archiver.publish.youtube.chat import Chat, Place
from archiver.publish.youtube.livecalls import LiveCalls, UncertainError
from archiver.store.files import append_whole, write_atomic
from archiver.store.folder import SessionFolder
from archiver.store.lease import hold

CHAT = "live/chat"
"""Held by whoever follows the chat."""
_PLACE = f"{CHAT}/place.json"


class _Read(Record):
    chat: str = ""
    page: str = ""
    over: bool = False


def follow(
    live: Live,
    calls: LiveCalls,
    every: float,
    wait: Callable[[float], bool],
    failing: Callable[[UncertainError], None],
) -> bool:
    """Keep what is written in the chat, up to its end; whether that has come.

    One process at a time follows a chat; a dead one does no harm, whenever it died.
    """
    chat, path = made_of(live).chat, live.folder.file(_PLACE)
    path.parent.mkdir(parents=True, exist_ok=True)

    def keep_place(place: Place) -> None:
        read = _Read(chat=chat, page=place.page, over=place.over)
        write_atomic(path, read.to_json())

    with hold(path.parent, "follow"):
        reader = Chat(calls, chat, lambda new: _add(live.folder, new), keep_place)
        known = {entry.id for entry in entries_of(live.folder)}
        return reader.follow(_place(path, chat), known, every, wait, failing).over


def is_over(folder: SessionFolder, chat: str) -> bool:
    """Whether that chat was followed to its end."""
    return _place(folder.file(_PLACE), chat).over


def _place(path: Path, chat: str) -> Place:
    """Where reading stopped; the beginning where that was another chat's, or cannot be read."""
    try:
        read = _Read.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        return Place()
    return Place(read.page, read.over) if read.chat == chat else Place()


def _add(folder: SessionFolder, entries: tuple[Entry, ...]) -> None:
    lines = "".join(entry.model_dump_json(exclude_defaults=False) + "\n" for entry in entries)
    path = folder.file(COMMENTS)
    append_whole(path, lines.encode("utf-8"))
