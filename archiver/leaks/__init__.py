"""Looks for what was hidden of a session wherever the public can come, and says what to do.

Text, tags, pictures and older versions are read as they lie on the disk; the sound of the replay
is measured and recognised again. Nothing is changed.
"""

from archiver.leaks.finding import Leak
from archiver.leaks.searching import search_leaks

__all__ = ("Leak", "search_leaks")
