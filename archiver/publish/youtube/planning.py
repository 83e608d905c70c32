"""What publishing would change, in words that a person can compare."""

from typing import Any

from archiver.i18n import _, ngettext
from archiver.model.publication import Published
from archiver.publish.interface import Change, Replay
from archiver.publish.youtube.metadata import chapter_lines, description_of
from archiver.publish.youtube.parts import CAPTIONS, Wanted


def changes(
    replay: Replay,
    meant: Wanted,
    state: Published,
    todo: tuple[str, ...],
    now: dict[str, Any],
    shown: str,
) -> tuple[Change, ...]:
    """The parts `todo`, each before and after; `now` is the video as it stands, if it was read.

    `shown` says who may see it in the end.
    """
    snippet, status = now.get("snippet", {}), now.get("status", {})
    texts = {
        "video": ("", f"{replay.video.path.name}, {replay.video.sha256[:12]}"),
        "description": (_text(snippet), _text(meant.snippet)),
        "details": (str(status.get("license", "")), str(meant.status["license"])),
        "thumbnail": ("", replay.poster.path.name if replay.poster else ""),
        "playlist": ("", meant.playlist),
        "privacy": (str(status.get("privacyStatus", "")), shown),
    }
    sizes = {"video": replay.video.size, "thumbnail": replay.poster.size if replay.poster else 0}
    found = [
        Change(
            part,
            "replace" if part in state.sent else "add",
            *texts.get(part, ("", part.removeprefix(CAPTIONS))),
            bytes=sizes.get(part, _captions_size(replay, part)),
        )
        for part in todo
    ]
    gone = [
        Change(part, "remove", part.removeprefix(CAPTIONS))
        for part in state.sent
        if part not in meant.parts
    ]
    return (*found, *gone)


def _captions_size(replay: Replay, part: str) -> int:
    file = replay.captions.get(part.removeprefix(CAPTIONS))
    return file.size if file else 0


def _text(snippet: dict[str, Any]) -> str:
    return "\n".join(
        text for text in (snippet.get("title", ""), snippet.get("description", "")) if text
    )


def told_of_chapters(replay: Replay, mark: str) -> tuple[str, ...]:
    """What had to be done to the chapters for YouTube to take them; nothing, mostly."""
    described = description_of(replay, mark)
    said = []
    if replay.chapters and not chapter_lines(replay)[0]:
        said.append(_("YouTube shows no chapters: there are not three of ten seconds"))
    if described.joined:
        said.append(
            ngettext(
                "{n} chapter of under 10 s stands with its neighbour",
                "{n} chapters of under 10 s stand with their neighbours",
                described.joined,
            ).format(n=described.joined)
        )
    if described.left_out:
        said.append(
            ngettext(
                "{n} chapter did not fit: the description links to the page",
                "{n} chapters did not fit: the description links to the page",
                described.left_out,
            ).format(n=described.left_out)
        )
    return tuple(said)
