from io import BytesIO

import docx
from hypothesis import given
from hypothesis import strategies as st
from odf import teletype
from odf.opendocument import load
from odf.text import A, H

from archiver.minutes import Minutes, Section, Speech, VoteLine, to_docx, to_odt
from archiver.minutes.records import Words, written

WORDS = Words(
    draft="Projet",
    contents="Sommaire",
    contents_hint="…",
    attendance="Présences",
    listen="Écouter",
    vote="Vote :",
    not_treated="Non traités",
)


def minutes(said: str) -> Minutes:
    speech = Speech(speaker=said, time="1:25", url="https://a.example/#u-1", paragraphs=(said,))
    vote = VoteLine(text=said, time="1:34")
    section = Section(heading=said, time="1:25", speeches=(speech,), votes=(vote,))
    return Minutes(
        language="fr",
        body=said,
        title=said,
        date="2026-11-20",
        sections=(section,),
        source="Projet",
        words=WORDS,
    )


@given(st.text(max_size=40))
def test_whatever_was_said_stands_in_a_whole_document(said: str) -> None:
    made = docx.Document(BytesIO(to_docx(minutes(said))))
    heads = [p.text for p in made.paragraphs if p.style and p.style.name == "Heading 2"]
    assert heads == [written(said)]
    odt = load(BytesIO(to_odt(minutes(said))))
    assert [teletype.extractText(h) for h in odt.text.getElementsByType(H)] == [written(said)]
    links = [a.getAttribute("href") for a in odt.text.getElementsByType(A)]
    assert links == ["https://a.example/#u-1"]


def test_what_no_file_may_hold_is_left_out() -> None:
    assert written("a\x00b\x1b[31m c\ud800\n\td") == "a b [31m c d"
