"""The two HLS media playlists of a live page, as text, and the entries back from it.

Both name the same files under the same sequence numbers. `full.m3u8` runs from the first public
second (EVENT: it only grows); `live.m3u8` holds the last few entries, for who watches the live
edge. An entry that is withdrawn stays in its place as a gap (EXT-X-GAP) without a file: a line
taken out of an EVENT playlist would move every later segment under its viewers.
"""

import re
from collections.abc import Iterator, Sequence

from archiver.model.runs import Run, Runs, Segment
from archiver.publish.live.entries import Entry, Part, starts_of

FULL, LIVE = "full.m3u8", "live.m3u8"
REPLAY = "replay.m3u8"
"""What the replay's page plays until its mastered video is there."""
WINDOW = 8
"""How many entries the short playlist holds."""
_VERSION = 8
"""The first protocol version that has gaps."""
_NAME = re.compile(r"(?P<stem>[A-Za-z0-9]+_\d+)(?:_(?P<from>\d+)-(?P<to>\d+))?(?P<ending>\.ts)")


def full_playlist(entries: Sequence[Entry], segment_ms: int, *, finished: bool) -> str:
    """Everything from the first public second; segments are meant to last `segment_ms`."""
    head = [*_head(entries, segment_ms, 0, 0), "#EXT-X-PLAYLIST-TYPE:EVENT"]
    return _text([*head, *_lines(entries, 0)], finished=finished)


def live_playlist(
    entries: Sequence[Entry], segment_ms: int, *, finished: bool, window: int = WINDOW
) -> str:
    """The last `window` entries.

    A comment says how many seconds of the full playlist come before them: by it a page finds
    its place in the other one.
    """
    first = max(0, len(entries) - window)
    head = _head(entries, segment_ms, first, _discontinuities(entries, first))
    place = f"# {starts_of(entries)[first] / 1000:.3f} s before"
    return _text([*head, place, *_lines(entries, first)], finished=finished)


def _head(
    entries: Sequence[Entry], segment_ms: int, sequence: int, discontinuities: int
) -> list[str]:
    return [
        "#EXTM3U",
        f"#EXT-X-VERSION:{_VERSION}",
        f"#EXT-X-TARGETDURATION:{target_seconds(entries, segment_ms)}",
        f"#EXT-X-MEDIA-SEQUENCE:{sequence}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{discontinuities}",
    ]


def target_seconds(entries: Sequence[Entry], segment_ms: int) -> int:
    """The longest entry so far, in rounded seconds: it never gets smaller."""
    longest = max((entry.length_ms for entry in entries), default=0)
    return max(1, _rounded(segment_ms), _rounded(longest))


def _rounded(ms: int) -> int:
    return (ms + 500) // 1000


def _discontinuities(entries: Sequence[Entry], first: int) -> int:
    """How many discontinuities come before entry `first`, without its own."""
    return sum(_breaks(entries, i) for i in range(first))


def _breaks(entries: Sequence[Entry], i: int) -> bool:
    return i > 0 and not entries[i].follows(entries[i - 1])


def _lines(entries: Sequence[Entry], first: int) -> Iterator[str]:
    for i in range(first, len(entries)):
        entry = entries[i]
        if _breaks(entries, i):
            yield "#EXT-X-DISCONTINUITY"
        if i == first or _breaks(entries, i):
            yield f"#EXT-X-PROGRAM-DATE-TIME:{entry.wall.isoformat(timespec='milliseconds')}"
        if entry.withdrawn:
            yield "#EXT-X-GAP"
        yield f"#EXTINF:{entry.length_ms / 1000:.3f},"
        yield entry.name


def _text(lines: list[str], *, finished: bool) -> str:
    end = ["#EXT-X-ENDLIST"] if finished else []
    return "\n".join([*lines, *end]) + "\n"


def entries_of(playlist: str, runs: Runs) -> tuple[Entry, ...]:
    """The entries back from the text of a full playlist that was written for these runs.

    What the runs do not know ends the list: nothing after it can be placed.
    """
    known = {segment.file: (run, segment) for run in runs.runs for segment in run.segments}
    found: list[Entry] = []
    for name in (line for line in playlist.splitlines() if line and not line.startswith("#")):
        entry = _entry(name, known)
        if entry is None:
            break
        found.append(entry)
    return tuple(found)


def _entry(name: str, known: dict[str, tuple[Run, Segment]]) -> Entry | None:
    read = _NAME.fullmatch(name)
    run, segment = known.get(read["stem"] + read["ending"], (None, None)) if read else (None, None)
    if not read or not run or not segment:
        return None
    whole = Part(run, segment, 0, segment.end_ms - segment.start_ms)
    from_ms = int(read["from"] or 0)
    to_ms = int(read["to"]) if read["to"] else whole.length_ms
    return whole.entry(from_ms, to_ms)


def cut_of(name: str) -> tuple[int, int] | None:
    """From and to which ms of its segment a file was cut, by its name; None for a whole one."""
    read = _NAME.fullmatch(name)
    return (int(read["from"]), int(read["to"])) if read and read["from"] else None


def is_segment(name: str) -> bool:
    """Whether a file beside the playlists is one of their segments, by its name."""
    return bool(_NAME.fullmatch(name))
