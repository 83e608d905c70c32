"""What machines read in a page: schema.org's VideoObject with its clips, and the script's data."""

from collections.abc import Mapping, Sequence
from gettext import NullTranslations
from typing import Any
from urllib.parse import quote

from archiver.model.chapters import Chapter
from archiver.model.session import House
from archiver.publish.website.assets import house_live_assets
from archiver.publish.website.cards import SessionCard
from archiver.publish.website.decisions import ShownVote, said_votes
from archiver.publish.website.records import SessionPage
from archiver.publish.website.wording import iso_duration, long_date


def page_url(page: SessionPage, name: str = "") -> str:
    """The address of the page, or of a file beside it: absolute where the house gave its own."""
    base = page.house.base_url.rstrip("/")
    return f"{base}/{quote(page.id, safe='')}/{quote(name)}" if base else quote(name)


def video_object(
    page: SessionPage, description: str, votes: Mapping[str, tuple[ShownVote, ...]]
) -> dict[str, Any]:
    """The JSON-LD of the replay, one Clip per chapter (search engines' key moments)."""
    url = page_url(page)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": page.session.title,
        "description": description,
        "uploadDate": page.session.date.isoformat(),
        "duration": iso_duration(page.timeline.replay_duration_ms),
        "inLanguage": page.session.language,
        "contentUrl": page_url(page, page.video),
        "hasPart": [
            _clip(chapter, url, votes.get(chapter.anchor, ())) for chapter in page.chapters
        ],
    }
    if page.body:
        found["publisher"] = {"@type": "GovernmentOrganization", "name": page.body}
    if page.files.poster:
        found["thumbnailUrl"] = page_url(page, page.files.poster)
    return found


def _clip(chapter: Chapter, url: str, votes: tuple[ShownVote, ...]) -> dict[str, Any]:
    clip = {
        "@type": "Clip",
        "name": chapter.title,
        "startOffset": chapter.start_ms // 1000,
        "endOffset": -(-chapter.end_ms // 1000),
        "url": f"{url}#{chapter.anchor}",
    }
    return {**clip, "description": said_votes(votes)} if votes else clip


def list_object(house: House, cards: Sequence[SessionCard]) -> dict[str, Any] | None:
    """The JSON-LD of a list: its replays, and its coming sessions as events.

    None where the house gave no address of its own: it would name none.
    """
    base = house.base_url.rstrip("/")
    if not base or not cards:
        return None
    described = [_in_list(card, f"{base}/{quote(card.id, safe='')}/") for card in cards]
    elements = [
        {"@type": "ListItem", "position": n, **one} for n, one in enumerate(described, start=1)
    ]
    return {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": elements}


def _in_list(card: SessionCard, url: str) -> dict[str, Any]:
    if card.state == "replay":
        return {"url": url, "name": card.title}
    event: dict[str, Any] = {
        "@type": "Event",
        "name": card.title,
        "url": url,
        "startDate": (card.start or card.date).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": url},
        "inLanguage": card.language,
    }
    if card.end:
        event["endDate"] = card.end.isoformat()
    if card.body:
        event["organizer"] = {"@type": "GovernmentOrganization", "name": card.body}
    return {"item": event}


def script_data(page: SessionPage, words: NullTranslations) -> dict[str, Any]:
    """What the script needs: its words, and the cues for where a browser refuses the file."""
    return {
        "pieces": [
            [p.session_start_ms, p.session_end_ms, p.replay_start_ms, int(p.shown == "play")]
            for p in page.timeline.pieces
        ],
        "standIn": _stand_in(page),
        "storyboard": _storyboard(page),
        "text": {
            "copied": words.gettext("Link copied"),
            "copiedText": words.gettext("Copied"),
            "notCopied": words.gettext("Selected: copy it with Ctrl+C"),
            "quote": words.gettext("“{text}”"),
            "said": words.gettext("{who}: “{text}”"),
            "source": words.gettext("{title}, {date}, at {time} (automatic transcript)"),
            "title": page.session.title,
            "date": long_date(page.session.date, words),
            "found": words.gettext("{n} of {total}"),
            "notFound": words.gettext("Not found"),
        },
        "captions": {
            "language": page.session.language,
            "label": words.gettext("Captions"),
            "cues": [[cue.start_ms, cue.end_ms, "\n".join(cue.lines)] for cue in page.cues],
        },
    }


def _storyboard(page: SessionPage) -> dict[str, Any] | None:
    """The pictures of the time line; the page may fetch nothing, so it has their places here."""
    board = page.storyboard
    return board.model_dump(mode="json") if board and not page.stand_in else None


def _stand_in(page: SessionPage) -> dict[str, str] | None:
    """What plays while the mastered video is not there, and the script that can."""
    if page.stand_in is None:
        return None
    player = house_live_assets(page.house).player
    return {"playlist": quote(page.video), "player": f"../{player.path}" if player else ""}
