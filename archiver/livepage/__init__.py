"""The live page of a session, written into the site while the session is recorded."""

from archiver.livepage.keeper import LivePage
from archiver.livepage.site import give_way_to_replay, write_before

__all__ = ["LivePage", "give_way_to_replay", "write_before"]
