"""Layouts drawn to measure the reader again, as office documents."""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from layouts_web import Truth, grouped
from odf.opendocument import OpenDocumentText
from odf.style import ListLevelProperties, Style, TextProperties
from odf.text import (
    List,
    ListItem,
    ListLevelStyleBullet,
    ListLevelStyleNumber,
    ListStyle,
    P,
    Span,
)


def right_tabs(truth: Truth, target: Path) -> None:
    """“Dossier n°” and title, the rapporteur at the right margin; long titles wrap."""
    document = Document()
    document.core_properties.author = ""
    document.add_paragraph(truth["body"].upper()).runs[0].bold = True
    document.add_paragraph(truth["title"] + " à 18 heures")
    document.add_paragraph(f"Présidente de séance : {truth['president']}")
    document.add_paragraph("ORDRE DU JOUR").runs[0].bold = True
    for item in truth["items"]:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(3)
        paragraph.paragraph_format.first_line_indent = Cm(-3)
        paragraph.paragraph_format.right_indent = Cm(4)
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Cm(15.2), WD_TAB_ALIGNMENT.RIGHT)
        head = paragraph.add_run(f"Dossier n°{item['number']} — ")
        head.bold = True
        paragraph.add_run(f"{item['title']}\t{item['rapporteur']}")
    document.add_paragraph("Décisions prises par délégation : information du conseil")
    document.save(str(target))


_TWO_LEVELS = (
    f"<w:abstractNum {nsdecls('w')} w:abstractNumId='90'><w:multiLevelType w:val='multilevel'/>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='upperRoman'/><w:lvlText w:val='%1.'/>"
    "</w:lvl><w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
    "<w:lvlText w:val='%2.'/></w:lvl></w:abstractNum>"
)


def two_levels(truth: Truth, target: Path) -> None:
    """Chapters and items that Word numbers, Roman and Arabic; “Rapporteur :” under each."""
    document = Document()
    document.core_properties.author = ""
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(_TWO_LEVELS))
    root.append(
        parse_xml(f"<w:num {nsdecls('w')} w:numId='90'><w:abstractNumId w:val='90'/></w:num>")
    )
    document.add_paragraph(truth["body"])
    document.add_paragraph(truth["title"])
    document.add_paragraph(
        "Mesdames, Messieurs, je vous prie de bien vouloir assister à la séance."
    )
    document.add_paragraph(f"Présidence : {truth['president']}")
    document.add_paragraph("Ordre du jour")
    for name, items in grouped(truth):
        _level(document.add_paragraph(name), 0)
        for item in items:
            _level(document.add_paragraph(item["title"]), 1)
            document.add_paragraph(f"Rapporteur : {item['rapporteur']}")
    document.save(str(target))


def _level(paragraph: Any, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='90'/></w:numPr>"
        )
    )


def list_styles(truth: Truth, target: Path) -> None:
    """A letter; numbers that go on from list to list; bullets; rapporteurs after a dash."""
    document = OpenDocumentText()
    strong = Style(name="Gras", family="text")
    strong.addElement(TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(strong)
    for style in (
        ListLevelStyleNumber(level="1", numformat="1", numsuffix="."),
        ListLevelStyleBullet(level="1", bulletchar="•"),
    ):
        style.addElement(ListLevelProperties(spacebefore="0.6cm"))
        held = ListStyle(name="Numeros" if style.tagName.endswith("number") else "Puces")
        held.addElement(style)
        document.automaticstyles.addElement(held)
    body = document.text
    for text in (
        truth["body"],
        "Madame, Monsieur, cher collègue,",
        f"J'ai l'honneur de vous convier au {truth['title'][0].lower()}{truth['title'][1:]}, à 19 "
        "heures, salle des fêtes.",
        "L'ordre du jour sera le suivant :",
    ):
        body.addElement(P(text=text))
    for name, items in grouped(truth):
        if name:
            heading = P()
            heading.addElement(Span(text=name, stylename=strong))
            body.addElement(heading)
        going_on = {"continuenumbering": "true"} if name else {}
        listed = List(stylename="Numeros" if name else "Puces", **going_on)
        for item in items:
            by = f" — {item['rapporteur']}" if "rapporteur" in item else ""
            entry = ListItem()
            entry.addElement(P(text=f"{item['title']}{by}"))
            listed.addElement(entry)
        body.addElement(listed)
    body.addElement(
        P(text="Je vous prie de croire, cher collègue, à mes sentiments les meilleurs.")
    )
    body.addElement(P(text="Le Président,"))
    body.addElement(P(text=truth["president"].removeprefix("M. ")))
    document.save(str(target))
