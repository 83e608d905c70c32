"""Who is there: what each worker answers to the roll call, and who may do what.

A worker that runs another version of archiver, or does not see the same archive, takes no part,
and the user is told why and what to do. Those that announce a graphics card (`--resources
"GPU=1"`) hear; the others do everything else, and hear too where no graphics card is announced.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from archiver import __version__
from archiver.cluster.answering import offer, standing
from archiver.cluster.errands import Errand, Offer, Standing
from archiver.i18n import _
from archiver.steps import Settings

GPU = "GPU"


class Cluster(Protocol):
    """What the roster asks of the Dask cluster."""

    def workers(self) -> Mapping[str, Mapping[str, Any]]:
        """Every worker by its address, with `resources`, `nthreads`, `host` and `name`."""
        ...

    def ask(self, question: Callable[..., Any], *args: Any, of: Iterable[str]) -> Mapping[str, Any]:
        """What some workers answer, or the exception that it raised there."""
        ...


@dataclass(frozen=True)
class Worker:
    """A worker that takes part."""

    address: str
    name: str
    threads: int
    gpu: bool


@dataclass(frozen=True)
class Hearers:
    """Who hears a session: the recogniser they all have, and whether on graphics cards."""

    recognizer: str
    addresses: tuple[str, ...]
    gpu: bool


@dataclass
class Roster:
    """The workers of a cluster that take part in a batch."""

    cluster: Cluster
    archive: Path
    note: Callable[[str], None]
    present: dict[str, Worker] = field(default_factory=dict)
    _refused: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    _offers: dict[tuple[str, str], Offer] = field(default_factory=dict)

    def call(self) -> None:
        """Look who is there, and call those who are new."""
        now = self.cluster.workers()
        self.present = {a: w for a, w in self.present.items() if a in now}
        self._refused &= now.keys()
        new = now.keys() - self.present.keys() - self._refused
        if new:
            answers = self._standings(new)
            for address in sorted(new):
                self._judge(address, now[address], answers.get(address))

    def others(self) -> tuple[str, ...]:
        """Who prepares and finishes: those without a graphics card, if there are any."""
        plain = tuple(w.address for w in self.present.values() if not w.gpu)
        return plain or tuple(self.present)

    def hearers(self, errand: Errand, settings: Settings, wanted: str = "") -> Hearers | None:
        """Who hears a session: with the recogniser that is `wanted`, if anybody has it.

        Else with the one that most of them have, graphics cards first. None where nobody has any.
        """
        cards = [w for w in self.present.values() if w.gpu]
        groups = [cards, list(self.present.values())]
        if settings.speech.device == "cpu" or not cards:
            groups = groups[1:]
        first: Hearers | None = None
        for group in groups:
            found = self._group(errand, settings, group, wanted)
            if found and wanted in ("", found.recognizer):
                return found
            first = first or found
        return first

    def _group(
        self, errand: Errand, settings: Settings, group: list[Worker], wanted: str
    ) -> Hearers | None:
        offers = self._offered(errand, settings, [worker.address for worker in group])
        names = [offer.recognizer for offer in offers.values() if offer.recognizer]
        if not names:
            return None
        best = wanted if wanted in names else max(sorted(set(names)), key=names.count)
        able = tuple(a for a, offer in offers.items() if offer.recognizer == best)
        return Hearers(best, able, gpu=all(worker.gpu for worker in group))

    def why_none(self, settings: Settings) -> Offer:
        """Why nobody can hear a session, as one of the workers said it."""
        said = [o for (_a, key), o in self._offers.items() if key == _key(settings)]
        return next((offer for offer in said if offer.what), Offer())

    def ask_again(self, addresses: Iterable[str], settings: Settings) -> None:
        """One of these does not have what it offered: they will be asked anew."""
        for address in addresses:
            self._offers.pop((address, _key(settings)), None)

    def name(self, address: str) -> str:
        """What a worker is called; its address if it is gone."""
        return self.present[address].name if address in self.present else address

    def threads(self, addresses: Iterable[str]) -> int:
        """How many tasks these can do at once."""
        return sum(self.present[a].threads for a in addresses if a in self.present)

    def _standings(self, addresses: Iterable[str]) -> Mapping[str, Any]:
        token = self.archive / f".cluster-{secrets.token_hex(8)}"
        token.write_text(token.name, encoding="ascii")
        try:
            return self.cluster.ask(standing, str(self.archive), token.name, of=addresses)
        finally:
            token.unlink(missing_ok=True)

    def _judge(self, address: str, known: Mapping[str, Any], answer: object) -> None:
        name = f"{known.get('host', '')} ({known.get('name', '')})"
        if not isinstance(answer, dict):
            why = _("{error}: is archiver installed there, in the same version?").format(
                error=answer if answer else _("no answer")
            )
            return self._refuse(address, name, why)
        stands = Standing.model_validate(answer)
        why = _unfit(stands, self.archive)
        if why:
            return self._refuse(address, name, why)
        threads, cards = int(known.get("nthreads", 1)), known.get("resources") or {}
        self.present[address] = Worker(address, name, threads, cards.get(GPU, 0) > 0)
        return None

    def _refuse(self, address: str, name: str, why: str) -> None:
        self._refused.add(address)
        self._say(_("{worker} takes no part: {why}").format(worker=name, why=why))

    def _say(self, text: str) -> None:
        if text not in self.said:
            self.said.add(text)
            self.note(text)

    def _offered(
        self, errand: Errand, settings: Settings, addresses: Iterable[str]
    ) -> dict[str, Offer]:
        """What each offers for a session, asked once per worker and settings."""
        key = _key(settings)
        new = [a for a in addresses if (a, key) not in self._offers]
        answers = self.cluster.ask(offer, errand, of=new) if new else {}
        for address in new:
            answer = answers.get(address)
            said = answer if isinstance(answer, Offer) else Offer(what=str(answer))
            self._offers[address, key] = said
            if said.what:
                name = self.present[address].name
                said_here = _("{worker} cannot recognise speech: {what} – {why}. {remedy}")
                told = said_here.format(
                    worker=name, what=said.what, why=said.why, remedy=said.remedy
                )
                self._say(told)
        return {a: self._offers[a, key] for a in addresses}


def _unfit(stands: Standing, archive: Path) -> str:
    if stands.version != __version__:
        return _(
            "it runs archiver {theirs}, this machine {ours}; install the same version on both"
        ).format(theirs=stands.version, ours=__version__)
    if not stands.sees:
        return _(
            "it does not see the archive {archive} at {path}; mount the share there, or set "
            "ARCHIVER_PATHS on that machine"
        ).format(archive=archive, path=stands.path)
    if not stands.writes:
        return _("it may not write in {path}; give its user the rights").format(path=stands.path)
    return ""


def _key(settings: Settings) -> str:
    return f"{settings.session.language} {settings.speech.model_dump_json()}"
