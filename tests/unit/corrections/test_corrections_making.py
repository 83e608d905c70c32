import pytest

from archiver.corrections import ballots, making
from archiver.corrections.signing import NotThereError, UnfitTextError
from archiver.corrections.sounding import Ear
from archiver.corrections.words import apply_to_words
from archiver.model.chapters import Vote
from archiver.model.corrections import What
from archiver.model.speakers import Speakers, Turn
from tests.unit.corrections.made import BY, chapters, text, transcript, word

SAID = transcript("Je donne la parole à monsieur Lanoiselle.", "Merci, madame la présidente.")
SPLIT = chapters(
    ("none", "", 0), ("item", "A", 10_400), ("suspension", "", 100_000), ("item", "A", 200_000),
    ("bloc", "BC", 300_000), ("item", "A", 400_000),
)  # fmt: skip


def test_words_are_found_near_a_time_whatever_their_case_and_signs() -> None:
    made = making.words(SAID, 2_000, "lanoiselle", "Lanoizelle", BY)
    assert (made.before, made.after) == (("Lanoiselle.",), ("Lanoizelle",))
    assert made.context_before == ("la", "parole", "à", "monsieur")
    assert made.context_after == ("Merci,", "madame", "la", "présidente.")
    assert (made.start_ms, made.end_ms) == (2_400, 2_800)
    assert (made.author, made.at) == (BY.author, BY.at)


def test_words_may_be_given_as_they_are_read_not_as_they_were_parted() -> None:
    made = making.words(SAID, 0, "Lanoi selle", "x", BY)
    assert made.before == ("Lanoiselle.",)


def test_the_nearest_of_several_is_meant() -> None:
    said = transcript("la route", "la rue", gap_ms=4_000)
    assert making.words(said, 5_000, "la", "une", BY).start_ms == 4_800
    assert [m.start_ms for m in making.words_everywhere(said, "la", "une", BY)] == [0, 4_800]


def test_words_are_put_in_at_the_nearest_gap() -> None:
    made = making.words(SAID, 3_500, "", "beaucoup", BY)
    after = apply_to_words(SAID, [made], Ear())[0]
    assert "beaucoup" in text(after).split(" | ")[1]


def test_words_that_are_not_there_are_refused_with_what_is() -> None:
    with pytest.raises(NotThereError, match="monsieur Lanoiselle"):
        making.words(SAID, 2_000, "introuvable", "trouvé", BY)
    with pytest.raises(NotThereError):
        making.words(SAID, 60_000, "Lanoiselle", "Lanoizelle", BY)


@pytest.mark.parametrize("right", ["mot " * 61, "x" * 81, "Lanoiselle."])
def test_what_cannot_be_kept_is_refused(right: str) -> None:
    with pytest.raises(UnfitTextError):
        making.words(SAID, 2_000, "Lanoiselle", right, BY)


def test_what_is_typed_becomes_plain_text() -> None:
    made = making.words(SAID, 2_000, "Lanoiselle", "Lano\x1b[2Jizelle\u202e <b>", BY)
    assert made.after == ("Lano", "[2Jizelle", "<b>")


@pytest.mark.parametrize(
    ("at_ms", "part", "before"), [(9_000, 0, 10_400), (350_000, 1, 400_000), (390_000, 1, 400_000)]
)
def test_the_nearest_part_of_an_item_is_moved(at_ms: int, part: int, before: int) -> None:
    made = making.boundary(SPLIT, "item", ("A",), at_ms, BY)
    assert (made.part, made.before, made.start_ms) == (part, before, at_ms)


def test_an_item_voted_with_others_moves_with_them() -> None:
    made = making.boundary(SPLIT, "item", ("C",), 310_000, BY)
    assert (made.span_kind, made.items, made.before) == ("bloc", ("B", "C"), 300_000)


def test_a_start_is_confirmed_where_it_is() -> None:
    made = making.boundary(SPLIT, "item", ("A",), None, BY)
    assert made.start_ms == made.before == 10_400


def test_an_end_is_that_of_the_whole_matter() -> None:
    made = making.boundary(SPLIT, "item", ("A",), 250_000, BY, ends=True)
    assert (made.edge, made.before) == ("end", 300_000)


def test_what_has_no_place_can_be_started_but_not_ended_or_confirmed() -> None:
    assert making.boundary(SPLIT, "item", ("D",), 50_000, BY).before is None
    with pytest.raises(NotThereError):
        making.boundary(SPLIT, "item", ("D",), 50_000, BY, ends=True)
    with pytest.raises(NotThereError):
        making.boundary(SPLIT, "item", ("D",), None, BY)


def test_a_second_given_is_the_start_or_the_word_in_it() -> None:
    assert making.snapped(SPLIT, SAID, 10_000) == 10_400
    assert making.snapped(SPLIT, SAID, 2_100) == 2_400
    assert making.snapped(SPLIT, SAID, 90_000) == 90_000
    made = making.item(SPLIT, 10_400, What(kind="item", items=("D",)), BY)
    assert (made.start_ms, made.before) == (10_400, What(kind="item", items=("A",)))
    with pytest.raises(NotThereError):
        making.item(SPLIT, 20_000, What(kind="item", items=("A",)), BY)


def test_a_name_goes_to_the_turn_else_to_the_utterance() -> None:
    turns = Speakers(turns=(Turn(start_ms=0, end_ms=9_000, name="X"),))
    made = making.speaker(turns, SAID, 1_000, "Y", BY)
    assert (made.start_ms, made.end_ms, made.before, made.after) == (0, 9_000, "X", "Y")
    made = making.speaker(Speakers(), SAID, 3_500, "Y", BY)
    assert (made.start_ms, made.end_ms, made.before) == (3_400, 5_000, None)
    with pytest.raises(NotThereError):
        making.speaker(Speakers(), SAID, 90_000, "Y", BY)


def test_an_undo_names_one_correction() -> None:
    known = [word(0, "a", "b"), word(0, "c", "d")]
    assert making.undo(known, known[1].id, BY).undoes == known[1].id
    with pytest.raises(NotThereError):
        making.undo(known, "0", BY)
    with pytest.raises(NotThereError):
        making.undo(known, known[1].id[:3], BY)
    with pytest.raises(NotThereError):
        making.undo(known, "fff", BY)


HEARD = Vote(items=("A",), outcome="adopted", at_ms=90_000, for_=20, unanimous=True)
PART = Vote(items=("A",), outcome="rejected", at_ms=60_000, on="Amendement n° 1")
VOTED = SPLIT.model_copy(update={"votes": (PART, HEARD)})


def test_a_vote_is_found_by_its_item_and_part() -> None:
    assert ballots.heard(VOTED, ("A",), None, None) == HEARD
    assert ballots.heard(VOTED, ("A",), "amendement", None) == PART
    assert ballots.heard(VOTED, ("B",), None, None) is None


def test_what_is_not_said_of_a_vote_stays_as_heard() -> None:
    vote = ballots.said(
        VOTED, HEARD, ("A",), {"outcome": "adopted", "against": 3, "on": None}, None
    )
    assert (vote.for_, vote.against, vote.unanimous, vote.at_ms) == (20, 3, None, 90_000)
    other = ballots.said(VOTED, HEARD, ("A",), {"outcome": "rejected"}, None)
    assert (other.for_, other.unanimous) == (None, None)


def test_a_vote_that_was_not_heard_is_at_the_end_of_its_item() -> None:
    assert ballots.said(VOTED, None, ("B",), {"outcome": "noted"}, None).at_ms == 399_999
    assert ballots.said(VOTED, None, ("B",), {"outcome": "noted"}, 350_000).at_ms == 350_000
    with pytest.raises(NotThereError):
        ballots.said(VOTED, None, ("D",), {"outcome": "noted"}, None)
    with pytest.raises(NotThereError):
        ballots.correction(None, None, BY)
