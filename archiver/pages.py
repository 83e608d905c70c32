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
from archiver.errors import ArchiverError
from archiver.media.probe import probe
from archiver.model.captions import CueSheet
from archiver.model.chapters import Chapter, Chapters
from archiver.model.session import House
from archiver.model.timeline import Timeline
from archiver.publish.live.page import FOLDER
from archiver.publish.live.state import STATE, LiveStatus
from archiver.publish.website import (
    CardError,
    LogoError,
    PageFiles,
    SessionCard,
    SessionPage,
    assets,
    card_from_json,
    card_of,
    card_to_json,
    logo_path,
    read_logo,
    render_list,
    render_session,
    render_transcript,
)
from archiver.replaying import (
    CHAPTERS_VTT,
    POSTER,
    SMALLER,
    STORYBOARD_VTT,
    VIDEO,
    smaller_of,
    storyboard_of,
)
from archiver.rosters import speakers_of
from archiver.steps import Settings, Work, site_name
from archiver.store.archive import load_house
from archiver.store.files import link_or_copy, write_atomic
from archiver.store.folder import SITE, SessionFolder
from archiver.store.lease import wait_for
from archiver.store.shipped import load_language_pack

_OVER: dict[str, Literal["preparing"]] = {"preparing": "preparing", "replay": "preparing"}


def write_page(work: Work, chapters: tuple[Chapter, ...]) -> None:
    """Write everything of a session's page: media first, the page itself last."""
    folder = work.folder
    page = _page(work, chapters)
    why = put_logo(folder.archive, page.house)
    if why:
        work.warn(str(why))
        page = page.model_copy(update={"house": without_logo(page.house)})
    for name, source in _media(page).items():
        link_or_copy(folder.file(source), work.out(site_name(folder.id, name)))
    for path, text in assets(page.house).items():
        write_atomic(folder.file(SITE + path), text)
    work.write(site_name(folder.id, "transcript.txt"), render_transcript(page))
    work.write(site_name(folder.id, "session.json"), card_to_json(card_of(page)))
    work.write(site_name(folder.id, "index.html"), render_session(page))


def put_logo(archive: Path, house: House) -> LogoError | None:
    """Put the house's logo into the site; say why not where it may not be shown.

    A page is worth more than its logo: it is then made without.
    """
    if not house.logo:
        return None
    try:
        data = read_logo(archive / house.logo)
    except LogoError as error:
        return error
    target = archive / SITE / logo_path(house)
    if not target.is_file() or target.read_bytes() != data:
        write_atomic(target, data)
    return None


def without_logo(house: House) -> House:
    """The house on pages whose logo may not be shown."""
    return house.model_copy(update={"logo": ""})


def _media(page: SessionPage) -> dict[str, str]:
    """The files beside the page that are made elsewhere: where they lie in the session's folder."""
    files = page.files
    sheets = page.storyboard.sheets if page.storyboard else ()
    made = (files.video, files.poster, files.chapters_vtt, files.storyboard_vtt, *sheets)
    found = {name: f"replay/{name}" for name in made if name}
    if files.mobile:
        found[files.mobile] = SMALLER
    captions = (files.captions_vtt, files.captions_srt)
    return {**found, **{name: f"captions/{name}" for name in captions if name}}


def _page(work: Work, chapters: tuple[Chapter, ...]) -> SessionPage:
    folder = work.folder
    language = work.settings.session.language
    video = probe(folder.file(f"replay/{VIDEO}")).video[0]
    mobile, storyboard = smaller_of(folder), storyboard_of(folder)
    files = PageFiles(
        video=VIDEO,
        poster=POSTER,
        captions_vtt=f"{language}.vtt",
        captions_srt=f"{language}.srt",
        chapters_vtt=CHAPTERS_VTT,
        transcript="transcript.txt",
        mobile=f"replay-{mobile.height}.mp4" if mobile else None,
        storyboard_vtt=STORYBOARD_VTT if storyboard else None,
    )
    timeline = folder.read("replay/timeline.json", Timeline)
    page = session_page(folder, work.settings, chapters, timeline, files)
    return page.model_copy(
        update={
            "width": video.width,
            "height": video.height,
            "video_bytes": folder.file(f"replay/{VIDEO}").stat().st_size,
            "mobile": mobile,
            "storyboard": storyboard,
        }
    )


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
        files=files,
    )


def write_list(archive: Path) -> None:
    """Write the list of all sessions that have a page, live or replay, and still a folder."""
    site = archive / SITE
    site.mkdir(exist_ok=True)
    with wait_for(site):
        house = load_house(archive)
        if put_logo(archive, house):
            house = without_logo(house)
        cards: list[SessionCard] = []
        for path in sorted(site.glob("*/session.json")):
            if not (archive / path.parent.name / "session.toml").is_file():
                continue
            with suppress(CardError, OSError):
                cards.append(card_from_json(path.read_text(encoding="utf-8")))
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
