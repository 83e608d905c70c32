"""Layouts drawn as office documents and as the text of an e-mail."""

import textwrap
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from layouts_web import Truth, grouped
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TextProperties
from odf.text import H, P, S

PARTS = {"Finances": "II", "Eau": "III", "Développement": "IV"}


def roman(truth: Truth, target: Path) -> None:
    """Roman chapters, some of which are items, and items numbered under them."""
    document = Document()
    document.core_properties.author = ""
    document.sections[0].header.paragraphs[0].text = truth["body"]
    document.add_paragraph("Convocation").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(truth["title"].upper() + ", À 18 H 30")
    document.add_paragraph(f"Président de séance : {truth['president']}")
    document.add_heading("Ordre du jour", 1)
    for name, items in grouped(truth):
        if name:
            document.add_heading(f"{PARTS[name.split()[0].strip(',')]} – {name}", 2)
        for item in items:
            if not name:
                document.add_heading(f"{item['number']} – {item['title']}", 2)
                continue
            document.add_paragraph(f"{item['number']}. {item['title']}")
            teller = document.add_paragraph().add_run(f"{item['rapporteur']}, rapporteur")
            teller.italic = True
    document.add_paragraph("Pièces jointes : pouvoir, note de synthèse")
    document.save(str(target))


def tables(truth: Truth, target: Path) -> None:
    """A table under each theme, what has no number in a list, and the list of what is enclosed."""
    document = Document()
    document.core_properties.author = ""
    document.sections[0].footer.paragraphs[0].text = "Direction des assemblées – 12, rue du Mail"
    document.add_heading(truth["body"], 0)
    document.add_paragraph(truth["title"]).runs[0].bold = True
    document.add_paragraph(f"sous la présidence de {truth['president']}")
    for name, items in grouped(truth):
        if name:
            document.add_paragraph(name, style="Heading 2")
        if not items[0].get("number"):
            for item in items:
                document.add_paragraph(item["title"], style="List Bullet")
            continue
        table = document.add_table(rows=1, cols=3)
        table.style = document.styles["Table Grid"]
        for cell, text in zip(
            table.rows[0].cells, ("Numéro", "Objet", "Rapporteur(e)"), strict=True
        ):
            cell.text = text
        for item in items:
            cells = table.add_row().cells
            for cell, text in zip(
                cells, (item["number"], item["title"], item["rapporteur"]), strict=True
            ):
                cell.text = text
    document.add_paragraph("Liste des pièces jointes", style="Heading 2")
    document.add_paragraph("1. Projet de procès-verbal\n2. Tableau des véhicules réformés")
    document.save(str(target))


def brackets(truth: Truth, target: Path) -> None:
    """Commissions as headings, the rapporteur in brackets after the title."""
    document = OpenDocumentText()
    strong = Style(name="Fort", family="paragraph")
    strong.addElement(TextProperties(fontweight="bold", fontsize="13pt"))
    strong.addElement(ParagraphProperties(margintop="0.4cm"))
    document.styles.addElement(strong)
    plain = Style(name="Point", family="paragraph")
    plain.addElement(ParagraphProperties(marginleft="1cm", textindent="-1cm"))
    document.styles.addElement(plain)
    body = document.text
    body.addElement(P(text=truth["body"].upper(), stylename=strong))
    body.addElement(P(text=truth["title"]))
    body.addElement(P(text=f"Présidente : {truth['president']}"))
    body.addElement(H(text="ORDRE DU JOUR", outlinelevel=1))
    for name, items in grouped(truth):
        if name:
            body.addElement(P(text=name, stylename=strong))
        for item in items:
            if item.get("number"):
                line = P(text=f"{item['number']}", stylename=plain)
                line.addElement(S(c=2))
                line.addText(f"{item['title']} ({item['rapporteur']})")
                body.addElement(line)
            else:
                body.addElement(P(text=item["title"], stylename=strong))
    body.addElement(P(text="Les dossiers peuvent être consultés au service de l'assemblée."))
    document.save(str(target))


def mail(truth: Truth) -> str:
    """An e-mail, wrapped at 68 characters, with greeting, signature and a note."""
    lines = [
        "De : secretariat@vimeure.example",
        "Objet : Convocation - comité syndical du 8 novembre",
        "",
        "Bonjour à toutes et à tous,",
        "",
        *textwrap.wrap(
            "Vous êtes conviés au comité syndical du mercredi 8 novembre 2023 à 18h, salle "
            f"polyvalente de Port-Vimeure, sous la présidence de {truth['president']}.",
            68,
        ),
        "",
        truth["body"],
        "",
        "Ordre du jour :",
        "",
    ]
    for item in truth["items"]:
        number = item.get("number")
        by = item.get("rapporteur")
        text = item["title"] + (f" (rapporteur : {by})" if by else "")
        lines += textwrap.wrap(
            f"{number}) {text}" if number else f"* {text}", 68, subsequent_indent="   "
        )
    lines += ["", "Un pouvoir est joint à ce message.", "", "Bien cordialement,", "", "-- "]
    return "\n".join([*lines, "Le secrétariat", "Tél. 00 00 00 00 00", ""])
