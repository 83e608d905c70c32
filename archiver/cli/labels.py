"""Codes of the records in the words of those who read the terminal."""

from archiver.i18n import _


def reason_label(reason: str) -> str:
    """Why an item was not treated, as the clerk reads it; an unknown reason as it stands."""
    return {
        "withdrawn": _("withdrawn"),
        "adjourned": _("adjourned"),
        "not_reached": _("not reached"),
        "not_found": _("not found in what was said"),
        "closed": _("treated in closed sitting"),
        "outage": _("treated while the recording was interrupted"),
    }.get(reason, reason)
