"""What the forms of `archiver correct` share: the session, its times, how corrections are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archiver.cli import console
from archiver.correcting import Listed, listed, replay_time, session_ms
from archiver.corrections import telling
from archiver.corrections.signing import Signature
from archiver.corrections.telling import Clock
from archiver.i18n import _
from archiver.marking import resolve_items
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters, SpanKind
from archiver.model.corrections import Correction, CorrectionLine
from archiver.model.times import clock
from archiver.model.transcript import Transcript
from archiver.store.corrections import add, unreadable_lines
from archiver.store.folder import SessionFolder

KINDS: dict[str, SpanKind] = {
    "opening": "opening",
    "ouverture": "opening",
    "closing": "closing",
    "cloture": "closing",
    "clôture": "closing",
    "suspension": "suspension",
    "closed": "closed",
    "huis-clos": "closed",
}


@dataclass(frozen=True)
class Desk:
    """The session that is corrected, by whom, and how times are given."""

    folder: SessionFolder
    by: Signature
    in_session_time: bool
    as_json: bool

    def at(self, given_ms: int) -> int:
        """The session time of a time that was given."""
        return given_ms if self.in_session_time else session_ms(self.folder, given_ms)

    @property
    def clock(self) -> Clock:
        """How times are shown: as they are given."""
        if self.in_session_time:
            return clock
        on_page = replay_time(self.folder)
        return lambda ms: clock(on_page(ms))

    def chapters(self) -> Chapters:
        """The chapters as they are now."""
        return self.folder.read("chapters.json", Chapters)

    def transcript(self) -> Transcript:
        """What was recognised."""
        return self.folder.read("transcript.json", Transcript)

    def agenda(self) -> Agenda:
        """What is printed."""
        return self.folder.agenda()

    def matter(self, words: Sequence[str]) -> tuple[SpanKind, tuple[str, ...]]:
        """The items, or the kind of passage, that is named."""
        kind = KINDS.get(" ".join(words).casefold())
        if kind:
            return kind, ()
        items = resolve_items(self.agenda(), words)
        return ("bloc" if len(items) > 1 else "item"), items

    def keep(self, *made: Correction) -> None:
        """Append, and say what was replaced and what comes next."""
        add(self.folder, made)
        if self.as_json:
            console.say_json({"corrections": [plain(c) for c in made]})
            return
        for one in made:
            console.say(correction_line(one, self.agenda(), self.clock))
        console.say(
            _("To apply it everywhere: archiver process {folder}").format(folder=self.folder.path)
        )


def show_list(desk: Desk) -> None:
    """Every correction: who made it, when, and what became of it."""
    found, broken = listed(desk.folder), unreadable_lines(desk.folder)
    if desk.as_json:
        told = [as_json(one) for one in found]
        console.say_json({"corrections": told, "unreadable_lines": list(broken)})
        return
    on_page, agenda = desk.clock, desk.agenda()
    for one in found:
        style = "yellow" if one.fate and one.fate.outcome == "misfit" else None
        console.stdout.print(correction_line(one.correction, agenda, on_page), style=style)
        author, when = one.correction.author, one.correction.at.astimezone()
        fate = telling.outcome(one.fate)
        console.stdout.print(f"          {author}, {when:%Y-%m-%d %H:%M} – {fate}", style=style)
        if one.correction.note:
            console.say(f"          {one.correction.note}")
    if not found:
        console.say(_("No correction."))
    if broken:
        numbers = ", ".join(map(str, broken))
        console.note(_("Lines of corrections.jsonl that cannot be read: {n}").format(n=numbers))


def correction_line(one: Correction, agenda: Agenda, at: Clock) -> str:
    """A correction on one line: its id, where it is, what it replaced."""
    return f"{one.id}  {at(one.start_ms)}  {telling.told(one, agenda, at)}"


def as_json(one: Listed) -> dict[str, Any]:
    """A correction as in its file, with its fate."""
    fate = one.fate.model_dump(exclude_none=True) if one.fate else None
    return {**plain(one.correction), "fate": fate}


def plain(one: Correction) -> dict[str, Any]:
    """A correction as in its file."""
    made: dict[str, Any] = CorrectionLine(one).model_dump(
        mode="json", by_alias=True, exclude_none=True
    )
    return made
