"""What title cards bring to the split, and what cards that lie cost it.

usage: python -m benchmarks.split_cards FOLDER …

Every folder below those given that holds `cards.json` beside `truth.json`, `agenda.json` and
`transcript.json` is split without cards, with its cards as they were shown, and with cards that
lie in one way each (30 % of them; late: all), five seeds.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from archiver.agenda.cards import CardReader, card_evidence, read_all
from archiver.agenda.reading import read_members
from archiver.agenda.sources import Sources
from archiver.agenda.splitting import split
from archiver.agenda.turns import name_turns
from archiver.model.agenda import Member
from archiver.model.cards import Cards
from archiver.model.chapters import Chapters
from benchmarks.agenda_score import Score, score, total
from benchmarks.cards_lying import LIES, lying, read
from benchmarks.meetings import Meeting, meetings, pack, read_meeting

SEEDS = range(1, 6)


def with_cards(meeting: Meeting, members: tuple[Member, ...], cards: Cards) -> Chapters:
    """The split of a meeting whose cards were read so."""
    known = pack(meeting.transcript.language)
    reader = CardReader(meeting.agenda, (member.name for member in members), known)
    sources = Sources(
        cards=card_evidence(read_all(cards, reader), meeting.agenda),
        speakers=name_turns(meeting.transcript, meeting.agenda, members, cards, known),
    )
    return split(meeting.agenda, meeting.transcript, known, sources)


def rows(folder: Path) -> Iterator[tuple[str, Score]]:
    """Each way of showing cards, and the score of the split."""
    meeting = read_meeting(folder)
    listed = folder / "members.csv"
    members = read_members(listed) if listed.is_file() else ()
    cards = read(folder / "cards.json")
    yield "without cards", score(meeting.truth, with_cards(meeting, members, Cards()))
    yield "as shown", score(meeting.truth, with_cards(meeting, members, cards))
    for lie in LIES:
        scores = [
            score(
                meeting.truth,
                with_cards(meeting, members, lying(cards, meeting.agenda, seed, lie=lie)),
            )
            for seed in SEEDS
        ]
        yield f"lying: {lie}", total(scores)


def main(paths: list[str]) -> None:
    """Print a table for each session."""
    found = [f for f in meetings([Path(path) for path in paths]) if (f / "cards.json").is_file()]
    if not found:
        sys.exit(__doc__)
    for folder in found:
        print(folder.name)
        for name, one in rows(folder):
            figures = one.figures()
            told = "  ".join(f"{key} {figures[key]:.3f}" for key in ("F5", "F10", "F30", "time"))
            print(f"  {name:<20} {told}")


if __name__ == "__main__":
    main(sys.argv[1:])
