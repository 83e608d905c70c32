"""How a recording stands, in words: the recorder, what goes out, alarms, what goes on beside."""

from archiver.i18n import _
from archiver.model.live import Alarm, BesideState, LiveState
from archiver.model.marks import Gate
from archiver.model.times import clock
from archiver.store.folder import SessionFolder
from archiver.store.lease import held_by


def is_recorded(folder: SessionFolder) -> bool:
    """Whether a process records a session now."""
    place = folder.file("recording")
    return place.is_dir() and held_by(place) is not None


def recording_of(folder: SessionFolder) -> LiveState | None:
    """How the recording stands, or stood when it ended; None if the session is not recorded."""
    if not folder.file("recording/state.json").is_file():
        return None
    state = folder.read("recording/state.json", LiveState)
    if is_recorded(folder) or state.state == "ended":
        return state
    gone = _("the recorder is gone: run archiver record again to go on")
    return state.model_copy(update={"state": "ended", "why": gone, "beside": (), "alarms": ()})


def phase_label(state: LiveState) -> str:
    """What the recorder does, as the technician reads it."""
    return {
        "planned": _("waiting for the planned hour"),
        "connecting": _("connecting to the feed"),
        "recording": _("recording"),
        "reconnecting": _("NOT RECORDING: taking the feed up again"),
        "paused": _("paused: closed sitting"),
        "ended": _("ended"),
    }[state.state]


def gate_label(gate: Gate) -> str:
    """What the public sees, as the technician reads it."""
    return {
        "before": _("nothing goes out: the session is not open"),
        "public": _("the session goes out"),
        "suspension": _("nothing goes out: suspended"),
        "closed": _("nothing goes out: closed sitting"),
        "after": _("nothing goes out: the session is closed"),
    }[gate]


def state_line(state: LiveState) -> str:
    """One line for a log."""
    parts = [f"{clock(state.session_ms)}  {phase_label(state)}", gate_label(state.gate)]
    parts += [state.why] if state.why else []
    parts += [beside_line(b) for b in state.beside if b.state == "failing"]
    return "  ·  ".join(parts)


def beside_line(beside: BesideState) -> str:
    """A copy, a page or a destination in a few words."""
    label = {
        "waiting": _("waiting"),
        "working": _("in order"),
        "failing": _("FAILS"),
        "stopped": _("stopped"),
    }[beside.state]
    kind = {
        "destination": beside.name,
        "mirror": _("second copy"),
        "page": _("live page"),
        "watch": _("watchdog"),
        "speech": _("recognition"),
        "chat": _("comments of “{name}”").format(name=beside.name),
    }[beside.kind]
    return f"{kind}: {label}" + (f" ({beside.why})" if beside.why else "")


def alarm_line(alarm: Alarm) -> str:
    """An alarm, or its end, in a line."""
    at = (alarm.cleared or alarm.raised).astimezone().strftime("%H:%M:%S")
    sign = _("over") if alarm.cleared else _("ALARM")
    return f"{at}  {sign}  {alarm.text}"
