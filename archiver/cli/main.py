"""The command `archiver`: its subcommands, and the one boundary where errors become text."""

import gc
import signal
import sys
import traceback
from importlib import import_module
from keyword import iskeyword

import click

from archiver import __version__
from archiver.cli import console
from archiver.cli.failures import explained
from archiver.errors import ArchiverError
from archiver.i18n import _

INTERRUPTED = 130
_NEW_BEFORE_A_LOOK = 100_000
_COMMANDS = {
    "new": "new",
    "agenda": "agenda",
    "record": "record",
    "live": "live",
    "mark": "mark",
    "import": "imports",
    "process": "process",
    "batch": "batch",
    "status": "status",
    "correct": "correct",
    "hidden": "hide",
    "publish": "publish",
    "withdraw": "publish",
    "glossary": "glossary",
    "search": "search",
    "export": "export",
    "transcribe": "rooms",
    "split": "rooms",
    "caption": "rooms",
    "destinations": "destinations",
    "broadcast": "broadcast",
    "login": "login",
    "logout": "login",
    "desk": "desk",
    "desk-account": "desk",
    "models": "models",
    "doctor": "doctor",
    "schema": "schema",
    "demo": "demo",
}


class _Commands(click.Group):
    """Imports a command's module when it is asked for, so that `archiver --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order a session meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called `cmd_name`."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"archiver.cli.{_COMMANDS[cmd_name]}")
        # A command named by a word of Python bears an underscore there.
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command: click.Command = getattr(module, name)
        return command


@click.group(
    cls=_Commands,
    help=_(
        "Archives the public sessions of a council: splits a recording by agenda item, "
        "subtitles it, and makes a chaptered replay that can be searched."
    ),
    epilog=_("ARCHIVER_LANG=en speaks English."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="archiver %(version)s")
@click.option("-v", "--verbose", is_flag=True, help=_("Show the traceback of an error."))
@click.pass_context
def archiver(ctx: click.Context, verbose: bool) -> None:
    """The group of all commands."""
    ctx.obj = {"verbose": verbose}


def main() -> None:
    """Run the command line and exit with its code."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    # The words of a session are hundreds of thousands of records that last as long as the command:
    # to look for cycles among them again and again takes a third of the time they are read in.
    gc.set_threshold(_NEW_BEFORE_A_LOOK)
    verbose = bool({"-v", "--verbose"} & set(sys.argv[1:2]))
    try:
        code = archiver(standalone_mode=False)
    except click.exceptions.Abort:
        code = _interrupted()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except KeyboardInterrupt:
        code = _interrupted()
    except ArchiverError as error:
        console.show_error(error)
        code = error.exit_code
        _traceback_if(verbose, error.details)
    except Exception as error:  # the last boundary: a defect of ours is said plainly too
        console.show_error(explained(error))
        code = 1
        _traceback_if(verbose)
    sys.exit(code if isinstance(code, int) else 0)


def _as_interrupt(_signal: int, _frame: object) -> None:
    """Being asked to stop is ^C by another hand: children are ended, the lease is given back."""
    raise KeyboardInterrupt


def _interrupted() -> int:
    console.note(_("Interrupted. Nothing is lost: run the same command again to go on."))
    return INTERRUPTED


def _traceback_if(verbose: bool, details: str = "") -> None:
    if verbose:
        traceback.print_exc()
        console.note(details)
