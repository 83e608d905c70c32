"""What a live page leaves in the site before a session, and when the replay takes its place."""

from datetime import UTC, datetime
from pathlib import Path

from archiver.model.marks import Planned
from archiver.model.runs import Runs
from archiver.publish.live.chunks import is_chunk
from archiver.publish.live.entries import Entry
from archiver.publish.live.page import FOLDER, LiveSession, render_live
from archiver.publish.live.playlists import FULL, LIVE, entries_of, is_segment
from archiver.publish.live.state import STATE, LiveStatus, moments
from archiver.publish.website import live_assets
from archiver.steps import Settings, site_name
from archiver.store.files import write_atomic
from archiver.store.folder import SITE, SessionFolder


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
    return page


def write_live_page(folder: SessionFolder, settings: Settings, planned: Planned) -> Path:
    """Write the page and the files that it shares with others; return where the page is."""
    live = LiveSession(
        id=folder.id,
        session=settings.session,
        house=settings.house,
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


def give_way_to_replay(folder: SessionFolder) -> None:
    """Tell open live pages that the replay stands at their address; remove what they played.

    To be called once the replay's page is written. Does nothing for a session that was not live,
    or is still being recorded.
    """
    state = live_file(folder, STATE)
    if not state.is_file() or not folder.file("replay/timeline.json").is_file():
        return
    runs = folder.runs()
    if runs.runs and not runs.finished:
        return
    entries = shown_before(folder, runs)
    if entries or not _has_given_way(state):
        status = LiveStatus(
            state="replay",
            title=folder.session().title,
            moments=moments(entries),
            updated=datetime.now(UTC),
        )
        write_atomic(state, status.to_json())
    for name in media_files(folder):
        live_file(folder, name).unlink(missing_ok=True)


def media_files(folder: SessionFolder) -> tuple[str, ...]:
    """Names of the playlists, segments and captions that lie beside the page."""
    place = live_file(folder, "")
    names = [path.name for path in place.iterdir()] if place.is_dir() else []
    return tuple(n for n in names if n in (FULL, LIVE) or is_segment(n) or is_chunk(n))


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
