"""Votes and attendance on a session's page."""

import json
import re
from typing import Any

import pytest

from archiver.model.chapters import Evidence, NotTreated
from archiver.model.decisions import Attendance, Attendee, Vote
from archiver.publish.website import render_session
from tests.unit.publish.sample_page import sample


def vote(**fields: Any) -> Vote:
    """A vote on item a, adopted in its chapter, with some fields changed."""
    given = {"items": ("a",), "outcome": "adopted", "at_ms": 28_000}
    return Vote.model_validate({**given, **fields})


def votes_of(html: str) -> list[str]:
    """The text of each vote in the list of chapters."""
    panel = html.split('id="page-chapters"')[1].split('id="page-agenda"')[0]
    found = re.findall(r'<p class="vote [^>]*>(.*?)</p>', panel, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in found]


def page(*votes: Vote, **changes: Any) -> str:
    return render_session(sample(votes=votes, **changes))


def test_a_chapter_shows_its_vote_and_links_to_the_moment() -> None:
    evidence = (Evidence(kind="result", text="…", start_ms=25_000),)
    html = page(vote(for_=17, against=6, abstain=1, evidence=evidence))
    assert votes_of(html) == ["Adopted 17 for, 6 against, 1 abstention 0:15"]
    assert 'href="replay.mp4#t=15"' in html


def test_what_was_not_told_is_not_shown_as_zero() -> None:
    assert votes_of(page(vote(unanimous=True)))[0].startswith("Adopted unanimously 0:")
    assert "0 against" not in page(vote(for_=12))
    assert votes_of(page(vote(against=0)))[0].startswith("Adopted 0 against")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome": "rejected", "on": "amendment 2"}, "Amendment 2 Rejected"),
        ({"outcome": "noted"}, "Noted, without a vote"),
        ({"outcome": "rejected", "unanimous": True}, "Rejected unanimously"),
        ({"not_voting": 2, "abstain": 3}, "Adopted 3 abstentions, 2 not voting"),
    ],
)
def test_each_outcome_has_its_words(fields: dict[str, Any], said: str) -> None:
    assert votes_of(page(vote(**fields)))[0].startswith(said)


def test_several_votes_of_an_item_are_told_in_order() -> None:
    amended = vote(on="amendment", outcome="rejected", at_ms=24_000)
    told = votes_of(page(vote(), amended))
    assert [text.split(" 0:")[0] for text in told] == ["Amendment Rejected", "Adopted"]


def test_a_vote_of_one_item_of_a_bloc_says_which() -> None:
    one = vote(items=("b",), at_ms=80_000)
    both = vote(items=("b", "c"), at_ms=85_000)
    told = votes_of(page(one, both))
    assert [text.split(" 0:")[0] for text in told] == ["2 Adopted", "Adopted"]


def test_a_vote_that_is_not_played_is_not_shown() -> None:
    hidden = vote(items=(), at_ms=70_000)
    assert votes_of(page(hidden, vote(at_ms=94_000))) == []


def test_machines_read_the_vote_of_a_clip() -> None:
    html = page(vote(unanimous=True))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert found
    clips = json.loads(found[1])["hasPart"]
    assert [clip.get("description") for clip in clips] == [None, "Adopted unanimously", None, None]


ATTENDANCE = Attendance(
    present=24,
    proxies=1,
    quorum=True,
    secretary="Ann Able",
    members=(
        Attendee(name="Ann Able", state="present", at_ms=12_000),
        Attendee(name="Bob Best", state="called", at_ms=13_000),
        Attendee(name="Cid Cole", state="excused", proxy=True, proxy_to="Ann Able", at_ms=14_000),
        Attendee(name="Dan Dare", state="excused", proxy=True, at_ms=15_000),
        Attendee(name="Eve East", state="absent", at_ms=16_000),
    ),
)


def test_the_attendance_stands_above_the_chapters() -> None:
    html = render_session(sample(attendance=ATTENDANCE))
    shown = html.index("page-attendance")
    assert html.index('id="page-chapters"') < shown < html.index("data-chapter")
    for said in (
        "24 members present · 1 proxy · quorum reached · secretary: Ann Able",
        "Called, answer not heard",
        "Cid Cole (proxy to Ann Able), Dan Dare (gave a proxy)",
    ):
        assert said in html


def test_the_attendance_links_to_where_it_is_first_heard() -> None:
    html = render_session(sample(attendance=ATTENDANCE))
    assert 'href="replay.mp4#t=2" data-start="2000"' in html.split('id="page-attendance"')[1]


def test_an_item_that_was_withdrawn_links_to_the_words_if_they_are_played() -> None:
    def told(*ms: int) -> str:
        evidence = tuple(Evidence(kind="withdrawn", text="…", start_ms=at) for at in ms)
        absent = NotTreated(item="d", reason="withdrawn", evidence=evidence)
        html = render_session(sample(not_treated=(absent,)))
        return html.split('class="why"')[1].split("</p>")[0]

    assert 'data-start="3000"' in told(13_000)
    assert 'data-start="3000"' in told(70_000, 13_000)
    assert "data-start" not in told(70_000)
    assert "data-start" not in told()


def test_an_attendance_that_is_not_played_is_not_shown() -> None:
    early = ATTENDANCE.model_copy(
        update={"evidence": (Evidence(kind="attendance", text="…", start_ms=5_000),)}
    )
    assert "page-attendance" not in render_session(sample(attendance=early))


def test_nothing_is_shown_of_what_was_not_heard() -> None:
    html = render_session(sample())
    assert "page-attendance" not in html
    assert 'class="vote' not in html
    assert "page-attendance" not in render_session(sample(attendance=Attendance()))


def test_what_was_heard_is_never_markup() -> None:
    bad = "<script>alert(1)</script>"
    members = (Attendee(name=bad, state="present", proxy_to=bad, at_ms=12_000),)
    heard = Attendance(chair=bad, secretary=bad, members=members)
    html = page(vote(on=bad), attendance=heard)
    assert bad not in html
    assert "<Script" not in html
