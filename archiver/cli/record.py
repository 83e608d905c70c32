"""`archiver record`: record a session, watch it, mark it from the keyboard."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import click

from archiver.cli import console
from archiver.cli.closing import show_close
from archiver.cli.live_view import LiveView
from archiver.cli.preflight import show_checks
from archiver.cli.times import DURATION
from archiver.i18n import _
from archiver.livepage import write_before
from archiver.marking import planned_of
from archiver.model.live import Alarm
from archiver.model.runs import Runs
from archiver.model.times import clock
from archiver.recording import (
    SessionRecording,
    Wanted,
    ask_to_stop,
    check,
    closes_by_itself,
    recording,
)
from archiver.recording.standing import alarm_line, state_line
from archiver.store.folder import SessionFolder

_SECONDS_BETWEEN_LINES = 10.0
_LOOK_SECONDS = 0.1


@click.command(help=_("Record a session: its feed, its copies, its live page and streams."))
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option(
    "--from",
    "feed",
    default="",
    metavar=_("FEED"),
    help=_("Address, device or file; else the line “feed” of session.toml."),
)
@click.option(
    "--for",
    "lasts",
    type=DURATION,
    metavar=_("DURATION"),
    help=_("Record for so long (30s, 90m, 3h), whatever the planned hours."),
)
@click.option("--now", "at_once", is_flag=True, help=_("Begin at once, before the planned hour."))
@click.option(
    "--mirror",
    metavar=_("FOLDER"),
    type=click.Path(path_type=Path),
    help=_("A second copy, on another disk or a share."),
)
@click.option("--no-simulcast", is_flag=True, help=_("Send nothing to the destinations."))
@click.option("--no-live-page", is_flag=True, help=_("Write no live page."))
@click.option(
    "--no-live-words",
    is_flag=True,
    help=_("Recognise nothing while recording, and make no replay at the end."),
)
@click.option("--check", "only_check", is_flag=True, help=_("Only check that all is ready."))
@click.option(
    "--announce",
    is_flag=True,
    help=_("Only write the page of the session to come: date, agenda, countdown."),
)
@click.option("--stop", is_flag=True, help=_("End the recording that runs in another window."))
@click.pass_context
def record(
    ctx: click.Context,
    folder: Path,
    feed: str,
    lasts: timedelta | None,
    at_once: bool,
    mirror: Path | None,
    no_simulcast: bool,
    no_live_page: bool,
    no_live_words: bool,
    only_check: bool,
    announce: bool,
    stop: bool,
) -> None:
    """Record until the end, showing how it goes; ^C ends the recording cleanly."""
    session = SessionFolder(folder)
    wanted = Wanted(
        feed=feed,
        lasts=lasts,
        at_once=at_once or lasts is not None,
        mirror=mirror,
        simulcast=not no_simulcast,
        live_page=not no_live_page,
        live_words=not no_live_words,
    )
    if stop:
        ask_to_stop(session)
        console.say(_("Asked: the recording ends within a few seconds."))
    elif announce:
        _announce(session)
    elif only_check:
        ctx.exit(0 if show_checks(check(session, wanted)) else 1)
    else:
        _record(session, wanted)


def _announce(session: SessionFolder) -> None:
    page = write_before(session, planned_of(session.session()))
    if page:
        console.say(_("The page: {page}").format(page=page))
    else:
        console.say(_("The session is recorded or has its replay: its page stays as it is."))


def _record(session: SessionFolder, wanted: Wanted) -> None:
    view = LiveView(session) if console.stderr.is_terminal else None
    with recording(session, wanted, view.hear if view else _say_alarm) as running:
        with _ended_by_signals(running):
            _follow(running, view)
        running.wait()
    _report(session, running.supervisor.runs)
    if wanted.live_words and closes_by_itself(session):
        show_close(session)
    else:
        console.say(_("Next: archiver process {folder}").format(folder=session.path))


def _follow(running: SessionRecording, view: LiveView | None) -> None:
    """Show how it goes until it is over. A view that fails leaves the recording alone."""
    if view:
        try:
            view.show(running)
        except Exception as error:  # whatever the terminal did, the session is recorded
            _say(_("The display failed ({why}); the recording goes on.").format(why=error))
    while not running.wait(_LOOK_SECONDS if view else _SECONDS_BETWEEN_LINES):
        if not view:
            _say(state_line(running.state()))


def _say(text: str, style: str | None = None) -> None:
    """Say it, if there is still a terminal to say it to."""
    with suppress(OSError, ValueError):
        console.note(text, style=style)


@contextmanager
def _ended_by_signals(running: SessionRecording) -> Iterator[None]:
    """^C and the request to end stop the recording; a closed window does not."""

    def stop(_number: int, _frame: object) -> None:
        running.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is not None:
        before[hang_up] = signal.signal(hang_up, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say_alarm(alarm: Alarm) -> None:
    _say(alarm_line(alarm), style="green" if alarm.cleared else "red")


def _report(session: SessionFolder, runs: Runs) -> None:
    outages = runs.outages()
    lost = sum(outage.end_ms - outage.start_ms for outage in outages)
    console.say(
        _("Recorded: {length} in {runs} run(s), {lost} lost in {outages} outage(s)").format(
            length=clock(runs.duration_ms),
            runs=len(runs.runs),
            lost=clock(lost),
            outages=len(outages),
        )
    )
