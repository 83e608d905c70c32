"""Which subtitles of a session break a norm, and how fast the words in them were said.

usage: python -m benchmarks.captions SESSION_FOLDER

A subtitle cannot be read more slowly than its words are said, unless a pause follows: the speed of
the speech is counted from the start of its first word to that of the next subtitle's first word.
"""

import sys
from collections import Counter
from pathlib import Path

from archiver.model.captions import Breach, CaptionReport, Cue, CueSheet
from archiver.model.timeline import Timeline
from archiver.store.folder import SessionFolder


def said_at(cue: Cue, following: Cue | None) -> float:
    """Characters a second, from the start of a cue to the start of what follows."""
    end = following.start_ms if following else cue.end_ms
    return len(cue.text) * 1000 / max(1, min(end, cue.end_ms + 1000) - cue.start_ms)


def main(folder: Path) -> None:
    """A line per subtitle out of norm, then the sums."""
    session = SessionFolder(folder)
    report = session.read("captions/report.json", CaptionReport)
    timeline = session.read("replay/timeline.json", Timeline)
    sheet = session.read("captions/cues.json", CueSheet).cues
    cues = {timeline.to_replay(cue.start_ms): i for i, cue in enumerate(sheet)}
    for breach in report.breaches:
        print(line(breach, sheet, cues.get(breach.start_ms)))
    print(f"{report.kept} of {report.cues} within all norms ({report.kept / report.cues:.1%})")
    print(dict(Counter((b.norm, b.severity) for b in report.breaches)))


def line(breach: Breach, cues: tuple[Cue, ...], at: int | None) -> str:
    """One exception: what was measured, what is allowed, how fast it was said."""
    said = ""
    if at is not None:
        following = cues[at + 1] if at + 1 < len(cues) else None
        said = f"said at {said_at(cues[at], following):4.1f}"
    return (
        f"{breach.start_ms / 1000:7.1f} s {breach.norm:<8} {breach.severity:<8}"
        f"{breach.measured:5.1f} > {breach.allowed:g}  {said}  {breach.text[:60]}"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
