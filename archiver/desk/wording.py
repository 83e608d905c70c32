"""What the scripts of the pages say to a person, in the user's language."""

from collections.abc import Mapping

from archiver.i18n import _


def record_text() -> Mapping[str, str]:
    """The words of the technician's page; {name} is filled in by its script."""
    return {
        "none": _("not recorded yet"),
        "lost": _("THE DESK DOES NOT ANSWER – the recording goes on without it"),
        "stale": _("what is shown is {n} s old"),
        "bit_rate": _("{n} Mbit/s"),
        "free": _("{n} GB free"),
        "full": _("disk full at {time}"),
        "not_full": _("the disk holds until the end"),
        "channel": _("Channel {n}"),
        "level": _("{n} dB"),
        "no_level": _("No sound was measured yet."),
        "now": _("now"),
        "next": _("next"),
        "withdrawn": _("withdrawn"),
        "marked": _("✓ {what}"),
        "no_mark": _("No mark."),
        "mark_several": _("These {n} items begin together"),
        "retract_from": _("Take back from here"),
        "not_a_time": _("Write a time of the session, such as 1:02:03"),
        "checking": _("Some seconds are being recorded and judged…"),
        "green": _("in order"),
        "yellow": _("to be looked at"),
        "red": _("TO BE MENDED"),
        "started": _("The recorder is starting."),
        "stopping": _("Asked: the recording ends within a few seconds."),
        "amended": _("The agenda is amended."),
        "at_end": _("at the end"),
        "at_start": _("first"),
        "after_item": _("after {item}"),
        "done": _("done"),
        "stale_step": _("to be made again"),
        "missing": _("not made yet"),
        "failed": _("failed"),
        "nothing_heard": _("Nothing yet."),
        "closed_heard": _("Nothing is shown of a closed sitting."),
        "no_picture": _("No picture yet."),
        "picture": _("What is recorded now"),
    }


def export_label(form: str) -> str:
    """A form of export, as a person reads it."""
    return {
        "docx": _("Draft minutes (Word)"),
        "odt": _("Draft minutes (LibreOffice)"),
        "votes": _("Votes heard (table, CSV)"),
        "scdl": _("Deliberations adopted (open data, SCDL)"),
        "srt": _("Subtitles (SRT)"),
        "vtt": _("Subtitles (WebVTT)"),
        "ttml": _("Subtitles (TTML, IMSC)"),
        "edl": _("Chapters for an editor (EDL)"),
        "json": _("Transcript (JSON)"),
    }[form]


def vote_labels() -> Mapping[str, str]:
    """How an item was voted, as a filter of the search."""
    return {
        "adopted": _("adopted"),
        "unanimous": _("unanimously"),
        "rejected": _("rejected"),
        "noted": _("noted, without a vote"),
    }
