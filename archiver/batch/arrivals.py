"""New sessions of a batch: how each is called, what its agenda says, and how its folder is made.

Nobody is asked: what is doubtful in a printed agenda is kept for a person to look at.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archiver.agenda.reading import Reading, read_members, read_with_remarks
from archiver.agendas import Given, NewSession, described, keep_doubts, new_session
from archiver.batch.listing import read_list
from archiver.batch.matching import Pair, match
from archiver.batch.naming import day_in, folder_name
from archiver.batch.records import Arrival, Job, LeftOut
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.store.folder import SessionFolder


class NoSourceError(ArchiverError):
    """What new sessions should come from is not there."""


@dataclass(frozen=True)
class Arrived:
    """A session that comes in: its folder's name, and what its agenda told."""

    session: str
    arrival: Arrival
    day: date
    title: str
    to_check: tuple[str, ...] = ()


_UNNAMED = "unnamed"
Looked = Callable[[str], None]
"""Called with the name of each file before it is read."""


def arrived(source: Path, archive: Path, looked: Looked) -> tuple[list[Arrived], list[LeftOut]]:
    """The sessions that come from `source`, a folder or a CSV file, and what takes no part.

    Raises NoSourceError, SessionListError.
    """
    if source.is_dir():
        found = match(source)
        given = [("", _of_pair(pair, source)) for pair in found.pairs]
        left = list(found.left_out)
    elif source.is_file():
        given, left = list(read_list(source)), []
    else:
        raise NoSourceError(
            _("{file} was not found").format(file=source),
            remedy=_("Give a folder of videos with their agendas, or a CSV file that lists them"),
        )
    made: list[Arrived] = []
    for session, arrival in given:
        looked(Path(arrival.agenda or arrival.video).name)
        one = _looked_at(session, arrival, archive)
        (made if isinstance(one, Arrived) else left).append(one)  # type: ignore[arg-type]
    return _without_namesakes(made, left), left


def make_session(archive: Path, job: Job) -> None:
    """Make the folder of a new session, unless it is there already.

    Raises what reading its agenda raises, or `new_session`; nothing is left behind then.
    """
    folder = archive / job.session
    if not job.new or job.arrival is None or (folder / "session.toml").is_file():
        return
    reading, new = _read(folder, job.arrival)
    members = Path(job.arrival.members) if job.arrival.members else None
    if members:
        read_members(members)
    made = new_session(
        folder, new.session, new.agenda, Path(job.arrival.agenda), members or new.named
    )
    keep_doubts(made, reading)


def _of_pair(pair: Pair, root: Path) -> Arrival:
    video = pair.video.absolute()
    inside = pair.video.relative_to(root).parts
    names = (pair.video.stem, pair.agenda.stem, *reversed(inside[:-1]))
    return Arrival(
        video=str(video),
        agenda=str(pair.agenda.absolute()),
        members=str(pair.members.absolute()) if pair.members else "",
        day=next((day for name in names if (day := day_in(name))), None),
    )


def _looked_at(session: str, arrival: Arrival, archive: Path) -> Arrived | LeftOut:
    there = archive / (session or _UNNAMED)
    try:
        if session and (there / "session.toml").is_file():
            known = SessionFolder(there).session()
            return Arrived(session, arrival, known.date, known.title)
        if not arrival.agenda:
            return LeftOut(
                name=session or Path(arrival.video).name,
                why=_("no agenda is listed, and there is no such session yet"),
                remedy=_("Add its agenda to the list"),
            )
        reading, new = _read(there, arrival)
    except (OSError, ValueError) as error:
        return LeftOut(name=Path(arrival.video).name, why=str(error))
    except ArchiverError as error:
        why = f"{error.what} – {error.why}" if error.why else error.what
        return LeftOut(name=Path(arrival.video).name, why=why, remedy=error.remedy)
    name = session or _name_of(arrival, new)
    checks = (*reading.notes, *_two_days(reading, new))
    return Arrived(name, arrival, new.session.date, new.session.title, checks)


def _read(folder: Path, arrival: Arrival) -> tuple[Reading, NewSession]:
    reading = read_with_remarks(Path(arrival.agenda))
    day = arrival.day.isoformat() if arrival.day else ""
    given = Given(arrival.title, day, arrival.body, arrival.language)
    return reading, described(folder, reading, given)


def _name_of(arrival: Arrival, new: NewSession) -> str:
    video = Path(arrival.video)
    inside = video.parent.name if day_in(video.parent.name) else ""
    return folder_name(new.session.date, video.stem, inside, new.session.title)


def _two_days(reading: Reading, new: NewSession) -> Iterator[str]:
    said, used = reading.agenda.date, new.session.date.isoformat()
    if said and said != used:
        yield _("the agenda says {said}, the name of the file or the list {used}").format(
            said=said, used=used
        )


def _without_namesakes(made: Sequence[Arrived], left: list[LeftOut]) -> list[Arrived]:
    """Those whose name is their own; of the others nobody can tell which is which."""
    names = Counter(one.session for one in made)
    for one in made:
        if names[one.session] > 1:
            said = _("another video would make the same session, {name}")
            left.append(
                LeftOut(
                    name=Path(one.arrival.video).name,
                    why=said.format(name=one.session),
                    remedy=_("Give each its own name in the column “session” of a CSV file"),
                )
            )
    return [one for one in made if names[one.session] == 1]
