"""The live page of a session, written into the site while the session is recorded."""

from archiver.livepage.keeper import LivePage
from archiver.livepage.site import give_way_to_replay, write_before
from archiver.livepage.standin import send_stand_in, stand_in

__all__ = ["LivePage", "give_way_to_replay", "send_stand_in", "stand_in", "write_before"]
