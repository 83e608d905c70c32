"""The files subtitles are written in, by name; a new one is a module here and a line below."""

from archiver.captions.formats import srt, webvtt
from archiver.captions.formats.base import CaptionFormat

FORMATS: dict[str, CaptionFormat] = {"vtt": webvtt.FORMAT, "srt": srt.FORMAT}

__all__ = ["FORMATS", "CaptionFormat"]
