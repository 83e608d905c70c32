"""What holds for the cues of any transcript, however it was spoken or recognised."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.captions.layout import SILENCE_MS, layout
from archiver.captions.norms import check
from archiver.captions.timing import EARLY_MS, LATE_MS
from archiver.captions.tokens import tokens
from archiver.captions.typography import clean
from archiver.model.captions import CaptionNorms, Cue
from archiver.model.transcript import Transcript, Utterance, Word

NORMS = CaptionNorms()

ODD = [
    *("l", "'usage", "s", "'il", "-même", "d'", "qu’", "est-ce", "M.", "Mme", "Durand", "RD", "14"),
    *("4", "650", "000", "euros,", "3", ",5", "%", "€", "n°", "1er", "12", "millions", "«", "»"),
    *("?", "!", ";", ":", "…", "...", "..", ",", "-", "—", "«oui»", "quoi?!", "https://a.fr/?b=c"),
    *("<b>", "</i>", "-->", "&amp;", "&", "{\\an8}", "\\N", "NOTE", "WEBVTT", "\u202eab", "\u200b"),
    *("🙂", "👩\u200d👩\u200d👧", "e\u0301", "œuvre"),
]

word_texts = st.one_of(
    st.sampled_from(ODD),
    st.text("abcdeéàç", min_size=1, max_size=12),
    st.text(max_size=8),
    st.integers(41, 90).map(lambda n: "x" * n),
)


@st.composite
def utterances(draw: st.DrawFn, start: int) -> Utterance:
    """Words at any pace, some of them overlapping, out of order, of no length or stretched."""
    pace = draw(st.sampled_from([0, 5, 30, 60, 90, 300]))
    words: list[Word] = []
    at = start
    for text in draw(st.lists(word_texts, max_size=25)):
        length = draw(st.sampled_from([0, pace * len(text), pace * len(text), 9000]))
        first = max(0, at + draw(st.sampled_from([0, 0, 0, -150, 40, 700, 2500, 15_000])))
        words.append(Word(text=text, start_ms=first, end_ms=max(0, first + length - 10)))
        at = max(at, first + length)
    said = draw(st.sampled_from([" ", ""])).join(w.text for w in words)
    timed = draw(st.booleans())
    speaker = draw(st.sampled_from([None, "A", "B"]))
    return Utterance(
        start_ms=start, end_ms=at, text=said, speaker=speaker, words=tuple(words) if timed else ()
    )


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    found: list[Utterance] = []
    at = 0
    for _ in range(draw(st.integers(0, 5))):
        found.append(draw(utterances(at + draw(st.sampled_from([0, 0, 300, 5000])))))
        at = found[-1].end_ms
    beyond = draw(st.sampled_from([0, 0, -3000, 2000]))
    return Transcript(
        language=draw(st.sampled_from(["fr", "en", "de"])),
        duration_ms=max(1, at + beyond),
        utterances=tuple(found),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Transcript, list[int]]:
    transcript = draw(transcripts())
    cuts = draw(st.lists(st.integers(0, transcript.duration_ms), max_size=6))
    return transcript, cuts + [c + 1 for c in cuts[:2]]


def letters(texts: Sequence[str]) -> str:
    """A text without its spaces; any run of full stops and ellipses counts as one."""
    return re.sub(r"[.…]+", ".", "".join("".join(t.split()) for t in texts))


def rooms_of(cues: Sequence[Cue], cuts: Sequence[int], duration: int) -> list[tuple[int, int]]:
    """For each cue how long the room it is in lasts, and how many cues are in it."""
    edges = [0, *sorted({c for c in cuts if 0 < c < duration}), duration]
    rooms = [bisect_right(edges, c.start_ms) - 1 for c in cues]
    number = Counter(rooms)
    return [(edges[r + 1] - edges[r], number[r]) for r in rooms]


@settings(deadline=None, max_examples=300)
@given(cases())
def test_hard_norms_hold_whatever_was_recognised(case: tuple[Transcript, list[int]]) -> None:
    transcript, cuts = case
    cues = layout(transcript, cuts, NORMS)
    words = [t for u in transcript.utterances for w in u.timed_words() for t in clean(w.text)]
    assert letters([line for c in cues for line in c.lines]) == letters(words)
    for cue, (length, _) in zip(cues, rooms_of(cues, cuts, transcript.duration_ms), strict=True):
        assert 0 <= cue.start_ms < cue.end_ms <= transcript.duration_ms
        assert cue.end_ms - cue.start_ms <= NORMS.max_ms
        assert not any(cue.start_ms < cut < cue.end_ms for cut in cuts)
        assert all(line.strip() == line != "" for line in cue.lines)
        assert len(cue.lines) <= NORMS.max_lines or length < 2 * len(words)
        assert all(len(line) <= NORMS.max_line_chars or " " not in line for line in cue.lines)


@settings(deadline=None, max_examples=300)
@given(cases())
def test_cues_are_in_order_and_apart_wherever_there_is_room(
    case: tuple[Transcript, list[int]],
) -> None:
    transcript, cuts = case
    cues = layout(transcript, cuts, NORMS)
    rooms = rooms_of(cues, cuts, transcript.duration_ms)
    for (a, b), (length, number) in zip(pairwise(cues), rooms, strict=False):
        assert a.end_ms <= b.start_ms
        if length >= number * (NORMS.gap_ms + 1):
            assert b.start_ms - a.end_ms >= NORMS.gap_ms


@settings(deadline=None, max_examples=200)
@given(cases())
def test_every_broken_norm_is_in_the_report(case: tuple[Transcript, list[int]]) -> None:
    transcript, cuts = case
    cues = layout(transcript, cuts, NORMS)
    report = check(cues, cuts, NORMS)
    found = {(b.cue, b.norm) for b in report.breaches}
    for i, cue in enumerate(cues):
        shown = cue.end_ms - cue.start_ms
        assert ((i, "speed") in found) == (len(cue.text) * 1000 > 17 * shown)
        assert ((i, "too_short") in found) == (shown < 1000)
        assert ((i, "too_long") in found) == (shown > 6000)
        assert ((i, "lines") in found) == (len(cue.lines) > 2)
        assert ((i, "line_length") in found) == any(len(line) > 40 for line in cue.lines)
        near = i + 1 < len(cues) and cues[i + 1].start_ms - cue.end_ms < 80
        assert ((i, "gap") in found) == near
    assert report.kept == len(cues) - len({i for i, _ in found})


plain_words = st.sampled_from(
    [
        *(
            "le",
            "la",
            "de",
            "à",
            "et",
            "que",
            "nous",
            "vous",
            "pour",
            "avec",
            "très",
            "parce",
            "M.",
        ),
        *("votons", "projet", "conseil", "séance", "collège", "Durand", "habitants", "communes;"),
        *("départemental", "investissements", "budget,", "culture,", "adopté.", "merci!"),
        *("pourquoi?", "l'usage", "est-ce", "aujourd'hui", "12", "4", "650"),
    ]
)


@st.composite
def sane_speech(draw: st.DrawFn) -> tuple[Transcript, list[int]]:
    """Turns of a second and a half or more, each word at 15 characters a second or slower."""
    found: list[Utterance] = []
    cuts: list[int] = []
    at = 0
    for _ in range(draw(st.integers(1, 4))):
        at += draw(st.sampled_from([0, 200, 900, 5000]))
        start, words = at, []
        for text in draw(st.lists(plain_words, min_size=1, max_size=60)):
            end = at + (len(text) + 1) * draw(st.sampled_from([67, 75, 90]))
            words.append(Word(text=text, start_ms=at, end_ms=end))
            at = end + draw(st.sampled_from([0, 0, 0, 0, 150, 500, 1200]))
        at = max(at, start + 1500)
        said = " ".join(w.text for w in words)
        who = draw(st.sampled_from([None, "A", "B"]))
        found.append(
            Utterance(start_ms=start, end_ms=at, text=said, words=tuple(words), speaker=who)
        )
        if draw(st.booleans()):
            cuts.append(start)
    return Transcript(language="fr", duration_ms=at + 1000, utterances=tuple(found)), cuts


@settings(deadline=None, max_examples=400)
@given(sane_speech())
def test_speech_within_the_norms_breaks_none(case: tuple[Transcript, list[int]]) -> None:
    transcript, cuts = case
    assert check(layout(transcript, cuts, NORMS), cuts, NORMS).breaches == ()


@settings(deadline=None, max_examples=200)
@given(sane_speech())
def test_cues_keep_step_with_the_sound(case: tuple[Transcript, list[int]]) -> None:
    transcript, cuts = case
    starts = {t.start_ms for t in tokens(transcript)}
    for cue in layout(transcript, cuts, NORMS):
        assert any(-EARLY_MS <= cue.start_ms - s <= LATE_MS for s in starts)
        standing = [s for s in starts if s >= cue.start_ms + EARLY_MS]
        assert cue.end_ms <= min(standing, default=cue.end_ms) + NORMS.max_ms


@settings(deadline=None, max_examples=100)
@given(cases())
def test_no_cue_joins_two_speakers_or_spans_a_long_silence(
    case: tuple[Transcript, list[int]],
) -> None:
    transcript, _ = case
    cues = layout(transcript, (), NORMS)
    if transcript.duration_ms < 500 * len(cues):
        return
    words = tokens(transcript)
    parted = 1 + sum(
        a.speaker != b.speaker or b.start_ms - a.end_ms > SILENCE_MS for a, b in pairwise(words)
    )
    assert len(cues) >= parted * bool(words)
    said = {w.speaker: letters([x.text for x in words if x.speaker == w.speaker]) for w in words}
    shown = {
        c.speaker: letters([x for k in cues if k.speaker == c.speaker for x in k.lines])
        for c in cues
    }
    assert shown == said
