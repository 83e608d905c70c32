"""Reads a video back and compares it with what was meant: findings, each with its remedy."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from archiver.i18n import _, ngettext
from archiver.model.publication import Finding
from archiver.model.session import YouTubeTarget
from archiver.publish.interface import Replay
from archiver.publish.youtube.channel import Channel
from archiver.publish.youtube.decoration import Decoration
from archiver.publish.youtube.metadata import chapters_in, description_of
from archiver.publish.youtube.parts import Wanted
from archiver.publish.youtube.state import Own

READ = "snippet,status,contentDetails,processingDetails"
_OFF_MS = 2000
"""How much longer or shorter YouTube may say that a video is; it says whole seconds."""
_DURATION = TypeAdapter(timedelta)


def told_of(video: dict[str, Any]) -> Iterator[Finding]:
    """What became of a video that YouTube does not show: failed, rejected, deleted."""
    status = video.get("status", {})
    now, why = status.get("uploadStatus"), ""
    if now == "failed":
        why = _("YouTube could not process the video ({reason})").format(
            reason=status.get("failureReason", "?")
        )
        remedy = _(
            "Play the replay: if it is good, withdraw with --remove and publish again; if not, "
            "process the session again"
        )
    elif now == "rejected":
        why = _("YouTube rejected the video ({reason})").format(
            reason=status.get("rejectionReason", "?")
        )
        remedy = _rejected(str(status.get("rejectionReason", "")))
    elif now == "deleted":
        why = _("the video was deleted on YouTube")
        remedy = _("To send it anew: archiver withdraw --remove, then archiver publish")
    if why:
        yield Finding(part="video", why=why, remedy=remedy)


def _rejected(reason: str) -> str:
    if reason == "duplicate":
        return _("The channel has the same video already: adopt or remove it at youtube.com/studio")
    if reason == "length":
        return _(
            "Confirm the channel's phone number at youtube.com/verify: over 15 min are allowed"
        )
    if reason in ("claim", "copyright"):
        return _("Dispute the claim at youtube.com/studio, or take the music out of the recording")
    return _("See the reason at youtube.com/studio, and appeal there")


def is_processed(video: dict[str, Any]) -> bool:
    """Whether YouTube is done with it, well or not."""
    return bool(video.get("status", {}).get("uploadStatus", "processed") != "uploaded")


class ReadBack:
    """Compares."""

    def __init__(self, channel: Channel, decoration: Decoration, target: YouTubeTarget) -> None:
        self._channel = channel
        self._decoration = decoration
        self._target = target

    def findings(
        self, replay: Replay, own: Own, meant: Wanted, tracks: list[dict[str, Any]]
    ) -> tuple[Finding, ...]:
        """All that is otherwise than meant but who may see it; `tracks` are its captions."""
        video = self._channel.video(own.video, READ) if own.video else None
        if video is None:
            return (_missing(),)
        bad = tuple(told_of(video))
        if bad:
            return bad
        return (
            *_length(video, replay),
            *_texts(video, replay, meant, own),
            *_captions(tracks, replay),
            *self._listed(own, meant),
            *_refused(own),
        )

    def privacy(self, own: Own, now: datetime) -> Iterator[Finding]:
        """Whether those may see it who are to."""
        video = self._channel.video(own.video, "status") if own.video else None
        if video is None:
            return
        status = video["status"]
        waiting = own.public_at is not None and own.public_at > now
        asked = "private" if waiting else self._target.privacy
        if status["privacyStatus"] == asked and (not waiting or status.get("publishAt")):
            return
        yield Finding(
            part="privacy",
            why=_("the video is {found} on YouTube, not {wanted}").format(
                found=status["privacyStatus"], wanted=asked
            ),
            remedy=_private_remedy() if status["privacyStatus"] == "private" else _open_remedy(),
        )

    def _listed(self, own: Own, meant: Wanted) -> Iterator[Finding]:
        if not meant.playlist:
            return
        entries = self._decoration.entries(own.video, own.playlist) if own.playlist else []
        if len(entries) == 1:
            return
        n = len(entries)
        yield Finding(
            part="playlist",
            why=ngettext(
                "the video stands {n} time in its playlist", "the video stands {n} times in it", n
            ).format(n=n)
            if n
            else _("the video is not in its playlist"),
            remedy=_("Put this right at youtube.com/studio, or publish again"),
        )


def _missing() -> Finding:
    return Finding(
        part="video",
        why=_("the video is not on the channel"),
        remedy=_(
            "If it was removed on YouTube: archiver withdraw --remove, then archiver publish; if "
            "it was just sent, wait a few minutes"
        ),
    )


def _length(video: dict[str, Any], replay: Replay) -> Iterator[Finding]:
    if not is_processed(video):
        yield Finding(
            part="video",
            why=_("YouTube is still processing the video"),
            remedy=_(
                "Publish again later. If it lasts over a day, the video is stuck: withdraw it with "
                "--remove, then publish again"
            ),
        )
        return
    try:
        length = _DURATION.validate_python(video["contentDetails"]["duration"])
    except (KeyError, ValidationError):
        length = timedelta()
    found_ms = round(length.total_seconds() * 1000)
    if abs(found_ms - replay.duration_ms) > _OFF_MS:
        yield Finding(
            part="video",
            why=_("the video lasts {found} s on YouTube, {wanted} s here").format(
                found=found_ms // 1000, wanted=replay.duration_ms // 1000
            ),
            remedy=_("Play it to its end at YouTube; if it is cut: withdraw --remove, publish"),
        )
    if video["status"].get("embeddable") is False:
        yield Finding(
            part="details",
            severity="warning",
            why=_("the video may not be embedded in other pages"),
            remedy=_("Allow it at youtube.com/studio: Details, Show more, Allow embedding"),
        )


def _texts(video: dict[str, Any], replay: Replay, meant: Wanted, own: Own) -> Iterator[Finding]:
    snippet = video["snippet"]
    again = _("Publish again; if somebody changed it at YouTube on purpose, leave it so")
    if snippet.get("title") != meant.snippet["title"]:
        yield Finding(
            part="description",
            severity="warning",
            why=_("the title on YouTube is another"),
            remedy=again,
        )
    described = description_of(replay, own.ref)
    if chapters_in(snippet.get("description", "")) != described.listed:
        yield Finding(part="description", why=_("the chapters on YouTube are others"), remedy=again)
    elif snippet.get("description", "").split() != described.text.split():
        yield Finding(
            part="description",
            severity="warning",
            why=_("the description on YouTube is another"),
            remedy=again,
        )


def _captions(tracks: list[dict[str, Any]], replay: Replay) -> Iterator[Finding]:
    there = {
        one["snippet"]["language"]: one["snippet"]
        for one in tracks
        if str(one["snippet"].get("trackKind", "")).lower() != "asr"
    }
    for language in sorted(replay.captions):
        track = there.get(language)
        part = f"captions.{language}"
        if track is None:
            yield Finding(
                part=part,
                why=_("the subtitles in “{language}” are not on YouTube").format(language=language),
                remedy=_("Publish again"),
            )
        elif track.get("status") == "failed" or track.get("isDraft"):
            yield Finding(
                part=part,
                why=_("YouTube does not show the subtitles in “{language}” ({reason})").format(
                    language=language, reason=track.get("failureReason") or _("a draft")
                ),
                remedy=_("Check the subtitles' file, then publish again"),
            )


def _refused(own: Own) -> Iterator[Finding]:
    for part, why in own.refused.items():
        yield Finding(
            part=part,
            severity="warning",
            why=why,
            remedy=_(
                "Confirm the channel's phone number at youtube.com/verify, then publish again"
            ),
        )


def _private_remedy() -> str:
    return _(
        "If the project is not audited by Google, every video stays private: ask for the audit "
        "(see the guide), or make it visible by hand at youtube.com/studio"
    )


def _open_remedy() -> str:
    return _("Publish again, or change it at youtube.com/studio")
