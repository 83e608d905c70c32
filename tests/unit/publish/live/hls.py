"""A strict reader of media playlists, by RFC 8216 and its revision (for gaps)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Media:
    """One segment of a playlist."""

    uri: str
    seconds: Decimal
    sequence: int
    discontinuity: int
    """Its discontinuity sequence number."""
    date: datetime | None
    gap: bool


@dataclass(frozen=True)
class Playlist:
    """What a playlist says."""

    target: int
    kind: str
    ended: bool
    media: tuple[Media, ...]


def read(text: str) -> Playlist:
    """Read a media playlist; whatever a strict client could stumble over is an error."""
    lines = text.split("\n")
    assert lines[0] == "#EXTM3U"
    assert lines.pop() == ""
    head: dict[str, str] = {}
    media: list[Media] = []
    tags: dict[str, str] = {}
    breaks = 0
    for line in lines[1:]:
        assert line == line.strip() != ""
        assert "#EXT-X-ENDLIST" not in head
        if line.startswith("#") and not line.startswith("#EXT"):
            continue
        if not line.startswith("#"):
            seconds, comma = tags.pop("#EXTINF").split(",")
            assert comma == ""
            breaks += tags.pop("#EXT-X-DISCONTINUITY", None) is not None
            date = tags.pop("#EXT-X-PROGRAM-DATE-TIME", None)
            media.append(
                Media(
                    uri=line,
                    seconds=Decimal(seconds),
                    sequence=int(head["#EXT-X-MEDIA-SEQUENCE"]) + len(media),
                    discontinuity=int(head["#EXT-X-DISCONTINUITY-SEQUENCE"]) + breaks,
                    date=datetime.fromisoformat(date) if date else None,
                    gap=tags.pop("#EXT-X-GAP", None) is not None,
                )
            )
            assert tags == {}
            continue
        name, _colon, value = line.partition(":")
        if name in _OF_A_SEGMENT:
            assert name not in tags
            tags[name] = value
        else:
            assert name in _OF_THE_HEAD
            assert name not in head
            assert not media or name == "#EXT-X-ENDLIST"
            head[name] = value
    assert tags == {}
    target = int(head["#EXT-X-TARGETDURATION"])
    assert all(0 < m.seconds.quantize(Decimal(1)) <= target or m.seconds < 1 for m in media)
    assert int(head["#EXT-X-VERSION"]) >= 8
    kind = head.get("#EXT-X-PLAYLIST-TYPE", "")
    return Playlist(target, kind, "#EXT-X-ENDLIST" in head, tuple(media))


_OF_A_SEGMENT = ("#EXTINF", "#EXT-X-DISCONTINUITY", "#EXT-X-PROGRAM-DATE-TIME", "#EXT-X-GAP")
_OF_THE_HEAD = (
    "#EXT-X-VERSION",
    "#EXT-X-TARGETDURATION",
    "#EXT-X-MEDIA-SEQUENCE",
    "#EXT-X-DISCONTINUITY-SEQUENCE",
    "#EXT-X-PLAYLIST-TYPE",
    "#EXT-X-ENDLIST",
)
