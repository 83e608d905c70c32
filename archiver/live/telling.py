"""How recognition and the close stand, in words."""

from archiver.i18n import _
from archiver.model.live import LiveHearing
from archiver.model.times import clock
from archiver.pipeline import step_label


def stage_line(hearing: LiveHearing) -> str:
    """What is being done, in a line."""
    if hearing.state == "hearing":
        behind = max(0, hearing.recorded_ms - hearing.settled_ms)
        return _("Recognition: {time} left").format(time=clock(behind)) if behind else ""
    if hearing.state != "closing" or not hearing.why:
        return ""
    try:
        return f"… {step_label(hearing.why)}"
    except KeyError:
        return f"… {hearing.why}"
