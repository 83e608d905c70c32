"""Whatever is corrected: none is lost, all is told once, twice is once, and the order holds."""

from collections import Counter
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.corrections.chapters import anchors, apply_to_chapters
from archiver.corrections.sounding import Ear
from archiver.corrections.speaking import apply_to_speakers
from archiver.corrections.words import apply_to_words
from archiver.model.chapters import Chapters, Span
from archiver.model.corrections import Correction, CorrectionLine, Fate
from archiver.model.decisions import Vote
from archiver.model.speakers import Speakers, Turn
from archiver.model.transcript import Transcript, Utterance, Word
from tests.unit.corrections.made import AGENDA, BY

DURATION_MS = 60_000
TEXTS = ("la", "le", "séance", "Séance.", "l", "'usage,", "présidente", "Présidente", "mot ?", "…")
EAR = Ear((("ph", "f"), ("(.)\\1+", "\\1")))
times = st.integers(0, DURATION_MS + 5_000)
texts = st.lists(st.sampled_from(TEXTS), max_size=3)
ids = st.lists(st.sampled_from("ABCX"), max_size=2, unique=True)
names = st.sampled_from(("Mme Abadie", "M. Bost", "M. Carle"))
kinds = st.sampled_from(("item", "bloc", "opening", "closing", "suspension", "closed", "none"))
many = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    now, utterances = 0, []
    for said in draw(
        st.lists(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6), max_size=8)
    ):
        words = []
        for text in said:
            now += draw(st.integers(0, 300))
            length = draw(st.integers(1, 900))
            words.append(Word(start_ms=now, end_ms=now + length, text=text))
            now += length
        start, joined = words[0].start_ms, " ".join(said)
        timed = tuple(words) if draw(st.booleans()) else ()
        utterances.append(Utterance(start_ms=start, end_ms=now, text=joined, words=timed))
        now += draw(st.integers(0, 2_000))
    return Transcript(
        language="fr", duration_ms=max(now, DURATION_MS), utterances=tuple(utterances)
    )


@st.composite
def splits(draw: st.DrawFn) -> Chapters:
    edges = sorted(set(draw(st.lists(st.integers(1, DURATION_MS - 1), max_size=7))))
    spans = []
    for start, end in pairwise((0, *edges, DURATION_MS)):
        kind = draw(kinds)
        held = tuple(draw(ids)[:1]) if kind in ("item", "bloc") else ()
        hidden = True if draw(st.integers(0, 9)) == 0 else None
        spans.append(Span(kind=kind, items=held, start_ms=start, end_ms=end, hidden=hidden))
    votes = tuple(
        Vote(items=tuple(draw(ids)), outcome="adopted", at_ms=at)
        for at in sorted(draw(st.lists(st.integers(0, DURATION_MS), max_size=3)))
    )
    return Chapters(duration_ms=DURATION_MS, spans=tuple(spans), votes=votes)


@st.composite
def turns(draw: st.DrawFn) -> Speakers:
    edges = sorted(set(draw(st.lists(st.integers(0, DURATION_MS), max_size=10))))
    return Speakers(
        turns=tuple(
            Turn(start_ms=a, end_ms=b, name=draw(st.none() | names), chair=draw(st.booleans()))
            for a, b in pairwise(edges)
            if draw(st.booleans())
        )
    )


def _votes(draw: st.DrawFn) -> dict[str, Any]:
    def vote() -> Vote:
        return Vote(
            items=tuple(draw(ids)),
            outcome=draw(st.sampled_from(("adopted", "rejected"))),
            at_ms=draw(times),
            for_=draw(st.none() | st.integers(0, 40)),
            on=draw(st.none() | st.just("amendement")),
        )

    which = draw(st.integers(1, 3))
    return {"before": vote() if which & 1 else None, "after": vote() if which & 2 else None}


def _said(draw: st.DrawFn, kind: str, made: list[Correction]) -> dict[str, Any]:
    """What a correction of a kind holds besides author and time."""
    if kind == "word":
        before, after = draw(texts), draw(texts)
        after = after if after != before else [*after, "autre"]
        around = {"context_before": draw(texts), "context_after": draw(texts)}
        return {"before": before, "after": after, **around}
    if kind == "boundary":
        edge = draw(st.sampled_from(("start", "end")))
        held = {"span_kind": draw(kinds), "items": draw(ids), "edge": edge}
        return {**held, "part": draw(st.integers(0, 2)), "before": draw(st.none() | times)}
    if kind == "item":
        title = draw(st.none() | st.just("Hommage"))
        return {"after": {"kind": draw(kinds), "items": draw(ids), "title": title}}
    if kind == "not_treated":
        return {"item": draw(st.sampled_from("ABX")), "after": "withdrawn"}
    if kind == "speaker":
        return {"before": draw(st.none() | names), "after": draw(names)}
    if kind == "vote":
        return _votes(draw)
    earlier = [c.id for c in made] or ["ffffffff"]
    return {"undoes": draw(st.sampled_from([*earlier, "eeeeeeee"]))}


@st.composite
def sequences(draw: st.DrawFn) -> tuple[Correction, ...]:
    made: list[Correction] = []
    sorts = ("word", "word", "boundary", "item", "not_treated", "speaker", "vote", "undo")
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(sorts))
        start = draw(times)
        signed = {**BY.over(start, start + draw(st.integers(0, 8_000))), "id": f"{number:08x}"}
        line = {**signed, "kind": kind, **_said(draw, kind, made)}
        made.append(CorrectionLine.model_validate(line).root)
    return tuple(made)


@many
@given(transcripts(), splits(), turns(), sequences())
def test_every_correction_has_exactly_one_fate(
    said: Transcript, split: Chapters, speakers: Speakers, made: tuple[Correction, ...]
) -> None:
    fates: list[Fate] = [*apply_to_words(said, made, EAR)[1]]
    fates += apply_to_speakers(speakers, made)[1]
    fates += apply_to_chapters(split, made, AGENDA)[1]
    assert Counter(fate.correction for fate in fates) == Counter(c.id for c in made)
    assert all(bool(fate.why) == (fate.outcome == "misfit") for fate in fates)


@many
@given(transcripts(), sequences())
def test_words_stay_in_order_and_apart(said: Transcript, made: tuple[Correction, ...]) -> None:
    mended, _fates = apply_to_words(said, made, EAR)
    words = [word for u in mended.utterances for word in u.timed_words()]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(words))
    assert all(word.start_ms <= word.end_ms for word in words)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(mended.utterances))
    for utterance in mended.utterances:
        if utterance.words:
            assert utterance.start_ms <= utterance.words[0].start_ms
            assert utterance.words[-1].end_ms <= utterance.end_ms
            assert "".join(utterance.text.split()) == "".join(
                "".join(word.text.split()) for word in utterance.words
            )


@many
@given(transcripts(), splits(), turns(), sequences())
def test_twice_is_once(
    said: Transcript, split: Chapters, speakers: Speakers, made: tuple[Correction, ...]
) -> None:
    words = apply_to_words(said, made, EAR)[0]
    assert apply_to_words(words, made, EAR)[0] == words
    named = apply_to_speakers(speakers, made)[0]
    assert apply_to_speakers(named, made)[0] == named
    mended = apply_to_chapters(split, made, AGENDA)[0]
    assert apply_to_chapters(mended, made, AGENDA)[0] == mended


@many
@given(splits(), turns(), sequences())
def test_turns_and_spans_stay_whole(
    split: Chapters, speakers: Speakers, made: tuple[Correction, ...]
) -> None:
    named = apply_to_speakers(speakers, made)[0].turns
    assert all(turn.start_ms < turn.end_ms for turn in named)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(named))
    mended = apply_to_chapters(split, made, AGENDA)[0]
    assert Chapters.model_validate(mended.model_dump(by_alias=True)) == mended
    placed = {id for span in mended.spans for id in span.items}
    if mended.spans != split.spans:
        assert {absent.item for absent in mended.not_treated} >= {
            i.id for i in AGENDA.items
        } - placed
    hidden = [(s.start_ms, s.end_ms) for s in split.spans if s.hidden]
    for start, end in hidden:
        assert all(s.hidden for s in mended.spans if s.start_ms < end and start < s.end_ms)


@many
@given(sequences())
def test_anchors_are_in_order_and_no_two_contradict(made: tuple[Correction, ...]) -> None:
    starts = [anchor.start_ms for anchor in anchors(made)]
    assert starts == sorted(set(starts))
