"""What programs read beside a page: `manifest.json` for another site, `chapters.json` for players.

The manifest is an interface: its keys are only ever added to, and `version` would say otherwise.
"""

import json
from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Literal

from pydantic import AwareDatetime, Field

from archiver.i18n import translator
from archiver.model.captions import CaptionClock
from archiver.model.chapters import SpanKind
from archiver.model.record import Ms, Record
from archiver.publish.website.cards import CardItem, card_of
from archiver.publish.website.decisions import chapter_votes
from archiver.publish.website.records import SessionPage
from archiver.publish.website.structured import page_url

_KINDS = {
    "video": "video/mp4",
    "mobile": "video/mp4",
    "poster": "image/jpeg",
    "captions_vtt": "text/vtt",
    "captions_srt": "application/x-subrip",
    "chapters_vtt": "text/vtt",
    "storyboard_vtt": "text/vtt",
    "transcript": "text/plain",
}


_WORDS = ("captions_vtt", "captions_srt", "chapters_vtt", "transcript")


class ManifestChapter(Record):
    """A chapter, in replay milliseconds."""

    anchor: str
    title: str
    kind: SpanKind
    items: tuple[str, ...] = ()
    start_ms: Ms
    end_ms: Ms
    url: str


class ManifestVote(Record):
    """A vote as it was heard, and where in the replay."""

    chapter: str
    """The anchor of its chapter."""
    outcome: str
    """`adopted`, `rejected` or `noted`."""
    on: str = ""
    result: str
    counts: tuple[str, ...] = ()
    start_ms: Ms


class ManifestFile(Record):
    """A file that lies beside the page."""

    url: str
    type: str
    language: str = ""
    bytes: int = Field(default=0, ge=0)


class ManifestEmbed(Record):
    """The player alone, and the text that puts it in another page."""

    url: str
    html: str


class PageManifest(Record):
    """`manifest.json` beside a session's page.

    Addresses are absolute where the house gave its own, else relative to the page.
    """

    version: Literal[1] = 1
    id: str
    title: str
    body: str = ""
    date: date
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    language: str
    duration_ms: Ms
    url: str
    embed: ManifestEmbed
    captions: CaptionClock | None = None
    """Since when the captions are recognised, being corrected, corrected."""
    chapters: tuple[ManifestChapter, ...] = ()
    items: tuple[CardItem, ...] = ()
    votes: tuple[ManifestVote, ...] = ()
    files: dict[str, ManifestFile] = Field(default_factory=dict)


def page_manifest(page: SessionPage) -> PageManifest:
    """The manifest of a session's page."""
    card, url = card_of(page), page_url(page)
    return PageManifest(
        id=page.id,
        title=page.session.title,
        body=page.body,
        date=page.session.date,
        start=card.start,
        end=card.end,
        language=page.session.language,
        duration_ms=card.duration_ms,
        url=url or "index.html",
        embed=_embed(page),
        captions=page.clock,
        chapters=tuple(
            ManifestChapter(**c.model_dump(exclude={"session_start_ms"}), url=f"{url}#{c.anchor}")
            for c in page.chapters
        ),
        items=card.agenda,
        votes=tuple(_votes(page)),
        files=dict(_files(page)),
    )


def chapters_json(page: SessionPage) -> str:
    """`chapters.json`, as podcast players read it (version 1.2.0); seconds of the replay."""
    url = page_url(page)
    chapters = [
        {
            "startTime": chapter.start_ms / 1000,
            "endTime": chapter.end_ms / 1000,
            "title": chapter.title,
            **({"url": f"{url}#{chapter.anchor}"} if url else {}),
        }
        for chapter in page.chapters
    ]
    told = {"version": "1.2.0", "title": page.session.title, "chapters": chapters}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _embed(page: SessionPage) -> ManifestEmbed:
    url = page_url(page, "embed.html")
    title = escape(page.session.title, quote=True)
    html = (
        f'<iframe src="{escape(url, quote=True)}" title="{title}" width="{page.width}" '
        f'height="{page.height}" loading="lazy" allow="fullscreen" allowfullscreen '
        'style="border:0;max-width:100%"></iframe>'
    )
    return ManifestEmbed(url=url, html=html)


def _votes(page: SessionPage) -> Iterator[ManifestVote]:
    votes = chapter_votes(page, translator(page.session.language))
    for anchor, told in votes.items():
        for vote in told:
            yield ManifestVote(
                chapter=anchor,
                outcome=vote.outcome,
                on=vote.on,
                result=vote.result,
                counts=vote.counts,
                start_ms=vote.start_ms,
            )


def _files(page: SessionPage) -> Iterator[tuple[str, ManifestFile]]:
    sizes = {"video": page.video_bytes, "mobile": page.mobile.bytes if page.mobile else 0}
    for field, kind in _KINDS.items():
        name = getattr(page.files, field)
        if name:
            spoken = page.session.language if field in _WORDS else ""
            size = sizes.get(field, 0)
            url = page_url(page, name)
            yield field, ManifestFile(url=url, type=kind, language=spoken, bytes=size)
