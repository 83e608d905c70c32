"""Puts parts of the recording beside the page: whole segments as links, others cut."""

from pathlib import Path

from archiver.livepage.site import live_file
from archiver.media.container import MediaError
from archiver.media.trim import trim_segment
from archiver.publish.live.entries import Entry, Part
from archiver.store.files import link_or_copy
from archiver.store.folder import SessionFolder

CUTTING = "cutting.ts"


def source_of(folder: SessionFolder, segment: str) -> Path:
    """Where the recorder's file of that name is."""
    return folder.file("recording") / Path(segment).name


def put_part(folder: SessionFolder, part: Part) -> Entry | None:
    """Put a part of a segment into the page's folder; None if there is nothing to show in it."""
    source = source_of(folder, part.segment.file)
    if part.is_whole:
        entry = part.entry(0, part.length_ms)
        target = live_file(folder, entry.name)
        if not target.is_file():
            link_or_copy(source, target)
        return entry
    cut = live_file(folder, CUTTING)
    cut.parent.mkdir(parents=True, exist_ok=True)
    to_ms = None if part.to_ms == part.length_ms else part.to_ms
    try:
        made = trim_segment(source, cut, part.from_ms, to_ms)
    except MediaError:
        made = None
    if made is None:
        return None
    entry = part.entry(made.start_ms, part.to_ms if to_ms is None else made.end_ms)
    cut.replace(live_file(folder, entry.name))
    return entry
