"""How a long task tells how far it is, without knowing who listens."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Called with the share done, from 0 to 1."""


def silent(share: float) -> None:
    """Nobody listens."""
