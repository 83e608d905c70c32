"""The screen of `archiver record`: how the recording stands, and marks at one key."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from archiver.cli import console
from archiver.cli.keys import keyboard
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.marking import (
    RETRACT_MS,
    mark,
    mark_keys,
    mark_label,
    read_marks,
    resolve_items,
)
from archiver.model.agenda import Agenda
from archiver.model.live import Alarm, LiveState
from archiver.model.marks import Mark, standing
from archiver.model.times import clock
from archiver.recording import SessionRecording
from archiver.recording.standing import alarm_line, beside_line, gate_label, phase_label
from archiver.store.folder import SessionFolder

_LOOK_SECONDS = 0.2
_ITEMS_SHOWN = 9


class LiveView:
    """The screen while a session is recorded."""

    def __init__(self, session: SessionFolder) -> None:
        self._session = session
        self._agenda = session.agenda()
        self._typed = ""
        self._said = ""
        self._quitting = False

    def hear(self, alarm: Alarm) -> None:
        """Ring once for an alarm; the screen shows those that stand."""
        if not alarm.cleared:
            console.stderr.bell()

    def show(self, running: SessionRecording) -> None:
        """Show and take keys until the recording is over."""
        with keyboard() as read, Live(console=console.stderr, auto_refresh=False) as live:
            while not running.wait(0):
                live.update(self._screen(running), refresh=True)
                for key in read(_LOOK_SECONDS):
                    self._key(key, running)

    def _screen(self, running: SessionRecording) -> RenderableType:
        state, marks = running.state(), running.marks.read()
        return Group(
            Text(self._session.session().title, style="bold"),
            *screen(state, running.levels(), self._agenda, marks),
            Text(self._said or _help(), style="yellow" if self._said else "dim"),
            Text(_("Item: {typed}").format(typed=self._typed) if self._typed else ""),
        )

    def _key(self, key: str, running: SessionRecording) -> None:
        quitting, self._quitting = self._quitting, False
        actions = mark_keys()
        if key in "\r\n":
            self._item(self._typed)
            self._typed = ""
        elif key in "\x7f\b":
            self._typed = self._typed[:-1]
        elif key == " ":
            self._item("next")
        elif key == _QUIT and not self._typed:
            if quitting:
                running.stop()
            self._quitting = not quitting
            self._said = _("Press {key} again to end the recording.").format(key=_QUIT)
        elif key in actions and not self._typed:
            self._try(lambda: mark(self._session, actions[key], retract_ms=_taken_back(key)))
        elif key.isprintable():
            self._typed += key

    def _item(self, typed: str) -> None:
        if typed.strip():
            words = typed.replace(",", " ").split()
            self._try(lambda: self._mark_items(words))

    def _mark_items(self, words: Sequence[str]) -> Mark:
        items = resolve_items(self._agenda, words, read_marks(self._session))
        return mark(self._session, "item", items)

    def _try(self, make: Callable[[], Mark]) -> None:
        try:
            made = make()
        except (ArchiverError, OSError) as error:
            self._said = str(error)
        else:
            self._said = f"✓ {made.at.astimezone():%H:%M:%S}  {mark_label(made, self._agenda)}"


_QUIT = "q"


def _taken_back(key: str) -> int:
    return RETRACT_MS if mark_keys()[key] == "retract" else 0


def _help() -> str:
    keys = {action: key for key, action in mark_keys().items()}
    return _(
        "Space: next item · number then Enter: that item · {open} open · {suspend} suspend · "
        "{resume} resume · {closed} closed sitting · {public} public again · {close} close · "
        "{undo} undo · {retract} take back 30 s · {quit} end"
    ).format(**keys, quit=_QUIT)


def screen(
    state: LiveState, levels: Sequence[float], agenda: Agenda, marks: Sequence[Mark]
) -> list[RenderableType]:
    """The recording, what goes out, the sound, what goes on beside, alarms, the agenda."""
    good = state.state == "recording"
    head = Text(f"{'●' if good else '○'} {clock(state.session_ms)}  {phase_label(state)}")
    head.stylize("bold green" if good else "bold red")
    public = Text(gate_label(state.gate), style="green" if state.gate == "public" else "yellow")
    lines: list[RenderableType] = [head, public, _figures(state)]
    lines += [Text(f"{i + 1}  {_bar(level)}  {level:5.0f} dB") for i, level in enumerate(levels)]
    lines += [
        Text(beside_line(b), style="red" if b.state == "failing" else "")
        for b in state.beside
        if b.kind != "watch" or b.state == "failing"
    ]
    lines += [Text(alarm_line(alarm), style="bold red") for alarm in state.alarms]
    return [*lines, Text(""), _agenda(agenda, marks)]


def _figures(state: LiveState) -> Text:
    figures = [_("run {n}").format(n=state.run)] if state.run else []
    if state.bit_rate:
        figures.append(_("{n:.1f} Mbit/s").format(n=state.bit_rate / 1e6))
    if state.free_bytes:
        figures.append(_("{n:.0f} GB free").format(n=state.free_bytes / 1e9))
    if state.disk_full_at:
        at = f"{state.disk_full_at.astimezone():%H:%M}"
        figures.append(_("disk full at {time}").format(time=at))
    return Text("  ·  ".join([*figures, *([state.why] if state.why else [])]))


def _bar(level: float, width: int = 30) -> str:
    filled = max(0, min(width, round((level + 60) / 60 * width)))
    return "▮" * filled + "▯" * (width - filled)


def _agenda(agenda: Agenda, marks: Sequence[Mark]) -> Table:
    """The items around the current one; marked ones with their hour."""
    table: Any = Table.grid(padding=(0, 1))
    at: dict[str, datetime] = {id: m.at for m in standing(marks) for id in m.items}
    last = max(at, key=lambda id: at[id], default="")
    places = [item.id for item in agenda.items]
    first = max(0, min(places.index(last) - 2 if last in places else 0, len(places)))
    for item in agenda.items[first : first + _ITEMS_SHOWN]:
        hour = f"{at[item.id].astimezone():%H:%M:%S}" if item.id in at else ""
        style = "bold" if item.id == last else ""
        table.add_row("▶" if item.id == last else "", hour, item.label[:90], style=style)
    return table  # type: ignore[no-any-return]
