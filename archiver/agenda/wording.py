"""Spans, and what speaks for their starts, as a clerk reads them."""

from archiver.i18n import _
from archiver.model.agenda import Agenda
from archiver.model.chapters import Band, Span

STARTING = ("item", "bloc", "unlisted")
"""The kinds of span that are the start of a matter."""


def band_label(band: Band | None) -> str:
    """A band, as the clerk reads it."""
    return {"sure": _("sure"), "likely": _("likely"), "unsure": _("to check"), None: ""}[band]


def span_label(span: Span, agenda: Agenda) -> str:
    """What a span is: its items' titles, or the moment of the session."""
    titles = [item.label for id in span.items if (item := agenda.item(id))]
    if titles:
        return " · ".join(titles)
    if span.kind == "unlisted":
        return _("Not on the agenda: {title}").format(title=span.title or "?")
    return {
        "opening": _("Opening of the session"),
        "closing": _("Closing of the session"),
        "suspension": _("Suspension of the session"),
        "closed": _("Closed sitting"),
        "outage": _("Interruption of the recording"),
        "none": _("Off the agenda"),
    }.get(span.kind, span.kind)


def evidence_label(kind: str) -> str:
    """A sort of evidence, as the clerk reads it; an unknown one as it stands."""
    return {
        "title": _("words of the title"),
        "number": _("its number, said"),
        "procedure": _("usual words"),
        "rapporteur": _("the rapporteur’s name"),
        "announcement": _("announcement"),
        "reordering": _("change of the order"),
        "bloc": _("several together"),
        "floor": _("floor given"),
        "result": _("vote result just before"),
        "pause": _("silence before"),
        "chair": _("the chair speaks"),
        "card": _("title on screen"),
        "mark": _("marked"),
        "correction": _("corrected"),
        "opening": _("words of opening"),
        "closing": _("words of closing"),
        "farewell": _("words of farewell"),
        "suspension": _("words of suspension"),
        "closed": _("words of the closed sitting"),
        "resumption": _("words of resumption"),
        "planned": _("planned hours"),
        "recorder": _("recorder"),
    }.get(kind, kind)
