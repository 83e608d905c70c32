"""Layouts drawn to measure the reader again, as web pages and as the text of an e-mail."""

import textwrap
from html import escape as _e

from layouts_web import Truth, grouped, page


def small_capitals(truth: Truth) -> str:
    """Commissions bold, rapporteurs in italics under the titles, PROJET across each page."""
    blocks = ""
    for name, items in grouped(truth):
        blocks += f"<h3>{_e(name)}</h3>"
        for item in items:
            blocks += (
                f"<div class='i'><b>N° {item['number']}</b> : {_e(item['title'])}</div>"
                f"<div class='r'>{_e(item['rapporteur'])}</div>"
            )
    style = (
        "body{font:10.5pt 'Liberation Serif'}h3{font-size:12pt;border-bottom:.5pt solid}"
        ".i{margin:7pt 0 0;text-align:justify}.r{font-style:italic;margin-left:12mm}"
        ".w{position:fixed;top:90mm;left:20mm;font:bold 90pt sans-serif;color:#ddd;"
        "transform:rotate(-45deg);z-index:-1}h1{text-align:center}"
    )
    return page(
        style,
        f"<div class='w'>PROJET</div><h1>{_e(truth['body'])}</h1><h2>{_e(truth['title'])} – 9 h 30"
        f"</h2><p>Président : {_e(truth['president'])}</p><h2>ORDRE DU JOUR</h2>{blocks}",
    )


def four_columns(truth: Truth) -> str:
    """Four columns without rules, the last what the commission thought of it."""
    rows = ""
    for name, items in grouped(truth):
        rows += f"<tr><th colspan='4' class='c'>{_e(name)}</th></tr>"
        for item in items:
            cells = (item["number"], item["title"], item["rapporteur"], "Favorable")
            rows += "<tr>" + "".join(f"<td>{_e(cell)}</td>" for cell in cells) + "</tr>"
    heads = ("N° du rapport", "Intitulé", "Rapporteur", "Avis de la commission")
    head = "".join(f"<th>{name}</th>" for name in heads)
    style = (
        "body{font:9.5pt 'DejaVu Sans'}table{width:100%;border-spacing:3mm 2mm}th{text-align:left}"
        "td{vertical-align:top}td:nth-child(1){width:26mm}td:nth-child(3){width:32mm}"
        "td:nth-child(4){width:20mm}.c{padding-top:8pt;color:#246}"
    )
    return page(
        style,
        f"<h2>{_e(truth['body'])}</h2><h2>{_e(truth['title'])}</h2><p>sous la présidence de "
        f"{_e(truth['president'])}</p><h3>Ordre du jour</h3><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>",
    )


def margin(truth: Truth) -> str:
    """Themes in a column at the left, titles in capitals, annexes under them."""
    rows = ""
    for name, items in grouped(truth):
        cells = ""
        for n, item in enumerate(items):
            annex = "<div class='a'>Annexe 1 : projet de convention</div>" if n == 0 else ""
            cells += (
                f"<div class='d'>Délibération n° {item['number']}</div><div>{_e(item['title'])}"
                f"</div><div class='r'>Rapporteur : {_e(item['rapporteur'])}</div>{annex}"
            )
        rows += f"<div class='g'><div class='m'>{_e(name)}</div><div>{cells}</div></div>"
    style = (
        "body{font:10pt 'Liberation Sans'}.g{display:grid;grid-template-columns:32mm 1fr;"
        "column-gap:6mm;margin-top:12pt}.m{color:#963;font-weight:bold}.d{margin-top:6pt;"
        "text-decoration:underline}.a{font-size:8pt}.r{font-size:9pt}"
    )
    return page(
        style,
        f"<p>{_e(truth['body'])}</p><h2>{_e(truth['title'])}</h2><p>Présidence : "
        f"{_e(truth['president'])}</p><h2>Ordre du jour</h2>{rows}<p>Pièces jointes : dix rapports"
        "</p>",
    )


def exported(truth: Truth) -> str:
    """What a site's editor makes: a list of commissions, in each a table or a list."""
    blocks = ""
    for n, (name, items) in enumerate(grouped(truth)):
        rows = inner = ""
        for item in items:
            file = f"<a href='/f/{item['number']}.pdf'>Télécharger le rapport (PDF, 1,2 Mo)</a>"
            title, by = _e(item["title"]), _e(item["rapporteur"])
            rows += (
                f"<tr><td>{item['number']}</td><td>{title}</td><td>{by}</td><td>{file}</td></tr>"
            )
            inner += f"<li><p>{item['number']} - {title}</p><p><em>{by}</em></p>{file}</li>"
        held = f"<table><tbody>{rows}</tbody></table>" if n == 1 else f"<ul>{inner}</ul>"
        blocks += f"<li><strong>{_e(name)}</strong>{held}</li>"
    return page(
        "",
        "<nav><ul><li><a href='/'>Accueil</a></li><li><a href='/elus'>Les élus</a></li></ul></nav>"
        f"<main><article><h1>{_e(truth['title'])}</h1><div class='field'><p>{_e(truth['body'])}"
        f"</p><p>Présidente&nbsp;: {_e(truth['president'])}</p><h2>Ordre du jour</h2>"
        f"<ul>{blocks}</ul></div><p>Publié le 12 mai 2025</p></article></main>"
        "<footer>Mentions légales</footer>",
    )


def answered(truth: Truth) -> str:
    """An e-mail that quotes the one that holds the agenda: bullets, no numbers."""
    lines = [
        f"{truth['body']}",
        "",
        *textwrap.wrap(
            f"Le {truth['title'][0].lower()}{truth['title'][1:]} se tiendra à 18 h, sous la "
            f"présidence de {truth['president']}.",
            60,
        ),
        "",
        "Ordre du jour :",
    ]
    for item in truth["items"]:
        by = f" ({item['rapporteur']})" if "rapporteur" in item else ""
        lines += textwrap.wrap(f"- {item['title']}{by}", 60, subsequent_indent="  ")
    lines += ["", "Cordialement,", "Le secrétariat du syndicat"]
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    return f"Bonjour,\n\nBien reçu, je serai présent.\n\nLe 6 janvier, il a été écrit :\n{quoted}\n"
