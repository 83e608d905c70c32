"""What became of every item, for a person: a summary to read aloud, then item by item."""

from collections.abc import Iterable, Iterator

from archiver.cli.labels import reason_label
from archiver.i18n import _, ngettext
from archiver.model.agenda import Agenda
from archiver.model.chapters import Band, Chapters, NotTreated, Span
from archiver.model.times import clock

STARTING = ("item", "bloc", "unlisted")
"""The kinds of span that are the start of a matter."""
_RIVAL_WORDS = 90


def summary(chapters: Chapters, agenda: Agenda) -> tuple[str, ...]:
    """The sentences a clerk can read aloud in a minute: what was treated, and what was not."""
    treated = {item for span in chapters.spans for item in span.items}
    n, all_items = len(treated), len(agenda.items)
    lines = [
        ngettext(
            "{n} of {all} agenda items was treated, in {length} of recording.",
            "{n} of {all} agenda items were treated, in {length} of recording.",
            n,
        ).format(n=n, all=all_items, length=clock(chapters.duration_ms))
    ]
    lines += _framed(chapters.spans)
    lines += _reasons(chapters.not_treated, agenda)
    lines += _counted(chapters.spans)
    return tuple(lines)


def _framed(spans: Iterable[Span]) -> Iterator[str]:
    opening = next((s for s in spans if s.kind == "opening"), None)
    closing = next((s for s in spans if s.kind == "closing"), None)
    if opening and closing:
        yield _("The session opens at {start} and closes at {end}.").format(
            start=clock(opening.start_ms), end=clock(closing.end_ms)
        )
    elif opening:
        yield _("The session opens at {start}; its closing was not heard.").format(
            start=clock(opening.start_ms)
        )


def _reasons(absent: Iterable[NotTreated], agenda: Agenda) -> Iterator[str]:
    for one in absent:
        item = agenda.item(one.item)
        said = next((e.text for e in one.evidence), "")
        line = _("{item}: {reason}.").format(
            item=item.label[:80].rstrip() if item else one.item, reason=reason_label(one.reason)
        )
        yield f"{line} {_('“{title}”').format(title=said[:120].strip())}" if said else line


def _counted(spans: Iterable[Span]) -> Iterator[str]:
    counts = {kind: sum(s.kind == kind for s in spans) for kind in ("suspension", "closed")}
    if n := counts["suspension"]:
        yield ngettext(
            "The session is suspended once.", "The session is suspended {n} times.", n
        ).format(n=n)
    if n := counts["closed"]:
        yield ngettext("There is one closed sitting.", "There are {n} closed sittings.", n).format(
            n=n
        )
    if n := sum(s.kind == "unlisted" for s in spans):
        yield ngettext(
            "One matter is not on the agenda.", "{n} matters are not on the agenda.", n
        ).format(n=n)
    if n := sum(s.band == "unsure" for s in spans if s.kind in STARTING):
        yield ngettext("One start is to be checked.", "{n} starts are to be checked.", n).format(
            n=n
        )


def report(chapters: Chapters, agenda: Agenda) -> Iterator[str]:
    """The summary, then every span with what speaks for it and where it would be otherwise."""
    yield from summary(chapters, agenda)
    yield ""
    for span in chapters.spans:
        yield f"{clock(span.start_ms):>8}  {_sure(span)}  {span_label(span, agenda)}"
        for one in span.evidence:
            score = f" ({one.score:.2f})" if one.score is not None else ""
            yield f"{'':12}{evidence_label(one.kind)}{score}: {one.text[:_RIVAL_WORDS]}"
        if span.rival:
            yield f"{'':12}{rival_line(span)}"
    if chapters.not_treated:
        yield ""
        yield _("Not treated:")
        yield from (f"  – {line}" for line in _reasons(chapters.not_treated, agenda))


def rival_line(span: Span) -> str:
    """The second-best place of a start, with the words said there."""
    if span.rival is None:
        return ""
    return _("otherwise at {time}: {words}").format(
        time=clock(span.rival.start_ms), words=span.rival.text[:_RIVAL_WORDS]
    )


def _sure(span: Span) -> str:
    if span.confidence is None or span.kind not in STARTING:
        return f"{'':>18}"
    return f"{band_label(span.band):>12} {span.confidence:>4.0%}"


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
