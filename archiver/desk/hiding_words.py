"""What hiding a passage says to a person, on whatever page of a session it is done."""

from archiver.i18n import _


def said_by_hiding() -> dict[str, str]:
    """What the script of hiding says, on whatever page it stands."""
    return {
        "hide_title": _("Hide a passage"),
        "hide_times": _("Times are those of the recording."),
        "hide_from": _("From"),
        "hide_to": _("To"),
        "hide_words": _("Words to mask; all of the passage if none is named"),
        "hide_everywhere": _("Everywhere in the session that these words are said"),
        "hide_sound": _("Sound"),
        "hide_picture": _("Picture"),
        "hide_why": _("Why"),
        "hide_bleep": _("bleeped"),
        "hide_mute": _("muted"),
        "hide_keep": _("kept"),
        "hide_blur": _("blurred"),
        "hide_card": _("covered by a card"),
        "hide_look": _("See what it masks"),
        "hide_do": _("Hide"),
        "hide_cancel": _("Cancel"),
        "hide_readers": _("Viewers will read:"),
        "hide_done": _("Hidden. It reaches everything with “Make what is due”."),
        "hide_undo": _("Take back"),
        "hide_undone": _("Taken back."),
        "hide_none": _("Nothing is hidden in this session."),
        "hide_running": _("The check is running."),
        "hide_clean": _("Nothing of it was found where the public can come."),
        "hide_left": _("Something hidden can still be found:"),
    }
