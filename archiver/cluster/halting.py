"""A batch that was stopped stops on every worker: the next time a step tells how far it is."""

_halted: set[str] = set()


class HaltedError(BaseException):
    """The batch was stopped. Not an Exception: it is no failure of the step it goes through."""


def halt(batch: str) -> None:
    """Stop what this worker does for a batch."""
    _halted.add(batch)


def check(batch: str) -> None:
    """Raise HaltedError if the batch was stopped."""
    if batch in _halted:
        raise HaltedError
