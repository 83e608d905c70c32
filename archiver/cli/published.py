"""What a person reads of a publication: destinations, changes as a diff, findings."""

import unicodedata
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from archiver.cli import console
from archiver.errors import ArchiverError
from archiver.i18n import _, translator
from archiver.model.publication import Finding, Published
from archiver.publish.interface import Change
from archiver.publish.website import wording
from archiver.publishing import Outcome, load_publication, withdrawal_of
from archiver.store.folder import SessionFolder

_SIGNS = {"add": "+", "replace": "~", "remove": "-"}


def visible(text: str) -> str:
    """Text of others on one line: what a terminal would obey, or hide, is shown as its number."""
    return "".join(c if c.isprintable() or _is_space(c) else _numbered(c) for c in text)


def _is_space(character: str) -> bool:
    return unicodedata.category(character) == "Zs"


def _numbered(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def show_outcome(outcome: Outcome, *, dry_run: bool = False) -> None:
    """A destination: what was sent, or would be, what was found there, what went wrong."""
    state, target = outcome.state, outcome.target
    console.say(f"{target.name} – {state_label(state)}{_at(state)}")
    if dry_run and not outcome.changes and not outcome.error:
        console.say("  " + _("Nothing would change."))
    for change in outcome.changes if dry_run else ():
        for line in change_lines(change):
            console.say(f"  {line}")
    if outcome.changes and not dry_run and not outcome.error:
        sent = [change for change in outcome.changes if change.action != "remove"]
        said = _("  Sent: {parts} ({size})")
        names = ", ".join(visible(change.part) for change in sent) or "–"
        console.say(said.format(parts=names, size=_size(sum(change.bytes for change in sent))))
    for one in state.found if not dry_run else ():
        _show_finding(one)
    if outcome.error and outcome.later:
        console.note(visible(outcome.error.what), style="yellow")
        console.note("  " + _("To be continued: {how}").format(how=visible(outcome.error.remedy)))
    elif outcome.error:
        error = outcome.error
        console.show_error(ArchiverError(*map(visible, (error.what, error.why, error.remedy))))


def change_lines(change: Change) -> Iterator[str]:
    """A change as a diff: texts line by line, files by their size."""
    size = f"  ({_size(change.bytes)})" if change.bytes else ""
    yield f"{_SIGNS[change.action]} {visible(change.part)}{size}"
    if change.before or change.after:
        texts = (change.before.split("\n"), change.after.split("\n"))
        for line in list(unified_diff(*texts, lineterm="", n=2))[2:]:
            yield f"    {visible(line)}"


def _show_finding(one: Finding) -> None:
    style = "red" if one.severity == "error" else "yellow"
    console.stdout.print(f"  ! {visible(one.part)}: {visible(one.why)}", style=style)
    if one.remedy:
        console.say(f"    → {visible(one.remedy)}")


def _size(size: int) -> str:
    return wording.size(size, translator(""))


def _at(state: Published) -> str:
    return f" – {visible(state.url)}" if state.url else ""


def state_label(state: Published) -> str:
    """How a session stands at a destination, as the technician reads it."""
    return {
        "planned": _("not published"),
        "sending": _("begun, not all of it is there"),
        "sent": _("sent, not read back yet"),
        "published": _("published"),
        "wrong": _("otherwise than it was meant"),
        "withdrawn": _("withdrawn"),
    }[state.state]


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """A destination for programs."""
    error = outcome.error
    return {
        **state_json(outcome.target.name, outcome.state),
        "changes": [
            {"part": c.part, "action": c.action, "bytes": c.bytes} for c in outcome.changes
        ],
        "later": outcome.later,
        "error": {"what": error.what, "why": error.why, "remedy": error.remedy} if error else None,
    }


def state_json(name: str, state: Published) -> dict[str, Any]:
    """A destination's state for programs."""
    return {
        "name": name,
        "kind": state.kind,
        "state": state.state,
        "url": state.url,
        "found": [one.model_dump() for one in state.found],
    }


def publication_json(session: SessionFolder) -> dict[str, Any]:
    """What `archiver status --json` says of where a session is published."""
    taken = withdrawal_of(session)
    known = load_publication(session).destinations
    return {
        "destinations": [state_json(name, state) for name, state in known.items()],
        "withdrawn": taken.model_dump(mode="json") if taken else None,
    }


def is_half_published(session: SessionFolder) -> bool:
    """Whether a destination holds something else than was meant."""
    states = load_publication(session).destinations.values()
    return any(state.state in ("sending", "sent", "wrong") for state in states)


def show_publication(session: SessionFolder) -> None:
    """What `archiver status` says of where a session is published."""
    taken = withdrawal_of(session)
    if taken:
        day = taken.at.astimezone().strftime("%Y-%m-%d %H:%M")
        why = f" – {visible(taken.why)}" if taken.why else ""
        console.stdout.print(_("Withdrawn since {day}").format(day=day) + why, style="yellow")
    known = load_publication(session).destinations
    if known:
        console.say(_("Destinations:"))
    for name, state in known.items():
        console.say(f"  {name}: {state_label(state)}{_at(state)}")
        for one in state.found:
            _show_finding(one)
