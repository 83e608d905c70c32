"""Starts that a person fixed: they stand to the millisecond, and what is heard gives way."""

from typing import Literal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from archiver.agenda.sources import Sources
from archiver.agenda.splitting import split
from archiver.model.anchors import Anchor
from archiver.model.chapters import Chapters, SpanKind
from archiver.model.transcript import Transcript
from tests.unit.agenda.conversation import agenda, divided, first, outline, pack
from tests.unit.agenda.test_agenda_properties import agendas, holds, transcripts

By = Literal["mark", "correction"]
DIKES = agenda(
    ("1", "Entretien des digues du littoral"),
    ("2", "Tarifs de la piscine municipale"),
    ("3", "Achat de deux bennes électriques"),
    ("4", "Dénomination de la passerelle neuve"),
)
SCRIPT = """
@opening
Mesdames et messieurs, bonjour, la séance est ouverte.
@1
Nous passons au rapport numéro 1, l'entretien des digues du littoral.
Les digues ont souffert cet hiver, il faut reprendre les enrochements du littoral.
Les travaux seront longs et les digues resteront fermées à la promenade.
@inside
Les entreprises interviendront au printemps, sous le contrôle de nos services.
Le rapport est adopté.
@2
Nous passons au rapport numéro 2, les tarifs de la piscine municipale.
La piscine a coûté deux millions, et ses tarifs sont restés bas.
Les entrées de la piscine augmentent de dix centimes.
@later
Les écoles ne paieront rien, comme par le passé.
Le rapport est adopté.
@3
Nous passons au rapport numéro 3, l'achat de deux bennes électriques.
Les bennes coûtent cher mais durent dix ans, et l'électrique est silencieux.
Le rapport est adopté.
@4
Nous passons au rapport numéro 4, la dénomination de la passerelle neuve.
Quatre noms de passerelle ont été proposés par les écoles.
Le rapport est adopté.
@closing
L'ordre du jour est épuisé, je vous remercie de votre présence.
La séance est levée.
@after
[60]
"""


def fixed(start_ms: int, *items: str, by: By = "mark", title: str | None = None) -> Anchor:
    kind: SpanKind = "bloc" if len(items) > 1 else "item" if items else "unlisted"
    return Anchor(start_ms, kind, items, by, f"{by} of {'+'.join(items)}", title)


def with_anchors(*anchors: Anchor, set_aside: frozenset[str] = frozenset()) -> Chapters:
    return divided(DIKES, SCRIPT, sources=Sources(anchors=anchors, set_aside=set_aside))[0]


@pytest.fixture(scope="module")
def heard() -> tuple[Chapters, dict[str, int]]:
    return divided(DIKES, SCRIPT)


Found = tuple[Chapters, dict[str, int]]


def test_all_is_heard_without_a_person(heard: Found) -> None:
    chapters, marks = heard
    assert outline(chapters) == ["none", "opening", "1", "2", "3", "4", "closing", "none"]
    assert [first(chapters, n).start_ms for n in "1234"] == [marks[n] for n in "1234"]


@pytest.mark.parametrize("by", ["mark", "correction"])
@pytest.mark.parametrize("off_ms", [-1_234, -1, 0, 1, 777, 6_543])
def test_an_item_starts_where_it_is_fixed(heard: Found, by: By, off_ms: int) -> None:
    chapters, marks = heard
    at = marks["2"] + off_ms
    moved = with_anchors(fixed(at, "2", by=by))
    assert outline(moved) == outline(chapters)
    span = first(moved, "2")
    assert (span.start_ms, span.confidence, span.band, span.rival) == (at, 1.0, "sure", None)
    assert (span.evidence[0].kind, span.evidence[0].start_ms) == (by, at)
    assert first(moved, "1").end_ms == at
    others = [first(chapters, n).start_ms for n in ("opening", "1", "3", "4", "closing")]
    assert [first(moved, n).start_ms for n in ("opening", "1", "3", "4", "closing")] == others


def test_an_item_fixed_where_another_is_announced_takes_its_place(heard: Found) -> None:
    _chapters, marks = heard
    swapped = with_anchors(fixed(marks["2"], "3"))
    assert first(swapped, "3").start_ms == marks["2"]
    assert sum("3" in span.items for span in swapped.spans) == 1
    assert first(swapped, "1").start_ms == marks["1"]
    assert first(swapped, "4").start_ms == marks["4"]


def test_what_was_heard_between_two_fixed_starts_stays_between_them(heard: Found) -> None:
    _chapters, marks = heard
    between = with_anchors(fixed(marks["inside"], "2"), fixed(marks["4"] + 10, "4"))
    assert outline(between) == ["none", "opening", "1", "2", "3", "4", "closing", "none"]
    assert first(between, "2").start_ms == marks["inside"]
    assert first(between, "3").start_ms == marks["3"]
    assert first(between, "4").start_ms == marks["4"] + 10


def test_an_item_may_be_fixed_twice_as_it_is_taken_up_again(heard: Found) -> None:
    _chapters, marks = heard
    again = with_anchors(fixed(marks["1"], "1"), fixed(marks["later"], "1"))
    assert [s.start_ms for s in again.spans if "1" in s.items] == [marks["1"], marks["later"]]
    assert first(again, "2").start_ms == marks["2"]


def test_a_bloc_and_a_matter_that_is_not_listed_are_fixed(heard: Found) -> None:
    _chapters, marks = heard
    unlisted = fixed(marks["later"], by="correction", title="Un point d’information")
    chapters = with_anchors(fixed(marks["1"] + 5, "2", "1"), unlisted)
    bloc = first(chapters, "bloc")
    assert (bloc.start_ms, bloc.items) == (marks["1"] + 5, ("1", "2"))
    matter = first(chapters, "unlisted")
    assert (matter.start_ms, matter.title) == (marks["later"], "Un point d’information")


def test_of_two_at_one_instant_the_last_stands(heard: Found) -> None:
    _chapters, marks = heard
    at = marks["inside"]
    chapters = with_anchors(fixed(at, "2"), fixed(at, "3", by="correction"))
    assert first(chapters, "3").start_ms == at
    assert [s.items for s in chapters.spans if s.start_ms == at] == [("3",)]


def test_two_in_one_silence_both_stand(heard: Found) -> None:
    _chapters, marks = heard
    silent = SCRIPT.replace("@3", "[40]\n@3")
    at = marks["3"]
    two = Sources(anchors=(fixed(at + 10_000, "2"), fixed(at + 25_000, "3")))
    chapters, _moved = divided(DIKES, silent, sources=two)
    assert outline(chapters) == ["none", "opening", "1", "2", "3", "4", "closing", "none"]
    assert first(chapters, "2").start_ms == at + 10_000
    assert first(chapters, "3").start_ms == at + 25_000


def test_a_start_after_the_last_word_stands_and_no_closing_before_it(heard: Found) -> None:
    chapters, marks = heard
    at = marks["after"] + 30_000
    late = with_anchors(fixed(at, "4", by="correction"))
    assert outline(late) == ["none", "opening", "1", "2", "3", "4"]
    assert (first(late, "4").start_ms, first(late, "4").end_ms) == (at, chapters.duration_ms)


def test_a_start_after_the_end_of_the_recording_is_none(heard: Found) -> None:
    chapters, _marks = heard
    late = with_anchors(fixed(chapters.duration_ms, "4"))
    assert late.spans[-1].end_ms == chapters.duration_ms
    assert "4" in [absent.item for absent in late.not_treated]


def test_an_item_the_agenda_no_longer_has_fixes_nothing(heard: Found) -> None:
    chapters, marks = heard
    assert with_anchors(fixed(marks["inside"], "gone")) == chapters


def test_where_nothing_was_said_only_what_is_fixed_is_known() -> None:
    anchors = (fixed(10_000, "1"), fixed(40_000, "3", "2"))
    silence = Transcript(language="fr", duration_ms=60_000)
    chapters = split(DIKES, silence, pack("fr"), Sources(anchors=anchors))
    assert outline(chapters) == ["none", "1", "3+2"]
    assert [(absent.item, absent.reason) for absent in chapters.not_treated] == [("4", "not_found")]


def test_an_item_fixed_in_a_suspension_that_was_heard_ends_it() -> None:
    script = SCRIPT.replace(
        "@2\n",
        """
        La séance est suspendue.
        [60]
        Tu as un café, oui, merci.
        @early
        Vous êtes là, on peut y aller, alors.
        [60]
        La séance est reprise.
        @2
        """,
    )
    chapters, marks = divided(DIKES, script)
    assert "suspension" in outline(chapters)
    fixed_there = Sources(anchors=(fixed(marks["early"], "2"),))
    ended, _marks = divided(DIKES, script, sources=fixed_there)
    assert first(ended, "suspension").end_ms == marks["early"]
    assert first(ended, "2").start_ms == marks["early"]


def test_an_item_that_was_set_aside_is_not_looked_for(heard: Found) -> None:
    chapters = with_anchors(set_aside=frozenset({"3"}))
    assert outline(chapters) == ["none", "opening", "1", "2", "4", "closing", "none"]
    assert [absent.item for absent in chapters.not_treated] == ["3"]
    assert first(chapters, "4").start_ms == heard[1]["4"]


@pytest.mark.parametrize("language", ["fr", "en"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_said_every_fixed_start_is_exact(language: str, data: st.DataObject) -> None:
    printed = data.draw(agendas())
    transcript = data.draw(transcripts(language))
    assume(transcript.duration_ms >= 1_000)  # in one millisecond nothing lies apart
    ids = [item.id for item in printed.items]
    times = data.draw(st.lists(st.integers(0, 1_500_000), max_size=4, unique=True))
    anchors = tuple(
        fixed(at, *sorted(data.draw(st.sets(st.sampled_from(ids), max_size=2))))
        if ids
        else fixed(at)
        for at in times
    )
    chapters = split(printed, transcript, pack(language), Sources(anchors=anchors))
    holds(printed, chapters, transcript.duration_ms)
    kinds = {span.start_ms: span for span in chapters.spans}
    closed = [s for s in chapters.spans if s.kind == "closed"]
    for anchor in anchors:
        hidden = any(s.start_ms <= anchor.start_ms < s.end_ms for s in closed)
        if anchor.start_ms < transcript.duration_ms and not hidden:
            span = kinds[anchor.start_ms]
            assert (span.items, span.confidence) == (anchor.items, 1.0)
