"""Texts that announce a session keep to each platform's rules, whatever stands in the agenda."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from archiver.publish.announcing import (
    Announced,
    broadcast_description,
    broadcast_title,
    text_for,
    x_weight,
)
from archiver.publish.youtube.metadata import chapters_in, mark_in

REF = "0123456789abcdef01234567"
SAID = Announced(
    title="Séance publique",
    body="Conseil départemental",
    date=date(2026, 11, 27),
    start=datetime(2026, 11, 27, 9, 30, tzinfo=UTC),
    end=datetime(2026, 11, 27, 12, 0, tzinfo=UTC),
    items=("101 – Budget primitif", "102 – Routes : la RD 12 à 14:30"),
    page_url="https://seances.example.fr/2026-11-27/",
    video_url="https://www.youtube.com/watch?v=abcdefghijk",
)
HOSTILE = st.text(max_size=400)


def announced(title: str, body: str, items: list[str]) -> Announced:
    return Announced(title=title, body=body, date=SAID.date, start=SAID.start, items=tuple(items))


def test_description_says_when_where_and_what() -> None:
    text = broadcast_description(SAID, REF)
    lines = text.splitlines()
    assert lines[0] == "Conseil départemental"
    assert "• 101 – Budget primitif" in lines
    assert any(line.endswith(SAID.page_url) for line in lines)
    assert mark_in(text) == REF
    assert not chapters_in(text)


def test_title_has_the_body_where_it_fits() -> None:
    assert broadcast_title(SAID) == "Séance publique – Conseil départemental"
    long = announced("x" * 99, "Conseil", [])
    assert broadcast_title(long) == "x" * 99


@given(HOSTILE, HOSTILE, st.lists(HOSTILE, max_size=40))
def test_description_obeys_youtube(title: str, body: str, items: list[str]) -> None:
    said = announced(title, body, items)
    text = broadcast_description(said, REF)
    assert len(text.encode()) <= 5000
    assert not {"<", ">"} & set(text)
    assert mark_in(text) == REF
    assert len(broadcast_title(said).encode("utf-16-le")) // 2 <= 100
    assert not {"<", ">", "\n"} & set(broadcast_title(said))


def test_agenda_is_cut_at_an_item_and_says_so() -> None:
    said = announced("Séance", "Conseil", [f"{n} – {'é' * 150}" for n in range(40)])
    text = broadcast_description(said, REF)
    assert len(text.encode()) <= 5000
    rows = [line for line in text.splitlines() if line.startswith("•")]
    assert 5 < len(rows) < 40
    assert any(str(40 - len(rows)) in line for line in text.splitlines()[-3:])


@given(HOSTILE, HOSTILE)
def test_x_fits_and_keeps_address_and_hours(title: str, body: str) -> None:
    said = Announced(
        title=title, body=body, date=SAID.date, start=SAID.start, video_url=SAID.video_url
    )
    text = text_for("x", said)
    assert x_weight(text) <= 280
    assert text.endswith("\n" + SAID.video_url)


def test_x_counts_as_x_does() -> None:
    assert x_weight("été") == 3
    assert x_weight("日本") == 4
    assert x_weight("voir https://a.fr/" + "x" * 300) == 5 + 23
    assert x_weight("a\nb c") == 5


def test_facebook_has_the_agenda_and_both_addresses() -> None:
    text = text_for("facebook", SAID)
    assert text.startswith("Séance publique\n")
    assert SAID.page_url in text
    assert SAID.video_url in text
    assert "102 – Routes" in text
