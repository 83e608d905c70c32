"""Three more layouts, drawn after the reader was finished and never used to mend it."""

from html import escape as _e
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from layouts_web import Truth, grouped, page


def columns(truth: Truth) -> str:
    """Three columns without rules, their heads above them, commissions in the middle."""
    rows = ""
    for name, items in grouped(truth):
        rows += f"<div class='c'>{_e(name)}</div>"
        for item in items:
            rows += (
                f"<div class='r'><span>N° {item['number']}</span><span>{_e(item['title'])}</span>"
                f"<span>{_e(item['rapporteur'])}</span></div>"
            )
    style = (
        "body{font:11pt 'DejaVu Sans'}.r{display:grid;grid-template-columns:24mm 92mm 46mm;"
        "column-gap:5mm;margin:5pt 0}.c{text-align:center;font-variant:small-caps;color:#555;"
        "margin:14pt 0 4pt;font-size:13pt}.h{font-weight:bold;font-size:9pt}"
    )
    return page(
        style,
        f"<h2>{_e(truth['body'])}</h2><p>{_e(truth['title'])} à 18 h 30 – siège communautaire</p>"
        f"<p>Présidence : {_e(truth['president'])}</p><h3>Ordre du jour</h3><div class='r h'>"
        f"<span>Rapport</span><span>Objet</span><span>Rapporteur</span></div>{rows}"
        "<p>Pièces jointes : rapports, tableaux budgétaires</p>",
    )


def definitions(truth: Truth) -> str:
    """A definition list: the number is the term, title and rapporteur are its definitions."""
    blocks = ""
    for name, items in grouped(truth):
        blocks += f"<h4>{_e(name)}</h4>" if name else ""
        for item in items:
            if "number" not in item:
                blocks += f"<p>{_e(item['title'])}</p>"
                continue
            blocks += (
                f"<dl><dt>Point n° {item['number']}</dt><dd>{_e(item['title'])}</dd>"
                f"<dd>présenté par {_e(item['rapporteur'])}</dd></dl>"
            )
    return page(
        "",
        f"<h1>{_e(truth['body'])}</h1><h2>{_e(truth['title'])}</h2><p>La séance sera présidée par "
        f"{_e(truth['president'])}.</p><h3>Points inscrits à l'ordre du jour</h3>{blocks}"
        "<p>La séance est retransmise en direct.</p>",
    )


def letters(truth: Truth, target: Path) -> None:
    """Headings with letters, a list that Word numbers, “Rapport de” under each title."""
    document = Document()
    document.core_properties.author = ""
    document.add_paragraph(truth["body"]).runs[0].bold = True
    document.add_paragraph(f"Convocation – {truth['title']}, 19 heures, salle du Môle")
    document.add_paragraph(f"Présidente : {truth['president']}")
    document.add_paragraph("ORDRE DU JOUR")
    for letter, (name, items) in zip("ABC", grouped(truth), strict=True):
        document.add_paragraph(f"{letter}. {name}").runs[0].underline = True
        for item in items:
            paragraph = document.add_paragraph(item["title"], style="List Number")
            paragraph.runs[0].add_break()
            paragraph.add_run(f"Rapport de {item['rapporteur']}")
    footer = document.sections[0].footer.paragraphs[0].add_run("Mairie de Port-Lannec – page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer._r.append(field)
    document.save(str(target))
