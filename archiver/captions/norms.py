"""Checking cues against the norms: every breach, with what was measured and what is allowed.

What the speaker said is never reworded to keep a speed: it is reported.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from archiver.model.captions import Breach, CaptionNorms, CaptionReport, Cue

_Finding = tuple[str, str, float, float]


def check(cues: Sequence[Cue], cuts: Sequence[int], norms: CaptionNorms) -> CaptionReport:
    """How well cues keep the norms; `cues` and `cuts` are in the same time, cuts in any order."""
    ordered = sorted(cuts)
    breaches: list[Breach] = []
    for i, cue in enumerate(cues):
        after = cues[i + 1] if i + 1 < len(cues) else None
        breaches.extend(
            Breach.model_validate(
                {
                    "cue": i,
                    "start_ms": cue.start_ms,
                    "norm": norm,
                    "severity": severity,
                    "measured": measured,
                    "allowed": allowed,
                    "text": cue.text,
                }
            )
            for norm, severity, measured, allowed in (
                *_shape(cue, norms),
                *_time(cue, norms),
                *_neighbours(cue, after, ordered, norms),
            )
        )
    kept = len(cues) - len({b.cue for b in breaches})
    return CaptionReport(norms=norms, cues=len(cues), kept=kept, breaches=tuple(breaches))


def _shape(cue: Cue, norms: CaptionNorms) -> Iterator[_Finding]:
    if len(cue.lines) > norms.max_lines:
        yield "lines", "error", len(cue.lines), norms.max_lines
    longest = max(cue.lines, key=len, default="")
    if len(longest) > norms.max_line_chars:
        severity = "error" if " " in longest else "warning"
        yield "line_length", severity, len(longest), norms.max_line_chars


def _time(cue: Cue, norms: CaptionNorms) -> Iterator[_Finding]:
    shown = cue.end_ms - cue.start_ms
    speed = len(cue.text) * 1000 / max(shown, 1)
    if speed > norms.error_chars_per_second:
        yield "speed", "error", round(speed, 2), norms.error_chars_per_second
    elif speed > norms.warn_chars_per_second:
        yield "speed", "warning", round(speed, 2), norms.warn_chars_per_second
    if shown < norms.min_ms:
        severity = "error" if shown * 2 < norms.min_ms else "warning"
        yield "too_short", severity, shown, norms.min_ms
    if shown > norms.max_ms:
        yield "too_long", "warning", shown, norms.max_ms


def _neighbours(
    cue: Cue, after: Cue | None, cuts: Sequence[int], norms: CaptionNorms
) -> Iterator[_Finding]:
    if after is not None and after.start_ms - cue.end_ms < norms.gap_ms:
        gap = after.start_ms - cue.end_ms
        yield "gap", "error" if gap < 0 else "warning", gap, norms.gap_ms
    first = bisect_right(cuts, cue.start_ms)
    if first < bisect_left(cuts, cue.end_ms):
        yield "crosses_cut", "error", cuts[first] - cue.start_ms, 0
