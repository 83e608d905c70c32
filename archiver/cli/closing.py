"""The close of a session on the terminal: what is being done, and where the page is."""

from archiver.cli import console
from archiver.i18n import _
from archiver.live.telling import stage_line
from archiver.model.live import LiveHearing
from archiver.recording import closing
from archiver.store.folder import SessionFolder


def show_close(session: SessionFolder) -> None:
    """Wait for the close and tell of it; ^C leaves it to go on by itself."""
    told, page, last = "", "", None
    try:
        for hearing in closing(session):
            last = hearing
            line = stage_line(hearing)
            if line and line != told:
                console.note(line, style="dim")
                told = line
            if hearing.page and not page:
                page = hearing.page
                _show_page(hearing)
    except KeyboardInterrupt:
        said = _("It goes on without this window: archiver status {folder}")
        console.note(said.format(folder=session.path))
        return
    if last is None or last.state != "done":
        _show_failed(session, last)
    elif not last.page:
        console.say(_("Next: archiver process {folder}").format(folder=session.path))


def _show_page(hearing: LiveHearing) -> None:
    console.say(_("The page: {page}").format(page=hearing.page))
    if hearing.state != "done":
        console.note(_("The mastered video takes its place by itself."))


def _show_failed(session: SessionFolder, hearing: LiveHearing | None) -> None:
    why = hearing.why if hearing else ""
    console.note(_("The replay could not be made: {why}").format(why=why or "?"), style="red")
    console.say(_("Next: archiver process {folder}").format(folder=session.path))
