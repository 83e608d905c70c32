"""Where recognised stretches are kept: what was heard once need not be heard again."""

from typing import Protocol


class Shelf(Protocol):
    """Keeps bytes by name. Several processes may use one at once: a name means one content."""

    def load(self, name: str) -> bytes | None:
        """What was kept under `name`, or None."""
        ...

    def save(self, name: str, data: bytes) -> None:
        """Keep `data` under `name`, whole or not at all."""
        ...


class NoShelf:
    """Keeps nothing."""

    def load(self, name: str) -> bytes | None:
        """Nothing was kept."""
        return None

    def save(self, name: str, data: bytes) -> None:
        """Keep nothing."""
