"""How a live page stands in one place, for the state of the recording and the alarms."""

from datetime import UTC, datetime

from archiver.capture.alarms import Alarms
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.live import BesideStage, BesideState


class Standing:
    """How the page stands in one place; what goes wrong is an alarm until it works again."""

    def __init__(self, name: str, alarms: Alarms) -> None:
        self._alarms = alarms
        self.now = BesideState(kind="page", name=name, state="waiting", since=datetime.now(UTC))

    def works(self) -> None:
        """It works, or does again."""
        if self.now.state == "failing":
            again = self.now.reconnections + 1
            self.now = self.now.model_copy(update={"reconnections": again})
        self.set("working")
        self._alarms.clear("page", self.now.name)

    def fails(self, error: ArchiverError | OSError) -> None:
        """It fails; the alarm stands until it works."""
        why = str(error) if isinstance(error, ArchiverError) else error.strerror or str(error)
        self.set("failing", why)
        said = _("the live page fails ({place}): {why}. The recording goes on")
        self._alarms.raise_("page", said.format(place=self.now.name, why=why), self.now.name)

    def set(self, state: BesideStage, why: str = "") -> None:
        """It stands so from now on."""
        self.now = self.now.turned(state, why)
