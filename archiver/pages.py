"""A session's page in the site of its archive, and the list of sessions.

The site is a folder of plain files. A session's page is rebuilt from its own folder; the list
from the `session.json` beside each page, by one process at a time.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from archiver.captions.dressing import bound, dressed
from archiver.captions.timeline import to_replay
from archiver.commenting import shown_comments
from archiver.errors import ArchiverError
from archiver.media.probe import probe
from archiver.model.captions import CueSheet
from archiver.model.chapters import Chapter, Chapters
from archiver.model.timeline import Timeline
from archiver.publish.live.page import FOLDER
from archiver.publish.live.state import STATE, LiveStatus
from archiver.publish.website import (
    CardError,
    PageFiles,
    SessionCard,
    SessionPage,
    assets,
    card_from_json,
    card_of,
    card_to_json,
    render_list,
    render_session,
    render_transcript,
    render_withdrawn,
)
from archiver.rosters import speakers_of
from archiver.steps import Settings, Work, site_name
from archiver.store.archive import load_house
from archiver.store.files import link_or_copy, write_atomic
from archiver.store.folder import SITE, SessionFolder
from archiver.store.lease import wait_for
from archiver.store.shipped import load_language_pack

_OVER: dict[str, Literal["preparing"]] = {"preparing": "preparing", "replay": "preparing"}
VIDEO, POSTER, CHAPTERS_VTT = "replay.mp4", "poster.jpg", "chapters.vtt"


def write_page(work: Work, chapters: tuple[Chapter, ...]) -> None:
    """Write everything of a session's page: media first, the page itself last."""
    folder = work.folder
    page = _page(work, chapters)
    files = page.files
    for name in (files.video, files.poster, files.chapters_vtt):
        if name:
            link_or_copy(folder.file(f"replay/{name}"), work.out(site_name(folder.id, name)))
    for name in (files.captions_vtt, files.captions_srt):
        if name:
            link_or_copy(folder.file(f"captions/{name}"), work.out(site_name(folder.id, name)))
    for path, text in assets(page.house).items():
        write_atomic(folder.file(SITE + path), text)
    work.write(site_name(folder.id, "transcript.txt"), render_transcript(page))
    work.write(site_name(folder.id, "session.json"), card_to_json(card_of(page)))
    work.write(site_name(folder.id, "index.html"), render_session(page))


def write_withdrawn(work: Work) -> None:
    """Write what stands at the address of a session that was taken back: nothing of it."""
    session, house = work.settings.session, work.settings.house
    for path, text in assets(house).items():
        write_atomic(work.folder.file(SITE + path), text)
    work.write(site_name(work.folder.id, "index.html"), render_withdrawn(session, house))


def _page(work: Work, chapters: tuple[Chapter, ...]) -> SessionPage:
    folder = work.folder
    language = work.settings.session.language
    video = probe(folder.file(f"replay/{VIDEO}")).video[0]
    files = PageFiles(
        video=VIDEO,
        poster=POSTER,
        captions_vtt=f"{language}.vtt",
        captions_srt=f"{language}.srt",
        chapters_vtt=CHAPTERS_VTT,
        transcript="transcript.txt",
    )
    timeline = folder.read("replay/timeline.json", Timeline)
    page = session_page(folder, work.settings, chapters, timeline, files)
    size = folder.file(f"replay/{VIDEO}").stat().st_size
    update = {"width": video.width, "height": video.height, "video_bytes": size}
    return page.model_copy(update=update)


def session_page(
    folder: SessionFolder,
    settings: Settings,
    chapters: tuple[Chapter, ...],
    timeline: Timeline,
    files: PageFiles,
) -> SessionPage:
    """What the page of a session shows, with a video of which `timeline` says what it plays."""
    found = folder.read("chapters.json", Chapters)
    cues = folder.read("captions/cues.json", CueSheet).cues
    pack, numbers = load_language_pack(settings.session.language), settings.preset.captions.numbers
    return SessionPage(
        id=folder.id,
        session=settings.session,
        house=settings.house,
        agenda=folder.agenda(),
        chapters=chapters,
        spans=found.spans,
        not_treated=found.not_treated,
        transcript=bound(dressed(folder.transcript(), pack, numbers)),
        speakers=speakers_of(folder),
        votes=found.votes,
        attendance=found.attendance,
        timeline=timeline,
        cues=to_replay(cues, timeline),
        comments=shown_comments(folder, settings, timeline),
        files=files,
    )


def write_list(archive: Path, elsewhere: Path | None = None) -> None:
    """Write what the pages of a site share: the list of all sessions that have a page there.

    The site is the archive's own, whose list also has the sessions that are live or to come; or
    a tree `elsewhere`, of the replays that a destination shows.
    """
    site = elsewhere or archive / SITE
    site.mkdir(parents=True, exist_ok=True)
    with wait_for(site):
        house = load_house(archive)
        cards: list[SessionCard] = []
        for path in sorted(site.glob("*/session.json")):
            if not (archive / path.parent.name / "session.toml").is_file():
                continue
            with suppress(CardError, OSError):
                cards.append(card_from_json(path.read_text(encoding="utf-8")))
        if elsewhere is None:
            cards += _live_cards(archive, {card.id for card in cards})
        write_atomic(site / "index.html", render_list(house, cards))


def _live_cards(archive: Path, known: set[str]) -> Iterator[SessionCard]:
    """The sessions that have a live page and no replay yet."""
    for path in sorted((archive / SITE).glob(f"*/{FOLDER}/{STATE}")):
        name = path.parent.parent.name
        if name in known:
            continue
        with suppress(ArchiverError, OSError, ValueError):
            session = SessionFolder(archive / name).session()
            state = LiveStatus.model_validate_json(path.read_bytes()).state
            yield SessionCard(
                id=name,
                title=session.title,
                body=session.body,
                date=session.date,
                language=session.language,
                duration_ms=0,
                items=0,
                state="coming" if state == "before" else _OVER.get(state, "live"),
            )
