"""What became of every item, for a person: a summary to read aloud, then item by item."""

from collections.abc import Iterable, Iterator
from textwrap import shorten

from archiver.agenda.wording import STARTING, band_label, evidence_label, span_label
from archiver.cli.instants import Told
from archiver.corrections import telling
from archiver.i18n import _, ngettext
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters, NotTreated, Span
from archiver.model.times import clock

_LONGEST = 90
"""Characters of a quotation or of a title."""
_WORTH_TELLING = 0.05
"""A sort of evidence that counted less is not shown."""


def summary(chapters: Chapters, agenda: Agenda, told: Told) -> tuple[str, ...]:
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
    lines += _framed(chapters.spans, told)
    lines += _reasons(chapters.not_treated, agenda)
    lines += _counted(chapters.spans)
    return tuple(lines)


def _framed(spans: Iterable[Span], told: Told) -> Iterator[str]:
    opening = next((s for s in spans if s.kind == "opening"), None)
    closing = next((s for s in spans if s.kind == "closing"), None)
    if opening and closing:
        yield _("The session opens at {start} and closes at {end}.").format(
            start=told.at(opening.start_ms), end=told.at(closing.end_ms)
        )
    elif opening:
        yield _("The session opens at {start}; its closing was not heard.").format(
            start=told.at(opening.start_ms)
        )


def _reasons(absent: Iterable[NotTreated], agenda: Agenda) -> Iterator[str]:
    for one in absent:
        item = agenda.item(one.item)
        name = _short(item.label) if item else one.item
        said = next((e.text for e in one.evidence if e.kind != "correction"), "")
        line = _("{item}: {reason} (heard: “{words}”)") if said else _("{item}: {reason}.")
        yield line.format(item=name, reason=telling.reason(one.reason), words=said)


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


def report(chapters: Chapters, agenda: Agenda, told: Told) -> Iterator[str]:
    """The summary, then every span with what speaks for it and where it would be otherwise."""
    yield from summary(chapters, agenda, told)
    yield from checks(chapters, told)
    yield ""
    yield told.which
    for span in chapters.spans:
        yield f"{told.start(span):>8}  {_sure(span)}  {span_label(span, agenda)}".rstrip()
        yield from dict.fromkeys(_why(span))
        if span.rival:
            yield f"{'':12}{rival_line(span, told)}"


def _why(span: Span) -> Iterator[str]:
    for one in span.evidence:
        if one.score is None or one.score >= _WORTH_TELLING:
            kind = evidence_label(one.kind)
            kind += f" ({one.score:.0%})" if one.score is not None else ""
            yield f"{'':12}" + _("{kind}: {words}").format(kind=kind, words=_short(one.text))


def checks(chapters: Chapters, told: Told) -> Iterator[str]:
    """What was said of which nothing was made, for a person to listen to."""
    for cue in chapters.to_check:
        said = {
            "vote": _("To listen to at {time}: a vote is called, its result not heard: “{words}”"),
            "closed": _("To listen to at {time}: a closed sitting is spoken of: “{words}”"),
        }.get(cue.kind, _("To listen to at {time}: “{words}”"))
        yield said.format(time=told.at(cue.start_ms), words=_short(cue.text))


def _short(text: str) -> str:
    return shorten(text, _LONGEST, placeholder="…")


def rival_line(span: Span, told: Told) -> str:
    """The second-best place of a start, with the words said there."""
    if span.rival is None:
        return ""
    return _("otherwise at {time}: {words}").format(
        time=told.at(span.rival.start_ms), words=_short(span.rival.text)
    )


def _sure(span: Span) -> str:
    if span.confidence is None or span.kind not in STARTING:
        return f"{'':>18}"
    return f"{band_label(span.band):>12} {span.confidence:>4.0%}"
