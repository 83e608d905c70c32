"""What stands at the address of a session that was taken back."""

from datetime import date

from archiver.model.session import House, Session
from archiver.publish.website import render_withdrawn

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\u202e&"


def test_the_page_says_that_it_was_withdrawn_and_nothing_of_the_session() -> None:
    session = Session(title="Titre secret", date=date(2026, 11, 20), language="en")
    page = render_withdrawn(session, House(body="Council"))
    assert "This replay has been withdrawn" in page
    assert '<html lang="en">' in page
    assert 'name="robots" content="noindex' in page
    assert "Titre secret" not in page
    for media in ("<video", "<track", "<script", ".vtt", "transcript"):
        assert media not in page


def test_nothing_in_it_becomes_markup() -> None:
    session = Session(title=HOSTILE, body=HOSTILE, date=date(2026, 11, 20))
    page = render_withdrawn(session, House(body=HOSTILE))
    assert "<script" not in page
    assert "{{ 7*7 }}" in page
    assert "49" not in page.split("<body")[1]
