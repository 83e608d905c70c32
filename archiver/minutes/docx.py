"""Draft minutes as Word reads them: real headings, a table of contents, links to the replay."""

from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from archiver.minutes.records import Minutes, Section, written

_LOCALES = {"fr": "fr-FR", "en": "en-GB"}
_LINK = RGBColor(0x1F, 0x4E, 0x8C)


def to_docx(minutes: Minutes) -> bytes:
    """The document's bytes."""
    made = docx.Document()
    _prepare(made, minutes)
    made.add_paragraph(written(minutes.body), "Subtitle")
    made.add_paragraph(written(minutes.title), "Title")
    made.add_paragraph(written(minutes.date), "Subtitle")
    made.add_paragraph(minutes.words.draft, "Intense Quote")
    for fact in minutes.facts:
        _fact(made, fact.label, fact.text)
    _attendance(made, minutes)
    _contents(made, minutes)
    for section in minutes.sections:
        _section(made, section, minutes)
    if minutes.absent:
        made.add_heading(minutes.words.not_treated, 1)
        for fact in minutes.absent:
            _fact(made, fact.label, fact.text)
    if minutes.closing:
        made.add_paragraph(minutes.closing)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _prepare(made: Any, minutes: Minutes) -> None:
    properties = made.core_properties
    properties.title = written(f"{minutes.title} – {minutes.date}")
    properties.subject, properties.author = minutes.words.draft, written(minutes.body)
    properties.language = _LOCALES.get(minutes.language, minutes.language)
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Sans", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), _LOCALES.get(minutes.language, minutes.language))
    normal.element.get_or_add_rPr().append(lang)
    foot = section.footer.paragraphs[0]
    foot.text = f"{minutes.source}  –  "
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE", "1")


def _fact(made: Any, label: str, text: str) -> None:
    paragraph = made.add_paragraph()
    paragraph.add_run(f"{written(label)} ").bold = True
    paragraph.add_run(written(text))


def _attendance(made: Any, minutes: Minutes) -> None:
    if not minutes.attendance:
        return
    made.add_heading(minutes.words.attendance, 1)
    for group in minutes.attendance:
        _fact(made, f"{group.heading} ({len(group.names)})", ", ".join(group.names))


def _contents(made: Any, minutes: Minutes) -> None:
    made.add_heading(minutes.words.contents, 1)
    _field(made.add_paragraph(), 'TOC \\o "2-2" \\h \\z \\u', minutes.words.contents_hint)
    made.add_page_break()


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field that Word fills in; `shown` until then."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._r.append(instruction)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _section(made: Any, section: Section, minutes: Minutes) -> None:
    made.add_heading(written(section.heading), 2)
    where = [part for part in (section.commission, section.time) if part]
    if where or section.url:
        paragraph = made.add_paragraph()
        paragraph.add_run(written(" · ".join(where)) + "  ").italic = True
        if section.url:
            _link(paragraph, minutes.words.listen, section.url)
    if section.note:
        made.add_paragraph(written(section.note), "Quote")
    for speech in section.speeches:
        first = made.add_paragraph()
        first.add_run(f"{written(speech.speaker)} ").bold = True
        first.add_run("(")
        _link(first, speech.time, speech.url)
        first.add_run(") – " + written(speech.paragraphs[0] if speech.paragraphs else ""))
        for text in speech.paragraphs[1:]:
            made.add_paragraph(written(text))
    for vote in section.votes:
        paragraph = made.add_paragraph(style="Intense Quote")
        paragraph.add_run(f"{minutes.words.vote} ").bold = True
        paragraph.add_run(f"{written(vote.text)} (")
        _link(paragraph, vote.time, vote.url)
        paragraph.add_run(")")


def _link(paragraph: Any, text: str, url: str) -> None:
    """A link; plain text where there is no address."""
    if not url:
        paragraph.add_run(written(text))
        return
    known = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), known)
    run = paragraph.add_run(written(text))
    run.font.color.rgb, run.font.underline = _LINK, True
    link.append(run._r)
    paragraph._p.append(link)
