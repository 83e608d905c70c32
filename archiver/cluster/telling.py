"""How a worker tells its driver what it is doing: by Dask's events, best effort."""

from distributed import get_worker

from archiver.cluster.errands import Told


def tell(batch: str, told: Told) -> None:
    """Tell the driver of a batch; nobody need be listening. Dask adds the worker's address."""
    try:
        worker = get_worker()
    except ValueError:
        return
    worker.log_event(topic(batch), told.model_dump())


def topic(batch: str) -> str:
    """What a batch's events are called."""
    return f"archiver-{batch}"
