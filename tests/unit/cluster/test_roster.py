"""Who may do what, by what workers answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from archiver import __version__
from archiver.cluster.answering import offer
from archiver.cluster.errands import Errand, Offer, Standing
from archiver.cluster.roster import Roster
from archiver.model.preset import Preset, SpeechSettings
from archiver.model.session import House, Session
from archiver.steps import Settings

ERRAND = Errand(batch="b", archive="/a", session="s")
CPU, CARD = "whisper, int8", "whisper, float16"


@dataclass
class Answers:
    """A cluster whose workers answer as they are told to."""

    offers: dict[str, str]
    stands: dict[str, Standing | Exception] = field(default_factory=dict)
    cards: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def workers(self) -> Mapping[str, Mapping[str, Any]]:
        return {
            name: {
                "host": "h", "name": name, "nthreads": 2,
                "resources": {"GPU": 1.0} if name in self.cards else {},
            }
            for name in self.offers
        }  # fmt: skip

    def ask(self, question: Callable[..., Any], *args: Any, of: Iterable[str]) -> dict[str, Any]:
        of = list(of)
        if question is offer:
            self.asked += of
            return {n: Offer(recognizer=self.offers[n], what="" if self.offers[n] else "no model")
                    for n in of}  # fmt: skip
        stands = {n: self.stands.get(n, Standing(host="h", version=__version__)) for n in of}
        return {n: s.model_dump() if isinstance(s, Standing) else s for n, s in stands.items()}


def settings(device: Literal["auto", "cpu", "cuda"] = "auto") -> Settings:
    session = Session.model_validate({"title": "t", "date": "2017-03-27"})
    return Settings(session, House(), Preset(speech=SpeechSettings(device=device)))


def called(cluster: Answers, tmp_path: Path) -> tuple[Roster, list[str]]:
    notes: list[str] = []
    roster = Roster(cluster, tmp_path, notes.append)
    roster.call()
    assert list(tmp_path.iterdir()) == []
    return roster, notes


def test_cards_hear_and_the_others_do_the_rest(tmp_path: Path) -> None:
    cluster = Answers({"a": CPU, "b": CPU, "g": CARD}, cards=("g",))
    roster, _notes = called(cluster, tmp_path)
    hearers = roster.hearers(ERRAND, settings())
    assert hearers is not None
    assert (hearers.recognizer, hearers.addresses, hearers.gpu) == (CARD, ("g",), True)
    assert roster.others() == ("a", "b")
    assert cluster.asked == ["g"], "a model was loaded for nothing"


def test_without_cards_all_do_all(tmp_path: Path) -> None:
    roster, _notes = called(Answers({"a": CPU, "b": CPU}), tmp_path)
    hearers = roster.hearers(ERRAND, settings())
    assert hearers is not None
    assert hearers.addresses == roster.others() == ("a", "b")
    assert not hearers.gpu
    assert roster.threads(hearers.addresses) == 4


def test_a_preset_may_keep_off_the_cards(tmp_path: Path) -> None:
    roster, _notes = called(Answers({"a": CPU, "g": CPU}, cards=("g",)), tmp_path)
    hearers = roster.hearers(ERRAND, settings("cpu"))
    assert hearers is not None
    assert hearers.addresses == ("a", "g")
    assert not hearers.gpu


def test_a_session_keeps_the_recogniser_that_began_it(tmp_path: Path) -> None:
    roster, _notes = called(Answers({"a": CPU, "g": CARD}, cards=("g",)), tmp_path)
    hearers = roster.hearers(ERRAND, settings(), CPU)
    assert hearers is not None
    assert (hearers.recognizer, hearers.addresses, hearers.gpu) == (CPU, ("a",), False)


def test_where_nobody_has_it_any_more_another_is_chosen(tmp_path: Path) -> None:
    roster, _notes = called(Answers({"a": CPU, "b": "whisper 2", "c": CPU}), tmp_path)
    hearers = roster.hearers(ERRAND, settings(), CARD)
    assert hearers is not None
    assert (hearers.recognizer, hearers.addresses) == (CPU, ("a", "c"))


def test_who_has_no_model_hears_nothing_and_is_named_once(tmp_path: Path) -> None:
    roster, notes = called(Answers({"a": "", "b": CPU}), tmp_path)
    for _again in range(2):
        hearers = roster.hearers(ERRAND, settings())
        assert hearers is not None
        assert hearers.addresses == ("b",)
    assert len(notes) == 1
    assert "h (a)" in notes[0]
    assert roster.others() == ("a", "b")


def test_where_nobody_has_a_model_it_is_said_why(tmp_path: Path) -> None:
    roster, _notes = called(Answers({"a": ""}), tmp_path)
    assert roster.hearers(ERRAND, settings()) is None
    assert roster.why_none(settings()).what == "no model"


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        (Standing(host="h", version="0.0.0"), "0.0.0"),
        (Standing(host="h", version=__version__, sees=False, path="/mnt/x"), "/mnt/x"),
        (Standing(host="h", version=__version__, writes=False, path="/mnt/x"), "/mnt/x"),
        (ModuleNotFoundError("No module named 'archiver'"), "archiver"),
    ],
)
def test_who_is_not_fit_takes_no_part(
    tmp_path: Path, stands: Standing | Exception, said: str
) -> None:
    cluster = Answers({"a": CPU, "b": CPU}, stands={"b": stands})
    roster, notes = called(cluster, tmp_path)
    roster.call()
    assert list(roster.present) == ["a"]
    assert len(notes) == 1
    assert "h (b)" in notes[0]
    assert said in notes[0]


def test_who_is_gone_is_gone(tmp_path: Path) -> None:
    cluster = Answers({"a": CPU, "b": CPU})
    roster, _notes = called(cluster, tmp_path)
    del cluster.offers["a"]
    roster.call()
    assert roster.others() == ("b",)
