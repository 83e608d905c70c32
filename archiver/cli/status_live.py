"""The part of `archiver status` on a session that is being recorded, or was of late."""

from archiver.cli import console
from archiver.i18n import _
from archiver.live.telling import stage_line
from archiver.model.live import BesideState
from archiver.model.times import clock
from archiver.recording import far, hearing_of
from archiver.recording.standing import alarm_line, beside_line, recording_of, state_line
from archiver.store.folder import LIVE_STATE, SessionFolder
from archiver.store.lease import held_by


def show_recording(session: SessionFolder) -> None:
    """How the recording stands, what goes on beside it, and its alarms."""
    state = recording_of(session)
    if state is None:
        return
    console.say(state_line(state))
    for beside in state.beside:
        if state.state != "ended":
            console.say(f"   {beside_line(beside)}{_trouble(beside)}")
    for alarm in state.alarms:
        console.stdout.print(f"   {alarm_line(alarm)}", style="red")


def show_hearing(session: SessionFolder) -> None:
    """How far recognition is while the session is recorded, and at its close."""
    hearing = hearing_of(session)
    if hearing is None or hearing.state == "done":
        return
    if held_by(session.file(LIVE_STATE).parent) is None:
        if hearing.state in ("hearing", "closing", "failed"):
            console.say(_("Recognition beside the recorder has stopped."))
            console.say(_("Next: archiver live {folder}").format(folder=session.path))
        return
    line = stage_line(hearing) or far(hearing)
    console.say(
        _("Recognition goes on: {how}").format(how=line) if line else _("Recognition waits")
    )


def _trouble(beside: BesideState) -> str:
    if not beside.reconnections and not beside.dropped_ms:
        return ""
    return " – " + _("{dropped} not sent, {n} reconnections").format(
        dropped=clock(beside.dropped_ms), n=beside.reconnections
    )
