"""The page of green and red that `record --check` shows: read in ten seconds."""

from collections.abc import Sequence

from rich.text import Text

from archiver.capture.judging import Check
from archiver.cli import console
from archiver.i18n import _, ngettext

_SIGNS = {"green": "✓", "yellow": "!", "red": "✗"}


def show_checks(checks: Sequence[Check]) -> bool:
    """Print one line a check, the remedy under what is not green, and a verdict; True if no red."""
    width = max((len(check.name) for check in checks), default=0)
    for check in checks:
        line = Text(f" {_SIGNS[check.state]} {check.name:<{width}}  ", style=f"bold {check.state}")
        console.stdout.print(line.append(_one_line(check.said), style="not bold"))
        if check.state != "green" and check.remedy:
            console.stdout.print(Text(f"   {'':<{width}}  → {_one_line(check.remedy)}"))
    red = sum(check.state == "red" for check in checks)
    yellow = sum(check.state == "yellow" for check in checks)
    console.say()
    console.stdout.print(Text(_verdict(red, yellow), style=_verdict_style(red, yellow)))
    return red == 0


def _verdict(red: int, yellow: int) -> str:
    if red:
        return ngettext(
            "NOT READY: {n} thing to mend.", "NOT READY: {n} things to mend.", red
        ).format(n=red)
    if yellow:
        return ngettext(
            "READY, with {n} thing to look at.", "READY, with {n} things to look at.", yellow
        ).format(n=yellow)
    return _("READY.")


def _verdict_style(red: int, yellow: int) -> str:
    return f"bold {'red' if red else 'yellow' if yellow else 'green'}"


def _one_line(text: str) -> str:
    """What another program said may hold line ends and terminal codes: neither is shown."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
