"""Votes as English-speaking councils speak them."""

import pytest

from tests.unit.agenda.decisions.scripts import all_told, outcomes

SAID = [
    ("On a vote of six to three, the resolution is adopted.", "adopted 6/3/-"),
    ("All in favor say aye. Aye. Opposed? None. The motion carries 6 to 1.", "adopted 6/1/-"),
    ("A roll call vote. Aye. Aye. Nay. Aye. Motion passed 3 to 1.", "adopted 3/1/-"),
    ("All those in favour? Opposed? The motion passes unanimously.", "adopted -/-/- unanimous"),
    ("Roll call, please. Aye. Nay. Nay. Motion failed 1 to 2.", "rejected 1/2/-"),
    (
        "Call the roll. Seven in favor, two opposed, one abstention. The resolution is adopted.",
        "adopted 7/2/1",
    ),
    ("All in favor? Opposed? Hearing no objection, so ordered.", "adopted -/-/- unanimous"),
    ("Those opposed? Three. Any abstentions? None. The motion carries.", "adopted -/3/0"),
    ("Call the question. The ayes have it.", "adopted -/-/-"),
    (
        "We will vote on the amendment. All in favor? Opposed? The amendment fails five to four.",
        "rejected 4/5/- on amendment",
    ),
    (
        "All in favor of amendment two, signify by saying aye. Aye. The amendment carries.",
        "adopted -/-/- on amendment 2",
    ),
    (
        "Show of hands, please. Twenty-one in favour, nineteen against. The motion is carried.",
        "adopted 21/19/-",
    ),
    (
        "The motion has been made and seconded. Roll call. Aye. Aye. Motion passes 5-2.",
        "adopted 5/2/-",
    ),
    (
        "All in favor of the substitute motion? Opposed? The substitute motion fails.",
        "rejected -/-/- on substitute motion",
    ),
    ("Call the roll. Six ayes, one nay. Motion carries.", "adopted 6/1/-"),
    (
        "A motion has been made. All in favor? Aye. Any opposed? The minutes are approved.",
        "adopted -/-/-",
    ),
    ("The motion carries unanimously.", "adopted -/-/- unanimous"),
    ("All in favour. Opposed. Motion passes.", "adopted -/-/-"),
]


@pytest.mark.parametrize(("script", "expected"), SAID, ids=[s[:50] for s, _ in SAID])
def test_what_is_said_is_recorded(script: str, expected: str) -> None:
    assert all_told(script, "en") == [expected]


NO_VOTE = [
    "If the motion passes, staff will return in June.",
    "The motion passed last year by a vote of five to two.",
    "The Planning Commission voted unanimously to recommend approval.",
    "Congress passed a law in 1986.",
    "I would like to see this item approved.",
    "The budget that was adopted in May has no funds for it.",
    "When the ordinance is adopted, the fees go up by six to eight percent.",
    "The 2024 vote on this option failed.",
    "As you recall, the motion failed.",
    "Many people are opposed, and two are in favor.",
    "What happens if the council fails to act?",
    "It has been approved by the state already.",
]


@pytest.mark.parametrize("script", NO_VOTE, ids=[s[:50] for s in NO_VOTE])
def test_talk_of_votes_is_no_vote(script: str) -> None:
    assert all_told(script, "en") == []


def test_each_vote_of_one_item_is_told_apart() -> None:
    script = """
        All in favor of the amendment? Opposed? The amendment fails two to five.
        On the main motion. All in favor? Aye. Opposed? The motion carries six to one.
    """
    assert outcomes(script, "en") == [("rejected", "amendment"), ("adopted", None)]
