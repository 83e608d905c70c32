"""Chapters as a viewer sees them, and the files a player reads them from."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapter, Chapters, Span, SpanKind
from archiver.model.names import slug
from archiver.model.preset import ReplaySettings
from archiver.replay.chapters import chapters_vtt, embedded_title, viewer_chapters
from archiver.replay.timeline import plan

AGENDA = Agenda(
    items=(
        Item(id="101", number="101", title="Le budget"),
        Item(id="302", number="302", title="Une école"),
        Item(id="303", number="303", title="Un pont"),
        Item(id="403", number="403", title="Un <musée> & un parc"),
        Item(id="œuvre 1/é", title="Les œuvres"),
    )
)


def chapters_of(*spans: tuple[SpanKind, tuple[str, ...], int]) -> Chapters:
    made, at = [], 0
    for kind, items, length in spans:
        made.append(Span(kind=kind, items=items, start_ms=at, end_ms=at + length))
        at += length
    return Chapters(duration_ms=at, spans=tuple(made))


def seen(chapters: Chapters, settings: ReplaySettings | None = None) -> tuple[Chapter, ...]:
    timeline = plan(chapters, settings or ReplaySettings())
    return viewer_chapters(chapters, AGENDA, timeline, "en")


SESSION = chapters_of(
    ("none", (), 1_000),
    ("opening", (), 1_000),
    ("item", ("101",), 1_000),
    ("suspension", (), 1_000),
    ("none", (), 200),
    ("item", ("101",), 1_000),
    ("closed", (), 1_000),
    ("item", ("101",), 1_000),
    ("bloc", ("302", "303", "403"), 1_000),
    ("none", (), 300),
    ("unlisted", (), 1_000),
    ("closing", (), 500),
    ("none", (), 500),
)


def test_every_part_has_its_title_and_its_anchor() -> None:
    assert [(c.anchor, c.title, c.start_ms) for c in seen(SESSION)] == [
        ("ouverture", "Opening of the session", 0),
        ("item-101", "101 – Le budget", 1_000),
        ("suspension", "Suspension of the session", 2_000),
        ("reprise", "Resumption of the session", 3_000),
        ("item-101-2", "101 – Le budget (continued)", 3_200),
        ("bloc-302-303-403", "Block vote: 302, 303 and 403", 5_200),
        ("hors-seance", "Off the agenda", 6_200),
        ("hors-ordre-du-jour", "Matter not on the agenda", 6_500),
        ("cloture", "Closing of the session", 7_500),
    ]


def test_what_is_before_and_after_is_named_where_it_is_shown() -> None:
    titles = [c.title for c in seen(SESSION, ReplaySettings(trim=False))]
    assert (titles[0], titles[-1]) == ("Before the session", "After the session")


def test_a_chapter_knows_where_it_is_in_the_session() -> None:
    assert [c.session_start_ms for c in seen(SESSION)][:4] == [1_000, 2_000, 3_000, 4_000]


def test_a_title_is_kept_however_long() -> None:
    long = Agenda(items=(Item(id="1", title="é" * 2_000),))
    spans = chapters_of(("item", ("1",), 1_000))
    (chapter,) = viewer_chapters(spans, long, plan(spans, ReplaySettings()), "fr")
    assert chapter.title == "é" * 2_000
    assert len(embedded_title(chapter.title)) == 250


def test_an_item_unknown_to_the_agenda_goes_by_its_id() -> None:
    (chapter,) = seen(chapters_of(("item", ("999",), 1_000)))
    assert (chapter.anchor, chapter.title) == ("item-999", "999")


def test_matters_that_nobody_printed_keep_a_chapter_each() -> None:
    titles = ("Une motion", "Une motion", "Un hommage")
    spans = tuple(
        Span(kind="unlisted", title=title, start_ms=i * 1_000, end_ms=i * 1_000 + 1_000)
        for i, title in enumerate(titles)
    )
    shown = seen(Chapters(duration_ms=3_000, spans=spans))
    assert [(c.title, c.start_ms, c.end_ms) for c in shown] == [
        ("Not on the agenda: Une motion", 0, 2_000),
        ("Not on the agenda: Un hommage", 2_000, 3_000),
    ]


ids = st.lists(st.text(max_size=8).filter(bool), max_size=3).map(tuple)
kinds = st.sampled_from(
    ["item", "bloc", "opening", "closing", "suspension", "closed", "unlisted", "outage", "none"]
)


@given(
    st.lists(st.tuples(kinds, ids, st.integers(0, 900)), min_size=1, max_size=12),
    st.sampled_from([0, 1, 300]),
)
def test_chapters_tile_the_replay_and_anchors_are_unique_and_safe(
    spans: list[tuple[SpanKind, tuple[str, ...], int]], longest: int
) -> None:
    chapters = chapters_of(*spans)
    settings = ReplaySettings(card_longest_ms=longest)
    timeline = plan(chapters, settings)
    made = viewer_chapters(chapters, AGENDA, timeline, "en")
    edges = [0, *(e for c in made for e in (c.start_ms, c.end_ms)), timeline.replay_duration_ms]
    assert all(a == b for a, b in zip(edges[::2], edges[1::2], strict=True))
    assert all(c.start_ms < c.end_ms and c.title for c in made)
    anchors = [c.anchor for c in made]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", anchor) for anchor in anchors)
    assert all((a.kind, a.items) != (b.kind, b.items) for a, b in pairwise(made))


def test_a_slug_is_plain_ascii() -> None:
    assert slug("Où est l'Œuvre – n° 12 ?") == "ou-est-l-oeuvre-n-12"
    assert slug("🎥 <>") == ""
    assert slug("mot " * 40, 18) == "mot-mot-mot-mot"
    assert slug("a" * 90, 20) == "a" * 20


@given(st.text(), st.integers(1, 80))
def test_any_text_gives_a_safe_slug(text: str, longest: int) -> None:
    made = slug(text, longest)
    assert len(made) <= longest
    assert made == "" or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)


def chapter(title: str) -> Chapter:
    return Chapter(
        anchor="item-1",
        title=title,
        kind="item",
        items=("1",),
        start_ms=3_723_004,
        end_ms=7_200_000,
        session_start_ms=0,
    )


def test_a_chapter_track_is_escaped() -> None:
    assert chapters_vtt([chapter("Un <b>pont</b> --> &\n\nWEBVTT")]) == (
        "WEBVTT\n\nitem-1\n01:02:03.004 --> 02:00:00.000\n"
        "Un &lt;b&gt;pont&lt;/b&gt; --&gt; &amp; WEBVTT\n"
    )
