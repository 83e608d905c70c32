"""The marks of a session: appended to its `marks.jsonl`, read back, and whom they are about.

The wall clock of a mark is the moment of the command: the segments' own times are already less
the feed's latency (see `model/runs.py`), so nothing is to be taken off here.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.agenda import Agenda, Item
from archiver.model.marks import Mark, MarkAction, Planned, gate_at, standing
from archiver.model.runs import Runs
from archiver.model.session import Session
from archiver.store.folder import SessionFolder, append_line

MARKS = "recording/marks.jsonl"
NEXT = ("next", "suivant")
_HYPHENS = str.maketrans({"–": "-", "‑": "-", "—": "-", "’": "'"})
_NEAREST = 3
RETRACT_MS, LONGEST_RETRACT_MS = 30_000, 3_600_000
"""How much one key takes back, and the most that can be."""


class NothingToUndoError(ArchiverError):
    """No mark stands that could be taken back."""


class UnknownItemError(ArchiverError):
    """What was given is no item of the agenda, or more than one."""


def mark(
    folder: SessionFolder,
    action: MarkAction,
    items: Sequence[str] = (),
    retract_ms: int = 0,
    at: datetime | None = None,
) -> Mark:
    """Append a mark to the session's marks; it is on the disk when this returns.

    `at` is when it happened, else now; it is kept to the millisecond. Raises OSError when it
    cannot be written.
    """
    when = (at or datetime.now(UTC)).astimezone(UTC)
    made = Mark(
        at=when.replace(microsecond=when.microsecond // 1000 * 1000),
        action=action,
        items=tuple(items),
        retract_ms=retract_ms,
    )
    path = folder.file(MARKS)
    path.parent.mkdir(exist_ok=True)
    append_line(path, made.model_dump(mode="json", exclude_defaults=True))
    return made


def read_marks(folder: SessionFolder) -> tuple[Mark, ...]:
    """All marks in the order they were made; lines that cannot be read are passed over.

    A crash in the middle of a mark leaves such a line; `unreadable_lines` says where they are.
    """
    return tuple(made for _number, made in _lines(folder) if made)


def unreadable_lines(folder: SessionFolder) -> tuple[int, ...]:
    """The numbers, from 1, of the lines of `marks.jsonl` that are no marks."""
    return tuple(number for number, made in _lines(folder) if not made)


def _lines(folder: SessionFolder) -> Iterator[tuple[int, Mark | None]]:
    try:
        raw = folder.file(MARKS).read_bytes()
    except FileNotFoundError:
        return
    for number, line in enumerate(raw.splitlines(), start=1):
        if line.strip():
            try:
                yield number, Mark.model_validate_json(line)
            except ValueError:
                yield number, None


def planned_of(session: Session) -> Planned:
    """The planned hours in this machine's time zone; an end before the start is the next day's."""

    def at(hour: time, days: int = 0) -> datetime:
        return datetime.combine(session.date + timedelta(days), hour).astimezone()

    start, end = session.planned_start, session.planned_end
    past_midnight = bool(start and end and end < start)
    return Planned(at(start) if start else None, at(end, int(past_midnight)) if end else None)


def next_item(agenda: Agenda, marks: Iterable[Mark]) -> Item | None:
    """The item after the one marked last; None if there is none left.

    Those that were marked before, or are withdrawn, are left out. After a bloc it is the one
    after the bloc's last, in the agenda's order.
    """
    made = [m for m in standing(marks) if m.action == "item"]
    taken = {id for m in made for id in m.items}
    order = {item.id: n for n, item in enumerate(agenda.items)}
    last = max((order.get(id, -1) for id in made[-1].items), default=-1) if made else -1
    left = (i for i in agenda.items[last + 1 :] if i.id not in taken and not i.withdrawn)
    return next(left, None)


def resolve_items(
    agenda: Agenda, words: Sequence[str], marks: Iterable[Mark] = ()
) -> tuple[str, ...]:
    """The ids of the items that `words` name, in the agenda's order, each once.

    A word is an item's printed number or its id, a range of these ("5-7", "6F-6K", in the
    agenda's order), several with commas, or "next" (the one after the last of `marks`). Case,
    spaces and the kind of hyphen do not matter. Raises UnknownItemError, naming the nearest.
    """
    asked = [part for word in words for part in word.split(",") if part.strip()]
    known = _Known(agenda, marks)
    found = [known.items(word) for word in asked]
    if not all(found):
        # "5 - 7" and "A 3" come as several words from the command line.
        whole = known.items("".join(asked))
        found = [whole] if whole else found
    for word, items in zip(asked, found, strict=False):
        if not items:
            raise known.unknown(word)
    wanted = {id for items in found for id in items}
    return tuple(item.id for item in agenda.items if item.id in wanted)


class _Known:
    """The items of an agenda by whatever a person may call them."""

    def __init__(self, agenda: Agenda, marks: Iterable[Mark]) -> None:
        self._agenda, self._marks = agenda, tuple(marks)
        self._places: dict[str, list[int]] = {}
        for n, item in enumerate(agenda.items):
            if item.number:
                self._places.setdefault(_plain(item.number), []).append(n)
        for n, item in enumerate(agenda.items):
            self._places.setdefault(_plain(item.id), [n])

    def items(self, word: str) -> tuple[str, ...]:
        """What `word` names; nothing if that is nothing."""
        name = _plain(word)
        if name in NEXT:
            return (self._next().id,)
        one = self._place(name)
        if one is not None:
            return (self._agenda.items[one].id,)
        first, last = self._range(name)
        return tuple(item.id for item in self._agenda.items[first:last])

    def _next(self) -> Item:
        item = next_item(self._agenda, self._marks)
        if item is None:
            raise UnknownItemError(
                _("there is no next item"),
                _("the last one of the agenda was marked"),
                _("Give the item’s number"),
            )
        return item

    def _place(self, name: str) -> int | None:
        places = self._places.get(name, [])
        if len(places) > 1:
            ids = ", ".join(self._agenda.items[n].id for n in places)
            raise UnknownItemError(
                _("“{word}” is the number of several items").format(word=name),
                _("their ids are: {ids}").format(ids=ids),
                _("Give the item’s id"),
            )
        return places[0] if places else None

    def _range(self, name: str) -> tuple[int, int]:
        """The places from the first to after the last of a range; numbers may hold hyphens too."""
        for at in (n for n, sign in enumerate(name) if sign == "-"):
            first, last = self._place(name[:at]), self._place(name[at + 1 :])
            if first is not None and last is not None and first <= last:
                return first, last + 1
        return 0, 0

    def unknown(self, word: str) -> UnknownItemError:
        """That `word` names nothing, and what is nearest to it."""
        from rapidfuzz import fuzz, process

        labels = [item.label for item in self._agenda.items]
        names = [item.number or item.id for item in self._agenda.items]
        by_name = process.extract(word, names, scorer=fuzz.ratio, limit=_NEAREST)
        by_title = process.extract(
            word, labels, scorer=fuzz.partial_ratio, score_cutoff=70, limit=_NEAREST
        )
        best = sorted((*by_title, *by_name), key=lambda hit: -hit[1])
        places = list(dict.fromkeys(int(hit[2]) for hit in best))[:_NEAREST]
        near = "; ".join(labels[n][:60] for n in places)
        return UnknownItemError(
            _("“{word}” is no item of the agenda").format(word=word.strip()),
            _("the nearest are: {items}").format(items=near) if near else "",
            _("Give the number as it is printed, or the item’s id"),
        )


def _plain(word: str) -> str:
    """`word` as it is compared: lower case, no spaces, one kind of hyphen, no “n°”."""
    plain = "".join(word.translate(_HYPHENS).casefold().split())
    return plain.removeprefix("n°").removeprefix("nº") or plain


class Marks:
    """The marks of a session that is being recorded, read again only when their file changed."""

    def __init__(self, folder: SessionFolder) -> None:
        self._folder = folder
        self._stamp: tuple[int, int] | None = None
        self._marks: tuple[Mark, ...] = ()

    def read(self) -> tuple[Mark, ...]:
        """The marks as they are now."""
        try:
            stat = self._folder.file(MARKS).stat()
        except FileNotFoundError:
            return ()
        stamp = (stat.st_size, stat.st_mtime_ns)
        if stamp != self._stamp:
            self._marks, self._stamp = read_marks(self._folder), stamp
        return self._marks


def mark_label(made: Mark, agenda: Agenda) -> str:
    """A mark as the technician reads it."""
    if made.action == "item":
        return " + ".join(item.label if (item := agenda.item(id)) else id for id in made.items)
    if made.action == "retract":
        return _("taken out of what is public: the last {n} s").format(n=made.retract_ms // 1000)
    return {
        "open": _("session opened: it is public"),
        "close": _("session closed: nothing is public any more"),
        "suspend": _("session suspended"),
        "resume": _("session resumed"),
        "closed": _("closed sitting: nobody sees or hears it"),
        "public": _("public again"),
        "undo": _("taken back"),
    }[made.action]


def mark_note(folder: SessionFolder, made: Mark) -> str:
    """What to say where an item starts and nobody can see it, or a closed sitting goes on."""
    gate = gate_at(read_marks(folder), made.at, planned_of(folder.session()))
    if made.action == "resume" and gate == "closed":
        return _("The sitting is still closed: mark “public” to end that.")
    if made.action != "item" or gate == "public":
        return ""
    return {
        "before": _("The session is not open: nobody sees it. Mark “open”."),
        "suspension": _("The session is suspended: nobody sees it. Mark “resume”."),
        "closed": _("The sitting is closed: nobody sees it. Mark “public”."),
        "after": _("The session is closed: nobody sees it. Mark “open”."),
    }[gate]


def mark_keys() -> dict[str, MarkAction]:
    """The mark that each key makes; the letters follow the language of the screen."""
    actions: tuple[MarkAction, ...] = (
        "open", "suspend", "resume", "closed", "public", "close", "undo", "retract",
    )  # fmt: skip
    return dict(zip(_("o s r h p c u x").split(), actions, strict=True))


def session_ms_of(runs: Runs, made: Mark) -> int | None:
    """Where in the recording a mark is; None where nothing is recorded."""
    return runs.to_session(made.at) if runs.runs else None


def check_undo(marks: Iterable[Mark]) -> None:
    """Raises NothingToUndoError where no mark stands."""
    if not standing(marks):
        raise NothingToUndoError(_("there is no mark to take back"))
