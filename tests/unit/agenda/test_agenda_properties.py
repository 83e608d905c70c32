"""Whatever is printed and said: the spans tile, and every item is in a span or not treated."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.agenda.splitting import split
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters
from archiver.model.transcript import Transcript, Utterance, Word
from tests.unit.agenda.conversation import pack

PHRASES = {
    "fr": (
        "nous passons au rapport numéro", "la séance est suspendue", "la séance est reprise",
        "la séance est ouverte", "la séance est levée", "est adopté à l'unanimité", "en bloc",
        "le huis clos est prononcé", "le huis clos est levé", "est retiré de l'ordre du jour",
        "est renvoyé à la prochaine séance", "cent un", "102", "les 101 à 104", "tout à l'heure",
        "nous avons épuisé l'ordre du jour", "des digues", "de la piscine", "du marché", "?", "-",
        "Monsieur Abadie", "…", "🙂", "euros",
    ),
    "en": (
        "our next item is", "we will take a recess", "we are back in session", "motion carries",
        "call this meeting to order", "we are adjourned", "go into closed session", "item 102",
        "return to open session", "has been withdrawn", "is deferred to", "taken together",
        "one hundred and one", "later tonight", "the harbour", "the market", "pool fees", ".",
    ),
}  # fmt: skip
TITLES = (
    "Entretien des digues", "Tarifs de la piscine", "Marché couvert", "Harbour walls", "Pool fees",
    "Adjournment", "Recess the meeting", "Vœux", "Questions orales", "…", "🙂", "x" * 2000,
    "Procès-verbal de la séance du 3 mai", "<script>", "101", "Call to order", "(…)",
)  # fmt: skip


@st.composite
def agendas(draw: st.DrawFn) -> Agenda:
    titles = draw(st.lists(st.sampled_from(TITLES), max_size=9))
    numbers = st.sampled_from((None, "101", "102", "103", "104", "a", "12-3", "n° 101"))
    names = st.sampled_from((None, "M. Abadie", "Mme", ""))
    return Agenda(
        items=tuple(
            Item(id=f"i{n}", title=title, number=draw(numbers), rapporteur=draw(names))
            for n, title in enumerate(titles)
        )
    )


@st.composite
def transcripts(draw: st.DrawFn, language: str) -> Transcript:
    lines = draw(
        st.lists(
            st.lists(st.sampled_from(PHRASES[language]), max_size=5).map(" ".join), max_size=25
        )
    )
    utterances, now = [], 0
    for text in lines:
        start = max(0, now + draw(st.integers(-3_000, 90_000)))
        length = draw(st.integers(0, 20_000))
        words = text.split() if draw(st.booleans()) else []
        times = sorted(draw(st.integers(start, start + length + 1)) for _ in words)
        utterances.append(
            Utterance(
                start_ms=start,
                end_ms=start + length,
                text=text,
                speaker=draw(st.sampled_from((None, "A", "B"))),
                words=tuple(
                    Word(start_ms=at, end_ms=at + 200, text=word)
                    for word, at in zip(words, times, strict=True)
                ),
            )
        )
        now = start + length
    duration = max(0, now + draw(st.integers(-20_000, 100_000)))
    return Transcript(language=language, duration_ms=duration, utterances=tuple(utterances))


def holds(agenda: Agenda, chapters: Chapters, duration_ms: int) -> None:
    edges = [0, *(e for s in chapters.spans for e in (s.start_ms, s.end_ms)), duration_ms]
    assert all(a == b for a, b in zip(edges[::2], edges[1::2], strict=True))
    assert all(s.end_ms > s.start_ms for s in chapters.spans)
    treated = {item for span in chapters.spans for item in span.items}
    absent = [n.item for n in chapters.not_treated]
    assert len(absent) == len(set(absent))
    assert not treated & set(absent)
    assert treated | set(absent) == {item.id for item in agenda.items}
    for span in chapters.spans:
        assert (span.kind == "item") == (len(span.items) == 1)
        assert (span.kind == "bloc") == (len(span.items) > 1)
        assert all(e.start_ms <= duration_ms for e in span.evidence)


@pytest.mark.parametrize("language", ["fr", "en"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_spans_tile_and_no_item_is_lost(language: str, data: st.DataObject) -> None:
    agenda = data.draw(agendas())
    transcript = data.draw(transcripts(language))
    chapters = split(agenda, transcript, pack(language))
    holds(agenda, chapters, transcript.duration_ms)
    assert split(agenda, transcript, pack(language)) == chapters
