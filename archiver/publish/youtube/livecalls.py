"""Calls of YouTube's live interface: asked again where that does no harm, errors made readable.

A call that changes something is made once. When its answer does not come it may have been done
all the same: `UncertainError`, and who called looks before calling again.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from archiver.i18n import _
from archiver.publish.interface import LaterError, PublishError
from archiver.publish.youtube.failures import (
    NETWORK_ERRORS,
    explained,
    is_quota,
    may_pass,
    reason_of,
    status_of,
)

Once = Callable[[str, Callable[[Any], Any]], Any]
"""Counts a call such as `liveBroadcasts.insert` and makes it, once: it is given the service of
`googleapiclient`. `Client.once` is one. Its connection may not repeat a request by itself."""
_TRIES = (0.5, 2.0, 5.0)
_PAGE = 50


class UncertainError(PublishError):
    """No answer came: what was asked may have been done or not."""


class RefusedError(PublishError):
    """YouTube refused a call; `reason` is its own word for why."""

    reason = ""


class LiveCalls:
    """The channel's service, called in a way that survives bad lines."""

    def __init__(self, once: Once, pause: Callable[[float], None] = time.sleep) -> None:
        """`pause` waits so many seconds."""
        self._once, self.pause = once, pause

    def read(self, method: str, **given: Any) -> dict[str, Any]:
        """Ask something that changes nothing, several times if need be."""
        for wait in _TRIES:
            try:
                return self.change(method, **given)
            except UncertainError:
                self.pause(wait)
        return self.change(method, **given)

    def change(self, method: str, **given: Any) -> dict[str, Any]:
        """Change something, once."""
        resource, _dot, name = method.partition(".")
        try:
            answer = self._once(
                method, lambda yt: getattr(getattr(yt, resource)(), name)(**given).execute()
            )
        except NETWORK_ERRORS as error:
            raise _told_as(error) from error
        return dict(answer or {})

    def every(self, method: str, **given: Any) -> Iterator[dict[str, Any]]:
        """What a list holds, over all its pages."""
        page: dict[str, Any] = {}
        while True:
            answer = self.read(method, maxResults=_PAGE, **given, **page)
            yield from answer.get("items", ())
            if not answer.get("nextPageToken"):
                return
            page = {"pageToken": answer["nextPageToken"]}


def _told_as(error: Exception) -> Exception:
    doing, reason = _("YouTube refuses this"), reason_of(error)
    if reason in (told := _told()):
        made = RefusedError(doing, *told[reason])
        made.reason = reason
        return made
    if is_quota(error):
        return _used_up()
    if may_pass(error) and status_of(error) != 401:
        why = explained(error, doing)
        return UncertainError(
            _("YouTube did not answer"),
            why.why if isinstance(why, PublishError) else str(error),
            _("Check the network and run the same command again: nothing is made twice"),
        )
    said = explained(error, doing)
    if isinstance(said, PublishError) and not isinstance(said, LaterError) and reason:
        made = RefusedError(said.what, said.why, said.remedy)
        made.reason = reason
        return made
    return said


def _used_up() -> LaterError:
    return LaterError(
        _("YouTube's quota of the day is used up"),
        remedy=_("Run the same command again tomorrow after 9 a.m. (midnight in California)"),
    )


def _told() -> dict[str, tuple[str, str]]:
    never_enabled = (
        _("live streaming is not enabled on this channel"),
        _("Enable it in YouTube Studio (Create, Go live): it takes up to 24 hours the first time"),
    )
    return {
        "liveStreamingNotEnabled": never_enabled,
        "livePermissionBlocked": never_enabled,
        "insufficientLivePermissions": never_enabled,
        "invalidScheduledStartTime": (
            _("the planned start cannot be used"),
            _("Check date and planned_start in session.toml"),
        ),
        "userBroadcastsExceedLimit": (
            _("the channel has too many broadcasts planned"),
            _("Delete those that are not needed in YouTube Studio, run the command again"),
        ),
        "redundantTransition": (
            _("the broadcast stands so already"),
            _("See how it stands: archiver broadcast status"),
        ),
        "liveChatEnded": (
            _("the chat of this broadcast is over"),
            _("What was written until then is kept"),
        ),
        "liveChatNotFound": (
            _("this broadcast has no chat any more"),
            _("What was written until then is kept"),
        ),
        "liveChatDisabled": (
            _("the chat is not open on this broadcast"),
            _("Allow comments in YouTube Studio (made for kids: there are none)"),
        ),
        "pageTokenInvalid": (
            _("YouTube has forgotten the place in the chat"),
            _("Run the command again: it begins anew and keeps nothing twice"),
        ),
        "invalidTransition": (
            _("nothing was broadcast"),
            _("A broadcast ends only after it has begun; delete it in YouTube Studio if need be"),
        ),
        "errorStreamInactive": (
            _("no picture comes in"),
            _("Check the recorder: archiver status, archiver destinations"),
        ),
    }
