"""The complete replay page before its mastered video: it plays the closed live playlist.

The playlist is made anew from what the replay plays, so that page and mastered video show the
same; its segments are those that the live page had, and no byte of them is copied. Everything
that is in the playlist's own time lies with it in `live/`, where the mastered page never writes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from archiver.captions.formats import FORMATS
from archiver.livepage.parts import CUTTING, put_part, source_of
from archiver.livepage.site import STAND_IN_TEXTS, give_address, live_file, replay_intervals
from archiver.media.container import MediaError
from archiver.media.poster import poster
from archiver.media.probe import probe
from archiver.model.chapters import Chapter, Chapters
from archiver.model.marks import Interval
from archiver.model.runs import Runs
from archiver.model.timeline import Timeline
from archiver.pages import session_page
from archiver.publish.live.entries import Entry, parts, starts_of
from archiver.publish.live.page import FOLDER
from archiver.publish.live.playlists import REPLAY, full_playlist
from archiver.publish.live.shown import shown_timeline
from archiver.publish.live.state import STATE
from archiver.publish.transports import open_transport
from archiver.publish.website import (
    PageFiles,
    SessionPage,
    StandIn,
    card_of,
    card_to_json,
    logo_path,
    render_session,
    render_transcript,
    stand_in_assets,
)
from archiver.replay.chapters import chapters_vtt, viewer_chapters
from archiver.replaying import POSTER
from archiver.site import put_logo, without_logo
from archiver.steps import Settings, site_name
from archiver.store.files import write_atomic
from archiver.store.folder import SITE, WITHDRAWN, SessionFolder

_FILES = PageFiles(
    captions_vtt=STAND_IN_TEXTS[0],
    captions_srt=STAND_IN_TEXTS[1],
    chapters_vtt=STAND_IN_TEXTS[2],
    transcript=STAND_IN_TEXTS[3],
)


def stand_in(folder: SessionFolder) -> Path | None:
    """Write the replay page of a session whose recording has ended; return where it is.

    Its video is the closed playlist of what is public and played. To be called once the steps up
    to `caption` are done, and before `replay` is. None, and nothing is written, when there is
    nothing to play, or the session was taken back. The list of sessions is not written anew.
    Raises OSError, and what reading the session's files raises.
    """
    if folder.file(WITHDRAWN).is_file():
        return None
    settings, runs = Settings.of(folder), folder.runs()
    entries = _entries(folder, runs, replay_intervals(folder))
    if not entries:
        return None
    if put_logo(folder.archive, settings.house):
        settings = replace(settings, house=without_logo(settings.house))
    page = _page(folder, settings, entries, runs)
    segment_ms = settings.preset.capture.segment_ms
    write_atomic(live_file(folder, REPLAY), full_playlist(entries, segment_ms, finished=True))
    for name, text in _texts(page):
        write_atomic(live_file(folder, name), text)
    for path, text in stand_in_assets(page.house).items():
        write_atomic(folder.file(SITE + path), text)
    write_atomic(folder.file(site_name(folder.id, "session.json")), card_to_json(card_of(page)))
    index = folder.file(site_name(folder.id, "index.html"))
    write_atomic(index, render_session(page))
    give_address(folder)
    return index


def send_stand_in(folder: SessionFolder) -> bool:
    """Send the page that `stand_in` wrote to where the live page was sent; False if nowhere.

    Raises TransportError; it may then be called again, and goes on from what is there.
    """
    settings = Settings.of(folder)
    if not settings.house.live_to:
        return False
    transport = open_transport(settings.house.live_to)
    try:
        there = transport.sizes(f"{folder.id}/{FOLDER}")
        for name in _sent(folder, settings):
            path = folder.file(SITE + name)
            media = path.suffix == ".ts"
            if path.is_file() and not (media and there.get(path.name) == path.stat().st_size):
                transport.put(path, name)
    finally:
        transport.close()
    return True


def _sent(folder: SessionFolder, settings: Settings) -> Iterator[str]:
    """What makes the page, by its names in the site: media first, the page, then the state."""
    playlist = live_file(folder, REPLAY).read_text(encoding="utf-8")
    media = [line for line in playlist.splitlines() if line and not line.startswith("#")]
    yield from (f"{folder.id}/{FOLDER}/{name}" for name in (*media, *STAND_IN_TEXTS, REPLAY))
    yield from stand_in_assets(settings.house)
    if settings.house.logo:
        yield logo_path(settings.house)
    yield from (f"{folder.id}/{name}" for name in (POSTER, "session.json", "index.html"))
    yield f"{folder.id}/{FOLDER}/{STATE}"


def _entries(folder: SessionFolder, runs: Runs, shown: Sequence[Interval]) -> tuple[Entry, ...]:
    """What the playlist holds, each with its file beside the page."""
    found: list[Entry] = []
    for part in parts(runs, shown):
        if source_of(folder, part.segment.file).is_file() and (entry := put_part(folder, part)):
            found.append(entry)
    live_file(folder, CUTTING).unlink(missing_ok=True)
    return tuple(found)


def _page(
    folder: SessionFolder, settings: Settings, entries: Sequence[Entry], runs: Runs
) -> SessionPage:
    shown = shown_timeline(entries, runs.duration_ms)
    chapters = _chapters(folder, settings, shown)
    picture = _poster(folder, entries, next((c.start_ms for c in chapters if c.items), 0))
    files = _FILES.model_copy(update={"poster": picture})
    page = session_page(folder, settings, chapters, shown, files)
    video = probe(live_file(folder, entries[0].name)).video[:1]
    size = {"width": video[0].width, "height": video[0].height} if video else {}
    stands_in = StandIn(folder=FOLDER, playlist=REPLAY)
    return page.model_copy(update={"stand_in": stands_in, **size})


def _chapters(folder: SessionFolder, settings: Settings, shown: Timeline) -> tuple[Chapter, ...]:
    """The replay's own chapters, where the playlist has them: with the same anchors for good.

    What the replay covers with a card is not in the playlist, and has no chapter here.
    """
    replay = folder.read("replay/timeline.json", Timeline)
    found = viewer_chapters(
        folder.read("chapters.json", Chapters), folder.agenda(), replay, settings.session.language
    )
    moved = []
    for chapter in found:
        start, end = (
            shown.nearest_replay(replay.to_session(ms)) for ms in (chapter.start_ms, chapter.end_ms)
        )
        if start < end:
            moved.append(chapter.model_copy(update={"start_ms": start, "end_ms": end}))
    return tuple(moved)


def _poster(folder: SessionFolder, entries: Sequence[Entry], at_ms: int) -> str | None:
    """A picture of the segment that plays at an instant of the playlist; None if it shows none."""
    starts = starts_of(entries)
    playing = (e for e, end in zip(entries, starts[1:], strict=True) if at_ms < end)
    entry = next(playing, entries[-1])
    target = folder.file(site_name(folder.id, POSTER))
    try:
        poster(live_file(folder, entry.name), 0, target)
    except (MediaError, OSError):
        return None
    return POSTER


def _texts(page: SessionPage) -> Iterator[tuple[str, str | bytes]]:
    language, files = page.session.language, page.files
    for name, ending in ((files.captions_vtt, "vtt"), (files.captions_srt, "srt")):
        if name:
            yield name, FORMATS[ending].encode(page.cues, language)
    if files.chapters_vtt:
        yield files.chapters_vtt, chapters_vtt(page.chapters)
    if files.transcript:
        yield files.transcript, render_transcript(page)
