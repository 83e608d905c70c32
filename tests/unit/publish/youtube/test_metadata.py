"""YouTube's rules hold, whatever stands in the agenda."""

import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.chapters import Chapter
from archiver.model.session import YouTubeTarget
from archiver.publish.interface import File, Replay
from archiver.publish.youtube import metadata
from archiver.publish.youtube.metadata import Line

MARK = "0123456789abcdef01234567"
URL = "https://seances.example.fr/2017-03-27/"
TARGET = YouTubeTarget(name="yt", kind="youtube")
_NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("<>\n\r\t\u202e\u200f\u2066\x00\u0085é😀:0123456789|&"),
    ),
    max_size=200,
)
_PLAIN = st.text(string.ascii_letters + " ", min_size=1, max_size=60)


def a_replay(
    titles: list[str],
    lengths: list[int],
    *,
    title: str = "Séance",
    description: str = "",
    **more: str,
) -> Replay:
    """A replay of chapters of those titles and lengths in milliseconds."""
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    chapters = tuple(
        Chapter(
            anchor=f"a{i}",
            title=text,
            kind="item",
            items=(str(i),),
            start_ms=start,
            end_ms=start + length,
            session_start_ms=start,
        )
        for i, (text, start, length) in enumerate(zip(titles, starts, lengths, strict=False))
    )
    return Replay(
        id="2017-03-27-seance",
        title=title,
        body=more.get("body", ""),
        date=date(2017, 3, 27),
        language="fr",
        duration_ms=sum(lengths),
        description=description,
        chapters=chapters,
        video=File(Path("v.mp4"), "0" * 64, 1),
        page_url=more.get("page_url", URL),
    )


@st.composite
def replays(draw: st.DrawFn) -> Replay:
    """Anything that could be made of an agenda and a recording."""
    n = draw(st.integers(0, 120))
    titles = draw(st.lists(st.one_of(_NASTY, _PLAIN), min_size=n, max_size=n))
    lengths = draw(st.lists(st.integers(0, 900_000), min_size=n, max_size=n))
    return a_replay(
        titles,
        lengths,
        title=draw(_NASTY),
        description=draw(st.one_of(_NASTY, _NASTY.map(lambda text: text * 30))),
        body=draw(_NASTY),
        page_url=draw(st.sampled_from((URL, "", "javascript:alert(1)", "https://a/<b>"))),
    )


@given(replays())
def test_the_texts_keep_to_the_rules(replay: Replay) -> None:
    title = metadata.title_of(replay)
    description = metadata.description_of(replay, MARK).text
    assert title.strip()
    assert len(title.encode("utf-16-le")) // 2 <= 100
    assert len(description.encode("utf-8")) <= 5000
    for text in (title, description, metadata.playlist_title(replay, TARGET)):
        assert not {"<", ">", "\x00", "\u202e", "\u2066"} & set(text)
    assert metadata.mark_in(description) == MARK
    assert "\n" not in title


@given(replays())
def test_chapters_are_none_or_such_as_youtube_counts(replay: Replay) -> None:
    described = metadata.description_of(replay, MARK)
    found = metadata.chapters_in(described.text)
    assert found == described.listed
    if not found:
        return
    starts = [line.start_s for line in found]
    assert starts[0] == 0
    assert len(starts) >= 3
    ends = [*starts[1:], replay.duration_ms // 1000]
    assert all(end - start >= 10 for start, end in zip(starts, ends, strict=True))


@given(replays())
def test_no_chapter_is_lost_without_being_counted(replay: Replay) -> None:
    described = metadata.description_of(replay, MARK)
    if described.listed:
        assert len(replay.chapters) == (
            len(described.listed) + described.joined + described.left_out
        )


def test_short_neighbours_stand_together() -> None:
    titles, lengths = ["Ouverture", "101 A", "102 B", "103 C", "Clôture"], [30, 4, 20, 60, 5]
    lines, joined = metadata.chapter_lines(a_replay(titles, [1000 * n for n in lengths]))
    assert joined == 2
    assert lines == (Line(0, "Ouverture"), Line(30, "101 A · 102 B"), Line(54, "103 C · Clôture"))


def test_two_chapters_are_none() -> None:
    assert metadata.chapter_lines(a_replay(["A", "B"], [60_000, 60_000])) == ((), 0)


def test_what_does_not_fit_is_cut_at_an_item_and_links_to_the_page() -> None:
    n = 150
    titles = [f"{i} Rapport sur un sujet qui demande bien des mots pour être dit" for i in range(n)]
    described = metadata.description_of(a_replay(titles, [60_000] * n), MARK)
    assert described.left_out == n - len(described.listed) > 0
    last_rows = described.text.split("\n\n")[-2].splitlines()
    assert URL in last_rows[-1]
    assert len(described.text.encode()) > 4500


def test_titles_are_shortened_before_any_chapter_is_left_out() -> None:
    n = 60
    described = metadata.description_of(a_replay(["Long titre " * 9] * n, [60_000] * n), MARK)
    assert described.left_out == 0
    assert len(described.listed) == n


def test_a_time_of_day_is_not_a_chapter() -> None:
    replay = a_replay(["A", "14:30 B", "C"], [60_000] * 3, description="12:30 reprise à 14:00")
    starts = [
        line.start_s for line in metadata.chapters_in(metadata.description_of(replay, MARK).text)
    ]
    assert starts == [0, 60, 120]


@pytest.mark.parametrize(
    ("playlist", "body", "title"),
    [
        ("year", "Conseil départemental", "Conseil départemental – 2017"),
        ("body", "Conseil départemental", "Conseil départemental"),
        ("none", "Conseil départemental", ""),
    ],
)
def test_the_playlist_is_of_the_year_or_the_body(playlist: str, body: str, title: str) -> None:
    target = TARGET.model_copy(update={"playlist": playlist})
    assert metadata.playlist_title(a_replay([], [], body=body), target) == title


def test_a_mark_in_the_agenda_is_not_ours() -> None:
    replay = a_replay(["archiver : " + "f" * 24, "B", "C"], [60_000] * 3)
    assert metadata.mark_in(metadata.description_of(replay, MARK).text) == MARK


def test_the_title_has_the_body_where_it_fits() -> None:
    assert metadata.title_of(a_replay([], [], title="Séance", body="Conseil")) == "Séance – Conseil"
    assert metadata.title_of(a_replay([], [], title="S" * 90, body="Conseil " * 4)) == "S" * 90
    assert len(metadata.title_of(a_replay([], [], title="S" * 200))) == 100
