"""Draft minutes as LibreOffice reads them: real headings, a table of contents, links."""

from io import BytesIO
from typing import Any

from odf import dc
from odf.opendocument import OpenDocumentText
from odf.style import (
    Footer,
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TextProperties,
)
from odf.text import (
    A,
    H,
    IndexBody,
    IndexTitle,
    IndexTitleTemplate,
    P,
    PageNumber,
    Span,
    TableOfContent,
    TableOfContentSource,
)

from archiver.minutes.records import Minutes, Section, written

_FONT = "Liberation Sans"


def to_odt(minutes: Minutes) -> bytes:
    """The document's bytes."""
    made = OpenDocumentText()
    styles = _styles(made, minutes)
    text = made.text
    made.meta.addElement(dc.Title(text=written(f"{minutes.title} – {minutes.date}")))
    made.meta.addElement(dc.Language(text=minutes.language))
    text.addElement(P(stylename=styles["soft"], text=written(minutes.body)))
    text.addElement(P(stylename=styles["title"], text=written(minutes.title)))
    text.addElement(P(stylename=styles["soft"], text=written(minutes.date)))
    text.addElement(P(stylename=styles["box"], text=minutes.words.draft))
    for fact in minutes.facts:
        text.addElement(_fact(styles, fact.label, fact.text))
    if minutes.attendance:
        text.addElement(_heading(styles, 1, minutes.words.attendance))
        for group in minutes.attendance:
            said = ", ".join(group.names)
            text.addElement(_fact(styles, f"{group.heading} ({len(group.names)})", said))
    text.addElement(_contents(styles, minutes))
    for section in minutes.sections:
        _section(text, styles, section, minutes)
    if minutes.absent:
        text.addElement(_heading(styles, 1, minutes.words.not_treated))
        for fact in minutes.absent:
            text.addElement(_fact(styles, fact.label, fact.text))
    if minutes.closing:
        text.addElement(P(stylename=styles["body"], text=minutes.closing))
    out = BytesIO()
    made.write(out)
    return out.getvalue()


_LOOKS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "body": ({"fontsize": "11pt"}, {"marginbottom": "0.2cm"}),
    "title": ({"fontsize": "22pt", "fontweight": "bold"}, {"marginbottom": "0.2cm"}),
    "soft": ({"fontsize": "12pt", "color": "#4d5763"}, {"marginbottom": "0.2cm"}),
    "h1": (
        {"fontsize": "15pt", "fontweight": "bold"},
        {"margintop": "0.5cm", "marginbottom": ".2cm"},
    ),
    "h2": (
        {"fontsize": "13pt", "fontweight": "bold"},
        {"margintop": "0.5cm", "marginbottom": "0.1cm", "keepwithnext": "always"},
    ),
    "box": (
        {"fontsize": "11pt"},
        {"marginbottom": "0.2cm", "padding": "0.15cm", "borderleft": "0.1cm solid #1f4e8c"},
    ),
    "foot": ({"fontsize": "8pt", "color": "#4d5763"}, {"textalign": "center"}),
}


def _styles(made: Any, minutes: Minutes) -> dict[str, Any]:
    country = {"fr": "FR", "en": "GB"}.get(minutes.language, "")
    spoken = {"language": minutes.language, "country": country, "fontname": _FONT}
    found: dict[str, Any] = {}
    for name, (letters, paragraph) in _LOOKS.items():
        style = Style(name=f"minutes-{name}", family="paragraph")
        style.addElement(TextProperties(fontfamily=_FONT, **letters, **_known(spoken)))
        style.addElement(ParagraphProperties(**paragraph))
        made.styles.addElement(style)
        found[name] = style
    found["strong"] = Style(name="minutes-strong", family="text")
    found["strong"].addElement(TextProperties(fontweight="bold"))
    made.automaticstyles.addElement(found["strong"])
    _page(made, found, minutes)
    return found


def _known(spoken: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in spoken.items() if value and key != "fontname"}


def _page(made: Any, styles: dict[str, Any], minutes: Minutes) -> None:
    layout = PageLayout(name="minutes-page")
    sides = {f"margin{side}": "2.5cm" for side in ("left", "right", "top", "bottom")}
    layout.addElement(PageLayoutProperties(pagewidth="21cm", pageheight="29.7cm", **sides))
    made.automaticstyles.addElement(layout)
    master = MasterPage(name="Standard", pagelayoutname=layout)
    foot = P(stylename=styles["foot"], text=f"{minutes.source}  –  ")
    foot.addElement(PageNumber(selectpage="current"))
    footer = Footer()
    footer.addElement(foot)
    master.addElement(footer)
    made.masterstyles.addElement(master)


def _heading(styles: dict[str, Any], level: int, text: str) -> Any:
    return H(outlinelevel=level, stylename=styles[f"h{level}"], text=written(text))


def _fact(styles: dict[str, Any], label: str, text: str) -> Any:
    paragraph = P(stylename=styles["body"])
    paragraph.addElement(Span(stylename=styles["strong"], text=f"{written(label)} "))
    paragraph.addText(written(text))
    return paragraph


def _contents(styles: dict[str, Any], minutes: Minutes) -> Any:
    """Filled in with what it lists; LibreOffice adds the pages when it is renewed."""
    table = TableOfContent(name="contents", protected="true")
    source = TableOfContentSource(outlinelevel=2)
    source.addElement(IndexTitleTemplate(text=minutes.words.contents))
    table.addElement(source)
    body = IndexBody()
    title = IndexTitle(name="contents-title")
    title.addElement(P(stylename=styles["h1"], text=minutes.words.contents))
    body.addElement(title)
    for section in minutes.sections:
        body.addElement(P(stylename=styles["body"], text=written(section.heading)))
    table.addElement(body)
    return table


def _section(text: Any, styles: dict[str, Any], section: Section, minutes: Minutes) -> None:
    text.addElement(_heading(styles, 2, section.heading))
    where = [part for part in (section.commission, section.time) if part]
    if where or section.url:
        paragraph = P(stylename=styles["soft"], text=written(" · ".join(where)) + "  ")
        if section.url:
            _link(paragraph, minutes.words.listen, section.url)
        text.addElement(paragraph)
    if section.note:
        text.addElement(P(stylename=styles["box"], text=written(section.note)))
    for speech in section.speeches:
        first = P(stylename=styles["body"])
        first.addElement(Span(stylename=styles["strong"], text=f"{written(speech.speaker)} "))
        first.addText("(")
        _link(first, speech.time, speech.url)
        first.addText(") – " + written(speech.paragraphs[0] if speech.paragraphs else ""))
        text.addElement(first)
        for said in speech.paragraphs[1:]:
            text.addElement(P(stylename=styles["body"], text=written(said)))
    for vote in section.votes:
        paragraph = P(stylename=styles["box"])
        paragraph.addElement(Span(stylename=styles["strong"], text=f"{minutes.words.vote} "))
        paragraph.addText(f"{written(vote.text)} (")
        _link(paragraph, vote.time, vote.url)
        paragraph.addText(")")
        text.addElement(paragraph)


def _link(paragraph: Any, text: str, url: str) -> None:
    if url:
        paragraph.addElement(A(type="simple", href=url, text=written(text)))
    else:
        paragraph.addText(written(text))
