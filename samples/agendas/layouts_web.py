"""Layouts drawn as web pages: printed to PDF by Chromium or LibreOffice, or kept as HTML."""

from html import escape as _e
from itertools import groupby
from typing import Any

Truth = dict[str, Any]
Items = list[dict[str, str]]

BASE = "@page{size:A4;margin:22mm 18mm} body{font:11pt 'Liberation Serif',serif;margin:0}"


def grouped(truth: Truth) -> list[tuple[str, Items]]:
    """The items by what they stand under."""
    return [
        (name, list(items))
        for name, items in groupby(
            truth["items"], key=lambda item: item.get("commission") or item.get("theme") or ""
        )
    ]


def page(style: str, body: str, head: str = "") -> str:
    """A whole HTML page."""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><style>{BASE}{style}</style>'
        f"{head}</head><body>{body}</body></html>"
    )


def table(truth: Truth) -> str:
    """Three ruled columns; each commission is a row over all of them."""
    rows = ""
    for name, items in grouped(truth):
        rows += f'<tr><td colspan="3" class="c">{_e(name)}</td></tr>'
        for item in items:
            cells = (item["number"], item["title"], item.get("rapporteur", ""))
            rows += "<tr>" + "".join(f"<td>{_e(cell)}</td>" for cell in cells) + "</tr>"
    head = "<tr><th>N°</th><th>Intitulé du rapport</th><th>Rapporteur</th></tr>"
    style = (
        "table{border-collapse:collapse;width:100%}td,th{border:.6pt solid #444;padding:4pt;"
        "vertical-align:middle}td:first-child{text-align:center;width:12mm}"
        "td:last-child{width:38mm}.c{background:#ddd;font-weight:bold;text-align:left!important}"
        "h1,h2{text-align:center}"
    )
    return page(
        style,
        f"<h2>{_e(truth['body'].upper())}</h2><h1>ORDRE DU JOUR</h1><h2>{_e(truth['title'])} à "
        f"9 heures 30</h2><p>Présidence : {_e(truth['president'])}</p>"
        f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
        "<p>Fait à Lormesan, le 14 mars 2023<br>La Présidente,<br>"
        f"{_e(truth['president'][4:])}</p>",
    )


def listed(truth: Truth) -> str:
    """A numbered list, the rapporteur in a line of his own, the themes centred and underlined."""
    blocks = ""
    for name, items in grouped(truth):
        blocks += f"<h3>{_e(name)}</h3>" if name else "<br>"
        for item in items:
            number = item.get("number")
            mark = f"{number}." if number else "-"
            by = item.get("rapporteur")
            teller = f'<div class="r">Rapporteur : {_e(by)}</div>' if by else ""
            blocks += f'<div class="i"><b>{mark}</b> {_e(item["title"])}</div>{teller}'
    style = (
        "h3{text-align:center;text-decoration:underline;font-size:12pt}.i{margin:6pt 0 0 20pt;"
        "text-indent:-14pt}.r{margin-left:34pt;font-style:italic}h1{text-align:center}"
        ".a{text-align:right}"
    )
    return page(
        style,
        f"<p><b>Ville de Saint-Orvaud</b><br>Département de l'Arvance</p>"
        f"<p class='a'>Saint-Orvaud, le 5 septembre 2024</p><p>Madame, Monsieur,<br>J'ai l'honneur "
        "de vous inviter à participer à la réunion du conseil municipal qui se tiendra en mairie, "
        "salle des mariages, le <b>jeudi 12 septembre 2024 à 20 h 00</b>.</p>"
        f"<h1>Ordre du jour</h1>{blocks}<p>Je vous prie d'agréer, Madame, Monsieur, l'expression "
        "de mes salutations distinguées.</p><p>Le Maire,<br>Fulbert Desmeuzes</p><h3>Annexes</h3>"
        "<p>Annexe 1 : statuts du syndicat mixte<br>Annexe 2 : plan du périmètre</p>",
    )


def capitals(truth: Truth) -> str:
    """Long numbers and titles in capitals, wrapped under the number."""
    blocks = "".join(
        f"<p class='c'>{_e(name)}</p>"
        + "".join(f"<p>{item['number']} {_e(item['title'])}</p>" for item in items)
        for name, items in grouped(truth)
    )
    style = (
        "body{font:10pt 'Liberation Sans'}p{margin:0 0 7pt}.c{font-weight:bold;"
        "background:#eee;margin-top:14pt}.h{text-align:center;font-weight:bold;font-size:13pt}"
    )
    return page(
        style,
        f"<p class='h'>CONSEIL DEPARTEMENTAL DU TARNOISET</p>"
        "<p class='h'>REUNION DU VENDREDI 19 JANVIER 2018</p><p class='h'>RAPPORTS SOUMIS A "
        f"L'ASSEMBLEE</p><p>Présidence de {_e(truth['president'])}</p>{blocks}",
    )


def long(truth: Truth) -> str:
    """A table of contents with leaders, six pages of reports, then annexes."""
    contents = reports = ""
    for name, items in grouped(truth):
        contents += f"<p><b>{_e(name)}</b></p>"
        reports += f"<h2>{_e(name)}</h2>"
        for n, item in enumerate(items):
            leader = "." * 30
            short = item["title"][:60].rsplit(" ", 1)[0]
            contents += f"<div class='t'>{item['number']} {_e(short)} {leader} {n // 9 + 3}</div>"
            reports += (
                f"<div class='i'><span>Rapport n° {item['number']}</span><p>{_e(item['title'])}"
                f"</p></div><div class='r'>{_e(item['rapporteur'])}, rapporteur</div>"
            )
    annexes = "".join(
        f"<p>Pièce {n} – Plan de situation, rapport n° {n * 100 + 4}</p>" for n in range(1, 6)
    )
    style = (
        "@page{margin:24mm 18mm 20mm}body{font:10.5pt 'Liberation Sans'}.t{font-size:9pt}"
        ".i{display:flex;gap:4mm;margin-top:6pt}.i span{width:30mm;flex:none;font-weight:bold}"
        ".i p{margin:0}.r{margin-left:34mm;font-size:9.5pt}h2{font-size:12pt;color:#225}"
        ".s{break-before:page}h1{text-align:center}"
    )
    return page(
        style,
        f"<h1>{_e(truth['body'])}</h1><h1>{_e(truth['title'])}</h1><p>Sous la présidence de "
        f"{_e(truth['president'])}</p><h1>SOMMAIRE</h1>{contents}<div class='s'></div>"
        f"<h1>ORDRE DU JOUR</h1>{reports}<h1 class='s'>LISTE DES PIÈCES JOINTES</h1>{annexes}",
    )


def website(truth: Truth) -> str:
    """A page of a town's website: menus, scripts, lists numbered by the browser."""
    blocks, start = "", 1
    for name, items in grouped(truth):
        rows = "".join(
            f"<li><strong>{_e(i['title'])}</strong><br><em>Rapporteur·e : "
            f"{_e(i['rapporteur'])}</em></li>"
            for i in items
        )
        blocks += f'<h3>{_e(name)}</h3><ol start="{start}">{rows}</ol>'
        start += len(items)
    return page(
        ".x{display:none}",
        "<header><nav><ul><li><a href='/'>Accueil</a></li><li><a href='/elus'>Vos élus</a></li>"
        "<li><a href='/agenda'>Agenda</a></li></ul></nav></header><div class='cookies'>Ce site "
        "utilise des cookies. <button>Accepter</button></div><main><p class='fil'>Accueil &gt; "
        f"Assemblées &gt; Juin 2024</p><h1>{_e(truth['title'])}</h1><p>{_e(truth['body'])} – "
        f"Séance présidée par {_e(truth['president'])}</p><h2>Ordre du jour</h2>{blocks}"
        "<h2>Documents à télécharger</h2><ul><li><a href='a.pdf'>Convocation (PDF, 120 Ko)</a></li>"
        "<li><a href='b.pdf'>Rapports (PDF, 14 Mo)</a></li></ul></main><aside><h3>Actualités</h3>"
        "<p>La piscine rouvre lundi</p></aside><footer><p>Mentions légales – Contact</p></footer>"
        "<script>document.write('<li>1. Point inventé</li>')</script>",
        "<script>var suivi = '2. Rien';</script><title>Ordre du jour – Brenelle</title>",
    )


def typed(truth: Truth) -> str:
    """As a typewriter of 2006 would have it, to be scanned."""
    blocks = ""
    for name, items in grouped(truth):
        blocks += f"<p class='c'>{_e(name)}</p>"
        for item in items:
            blocks += (
                f"<p class='i'>Rapport n° {item['number']} : {_e(item['title'])}<br>"
                f"Rapporteur : {_e(item['rapporteur'])}</p>"
            )
    style = (
        "body{font:12pt 'Liberation Serif'}.c{font-weight:bold;text-decoration:underline}"
        ".i{margin-left:12mm}.h{text-align:center;font-weight:bold}"
    )
    return page(
        style,
        f"<p>{_e(truth['body'])}</p><p class='h'>ORDRE DU JOUR</p>"
        f"<p class='h'>{_e(truth['title'])} à 14 heures</p><p>Président : {_e(truth['president'])}"
        f"</p>{blocks}<p>Annexe : tableau récapitulatif des subventions</p>",
    )
