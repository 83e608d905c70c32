"""The chat of a session's broadcast: `live/comments.jsonl`, and how far it was read."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from archiver.broadcasting.session import Live, made_of
from archiver.model.comments import Entry, PublicComments, Removed, Said, standing
from archiver.model.record import Record
from archiver.model.timeline import Timeline
from archiver.publish.comments import public_comments
from archiver.publish.youtube.chat import Chat, Place
from archiver.publish.youtube.livecalls import LiveCalls, UncertainError
from archiver.steps import Settings
from archiver.store.files import append_whole, write_atomic
from archiver.store.folder import SessionFolder
from archiver.store.lease import hold

COMMENTS = "live/comments.jsonl"
_PLACE = "live/chat/place.json"
_LINE: TypeAdapter[Entry] = TypeAdapter(Annotated[Said | Removed, Field(discriminator="kind")])


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


def entries_of(folder: SessionFolder) -> Iterator[Entry]:
    """What was kept; lines that a crash has cut are passed over, and are read anew."""
    path = folder.file(COMMENTS)
    if not path.is_file():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                yield _LINE.validate_json(line)
            except ValidationError:
                continue


def comments_of(folder: SessionFolder) -> tuple[Said, ...]:
    """The comments that stand, by time."""
    return standing(entries_of(folder))


def shown_comments(folder: SessionFolder, timeline: Timeline | None = None) -> PublicComments:
    """What may stand beside the replay: nothing unless the preset says so."""
    made = folder.file("replay/timeline.json").is_file()
    if Settings.of(folder).preset.publish.comments != "show" or not (timeline or made):
        return PublicComments(session=folder.id)
    played = timeline or folder.read("replay/timeline.json", Timeline)
    return public_comments(folder.id, comments_of(folder), folder.runs(), played)
