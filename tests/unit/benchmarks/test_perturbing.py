"""Meetings made worse: what is changed is what is said, and the truth goes with it."""

from dataclasses import replace

import pytest

from benchmarks.agenda_score import Truth, score
from benchmarks.perturbing import CHANGES, changed
from tests.unit.benchmarks.made_up import TITLES, meeting


@pytest.mark.parametrize("change", CHANGES)
def test_a_seed_says_it_all(change: str) -> None:
    assert changed(meeting(), change, 3) == changed(meeting(), change, 3)


@pytest.mark.parametrize("change", [c for c in CHANGES if c not in ("untimed", "unpunctuated")])
def test_another_seed_gives_another_meeting(change: str) -> None:
    if change == "jittered":
        timed = replace(meeting(), transcript=changed(meeting(), "cut_anew", 1).transcript)
    else:
        timed = meeting()
    made = [changed(timed, change, seed) for seed in range(1, 6)]
    assert any(one != made[0] for one in made[1:])


def test_garbled_changes_about_15_percent_of_the_words_and_no_time() -> None:
    before = [w.text for u in meeting().transcript.utterances for w in u.timed_words()]
    shares = []
    for seed in range(20):
        after = changed(meeting(), "garbled", seed).transcript
        words = [w.text for u in after.utterances for w in u.timed_words()]
        assert len(words) == len(before)
        shares.append(sum(a != b for a, b in zip(before, words, strict=True)) / len(before))
        assert [u.start_ms for u in after.utterances] == [
            u.start_ms for u in meeting().transcript.utterances
        ]
    assert 0.10 < sum(shares) / len(shares) < 0.18


def test_added_items_are_plausible_and_truly_not_treated() -> None:
    for seed in range(10):
        worse = changed(meeting(), "added", seed)
        new = [item for item in worse.agenda.items if item.id not in TITLES]
        assert len(new) == 2
        assert {item.id for item in new} <= {n.item for n in worse.truth.not_treated}
        own = {word for title in TITLES.values() for word in title.split()}
        stranger = "Achat de gilets fluorescents pour les cantonniers"
        assert all(i.title == stranger or set(i.title.split()) <= own for i in new)
        numbers = [item.number for item in worse.agenda.items if item.number]
        assert len(numbers) == len(set(numbers))


def test_an_item_of_another_meeting_that_this_one_has_too_is_not_added() -> None:
    titles = {i.title for s in range(30) for i in changed(meeting(), "added", s).agenda.items}
    assert "Achat de gilets fluorescents pour les cantonniers" in titles
    assert "Tarifs de la piscine" not in titles


def test_reordered_prints_the_same_items_in_another_order() -> None:
    for seed in range(10):
        items = changed(meeting(), "reordered", seed).agenda.items
        assert sorted(items, key=lambda i: i.id) == list(meeting().agenda.items)
        assert items != meeting().agenda.items


def one_is_missing(item: str) -> tuple[Truth, dict[str, Truth]]:
    for seed in range(60):
        worse = changed(meeting(), "missing", seed)
        if item not in {i.id for i in worse.agenda.items}:
            assert len(worse.agenda.items) == 4
            return worse.truth, dict(worse.recounted)
    raise AssertionError("no seed leaves it out")


def test_the_time_of_a_missing_item_is_unlisted_or_does_not_count_or_is_its_own() -> None:
    truth, recounted = one_is_missing("2")
    assert [s.kind for s in truth.spans] == ["none", "item", "unlisted", "item", "item"]
    assert [s.items for s in truth.spans] == [(), ("1",), (), ("3",), ("4",)]
    assert recounted["missing_uncounted"].uncounted == ((80_000, 140_000),)
    assert recounted["missing_theirs"] == meeting().truth
    assert {n.item for n in truth.not_treated} == {"5"}


def test_a_missing_item_that_never_came_is_not_asked_for() -> None:
    truth, _ = one_is_missing("5")
    assert truth.not_treated == ()
    assert truth.spans == meeting().truth.spans


def test_uncounted_seconds_leave_the_others() -> None:
    from benchmarks.baselines import equal_parts

    _, recounted = one_is_missing("2")
    split = equal_parts(meeting().agenda, meeting().transcript)
    assert score(recounted["missing_uncounted"], split).seconds == 200
