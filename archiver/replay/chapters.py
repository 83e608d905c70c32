"""The chapters a viewer sees, in replay time, and the forms a player reads them in."""

from collections.abc import Iterable
from dataclasses import dataclass
from gettext import NullTranslations

from archiver.i18n import translator
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapter, Chapters, Span
from archiver.model.names import slug
from archiver.model.timeline import Piece, Timeline
from archiver.model.times import timestamp

EMBEDDED_TITLE = 250
"""Characters of a title inside the MP4: players cut or refuse more."""

# Anchors are part of permalinks: the same in every language, for good.
_ANCHORS = {
    "opening": "ouverture",
    "closing": "cloture",
    "suspension": "suspension",
    "closed": "huis-clos",
    "unlisted": "hors-ordre-du-jour",
    "outage": "interruption",
    "none": "hors-seance",
}


@dataclass(frozen=True)
class _Shown:
    """A span, or several that follow each other on the same matter, as the replay shows it."""

    span: Span
    start_ms: int
    end_ms: int
    after: str
    """The kind of the span before it in the recording, shown or not."""


def viewer_chapters(
    chapters: Chapters, agenda: Agenda, timeline: Timeline, language: str
) -> tuple[Chapter, ...]:
    """What the replay is divided into: tiles it; titles in `language`, anchors unique.

    Spans that are not shown have no chapter; neighbours on the same matter are one chapter.
    """
    words = translator(language)
    taken: set[str] = set()
    treated: set[tuple[str, ...]] = set()
    made = []
    shown = _merged(_shown(chapters, timeline))
    for i, part in enumerate(shown):
        span = part.span
        again = bool(span.items) and span.items in treated
        treated.add(span.items)
        edge = "start" if i == 0 else "end" if i == len(shown) - 1 else "middle"
        made.append(
            Chapter(
                anchor=_unique(_anchor(part), taken),
                title=_title(part, agenda, words, again=again, edge=edge),
                kind=span.kind,
                items=span.items,
                start_ms=part.start_ms,
                end_ms=part.end_ms,
                session_start_ms=span.start_ms,
            )
        )
    return tuple(made)


def _shown(chapters: Chapters, timeline: Timeline) -> Iterable[_Shown]:
    before = ""
    for span in chapters.spans:
        if span.start_ms == span.end_ms:
            continue
        parts = [_part(span, piece) for piece in timeline.pieces if _meet(span, piece)]
        if parts and parts[0][0] < parts[-1][1]:
            first = max(span.start_ms, _first_session_ms(span, timeline))
            seen = span.model_copy(update={"start_ms": first})
            yield _Shown(seen, parts[0][0], parts[-1][1], before)
        before = span.kind


def _meet(span: Span, piece: Piece) -> bool:
    return span.start_ms < piece.session_end_ms and piece.session_start_ms < span.end_ms


def _first_session_ms(span: Span, timeline: Timeline) -> int:
    return next(p.session_start_ms for p in timeline.pieces if _meet(span, p))


def _part(span: Span, piece: Piece) -> tuple[int, int]:
    """What `span` takes of `piece` in the replay; a shortened card is shared in proportion."""
    length = piece.session_end_ms - piece.session_start_ms
    shown = piece.replay_end_ms - piece.replay_start_ms
    start = max(span.start_ms, piece.session_start_ms) - piece.session_start_ms
    end = min(span.end_ms, piece.session_end_ms) - piece.session_start_ms
    return (
        piece.replay_start_ms + start * shown // length,
        piece.replay_start_ms + end * shown // length,
    )


def _merged(shown: Iterable[_Shown]) -> list[_Shown]:
    merged: list[_Shown] = []
    for part in shown:
        last = merged[-1] if merged else None
        if last and _matter(last.span) == _matter(part.span):
            merged[-1] = _Shown(last.span, last.start_ms, part.end_ms, last.after)
        else:
            merged.append(part)
    return merged


def _matter(span: Span) -> tuple[str, tuple[str, ...], str | None]:
    return span.kind, span.items, span.title


def _anchor(part: _Shown) -> str:
    span = part.span
    if span.kind == "none" and part.after == "suspension":
        return "reprise"
    if span.kind == "bloc":
        return slug("-".join(("bloc", *span.items))) or "bloc"
    if span.kind == "item":
        return slug("-".join(("item", *span.items))) or "item"
    return _ANCHORS[span.kind]


def _unique(anchor: str, taken: set[str]) -> str:
    name, n = anchor, 1
    while name in taken:
        n += 1
        name = f"{anchor}-{n}"
    taken.add(name)
    return name


def _title(part: _Shown, agenda: Agenda, words: NullTranslations, *, again: bool, edge: str) -> str:
    gettext = words.gettext
    span = part.span
    if span.kind == "item":
        title = _listed([_label(id, agenda) for id in span.items], words)
        title = title or gettext("Item of the agenda")
        return gettext("{title} (continued)").format(title=title) if again else title
    if span.kind == "bloc":
        numbers = _listed([_number(id, agenda) for id in span.items], words)
        return gettext("Block vote: {items}").format(items=numbers)
    if span.kind == "unlisted" and span.title:
        return gettext("Not on the agenda: {title}").format(title=span.title)
    if span.kind == "none" and part.after == "suspension":
        return gettext("Resumption of the session")
    if span.kind == "none" and edge != "middle":
        return (
            gettext("Before the session")
            if edge == "start" and not part.after
            else gettext("After the session")
        )
    return {
        "opening": gettext("Opening of the session"),
        "closing": gettext("Closing of the session"),
        "suspension": gettext("Suspension of the session"),
        "closed": gettext("Closed sitting"),
        "unlisted": gettext("Matter not on the agenda"),
        "outage": gettext("Interruption of the recording"),
        "none": gettext("Off the agenda"),
    }[span.kind]


def _label(id: str, agenda: Agenda) -> str:
    item = agenda.item(id)
    return item.label if item else id


def _number(id: str, agenda: Agenda) -> str:
    item = agenda.item(id)
    return (item.number or item.title) if item else id


def _listed(names: list[str], words: NullTranslations) -> str:
    if len(names) < 2:
        return "".join(names)
    return words.gettext("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])


def chapters_vtt(chapters: Iterable[Chapter]) -> str:
    """A WebVTT file for `<track kind="chapters">`: each cue named by its chapter's anchor."""
    cues = (
        f"{c.anchor}\n{timestamp(c.start_ms)} --> {timestamp(c.end_ms)}\n{_cue_text(c.title)}\n"
        for c in chapters
    )
    return "\n".join(("WEBVTT\n", *cues))


def _cue_text(title: str) -> str:
    one_line = " ".join(title.split())
    return one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def embedded_title(title: str) -> str:
    """`title` on one line, as it is written into an MP4."""
    one_line = " ".join(title.split())
    if len(one_line) <= EMBEDDED_TITLE:
        return one_line
    return one_line[: EMBEDDED_TITLE - 1].rstrip() + "…"
