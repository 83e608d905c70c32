"""Makes corrections of what a person says: finds what is there now, and keeps it beside.

Times are session time. What a person gives in whole seconds means anything within that second.
"""

from collections.abc import Sequence

from archiver.corrections.finding import CONTEXT_WORDS
from archiver.corrections.phrasing import of_words
from archiver.corrections.places import Places
from archiver.corrections.signing import NotThereError, Signature, made
from archiver.corrections.sounding import joined
from archiver.i18n import _
from archiver.model.chapters import Chapters, Span, SpanKind
from archiver.model.corrections import (
    BoundaryCorrection,
    Correction,
    ItemCorrection,
    NotTreatedCorrection,
    SpeakerCorrection,
    UndoCorrection,
    What,
    WordCorrection,
    plain_line,
)
from archiver.model.speakers import Speakers
from archiver.model.tokens import Token, edges, unrolled
from archiver.model.transcript import Transcript

SECOND_MS = 1_000
ENOUGH_OF_AN_ID = 4
"""Characters: of fewer, one typed by mistake would take back what nobody meant."""
WORDS_WITHIN_MS = 15_000
"""How far from the time given words are looked for."""
_AROUND_MS = 4_000
_THERE_MS = 2_000
"""What new words are fitted to may have been counted otherwise by who reads them."""


def words(
    transcript: Transcript, at_ms: int, wrong: str, right: str, by: Signature
) -> WordCorrection:
    """That `right` was said, not `wrong`, at about `at_ms`; an empty `wrong` is put in there.

    Raises NotThereError if `wrong` is not in the transcript near there.
    """
    tokens = unrolled(transcript)
    places = _gaps(tokens) if not joined([wrong]) else runs(tokens, wrong)
    near = [run for run in places if _off(tokens, run, at_ms) <= WORDS_WITHIN_MS]
    if not near:
        raise _not_said(tokens, at_ms, wrong)
    best = min(near, key=lambda run: _off(tokens, run, at_ms))
    return _of_words(tokens, best, right, by)


def words_everywhere(
    transcript: Transcript, wrong: str, right: str, by: Signature
) -> tuple[WordCorrection, ...]:
    """One correction for each time that `wrong` is in the transcript, in order."""
    tokens = unrolled(transcript)
    return tuple(_of_words(tokens, run, right, by) for run in runs(tokens, wrong))


def words_there(
    transcript: Transcript, start_ms: int, before: Sequence[str], right: str, by: Signature
) -> WordCorrection:
    """That `right` was said, not the words `before`, which stand written so at `start_ms`.

    Raises NotThereError if they do not stand there (within two seconds).
    """
    tokens = unrolled(transcript)
    texts, n = [token.text for token in tokens], len(before)
    wanted = list(before)
    runs = [
        first
        for first in range(len(tokens) - n + 1 if n else 0)
        if abs(tokens[first].word.start_ms - start_ms) <= _THERE_MS
        and texts[first : first + n] == wanted
    ]
    if not runs:
        raise _not_said(tokens, start_ms, " ".join(before))
    first = min(runs, key=lambda at: abs(tokens[at].word.start_ms - start_ms))
    return _of_words(tokens, (first, first + n), right, by)


def _gaps(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    return [(n, n) for n in range(len(tokens) + 1)] if tokens else []


def runs(tokens: Sequence[Token], wrong: str) -> list[tuple[int, int]]:
    """Where words are among `tokens`, however they are parted: (first, last excluded) each."""
    wanted, letters = joined([wrong]), [joined([token.text]) for token in tokens]
    found: list[tuple[int, int]] = []
    for first in range(len(letters) if wanted else 0):
        if not letters[first] or (found and first < found[-1][1]):
            continue
        last, said = first, ""
        while last < len(letters) and len(said) < len(wanted):
            said += letters[last]
            last += 1
        if said == wanted:
            found.append((first, last))
    return found


def _off(tokens: Sequence[Token], run: tuple[int, int], at_ms: int) -> int:
    """How far a run is from the second that was given."""
    start_ms, end_ms = edges(tokens, *run)
    return max(0, start_ms - at_ms - SECOND_MS, at_ms - end_ms)


def _not_said(tokens: Sequence[Token], at_ms: int, wrong: str) -> NotThereError:
    around = [t.text for t in tokens if abs(t.word.start_ms - at_ms) <= _AROUND_MS]
    heard = _("there, it says: “{words}”").format(words=" ".join(around)) if around else ""
    return NotThereError(
        _("“{words}” is not in the transcript near this time").format(words=wrong),
        heard or _("nothing was recognised there"),
        _("Give the words as they are on the page, and the time at which they are said"),
    )


def _of_words(
    tokens: Sequence[Token], run: tuple[int, int], right: str, by: Signature
) -> WordCorrection:
    said = [token.text for token in tokens[max(0, run[0] - CONTEXT_WORDS) : run[0]]]
    return of_words(tokens, run, str(plain_line(right)).split(), said, by)


def boundary(
    chapters: Chapters,
    kind: SpanKind,
    items: tuple[str, ...],
    at_ms: int | None,
    by: Signature,
    *,
    ends: bool = False,
    part: int | None = None,
) -> BoundaryCorrection:
    """That a matter (or break) starts, or ends, at `at_ms`; None confirms where it is now.

    Of several parts it is the one nearest to `at_ms`. An item that was voted with others is
    corrected with them. Raises NotThereError for a part or an end of what has no span.
    """
    parts = parts_of(chapters, kind, items)
    number = _part(parts, at_ms, ends, part)
    if number is None:
        if ends or at_ms is None or part:
            raise NotThereError(
                _("this matter was not found in the session"),
                remedy=_("Say first where it starts: archiver correct FOLDER boundary ITEM TIME"),
            )
        return made(
            BoundaryCorrection, {**by.over(at_ms, at_ms), "span_kind": kind, "items": items}
        )
    there = parts[number]
    before = there.end_ms if ends else there.start_ms
    at_ms = before if at_ms is None else at_ms
    return made(
        BoundaryCorrection,
        {
            **by.over(at_ms, at_ms),
            "span_kind": there.kind,
            "items": there.items,
            "edge": "end" if ends else "start",
            "part": number,
            "before": before,
        },
    )


def parts_of(chapters: Chapters, kind: SpanKind, items: tuple[str, ...]) -> list[Span]:
    """A matter's parts, or the breaks of a kind; each as long as it lasts, breaks included."""
    places = Places.of(chapters)
    starts = places.starts
    ends = [*(s.start_ms for s in starts[1:]), chapters.duration_ms]
    matters = [s.model_copy(update={"end_ms": end}) for s, end in zip(starts, ends, strict=True)]
    known = [*matters, *(b for b in places.breaks if not b.hidden)]
    if not items:
        return [s for s in known if s.kind == kind and not s.items]
    same = [s for s in known if s.items == items]
    return same or [s for s in known if set(items) <= set(s.items)]


def _part(parts: Sequence[Span], at_ms: int | None, ends: bool, part: int | None) -> int | None:
    if part is not None:
        return part if part < len(parts) else None
    if not parts:
        return None
    if at_ms is None:
        return 0
    wanted = at_ms
    return min(
        range(len(parts)),
        key=lambda n: abs((parts[n].end_ms if ends else parts[n].start_ms) - wanted),
    )


def item(chapters: Chapters, at_ms: int, after: What, by: Signature) -> ItemCorrection:
    """That from `at_ms` on it is about `after`.

    Raises NotThereError if it is about that already.
    """
    there = next((s for s in chapters.spans if s.start_ms <= at_ms < s.end_ms), None)
    before = What(kind=there.kind, items=there.items, title=there.title) if there else None
    if before == after:
        raise NotThereError(
            _("it is already about that at this time"),
            remedy=_("To move its start: archiver correct FOLDER boundary ITEM TIME"),
        )
    return made(
        ItemCorrection,
        {
            **by.over(at_ms, there.end_ms if there else at_ms),
            "before": before,
            "after": after,
        },
    )


def not_treated(chapters: Chapters, id: str, reason: str, by: Signature) -> NotTreatedCorrection:
    """That an item was not treated, and why."""
    spans = [s for s in chapters.spans if id in s.items]
    known = next((a.reason for a in chapters.not_treated if a.item == id), None)
    edge = (spans[0].start_ms, spans[-1].end_ms) if spans else (0, 0)
    return made(
        NotTreatedCorrection, {**by.over(*edge), "item": id, "before": known, "after": reason}
    )


def speaker(
    speakers: Speakers, transcript: Transcript, at_ms: int, name: str, by: Signature
) -> SpeakerCorrection:
    """That `name` speaks at `at_ms`: over the turn there, else over what was said there.

    Raises NotThereError where nobody was heard.
    """
    turn = speakers.at(at_ms) or next(
        (t for t in speakers.turns if at_ms <= t.start_ms < at_ms + SECOND_MS), None
    )
    said = next(
        (u for u in transcript.utterances if u.start_ms < at_ms + SECOND_MS and at_ms < u.end_ms),
        None,
    )
    there = turn or said
    if there is None:
        raise NotThereError(
            _("nobody was heard at this time"),
            remedy=_("Give a time at which the person speaks"),
        )
    before = turn.name if turn else said.speaker if said else None
    known = {**by.over(there.start_ms, there.end_ms), "before": before, "after": name}
    return made(SpeakerCorrection, known)


def undo(corrections: Sequence[Correction], id: str, by: Signature) -> UndoCorrection:
    """That a correction is taken back; four characters of its id or more are enough.

    Raises NotThereError if no correction, or more than one, has such an id.
    """
    given = id.strip().casefold()
    enough = len(given) >= ENOUGH_OF_AN_ID
    meant = [c for c in corrections if enough and c.id.startswith(given)]
    if len(meant) != 1:
        why = _("several ids begin like this") if meant else _("no correction has this id")
        raise NotThereError(
            _("no single correction is called “{id}”").format(id=id),
            why,
            _("The list gives the id of each: archiver correct FOLDER"),
        )
    known = by.over(meant[0].start_ms, meant[0].end_ms)
    return made(UndoCorrection, {**known, "undoes": meant[0].id})


def snapped(chapters: Chapters, transcript: Transcript, at_ms: int) -> int:
    """What is meant by a second that is given: the start of a span in it, else of a word in it.

    Else the time as given.
    """
    places = [s.start_ms for s in chapters.spans]
    words = [w.start_ms for u in transcript.utterances for w in u.words]
    for starts in (places, words):
        inside = [ms for ms in starts if at_ms <= ms < at_ms + SECOND_MS]
        if inside:
            return min(inside)
    return at_ms
