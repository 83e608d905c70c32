"""Who speaks when: from words, name cards and the list of members, never from voices."""

from archiver.agenda.turns.naming import name_turns

__all__ = ["name_turns"]
