"""A session's page in the site of its archive, rebuilt from its own folder.

The site is a folder of plain files; what is made from all sessions is the subject of `site`.
"""

from pathlib import Path

from archiver.captions.dressing import bound, dressed
from archiver.captions.timeline import to_replay
from archiver.commenting import shown_comments
from archiver.correcting import clock_of, keep_checks
from archiver.media.probe import probe
from archiver.model.captions import CueSheet
from archiver.model.chapters import Chapter, Chapters
from archiver.model.timeline import Timeline
from archiver.publish.website import (
    PageFiles,
    SessionPage,
    assets,
    card_of,
    card_to_json,
    chapters_json,
    page_manifest,
    render_embed,
    render_session,
    render_transcript,
    render_withdrawn,
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
from archiver.site import put_logo, with_addresses, without_logo, write_site
from archiver.steps import Settings, Work, site_name
from archiver.store.files import link_or_copy, write_atomic
from archiver.store.folder import SITE, SessionFolder
from archiver.store.shipped import load_language_pack


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
    keep_checks(work)
    work.write(site_name(folder.id, "chapters.json"), chapters_json(page))
    work.write(site_name(folder.id, "manifest.json"), page_manifest(page).to_json())
    work.write(site_name(folder.id, "session.json"), card_to_json(card_of(page)))
    work.write(site_name(folder.id, "embed.html"), render_embed(page))
    work.write(site_name(folder.id, "index.html"), render_session(page))


def write_withdrawn(work: Work) -> None:
    """Write what stands at the address of a session that was taken back: nothing of it."""
    session, house = work.settings.session, work.settings.house
    for path, text in assets(house).items():
        write_atomic(work.folder.file(SITE + path), text)
    work.write(site_name(work.folder.id, "index.html"), render_withdrawn(session, house))


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
    page = SessionPage(
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
        clock=clock_of(folder),
    )
    return with_addresses(folder, page)


def write_list(archive: Path, elsewhere: Path | None = None, *, with_live: bool = True) -> None:
    """Write the lists and feeds of all sessions that have a page, live or replay.

    Or those that a destination shows, in its tree `elsewhere`: replays, and live pages if told so.
    """
    write_site(archive, elsewhere, with_live=with_live)
