"""`archiver schema`: the JSON Schema of each file others may rely on."""

import click
from pydantic import BaseModel

from archiver.cli import console
from archiver.i18n import _
from archiver.model.agenda import Agenda
from archiver.model.captions import CaptionReport
from archiver.model.cards import Cards
from archiver.model.chapters import Chapters
from archiver.model.corrections import CorrectionLine
from archiver.model.manifest import Manifest
from archiver.model.publication import Publication
from archiver.model.recording import Recording
from archiver.model.session import House, Session
from archiver.model.speakers import Speakers
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript

SCHEMAS: dict[str, type[BaseModel]] = {
    "agenda": Agenda,
    "transcript": Transcript,
    "cards": Cards,
    "chapters": Chapters,
    "corrections": CorrectionLine,
    "speakers": Speakers,
    "timeline": Timeline,
    "session": Session,
    "archive": House,
    "recording": Recording,
    "captions": CaptionReport,
    "manifest": Manifest,
    "publication": Publication,
}


@click.command(help=_("Print the JSON Schema of a file of the archive."))
@click.argument("name", metavar=_("NAME"), type=click.Choice(list(SCHEMAS)))
def schema(name: str) -> None:
    """Draft 2020-12, keys as they are in the files."""
    described = SCHEMAS[name].model_json_schema(by_alias=True)
    console.say_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **described})
