"""What the page of the boundaries says to a person."""

from archiver.i18n import _


def said_by_the_page() -> dict[str, str]:
    """Each by the name that its script knows it by."""
    return {
        "sure": _("{n} % sure"),
        "by_person": _("confirmed"),
        "unsure": _("to check"),
        "here": _("starts here: {time}"),
        "moved": _("to be moved to {time}: Enter keeps it"),
        "kept": _("{label}: {time}"),
        "confirmed": _("{label}: confirmed"),
        "rival": _("otherwise at {time}: “{words}”"),
        "no_rival": _("There is no other place for it"),
        "no_more": _("Nothing is left to check"),
        "not_movable": _("This start cannot be moved: it was marked while recording"),
        "not_in_replay": _("The replay does not show this: sound only"),
        "nothing_there": _("The replay does not show this, and there is no sound to hear"),
        "undone": _("The last correction is taken back"),
        "nothing_to_undo": _("You have corrected nothing here yet"),
        "changed": _("From {time} on: {label}"),
        "absent": _("{label}: {reason}"),
        "approved": _("All boundaries are approved"),
        "can_approve": _("All items are accounted for: the boundaries can be approved."),
        "pending": _("Corrections that the files of the session do not follow yet: {n}"),
        "no_reason": _("not found"),
        "give_reason": _("Not treated: why?"),
        "first": _("There is nothing before it"),
    }
