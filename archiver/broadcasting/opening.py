"""The channel's account, opened for calls that are counted against the day's quota."""

from archiver.broadcasting.session import Live
from archiver.i18n import _
from archiver.publish.interface import PublishError
from archiver.publish.youtube import Pace, account_from
from archiver.publish.youtube.client import Client
from archiver.publish.youtube.livecalls import LiveCalls
from archiver.publish.youtube.quota import Quota
from archiver.store.accounts import load_secret_file, save_secret_file, token_file
from archiver.store.quotas import quota_tally


def opened(live: Live) -> LiveCalls:
    """Calls of the channel. Raises PublishError where no account, or another one, is connected."""
    path = token_file()
    token = load_secret_file(path)
    if not token:
        raise PublishError(
            _("the YouTube account is not connected"), remedy=_("Run: archiver login youtube")
        )
    account = account_from(token, lambda text: save_secret_file(path, text))
    client = Client(account, Quota(quota_tally(account.project)), Pace())
    calls = LiveCalls(client.once)
    _check(calls, live.target.channel)
    return calls


def _check(calls: LiveCalls, wanted: str) -> None:
    """Nothing is broadcast on another channel than the one that archive.toml names."""
    if not wanted:
        return
    items = calls.read("channels.list", part="id", mine=True).get("items", [])
    found = str(items[0]["id"]) if items else ""
    if found != wanted:
        raise PublishError(
            _("nothing was sent to YouTube"),
            _("the account is connected to the channel {found}, not to {wanted}").format(
                found=found, wanted=wanted
            ),
            _("Connect the account of that channel: archiver login youtube"),
        )
