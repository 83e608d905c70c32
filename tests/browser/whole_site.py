"""A whole site as the program leaves it: every kind of page, with the sample session's words.

The pages are rendered, listed and indexed by the real code; only the video is made up.
"""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from archiver.captions.formats import FORMATS
from archiver.model.agenda import Agenda
from archiver.model.captions import Cue
from archiver.model.chapters import Chapters, NotTreated, Span
from archiver.model.comments import PublicComments, Shown
from archiver.model.decisions import Attendance, Attendee, Vote
from archiver.model.evidence import Evidence
from archiver.model.session import House, Session
from archiver.model.speakers import Speakers, Turn
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript, Utterance
from archiver.programs.ffmpeg import local_file, run_ffmpeg
from archiver.publish.live.page import LiveSession, render_live
from archiver.publish.live.state import STATE, LiveStatus
from archiver.publish.website import (
    PageFiles,
    SessionPage,
    StandIn,
    card_of,
    card_to_json,
    live_assets,
    render_embed,
    render_session,
    render_withdrawn,
    stand_in_assets,
)
from archiver.replay.chapters import chapters_vtt, viewer_chapters
from archiver.site import write_site
from archiver.sitesearch import index_site
from archiver.store.archive import archive_toml

SAMPLE = Path(__file__).parents[2] / "samples" / "val-d-ambre"
ID, LIVE_ID, STAND_IN_ID = "2026-11-20-seance", "2026-12-18-seance", "2026-10-02-seance"
WITHDRAWN_ID = "2026-09-25-seance"
HOUSE = House(
    body="Conseil départemental du Val-d’Ambre",
    base_url="https://seances.example.fr/",
    contact="accessibilite@example.fr",
)

COMMENTS = (
    Shown(replay_ms=12_000, name="Riverain du canal", text="Bonjour à toutes et à tous"),
    Shown(replay_ms=75_000, name="M. P.", text="On entend mal le président"),
)

KINDS = {
    "list": "index.html",
    "session": f"{ID}/index.html",
    "embed": f"{ID}/embed.html",
    "live": f"{LIVE_ID}/index.html",
    "stand-in": f"{STAND_IN_ID}/index.html",
    "withdrawn": f"{WITHDRAWN_ID}/index.html",
    "search": "search/index.html",
    "results": "search/index.html?q=conseil",
    "statement": "accessibility/index.html",
    "year": "annees/2026/index.html",
    "speakers": "intervenants/index.html",
    "speaker": "intervenants/?*/index.html",
    "speaker-year": "intervenants/?*/2026.html",
    "commissions": "commissions/index.html",
    "commission": "commissions/?*/index.html",
}
"""The kinds of pages, each with the path of one; a star stands for the first there is."""


def sample_page(id: str = ID) -> SessionPage:
    """The page of the sample session, from what is known to be true of it."""
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
    agenda = Agenda.model_validate_json((SAMPLE / "agenda.json").read_bytes())
    duration = truth["duration_ms"]
    spans = tuple(Span.model_validate(_span(one)) for one in truth["spans"])
    timeline = Timeline.identity(duration)
    said = tuple(
        Utterance(start_ms=u["start_ms"], end_ms=u["end_ms"], text=u["text"])
        for u in truth["utterances"]
    )
    found = Chapters(duration_ms=duration, spans=spans)
    return SessionPage(
        id=id,
        session=Session(title="Séance publique", date=date.fromisoformat(id[:10])),
        house=HOUSE,
        agenda=agenda,
        chapters=viewer_chapters(found, agenda, timeline, "fr"),
        spans=spans,
        not_treated=(NotTreated(item="402", reason="withdrawn"),),
        votes=tuple(_vote(vote) for vote in truth["votes"]),
        attendance=_attendance(),
        transcript=Transcript(language="fr", duration_ms=duration, utterances=said),
        speakers=Speakers(turns=tuple(_turns(truth["utterances"]))),
        timeline=timeline,
        cues=tuple(
            Cue(start_ms=u.start_ms, end_ms=u.end_ms, lines=(u.text[:38], u.text[38:76] or "…"))
            for u in said
        ),
        files=PageFiles(
            poster="poster.jpg",
            captions_vtt="fr.vtt",
            captions_srt="fr.srt",
            chapters_vtt="chapters.vtt",
            transcript="transcript.txt",
        ),
        width=320,
        height=180,
        comments=PublicComments(session=id, comments=COMMENTS),
    )


def _span(one: dict[str, object]) -> dict[str, object]:
    return {key: one[key] for key in ("kind", "items", "start_ms", "end_ms")}


def _vote(one: dict[str, object]) -> Vote:
    known = {key: one[key] for key in ("at_ms", "for", "against", "abstain", "outcome")}
    return Vote.model_validate({**known, "items": [one["item"]]})


def _attendance() -> Attendance:
    heard = (Evidence(kind="cue", start_ms=60_000, end_ms=62_000, text="appel"),)
    members = (
        Attendee(name="Octave Rimbert", state="present", at_ms=60_000),
        Attendee(name="Maëlle Jouvencel", state="excused", proxy=True, at_ms=61_000),
    )
    return Attendance(present=25, quorum=True, members=members, evidence=heard)


def _turns(said: list[dict[str, object]]) -> list[Turn]:
    return [
        Turn.model_validate(
            {key: one[key] for key in ("start_ms", "end_ms")}
            | {"name": one["speaker"], "confidence": 0.9}
        )
        for one in said
    ]


def write_whole_site(archive: Path, page: SessionPage) -> Path:
    """Write a site of `page` and of every other kind; return its folder. It can be searched."""
    site, house = archive / "site", page.house
    site.mkdir(parents=True)
    (archive / "archive.toml").write_text(archive_toml(house), encoding="utf-8")
    _write_session(archive, page)
    write_video(site / page.id, page.timeline.replay_duration_ms)
    (site / STAND_IN_ID).mkdir()
    shutil.copyfile(site / page.id / "poster.jpg", site / STAND_IN_ID / "poster.jpg")
    stand_in = StandIn(folder="live", playlist="full.m3u8")
    session = page.session.model_copy(update={"date": date.fromisoformat(STAND_IN_ID[:10])})
    update = {"id": STAND_IN_ID, "session": session, "stand_in": stand_in}
    stands_in = page.model_copy(update=update)
    _write_session(archive, stands_in)
    _write_live(archive, page)
    gone = page.session.model_copy(update={"date": date.fromisoformat(WITHDRAWN_ID[:10])})
    _write(site / WITHDRAWN_ID / "index.html", render_withdrawn(gone, house))
    for path, text in {**stand_in_assets(house), **live_assets(house)}.items():
        _write(site / path, text)
    write_site(archive)
    index_site(archive)
    return site


def paths(site: Path) -> dict[str, str]:
    """The path of a page of each kind."""
    found = {}
    for kind, path in KINDS.items():
        if "*" in path:
            path = min(p.relative_to(site).as_posix() for p in site.glob(path))
        assert (site / path.partition("?")[0]).is_file(), path
        found[kind] = path
    return found


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_session(archive: Path, page: SessionPage) -> None:
    folder = archive / "site" / page.id
    _write(archive / page.id / "session.toml", "")
    _write(folder / "index.html", render_session(page))
    _write(folder / "embed.html", render_embed(page))
    _write(folder / "session.json", card_to_json(card_of(page)))
    beside = folder / page.stand_in.folder if page.stand_in else folder
    beside.mkdir(exist_ok=True)
    for name, form in (("fr.vtt", "vtt"), ("fr.srt", "srt")):
        (beside / name).write_bytes(FORMATS[form].encode(page.cues, "fr"))
    _write(beside / "chapters.vtt", chapters_vtt(page.chapters))
    _write(beside / "transcript.txt", "")
    if page.stand_in:
        _write(
            beside / page.stand_in.playlist, "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-ENDLIST\n"
        )


def _write_live(archive: Path, page: SessionPage) -> None:
    session = page.session.model_copy(update={"date": date.fromisoformat(LIVE_ID[:10])})
    now = datetime.now(UTC)
    live = LiveSession(
        id=LIVE_ID,
        session=session,
        house=page.house,
        agenda=page.agenda,
        start=now.replace(year=now.year + 1, month=1, day=1),
    )
    status = LiveStatus(state="before", title="", updated=now)
    _write(archive / LIVE_ID / "session.toml", "")
    _write(archive / "site" / LIVE_ID / "index.html", render_live(live))
    _write(archive / "site" / LIVE_ID / "live" / STATE, status.to_json())


def write_video(folder: Path, duration_ms: int) -> None:
    """As long as the session: a picture a second."""
    video, length = local_file(folder / "replay.mp4"), duration_ms / 1000
    args = ["-f", "lavfi", "-i", f"testsrc=size=320x180:rate=1:duration={length}"]
    args += ["-f", "lavfi", "-i", f"sine=frequency=330:sample_rate=16000:duration={length}"]
    args += ["-c:v", "libx264", "-preset", "ultrafast", "-g", "2", "-pix_fmt", "yuv420p"]
    run_ffmpeg([*args, "-c:a", "aac", "-movflags", "+faststart", video], doing="a test video")
    still = local_file(folder / "poster.jpg")
    run_ffmpeg(["-i", video, "-frames:v", "1", still], doing="a test poster")
