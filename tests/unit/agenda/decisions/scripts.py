"""Short conversations, and what of votes and attendance is heard in them."""

from archiver.agenda.decisions import find_attendance, find_votes, proclamations
from archiver.agenda.heard import Heard, hear
from archiver.model.agenda import Agenda, Item, Member
from archiver.model.chapters import Span
from archiver.model.decisions import Attendance, Vote
from archiver.model.transcript import Transcript
from tests.unit.agenda.conversation import pack, spoken

ONE_ITEM = Agenda(items=(Item(id="7", number="7", title="Entretien des digues"),))


def heard_of(script: str, language: str) -> Heard:
    """What is heard of a script: one utterance a line, `[12]` for a silence of 12 s."""
    utterances, duration, _marks = spoken(script)
    return hear(Transcript(language=language, duration_ms=duration, utterances=tuple(utterances)))


def votes(script: str, language: str = "fr", agenda: Agenda = ONE_ITEM) -> tuple[Vote, ...]:
    """The votes of a script that is all about the agenda's items."""
    heard = heard_of(script, language)
    ids = tuple(item.id for item in agenda.items)
    kind = "item" if len(ids) == 1 else "bloc"
    span = Span.model_validate(
        {"kind": kind, "items": ids, "start_ms": 0, "end_ms": heard.duration_ms}
    )
    return find_votes(heard, (span,), agenda, pack(language))


def told(vote: Vote) -> str:
    """A vote in one line: `adopted 17/6/- on amendement`; a dash where nothing was said."""
    sides = (vote.for_, vote.against, vote.abstain)
    counts = "/".join("-" if n is None else str(n) for n in sides)
    words = [vote.outcome, counts]
    words += [f"not voting {vote.not_voting}"] if vote.not_voting is not None else []
    words += ["unanimous"] if vote.unanimous else []
    words += [f"on {vote.on}"] if vote.on else []
    return " ".join(words)


def all_told(script: str, language: str = "fr") -> list[str]:
    """Every vote of a script, each in one line."""
    return [told(vote) for vote in votes(script, language)]


def attendance(
    script: str, names: tuple[str, ...], language: str = "fr", president: str | None = None
) -> Attendance | None:
    """The attendance told by a script that is all opening."""
    heard = heard_of(script, language)
    return find_attendance(
        heard,
        (0, heard.duration_ms),
        tuple(Member(name=name) for name in names),
        Agenda(items=(), president=president),
        pack(language),
    )


def outcomes(script: str, language: str = "fr") -> list[tuple[str, str | None]]:
    """Outcome and part of every result proclaimed, whatever the spans."""
    return [(p.outcome, p.on) for p in proclamations(heard_of(script, language), pack(language))]
