from dataclasses import replace

from archiver.model.transcript import Transcript, Utterance
from archiver.publish.website import render_session
from archiver.publish.website.searched import MOST_WORDS, searched_html, searched_pages
from tests.unit.publish.sample_page import Reader, sample, utterance


def test_a_page_is_taken_apart_by_chapter() -> None:
    opening, item, break_, bloc = searched_pages("an-id", render_session(sample()))
    assert (item.page, item.session, item.date) == ("an-id", "A public session", "2026-11-20")
    assert (item.chapter, item.anchor, item.kind) == ("1 – The first", "item-a", "item")
    assert (item.body, item.language, item.start_ms) == ("A county council", "en", "10000")
    assert (opening.commissions, item.commissions) == ((), ("Roads",))
    assert bloc.commissions == ("Roads", "Schools")
    assert (break_.kind, break_.said, break_.speakers) == ("suspension", (), ())
    assert item.speakers == ("Bob",)
    assert [(s.anchor, s.start_ms, s.speaker) for s in item.said] == [("u-21000", "11000", 0)]
    assert [s.text for s in item.said] == ["to the first item"]


def test_nothing_that_is_not_played_can_be_found() -> None:
    every = "".join(map(searched_html, searched_pages("x", render_session(sample()))))
    for unheard in ("whispered", "secret", "confidential", "gossip"):
        assert unheard not in every


def test_a_long_chapter_is_several_documents_with_one_title() -> None:
    said = tuple(
        Utterance(start_ms=at, end_ms=at + 90, text="word " * 30, speaker="Bob")
        for at in range(20_000, 29_000, 100)
    )
    transcript = Transcript(language="en", duration_ms=95_000, utterances=said)
    parts = [
        part
        for part in searched_pages("x", render_session(sample(transcript=transcript)))
        if part.anchor == "item-a"
    ]
    sizes = [sum(len(s.text.split()) for s in part.said) for part in parts]
    assert len(parts) > 1
    assert max(sizes) < MOST_WORDS + 500
    assert [part.first for part in parts] == [True] + [False] * (len(parts) - 1)
    titled = [len(Reader(searched_html(part)).all("h2")) for part in parts]
    assert titled == [1] + [0] * (len(parts) - 1)


def test_a_word_behind_an_apostrophe_stands_alone() -> None:
    said = utterance("l’usage d'un arc-en-ciel", 21_000)
    transcript = Transcript(language="fr", duration_ms=95_000, utterances=(said,))
    page = render_session(sample(transcript=transcript))
    texts = [s.text for one in searched_pages("x", page) for s in one.said]
    assert texts == ["l’ usage d' un arc- en- ciel"]


def test_a_document_is_text_whatever_it_holds() -> None:
    made = next(iter(searched_pages("x", render_session(sample()))))
    nasty = '"><script>alert(1)</script>{{ 7*7 }}'
    hostile = replace(
        made, session=nasty, chapter=nasty, speakers=(nasty,), commissions=(nasty,), body=nasty
    )
    reader = Reader(searched_html(hostile))
    assert reader.all("script") == []
    assert {
        m["content"] for m in reader.all("meta") if "speaker" in m.get("data-pagefind-filter", "")
    } == {nasty}
    assert nasty in reader.text


def test_a_page_without_a_replay_gives_nothing() -> None:
    assert list(searched_pages("x", "<!doctype html><p>no session</p>")) == []
