"""TTML as broadcasters and libraries take it: IMSC 1.1, text profile.

Written with lxml, so that no text becomes markup. Times are media times in ms; lines stand at the
foot of the picture, centred, white on black, and keep clear of its edges.
"""

import re
from collections.abc import Iterable
from typing import BinaryIO

from lxml import etree
from lxml.builder import ElementMaker

from archiver.captions.formats.base import CaptionFormat, text_lines
from archiver.model.captions import Cue
from archiver.model.times import timestamp

_TT = "http://www.w3.org/ns/ttml"
_TTP, _TTS, _TTM = f"{_TT}#parameter", f"{_TT}#styling", f"{_TT}#metadata"
_XML = "http://www.w3.org/XML/1998/namespace"
_PARAMETERS = {
    "contentProfiles": f"{_TT}/profile/imsc1.1/text",
    "timeBase": "media",
    "cellResolution": "32 15",
}
_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = {None: _TT, "ttp": _TTP, "tts": _TTS, "ttm": _TTM}
_make = ElementMaker(namespace=_TT, nsmap=_SPACES)

_STYLE = {
    "fontFamily": "proportionalSansSerif",
    "fontSize": "100%",
    "lineHeight": "120%",
    "textAlign": "center",
    "color": "#ffffff",
}
_REGION = {"origin": "10% 70%", "extent": "80% 25%", "displayAlign": "after"}
_BEHIND = "#000000c0"


def write(cues: Iterable[Cue], stream: BinaryIO, language: str) -> None:
    """Write cues as one paragraph each; who speaks is metadata, shown by no player."""
    spoken: dict[str, str] = {}
    paragraphs = [_paragraph(cue, lines, spoken) for cue in cues if (lines := text_lines(cue))]
    body = _make.body(_make.div(*paragraphs), region="bas", style="texte")
    whole = _make.tt(_head(spoken), body)
    whole.set(f"{{{_XML}}}lang", language)
    for name, value in _PARAMETERS.items():
        whole.set(f"{{{_TTP}}}{name}", value)
    etree.ElementTree(whole).write(stream, encoding="utf-8", xml_declaration=True)


def _head(spoken: dict[str, str]) -> etree._Element:
    style = _make.style({f"{{{_TTS}}}{key}": value for key, value in _STYLE.items()})
    region = _make.region({f"{{{_TTS}}}{key}": value for key, value in _REGION.items()})
    agents = [_agent(name, id) for name, id in spoken.items()]
    return _make.head(
        _make.metadata(*agents),
        _make.styling(_called(style, "texte")),
        _make.layout(_called(region, "bas")),
    )


def _agent(name: str, id: str) -> etree._Element:
    known = etree.Element(f"{{{_TTM}}}agent", type="person")
    etree.SubElement(known, f"{{{_TTM}}}name", type="full").text = name
    return _called(known, id)


def _called(element: etree._Element, id: str) -> etree._Element:
    element.set(f"{{{_XML}}}id", id)
    return element


def _paragraph(cue: Cue, lines: list[str], spoken: dict[str, str]) -> etree._Element:
    made = _make.p(begin=timestamp(cue.start_ms), end=timestamp(cue.end_ms))
    if name := _plain(" ".join((cue.speaker or "").split())):
        made.set(f"{{{_TTM}}}agent", spoken.setdefault(name, f"p{len(spoken) + 1}"))
    shown = etree.SubElement(made, f"{{{_TT}}}span")
    shown.set(f"{{{_TTS}}}backgroundColor", _BEHIND)
    shown.text = _plain(lines[0])
    for line in lines[1:]:
        etree.SubElement(shown, f"{{{_TT}}}br").tail = _plain(line)
    return made


def _plain(text: str) -> str:
    """The text without what XML cannot hold."""
    return _UNFIT.sub("", text)


FORMAT = CaptionFormat(suffix=".ttml", media_type="application/ttml+xml", write=write)
