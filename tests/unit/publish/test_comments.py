"""Comments beside the replay and as files: only what is public, and always data."""

import csv
import io
import json
from datetime import timedelta

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.comments import Said
from archiver.publish.comments import comments_section, public_comments, written_as
from archiver.publish.website import render_session
from tests.unit.publish.sample_page import sample
from tests.unit.publish.test_adoption import OPEN, RUNS, WALL, timeline

HOSTILE = "<script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(1)>"
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def said(ms: int, text: str = "Bonjour", name: str = "@a") -> Said:
    return Said(id=f"{ms}-{text[:5]}", at=WALL + timedelta(milliseconds=ms), name=name, text=text)


def test_only_what_was_written_while_the_replay_plays_is_shown() -> None:
    shown = timeline((OPEN, 1_500_000), (2_000_000, 3_000_000))
    every = [said(ms) for ms in (-5_000, 1_000, OPEN + 500, 1_700_000, 2_100_000, 3_599_000)]
    made = public_comments("s", [*every, said(4_000_000)], RUNS, shown)
    assert [one.replay_ms for one in made.comments] == [500, 1_500_000 - OPEN + 100_000]


def test_hostile_text_stays_text_on_the_page() -> None:
    made = public_comments("s", [said(1_000, HOSTILE, HOSTILE)], RUNS, timeline((0, 60_000)))
    page = BeautifulSoup(comments_section(made, "fr", "replay.mp4"), "lxml")
    assert not page.select("script, img")
    assert [found.get_text() for found in page.select("li b, li span")] == [HOSTILE, HOSTILE]
    assert [found["data-start"] for found in page.select("li a")] == ["1000"]


def test_nothing_to_show_is_no_section() -> None:
    made = public_comments("s", [], RUNS, timeline((0, 60_000)))
    assert comments_section(made, "fr", "replay.mp4").strip() == ""


@given(TEXT, TEXT)
def test_a_table_has_no_formula_and_loses_nothing(name: str, text: str) -> None:
    table = written_as("csv", [said(0, text, name)])
    [_head, row] = csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@")) for cell in row)
    assert [cell.removeprefix("'") for cell in row[1:3]] == [
        cell.removeprefix("'") for cell in (name, text)
    ]


def test_json_and_text_have_all() -> None:
    every = [said(0, "un"), said(1000, "deux")]
    rows = json.loads(written_as("json", every))["comments"]
    assert [(row["name"], row["text"]) for row in rows] == [("@a", "un"), ("@a", "deux")]
    assert written_as("txt", every).count("\n") == 2


def test_they_stand_on_the_page_only_where_they_are_given() -> None:
    made = public_comments("s", [said(1_000, HOSTILE, HOSTILE)], RUNS, timeline((0, 60_000)))
    page = BeautifulSoup(render_session(sample(comments=made)), "lxml")
    assert [found.get_text() for found in page.select("#page-comments li span")] == [HOSTILE]
    assert "page-comments" not in render_session(sample())
