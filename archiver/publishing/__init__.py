"""Publishes a session's replay, and takes it back: opens the archive, calls the publishers."""

from archiver.publishing.course import Outcome, Wanted, WithdrawnError, publish
from archiver.publishing.destinations import PUBLISHERS, NoDestinationError, chosen
from archiver.publishing.records import (
    BeingPublishedError,
    load_publication,
    records_of,
    withdrawal_of,
)
from archiver.publishing.replays import NotReadyError, replay_of
from archiver.publishing.taking_back import TakenBack, withdraw

__all__ = [
    "PUBLISHERS",
    "BeingPublishedError",
    "NoDestinationError",
    "NotReadyError",
    "Outcome",
    "TakenBack",
    "Wanted",
    "WithdrawnError",
    "chosen",
    "load_publication",
    "publish",
    "records_of",
    "replay_of",
    "withdraw",
    "withdrawal_of",
]
