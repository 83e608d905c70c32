"""To which items votes belong, when they were, and how unclear answers are understood."""

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.agenda.decisions import find_unanswered, find_votes, proclamations
from archiver.agenda.decisions.table import COLUMNS, votes_csv
from archiver.agenda.heard import hear
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Span
from archiver.model.decisions import Vote
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript
from tests.unit.agenda.conversation import pack, spoken
from tests.unit.agenda.decisions.scripts import ONE_ITEM, heard_of, told, votes

BLOC = Agenda(
    items=tuple(Item(id=n, number=n, title=f"Affaire {n}") for n in ("301", "302", "303"))
)


def spans_of(*edges: tuple[str, tuple[str, ...], int, int]) -> tuple[Span, ...]:
    return tuple(
        Span.model_validate({"kind": kind, "items": items, "start_ms": start, "end_ms": end})
        for kind, items, start, end in edges
    )


def test_a_vote_belongs_to_the_span_in_which_it_is_proclaimed() -> None:
    script = """
        Contre ? Deux. Abstentions ? Aucune. Le rapport est adopté.
        [20]
        @next
        Nous passons au suivant. Pas d'opposition, pas d'abstention, adopté.
    """
    utterances, duration, marks = spoken(script)
    heard = hear(Transcript(language="fr", duration_ms=duration, utterances=tuple(utterances)))
    edge = marks["next"]
    spans = spans_of(("item", ("301",), 0, edge), ("item", ("302",), edge, duration))
    found = find_votes(heard, spans, BLOC, pack("fr"))
    assert [(v.items, told(v)) for v in found] == [
        (("301",), "adopted -/2/0"),
        (("302",), "adopted -/-/- unanimous"),
    ]
    assert found[0].at_ms < edge < found[1].at_ms <= duration


def test_a_bloc_is_one_vote_on_all_its_items() -> None:
    found = votes("Je mets aux voix. Pas d'objection ? Ils sont adoptés.", agenda=BLOC)
    assert [v.items for v in found] == [("301", "302", "303")]


def test_an_item_of_a_bloc_may_be_voted_by_itself() -> None:
    script = """
        Je mets aux voix le rapport numéro 302. Contre ? Trois. Il est adopté.
        Je mets aux voix les autres rapports. Pas d'objection ? Ils sont adoptés.
    """
    found = votes(script, agenda=BLOC)
    assert [v.items for v in found] == [("302",), ("301", "302", "303")]


def test_an_amendment_then_the_report_are_two_votes() -> None:
    script = """
        Je mets aux voix l'amendement. Pour ? Huit. Contre ? Seize. Il est rejeté.
        Et maintenant, le rapport lui-même.
        Contre ? Personne. Abstentions ? Huit. Seize voix pour, il est adopté.
    """
    assert [told(v) for v in votes(script)] == [
        "rejected 8/16/- on amendement",
        "adopted 16/0/8",
    ]


def test_nothing_of_a_closed_sitting_is_told() -> None:
    heard = heard_of("Je mets aux voix. Contre ? Deux. C'est adopté.", "fr")
    for kind in ("closed", "suspension"):
        assert find_votes(heard, spans_of((kind, (), 0, heard.duration_ms)), BLOC, pack("fr")) == ()
    hidden = Span(kind="none", start_ms=0, end_ms=heard.duration_ms, hidden=True)
    assert find_votes(heard, (hidden,), BLOC, pack("fr")) == ()


def test_a_motion_on_the_agenda_is_the_item_itself() -> None:
    agenda = Agenda(items=(Item(id="9", title="Vœu pour le maintien des trésoreries"),))
    script = "Je mets aux voix le vœu. Contre ? Quatre. Le vœu est adopté."
    assert [told(v) for v in votes(script, agenda=agenda)] == ["adopted -/4/-"]


def test_a_call_without_a_result_is_no_vote_but_is_to_be_checked() -> None:
    script = "Je mets aux voix le rapport. Qui est contre ?\n[400]\nBonjour à tous."
    assert votes(script) == ()
    assert len(find_unanswered(heard_of(script, "fr"), pack("fr"))) == 1


def test_a_result_gives_its_words_and_the_end_of_them() -> None:
    heard = heard_of("Merci. Qui est contre ? Six. Le rapport est adopté. Nous continuons.", "fr")
    (one,) = proclamations(heard, pack("fr"))
    assert heard.spoken(one.first, one.last) == "est adopté."
    spans = spans_of(("item", ("7",), 0, heard.duration_ms))
    (vote,) = find_votes(heard, spans, ONE_ITEM, pack("fr"))
    assert vote.at_ms == heard.tokens[one.last - 1].end_ms
    assert vote.evidence[0].text.endswith("Six. Le rapport est adopté.")


UNCLEAR = "Je mets aux voix. Contre ? Une voix. Abstention maquine. 24 pour, adopté."


def test_an_unclear_answer_is_understood_where_sound_and_sum_agree() -> None:
    heard = heard_of(UNCLEAR, "fr")
    spans = spans_of(("item", ("7",), 0, heard.duration_ms))

    def told_with(electorate: int | None) -> str:
        found = find_votes(heard, spans, ONE_ITEM, pack("fr"), electorate=electorate)
        return told(found[0])

    assert told_with(25) == "adopted 24/1/0"
    assert told_with(None) == "adopted 24/1/-"
    assert told_with(31) == "adopted 24/1/-"


WORDS = (
    *("qui est contre ?", "contre", "pour", "abstention", "voix pour", "adopté", "est adopté"),
    *("l'amendement", "rejeté", "à l'unanimité", "je mets aux voix", "personne", "prend acte"),
    *("moins", "madame", "présent", "pouvoir à", "quorum", ".", "?", "🙂", "scrutin public"),
)
NUMBERS = ("six", "17 voix pour", "cent", "mille", "d'eux", "vingt", "deux abstentions", "4 contre")


def votes_of(pieces: list[str]) -> tuple[tuple[Vote, ...], int]:
    """The votes of pieces said in lines of six, and how long it all is."""
    lines = [" ".join(pieces[i : i + 6]) for i in range(0, len(pieces), 6)]
    heard = heard_of("\n".join(lines), "fr")
    spans = spans_of(("item", ("7",), 0, heard.duration_ms))
    return find_votes(heard, spans, ONE_ITEM, pack("fr")), heard.duration_ms


SLOW = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(st.lists(st.sampled_from((*WORDS, *NUMBERS)), max_size=40))
def test_whatever_is_said_votes_are_in_order_within_the_recording(pieces: list[str]) -> None:
    found, duration = votes_of(pieces)
    assert [v.at_ms for v in found] == sorted(v.at_ms for v in found)
    assert all(0 < v.at_ms <= duration and v.evidence for v in found)


@SLOW
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_without_a_number_said_nobody_is_counted(pieces: list[str]) -> None:
    found, _duration = votes_of(pieces)
    assert not any(n for v in found for n in (v.for_, v.against, v.abstain, v.not_voting))


def test_the_table_has_a_row_for_each_item() -> None:
    bloc = Vote(items=("301", "302"), outcome="adopted", at_ms=20_000, unanimous=True)
    other = Vote(outcome="rejected", at_ms=30_000, for_=3, against=0, on="=cmd")
    text = votes_csv((bloc, other), BLOC, Timeline.identity(60_000), "https://example.org/s/")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    assert [row["item"] for row in rows] == ["301", "302", ""]
    assert [row["unanimous"] for row in rows] == ["yes", "yes", ""]
    assert (rows[2]["for"], rows[2]["against"], rows[2]["abstain"]) == ("3", "0", "")
    assert rows[0]["link"] == "https://example.org/s/#t=19"
    assert rows[2]["on"] == "'=cmd"


def test_a_vote_that_is_not_played_has_no_replay_time() -> None:
    vote = Vote(outcome="adopted", at_ms=20_000)
    row = next(csv.DictReader(io.StringIO(votes_csv((vote,), BLOC, None)[1:]), delimiter=";"))
    assert (row["time"], row["replay_time"], row["link"]) == ("0:20", "", "")
