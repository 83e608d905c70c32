"""What the page of the text says to a person."""

from archiver.i18n import _


def said_by_the_page() -> dict[str, str]:
    """Each by the name that its script knows it by."""
    return {**_about_words(), **_about_others(), **_about_replacing()}


def _about_words() -> dict[str, str]:
    return {
        "heard": _("heard: “{words}”"),
        "nothing_heard": _("nothing was heard there"),
        "by_person": _("written by {name}, {when}"),
        "by_house": _("written by the glossary"),
        "unsure": _("the recogniser was not sure"),
        "edit": _("Other words for “{words}”"),
        "kept": _("“{after}” instead of “{before}”"),
        "left_out": _("“{before}” left out"),
        "nobody": _("Who speaks?"),
        "perhaps": _("{name} (not sure)"),
        "undone": _("The last correction is taken back"),
        "nothing_to_undo": _("You have corrected nothing here yet"),
        "learned": _("“{term}” is in the glossary"),
        "elsewhere": _("“{before}” is heard at {n} other places"),
        "nowhere": _("“{before}” is heard nowhere else"),
        "named": _("{name} speaks"),
        "checked": _("All captions are declared read"),
        "choose_first": _("Choose the words first"),
        "only_read": _("You may read this text, not change it"),
        "no_more": _("There is none after this place"),
    }


def _about_others() -> dict[str, str]:
    return {
        "news": _("{name}, at {at}: {what}"),
        "theirs": _("{name} wrote: “{words}”"),
        "theirs_now": _("there now: “{words}”"),
        "mine": _("you wrote: “{words}”"),
        "waiting": _("{n} corrections to look at"),
        "look": _("Go there"),
        "again": _("Make it again"),
        "drop": _("Drop it"),
        "pick": _("Choose the words in the text; Enter writes “{words}” there"),
        "dropped": _("The correction is dropped"),
        "nothing_waits": _("No correction waits."),
    }


def _about_replacing() -> dict[str, str]:
    return {
        "searching": _("Looking in {title}…"),
        "found_in_one": _("{n} places in one session"),
        "found": _("{n} places in {sessions} sessions"),
        "more": _("{title}: there are more places than can be shown; replace these first"),
        "replaced": _("{n} places replaced"),
        "replace_n": _("Replace at {n} places"),
        "not_found": _("It is said nowhere."),
        "leave_out": _("Replace at {at}"),
        "failed": _("{title}: {why}"),
    }
