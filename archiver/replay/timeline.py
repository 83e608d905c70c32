"""Decides what of a recording its replay shows, covers with a card or leaves out."""

from typing import Literal, NamedTuple

from archiver.model.chapters import Chapters, Span, SpanKind
from archiver.model.preset import ReplaySettings
from archiver.model.timeline import Piece, Timeline

Treatment = Literal["play", "card", "leave_out"]


class _Stretch(NamedTuple):
    treatment: Treatment
    kind: SpanKind | None
    start_ms: int
    end_ms: int


def plan(chapters: Chapters, settings: ReplaySettings) -> Timeline:
    """The timeline of the replay of `chapters`' recording.

    From the first to the last span that is something (all of it where none is, or when the
    settings do not trim); suspensions, closed sittings and outages as the settings say. May hold
    no piece at all, when everything is to be left out.
    """
    spans = _within_session(chapters.spans) if settings.trim else chapters.spans
    return _laid_out(_joined(spans, settings), chapters.duration_ms, settings.card_longest_ms)


def treatment(kind: SpanKind, settings: ReplaySettings) -> Treatment:
    """What becomes of a span of this kind."""
    if kind == "suspension":
        return "play" if settings.suspension == "show" else settings.suspension
    if kind == "closed":
        return settings.closed
    if kind == "outage":
        return settings.outage
    return "play"


def _within_session(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    known = [i for i, span in enumerate(spans) if span.kind != "none"]
    return spans[known[0] : known[-1] + 1] if known else spans


def _joined(spans: tuple[Span, ...], settings: ReplaySettings) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    for span in spans:
        how = "leave_out" if span.hidden else treatment(span.kind, settings)
        if how == "leave_out" or span.start_ms == span.end_ms:
            continue
        kind = span.kind if how == "card" else None
        last = stretches[-1] if stretches else None
        if last and (last.treatment, last.kind, last.end_ms) == (how, kind, span.start_ms):
            stretches[-1] = last._replace(end_ms=span.end_ms)
        else:
            stretches.append(_Stretch(how, kind, span.start_ms, span.end_ms))
    return stretches


def _laid_out(stretches: list[_Stretch], duration_ms: int, longest_ms: int) -> Timeline:
    pieces: list[Piece] = []
    replay_ms = 0
    for stretch in stretches:
        shown_ms = stretch.end_ms - stretch.start_ms
        if stretch.treatment == "card" and longest_ms:
            shown_ms = min(shown_ms, longest_ms)
        pieces.append(
            Piece(
                shown="card" if stretch.treatment == "card" else "play",
                kind=stretch.kind,
                session_start_ms=stretch.start_ms,
                session_end_ms=stretch.end_ms,
                replay_start_ms=replay_ms,
                replay_end_ms=replay_ms + shown_ms,
            )
        )
        replay_ms += shown_ms
    return Timeline(
        session_duration_ms=duration_ms, replay_duration_ms=replay_ms, pieces=tuple(pieces)
    )
