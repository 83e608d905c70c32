"""Four layouts drawn after the reader was mended a second time, and never used to mend it."""

import textwrap
from html import escape as _e
from itertools import groupby
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from layouts_web import Truth, grouped, page


def by_rapporteur(truth: Truth) -> str:
    """A ruled table, broad, whose first column holds the rapporteur once for all his items."""
    rows = ""
    for name, items in grouped(truth):
        rows += f"<tr><td colspan='3' class='c'>{_e(name)}</td></tr>"
        for by, theirs in groupby(items, key=lambda item: item["rapporteur"]):
            held = list(theirs)
            for n, item in enumerate(held):
                first = f"<td rowspan='{len(held)}'>{_e(by)}</td>" if n == 0 else ""
                rows += f"<tr>{first}<td>{item['number']}</td><td>{_e(item['title'])}</td></tr>"
    style = (
        "@page{size:A4 landscape}body{font:11pt 'Liberation Sans'}table{border-collapse:collapse;"
        "width:100%}td,th{border:.7pt solid #000;padding:3pt;vertical-align:middle}"
        ".c{text-align:center;background:#def;font-weight:bold}td{page-break-inside:avoid}"
    )
    return page(
        style,
        f"<h2>{_e(truth['body'])}<br>{_e(truth['title'])}</h2><p>Présidence : "
        f"{_e(truth['president'])}</p><h2>ORDRE DU JOUR</h2><table><tr><th>Rapporteur</th>"
        f"<th>Réf.</th><th>Objet de la délibération</th></tr>{rows}</table>",
    )


def chapters(truth: Truth, target: Path) -> None:
    """Numbered chapters, items under them, each with a paragraph of what is proposed."""
    document = Document()
    document.core_properties.author = ""
    document.add_paragraph(truth["body"]).runs[0].bold = True
    document.add_paragraph(truth["title"] + ", 18 h 30")
    document.add_paragraph(f"Présidence de {truth['president']}")
    document.add_paragraph("Ordre du jour").runs[0].bold = True
    for n, (name, items) in enumerate(grouped(truth), start=1):
        document.add_paragraph().add_run(f"{n}. {name}").bold = True
        for item in items:
            document.add_paragraph().add_run(f"{item['number']} {item['title']}").underline = True
            document.add_paragraph(
                f"Il est proposé au conseil de délibérer sur ce dossier, examiné en bureau le "
                f"{n + 8} janvier, dont le projet figure dans le recueil remis aux élus avec la "
                "convocation."
            )
            small = document.add_paragraph().add_run(
                f"Rapporteur : {item['rapporteur']}, membre du bureau"
            )
            small.font.size = Pt(9)
    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)
    document.save(str(target))


def two_cells(truth: Truth, target: Path) -> None:
    """A table without heads: number and rapporteur in one cell, title and summary in the other."""
    document = Document()
    document.core_properties.author = ""
    document.add_paragraph(truth["body"])
    document.add_paragraph(truth["title"])
    document.add_paragraph(f"Présidence : {truth['president']}")
    document.add_paragraph("Ordre du jour")
    table = document.add_table(rows=0, cols=2)
    table.style = document.styles["Table Grid"]
    for name, items in grouped(truth):
        row = table.add_row().cells
        row[0].merge(row[1]).text = name
        for item in items:
            left, right = table.add_row().cells
            left.text = f"N° {item['number']}"
            left.add_paragraph(item["rapporteur"])
            right.text = ""
            right.paragraphs[0].add_run(item["title"]).bold = True
            _plain(right, "Exposé : les documents sont dans l'espace des élus.")
    document.save(str(target))


def _plain(cell: Any, text: str) -> None:
    cell.add_paragraph(text)


def copied(truth: Truth) -> str:
    """What is copied out of a table: columns held apart by blanks, titles over several lines."""
    lines = [truth["body"].upper(), truth["title"], f"Président : {truth['president']}", ""]
    lines += [f"{'N°':<5}{'OBJET':<48}{'RAPPORTEUR'}", ""]
    for name, items in grouped(truth):
        lines += [f"     {name}", ""]
        for item in items:
            for n, part in enumerate(textwrap.wrap(item["title"], 44)):
                number, by = (item["number"], item["rapporteur"]) if n == 0 else ("", "")
                lines.append(f"{number:<5}{part:<48}{by}".rstrip())
        lines.append("")
    return "\n".join([*lines, "Vu pour être affiché le 2 avril 2025", ""])
