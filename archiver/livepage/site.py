"""What a live page leaves in the site before a session, and when the replay takes its place."""

from datetime import UTC, datetime
from pathlib import Path

from archiver.marking import planned_of, read_marks
from archiver.model.marks import Interval, Planned, public_intervals
from archiver.model.runs import Runs
from archiver.model.timeline import Timeline
from archiver.pages import write_list
from archiver.publish.live.chunks import is_chunk
from archiver.publish.live.entries import Entry, reviewed
from archiver.publish.live.page import FOLDER, LiveSession, render_live
from archiver.publish.live.playlists import FULL, LIVE, REPLAY, entries_of, is_segment
from archiver.publish.live.state import STATE, LiveStatus, moments
from archiver.publish.website import live_assets
from archiver.site import put_logo, without_logo
from archiver.steps import Settings, site_name
from archiver.store.files import write_atomic
from archiver.store.folder import SITE, SessionFolder

KEPT_SECONDS = 24 * 3600
"""For so long after the mastered page was written, a page opened before it can go on playing."""
STAND_IN_TEXTS = ("captions.vtt", "captions.srt", "chapters.vtt", "transcript.txt")
"""What lies beside the playlist of the page that stands in, in its time."""


def write_before(folder: SessionFolder, planned: Planned) -> Path | None:
    """Make the page of a session that is still to come; return where it is.

    None, and nothing is touched, if the session has a recording or a replay already.
    """
    recorded = folder.file("recording").is_dir() and any(folder.file("recording").glob("*.ts"))
    if recorded or folder.file(site_name(folder.id, "session.json")).is_file():
        return None
    settings = Settings.of(folder)
    page = write_live_page(folder, settings, planned)
    status = LiveStatus(state="before", title=settings.session.title, updated=datetime.now(UTC))
    write_atomic(live_file(folder, STATE), status.to_json())
    write_list(folder.archive)
    return page


def write_live_page(folder: SessionFolder, settings: Settings, planned: Planned) -> Path:
    """Write the page and the files that it shares with others; return where the page is."""
    shown = put_logo(folder.archive, settings.house) is None
    live = LiveSession(
        id=folder.id,
        session=settings.session,
        house=settings.house if shown else without_logo(settings.house),
        agenda=folder.agenda(),
        start=planned.start,
    )
    for path, text in live_assets(settings.house).items():
        write_atomic(folder.file(SITE + path), text)
    page = folder.file(site_name(folder.id, "index.html"))
    write_atomic(page, render_live(live))
    return page


def live_file(folder: SessionFolder, name: str) -> Path:
    """A file of the live page."""
    return folder.file(site_name(folder.id, f"{FOLDER}/{name}"))


def give_address(folder: SessionFolder) -> None:
    """Tell open live pages that a replay stands at their address, and where in it they are."""
    status = LiveStatus(
        state="replay",
        title=folder.session().title,
        moments=moments(shown_before(folder, folder.runs())),
        updated=datetime.now(UTC),
    )
    write_atomic(live_file(folder, STATE), status.to_json())


def give_way_to_replay(folder: SessionFolder) -> None:
    """Tell open live pages that the replay stands at their address; remove what nobody plays.

    To be called once the page with the mastered video is written, and again whenever the session
    was processed. What a page that stood in for it plays is kept for a day after that, as long as
    all of it may still be seen. Does nothing for a session that was not live, or is still being
    recorded.
    """
    state = live_file(folder, STATE)
    if not state.is_file() or not folder.file("replay/timeline.json").is_file():
        return
    runs = folder.runs()
    if runs.runs and not runs.finished:
        return
    if live_file(folder, FULL).is_file() or not _has_given_way(state):
        give_address(folder)
    kept = _kept_for_open_pages(folder, runs)
    for name in media_files(folder):
        if name not in kept:
            live_file(folder, name).unlink(missing_ok=True)


def replay_intervals(folder: SessionFolder) -> tuple[Interval, ...]:
    """What of the session is both public by the marks and played in its replay."""
    marks, planned = read_marks(folder), planned_of(folder.session())
    public = public_intervals(marks, folder.runs(), planned)
    both = (
        Interval(max(a.start_ms, p.session_start_ms), min(a.end_ms, p.session_end_ms))
        for p in folder.read("replay/timeline.json", Timeline).played
        for a in public
    )
    return tuple(part for part in both if part.start_ms < part.end_ms)


def _kept_for_open_pages(folder: SessionFolder, runs: Runs) -> set[str]:
    """What an open page that stood in for the replay's may still ask for."""
    try:
        playlist = live_file(folder, REPLAY).read_text(encoding="utf-8")
        written = folder.file(site_name(folder.id, "index.html")).stat().st_mtime
    except OSError:
        return set()
    if datetime.now(UTC).timestamp() - written > KEPT_SECONDS:
        return set()
    entries = reviewed(entries_of(playlist, runs), replay_intervals(folder))
    if any(entry.withdrawn for entry in entries):
        return set()
    return {REPLAY, *STAND_IN_TEXTS, *(entry.name for entry in entries)}


def media_files(folder: SessionFolder) -> tuple[str, ...]:
    """Names of the playlists, segments and captions that lie beside the page."""
    place = live_file(folder, "")
    names = [path.name for path in place.iterdir()] if place.is_dir() else []
    listed = (FULL, LIVE, REPLAY, *STAND_IN_TEXTS)
    return tuple(n for n in names if n in listed or is_segment(n) or is_chunk(n))


def shown_before(folder: SessionFolder, runs: Runs) -> tuple[Entry, ...]:
    """What the page showed when its playlists were last written."""
    try:
        return entries_of(live_file(folder, FULL).read_text(encoding="utf-8"), runs)
    except (OSError, UnicodeDecodeError):
        return ()


def _has_given_way(state: Path) -> bool:
    try:
        return LiveStatus.model_validate_json(state.read_bytes()).state == "replay"
    except ValueError:
        return False
