"""WebVTT and SRT, read back by independent readers."""

import html
import io
from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import ElementTree

import pysubs2
import pytest
import ttconv.imsc.reader as imsc
import webvtt
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from ttconv.isd import ISD
from ttconv.model import Br, Text

from archiver.captions.formats import FORMATS, ttml
from archiver.model.captions import Cue

CUES = (
    Cue(start_ms=0, end_ms=1999, lines=("Qui vote\u202f? M.\u00a0Durand",)),
    Cue(start_ms=3_723_004, end_ms=3_725_678, lines=("Val & Ambre <b>gras</b>", "a --> b {\\an8}")),
    Cue(start_ms=360_000_000, end_ms=360_001_000, lines=("WEBVTT", "2026")),
)


def written(name: str, cues: tuple[Cue, ...] = CUES, language: str = "fr") -> bytes:
    stream = io.BytesIO()
    FORMATS[name].write(cues, stream, language)
    return stream.getvalue()


def test_webvtt_to_the_byte() -> None:
    assert written("vtt").decode() == (
        "WEBVTT\n\nNOTE Language: fr\n\n"
        "00:00:00.000 --> 00:00:01.999\nQui vote\u202f? M.\u00a0Durand\n\n"
        "01:02:03.004 --> 01:02:05.678\n"
        "Val &amp; Ambre &lt;b&gt;gras&lt;/b&gt;\na --&gt; b {\\an8}\n\n"
        "100:00:00.000 --> 100:00:01.000\nWEBVTT\n2026\n"
    )


def test_srt_to_the_byte() -> None:
    assert written("srt").decode() == (
        "1\r\n00:00:00,000 --> 00:00:01,999\r\nQui vote\u202f? M.\u00a0Durand\r\n\r\n"
        "2\r\n01:02:03,004 --> 01:02:05,678\r\n"
        "Val & Ambre ‹b›gras‹/b›\r\na --› b (/an8)\r\n\r\n"
        "3\r\n100:00:00,000 --> 100:00:01,000\r\nWEBVTT\r\n2026\r\n\r\n"
    )


@pytest.mark.parametrize("language", ["fr\n\n00:00.000 --> 00:01.000\nx", "", "é"])
def test_a_language_is_written_only_if_it_is_one(language: str) -> None:
    assert written("vtt", (), language) == b"WEBVTT\n"


def test_line_ends_and_blank_lines_cannot_break_a_cue() -> None:
    odd = Cue(start_ms=0, end_ms=1000, lines=("a\n\nb\r\u2028c", " \n ", "d"))
    empty = Cue(start_ms=2000, end_ms=3000, lines=("\n",))
    assert written("vtt", (odd, empty)).decode().split("\n\n")[2:] == [
        "00:00:00.000 --> 00:00:01.000\na b c\nd\n"
    ]
    assert written("srt", (odd, empty)).count(b"-->") == 1


def test_formats_say_how_they_are_served() -> None:
    assert {name: (f.suffix, f.media_type) for name, f in FORMATS.items()} == {
        "vtt": (".vtt", "text/vtt"),
        "srt": (".srt", "application/x-subrip"),
    }


LINE = st.text(
    st.one_of(
        st.sampled_from("<>&-{}\\/ébàœ«»\u00a0\u202f'’\"!?;:.ijk N 0123"),
        st.characters(exclude_categories=("C", "Z")),
    ),
    min_size=1,
    max_size=30,
).map(lambda s: " ".join(("m" + s).split(" ")).rstrip() + "m")


@st.composite
def some_cues(draw: st.DrawFn) -> tuple[Cue, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 90_000_000), min_size=2, max_size=12)))
    return tuple(
        Cue(start_ms=a, end_ms=b, lines=tuple(draw(st.lists(LINE, min_size=1, max_size=2))))
        for a, b in zip(edges[::2], edges[1::2], strict=False)
    )


@given(some_cues())
def test_webvtt_py_reads_back_what_was_meant(cues: tuple[Cue, ...]) -> None:
    read = webvtt.from_string(written("vtt", cues).decode()).captions
    assert [html.unescape(c.raw_text).split("\n") for c in read] == [list(c.lines) for c in cues]
    assert [c.start_time.in_seconds() for c in read] == [c.start_ms // 1000 for c in cues]
    assert not any("<" in c.raw_text or ">" in c.raw_text for c in read)


@given(some_cues())
def test_pysubs2_reads_back_times_and_finds_no_markup(cues: tuple[Cue, ...]) -> None:
    alike = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "\\": "/"})
    for name in ("vtt", "srt"):
        read = pysubs2.SSAFile.from_string(
            written(name, cues).decode().replace("\r\n", "\n"), format_=name
        )
        assert [(e.start, e.end) for e in read] == [(c.start_ms, c.end_ms) for c in cues]
        if name == "srt":
            shown = [[line.translate(alike) for line in c.lines] for c in cues]
            assert [e.text.split("\\N") for e in read] == shown


def read_ttml(cues: tuple[Cue, ...]) -> list[tuple[int, int, str]]:
    """The cues as an independent reader shows them, instant by instant."""
    made = ttml.FORMAT.encode(cues, "fr")
    model = imsc.to_model(ElementTree(fromstring(made)))
    times = [float(t) for t in ISD.significant_times(model)]
    shown = []
    for start, end in pairwise(times):
        instant = ISD.from_model(model, Fraction(start).limit_denominator(1000))
        texts = [
            "".join("\n" if isinstance(e, Br) else e.get_text() for e in region.dfs_iterator()
                    if isinstance(e, Br | Text))
            for region in instant.iter_regions()
        ]  # fmt: skip
        if any(texts):
            shown.append((round(start * 1000), round(end * 1000), "".join(texts)))
    return shown


def test_ttml_is_read_back_as_it_was() -> None:
    assert read_ttml(CUES) == [(c.start_ms, c.end_ms, "\n".join(c.lines)) for c in CUES]


def test_ttml_names_who_speaks_and_holds_no_markup_of_theirs() -> None:
    hostile = "</p><!-- \x00\x0b\ufffe & ' \""
    cues = (Cue(start_ms=0, end_ms=1_000, lines=(hostile,), speaker=hostile),)
    root = fromstring(ttml.FORMAT.encode(cues, "fr"))
    names = [e.text for e in root.iter("{http://www.w3.org/ns/ttml#metadata}name")]
    assert [" ".join(str(name).split()) for name in names] == ["</p><!-- & ' \""]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=3))
def test_ttml_is_well_formed_whatever_is_said(lines: list[str]) -> None:
    fromstring(ttml.FORMAT.encode((Cue(start_ms=0, end_ms=900, lines=tuple(lines)),), "fr"))
