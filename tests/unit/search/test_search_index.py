"""What is said is found, where and when it was said, through any filter."""

from collections.abc import Iterator
from contextlib import chdir
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.search.index import MOST_RANKED, Index
from archiver.search.query import QueryError
from archiver.search.records import Filters, Fragment, Hit, IndexedSession, Passage
from archiver.search.words import pieces

DAY = date(2021, 6, 18)


def said(*texts: str, speaker: str | None = None, every_ms: int = 4000) -> tuple[Passage, ...]:
    return tuple(
        Passage(
            start_ms=i * every_ms,
            end_ms=i * every_ms + 3900,
            replay_ms=i * every_ms + 500,
            text=text,
            speaker=speaker,
        )
        for i, text in enumerate(texts)
    )


def session(
    *passages: Passage,
    id: str = "s",
    day: date = DAY,
    language: str = "fr",
    fingerprint: str = "",
) -> IndexedSession:
    return IndexedSession(
        id=id,
        title="Séance",
        date=day,
        language=language,
        fingerprint=fingerprint,
        passages=passages,
    )


@pytest.fixture(scope="module", autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An index in memory still leaves its lock beside it."""
    with chdir(tmp_path_factory.mktemp("search")):
        yield


def opened(*sessions: IndexedSession) -> Index:
    index = Index.open(Path(":memory:"))
    for one in sessions:
        index.add(one)
    return index


def marked(fragments: tuple[Fragment, ...]) -> str:
    return "".join(f"[{f.text}]" if f.is_match else f.text for f in fragments)


def excerpts(index: Index, query: str, filters: Filters | None = None) -> list[str]:
    return [marked(hit.excerpt) for hit in index.search(query, filters or Filters()).hits]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Les œuvres d'art", "oeuvre", "Les [œuvres] d'art"),
        ("Les oeuvres d'art", "œuvres", "Les [oeuvres] d'art"),
        ("L’assemblée délibère", "assemblee", "L’[assemblée] délibère"),
        ("L’assemblée délibère", "l'assemblée", "L’[assemblée] délibère"),
        ("Les assemblées", "l'assemblée", "Les [assemblées]"),
        ("Les lycées publics", "lycee", "Les [lycées] publics"),
        ("Le lyce\u0301e", "lycées", "Le [lyce\u0301e]"),
        ("Aujourd'hui même", "aujourd’hui", "[Aujourd'hui] même"),
        ("Qu'il vote", "qu'il", "Qu'[il] vote"),
        ("Le Sous-Préfet", "sous-préfet", "Le [Sous-Préfet]"),
        ("Le sous préfet", "sous-préfet", "Le [sous préfet]"),
        ("Soit 4 650 000 euros", "4650000", "Soit [4 650 000] euros"),
        ("Soit 4\u202f650\u202f000 euros", "4 650 000", "Soit [4\u202f650\u202f000] euros"),
        ("Soit 5.400 000 euros", "5 400 000", "Soit [5.400 000] euros"),
        ("Soit 4650000 euros", "4 650 000", "Soit [4650000] euros"),
        ("En 2017 300 élèves", "300", "En 2017 [300] élèves"),
        ("La RD927 est fermée", "rd 927", "La [RD927] est fermée"),
        ("La RD 927 est fermée", "RD927", "La [RD 927] est fermée"),
        ("Le budget (AND) OR x", "and", "Le budget ([AND]) OR x"),
        ("Ils ont voté", "votes", "Ils ont [voté]"),
        ("Le conseil vote", '"conseil"', "Le [conseil] vote"),
        ("Le département", "dép*", "Le [département]"),
        ("Le département", "DEPA*", "Le [département]"),
        (
            "Le conseil départemental vote",
            '"conseil departemental"',
            "Le [conseil départemental] vote",
        ),
        ("Les conseils", '"conseil"', ""),
        ("Le conseil général vote", '"conseil vote"', ""),
        ("Le conseil général vote", "conseil vote -général", ""),
        ("Le conseil général vote", "conseil -départemental", "Le [conseil] général vote"),
        ("Le conseil général vote", "«général vote", "Le conseil [général vote]"),
        ("Le conseil vote", "budget", ""),
        ("Le département", '"dép*"', ""),
    ],
)
def test_words_are_found_as_people_type_them(text: str, query: str, found: str) -> None:
    with opened(session(*said(text))) as index:
        assert excerpts(index, query) == ([found] if found else [])


def test_each_language_has_its_stems() -> None:
    french = session(*said("Les routes départementales"), id="fr")
    english = session(*said("The councillors were voting"), id="en", language="en-GB")
    other = session(*said("Die Strassen"), id="de", language="de")
    with opened(french, english, other) as index:
        assert [h.session_id for h in index.search("departemental").hits] == ["fr"]
        assert [h.session_id for h in index.search("votes").hits] == ["en"]
        assert [h.session_id for h in index.search("strassen").hits] == ["de"]


def test_words_of_neighbouring_utterances_are_found_together() -> None:
    texts = [f"Phrase numéro {'x' * (i % 7 + 1)} mot{chr(97 + i)}." for i in range(26)]
    with opened(session(*said(*texts))) as index:
        for a, b in zip("abcdefgh", "bcdefghi", strict=True):
            assert index.search(f'"mot{a}" "mot{b}"').total == 1


def test_numbers_of_two_utterances_stay_two_numbers() -> None:
    with opened(session(*said("Le rapport 12", "300 euros"))) as index:
        assert excerpts(index, "12 -12300") == ["Le rapport [12] 300 euros"]
        assert excerpts(index, '"rapport 12" 300') == ["Le [rapport 12] [300] euros"]


def test_the_link_goes_to_the_utterance_of_the_match() -> None:
    passages = said("Bonjour à tous.", "Je parle du budget.", "Puis de la voirie.", speaker="Ève")
    with opened(session(*passages, id="2021 juin/é")) as index:
        (hit,) = index.search("voirie").hits
    assert (hit.start_ms, hit.replay_ms, hit.speaker) == (8000, 8500, "Ève")
    assert hit.permalink == "2021%20juin%2F%C3%A9/index.html#u-8000"


def test_the_title_of_an_item_is_found_where_the_item_starts() -> None:
    passages = (
        *(
            p.model_copy(update={"items": ("1",), "item_title": "Voirie"})
            for p in said("Un.", "Deux.")
        ),
        Passage(
            start_ms=9000,
            end_ms=9900,
            replay_ms=9000,
            text="Trois.",
            items=("2",),
            item_title="Prix de journée",
        ),
        Passage(
            start_ms=10000,
            end_ms=99000,
            replay_ms=10000,
            text="Quatre.",
            items=("2",),
            item_title="Prix de journée",
        ),
    )
    with opened(session(*passages)) as index:
        (hit,) = index.search("prix journées").hits
    assert hit.start_ms == 9000
    assert hit.items == ("2",)
    assert marked(hit.item_title) == "[Prix] de [journée]"
    assert not any(fragment.is_match for fragment in hit.excerpt)


def test_filters_narrow_the_search() -> None:
    def one(i: int, speaker: str, item: str) -> Passage:
        return Passage(
            start_ms=i, end_ms=i, replay_ms=i, text="budget", speaker=speaker, items=(item,)
        )

    with opened(
        session(one(0, "Zoé Élan", "10/é"), one(5, "Max Dur", "1"), id="a", day=date(2020, 1, 1)),
        session(one(0, "Zoé Dur", "1"), id="b", day=date(2020, 1, 2)),
        session(one(0, "Luc Roy", "10"), id="c", day=date(2020, 1, 2)),
    ) as index:

        def found(**filters: object) -> list[tuple[str, int]]:
            result = index.search("budget", Filters.model_validate(filters))
            assert result.total == len(result.hits)
            return sorted((hit.session_id, hit.start_ms) for hit in result.hits)

        assert found() == [("a", 0), ("a", 5), ("b", 0), ("c", 0)]
        assert found(since=date(2020, 1, 2)) == [("b", 0), ("c", 0)]
        assert found(until=date(2020, 1, 1)) == [("a", 0), ("a", 5)]
        assert found(since=date(2020, 1, 2), until=date(2020, 1, 1)) == []
        assert found(session="a") == [("a", 0), ("a", 5)]
        assert found(session="a", since=date(2020, 1, 2)) == []
        assert found(session="nope\udc80") == []
        assert found(item="10/é") == [("a", 0)]
        assert found(item="10") == [("c", 0)]
        assert found(item="1\udc80") == []
        assert found(speaker="zoe") == [("a", 0), ("b", 0)]
        assert found(speaker="dur ZOÉ") == [("b", 0)]
        assert found(speaker="?") == []


def test_too_many_hits_come_newest_first_and_are_not_counted_to_the_end() -> None:
    def many(id: str, day: date) -> IndexedSession:
        return session(*said(*["Le budget."] * 700, every_ms=20_000), id=id, day=day)

    with opened(many("old", date(2019, 1, 1)), many("new", date(2020, 1, 1))) as index:
        result = index.search("budget", limit=3)
        assert (result.order, result.total, result.truncated) == ("date", MOST_RANKED, True)
        assert [(h.session_id, h.start_ms) for h in result.hits] == [
            ("new", 0),
            ("new", 20_000),
            ("new", 40_000),
        ]
        assert index.search("budget", limit=1, offset=700).hits[0].session_id == "old"
        ranked = index.search("budget", Filters(session="old"))
        assert (ranked.order, ranked.total, ranked.truncated) == ("relevance", 700, False)


def test_pages_do_not_overlap_and_leave_nothing_out() -> None:
    with opened(session(*said(*["Le budget."] * 45, every_ms=20_000))) as index:
        pages = [index.search("budget", limit=20, offset=at).hits for at in (0, 20, 40, 60)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert len({hit.start_ms for page in pages for hit in page}) == 45


def test_adding_again_replaces_and_removing_forgets() -> None:
    with opened(session(*said("budget"), fingerprint="1"), session(id="t")) as index:
        index.add(session(*said("voirie"), fingerprint="2", day=date(2022, 1, 1)))
        assert index.fingerprints() == {"s": "2", "t": ""}
        assert index.search("budget").total == 0
        assert index.search("voirie").total == 1
        index.remove("s")
        index.remove("unknown")
        assert index.fingerprints() == {"t": ""}
        assert index.search("voirie").total == 0


def test_nothing_in_a_session_is_markup_or_lost() -> None:
    text = "<b>Titre</b>\x02 & \x03 \x00 \"'); DROP TABLE session; -- \udc80 😀 {budget}"
    with opened(session(*said(text, speaker="<i>\udc80"), id="-x")) as index:
        (hit,) = index.search("budget").hits
    joined = "".join(fragment.text for fragment in hit.excerpt)
    assert joined == "<b>Titre</b>  &     \"'); DROP TABLE session; -- ? 😀 {budget}"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SPOKEN = "L'œuvre d’été, vôtre ½ Ægypte 4 650 000 RD927 ﬁn E\u0301 CO2 12,5 % m² aujourd'hui"
FRENCH = st.lists(st.sampled_from(SPOKEN.split(" ")), max_size=9).map(" ".join)


@given(st.lists(TEXTS | FRENCH, min_size=1, max_size=4), st.sampled_from(["fr", "en", "xx"]))
def test_every_word_is_found_by_searching_it_exactly(texts: list[str], language: str) -> None:
    with opened(session(*said(*texts), language=language)) as index:
        for text in texts:
            for piece in pieces(text):
                hits = index.search(f'"{piece.group()}"').hits
                assert hits, piece.group()
                assert any(f.is_match for hit in hits for f in hit.excerpt)


@given(
    TEXTS | FRENCH | st.text('ab"*-«»“” ()^:{}+~|>\x00\udc80', max_size=20),
    st.lists(FRENCH | TEXTS, min_size=1, max_size=3),
)
def test_no_query_breaks_anything_and_fragments_are_the_text(query: str, texts: list[str]) -> None:
    with opened(session(*said(*texts))) as index:
        try:
            hits: tuple[Hit, ...] = index.search(query).hits
        except QueryError:
            return
        whole = " ".join(
            "".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in t) for t in texts
        )
        for hit in hits:
            joined = "".join(fragment.text for fragment in hit.excerpt)
            assert joined.removeprefix("… ").removesuffix(" …") in whole
            assert f"u-{hit.start_ms}" in hit.permalink
