"""The YouTube channel: the only room that speaks to Google's libraries."""

from archiver.publish.youtube.account import (
    Account,
    LoginError,
    account_from,
    connect,
    connect_by_hand,
    disconnect,
)
from archiver.publish.youtube.client import Pace
from archiver.publish.youtube.publisher import YouTube, open_youtube
from archiver.publish.youtube.quota import Left, Tally

__all__ = [
    "Account",
    "Left",
    "LoginError",
    "Pace",
    "Tally",
    "YouTube",
    "account_from",
    "connect",
    "connect_by_hand",
    "disconnect",
    "open_youtube",
]
