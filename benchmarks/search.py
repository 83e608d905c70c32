"""How fast the search room answers, by how common the words are, against two plain baselines.

    python -m benchmarks.search --hours 1000
    python -m benchmarks.search --meetings FOLDER …

The corpus is made up of real French words with their real frequencies (the word list of
pyspellchecker, from films and books), 9,500 words an hour in utterances of 4 to 16 words, sessions
of four hours by three bodies, items that are voted; or it is the transcripts of the meetings in
the folders. The baselines hold one row an utterance: a plain table scanned with LIKE, and FTS5 as
it comes (unicode61, no stems, ranked, highlighted). All three give the first 20 hits; only ours
also counts them, session by session.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import apsw
from spellchecker import SpellChecker

from archiver.search.index import Index
from archiver.search.records import VOTE_OUTCOMES, Filters, IndexedSession, Passage
from benchmarks.meetings import meetings, read_meeting

_SESSION_HOURS = 4
_WORDS_AN_HOUR = 9500
_BODIES = ("Conseil départemental", "Commission permanente", "Commission des finances")
_NO_FILTERS = Filters()


@dataclass
class Corpus:
    """What was indexed, as far as queries are made of it."""

    ranks: dict[str, int]
    """Words, the commonest 1."""
    said: list[list[str]] = field(default_factory=list)
    """Utterances, some of them."""
    sessions: int = 0
    utterances: int = 0
    words: int = 0


@dataclass(frozen=True)
class Searched:
    """One query, as each of the three is asked it: what a user types, FTS5's, LIKE's."""

    typed: str
    fts5: str
    like: str
    filters: Filters = _NO_FILTERS


def vocabulary() -> dict[str, int]:
    """French words and how often they are used, the commonest first."""
    known = SpellChecker(language="fr").word_frequency.dictionary
    words = {word: count for word, count in known.items() if word.isalpha()}
    return dict(sorted(words.items(), key=lambda one: -one[1]))


def french(hours: int, seed: int, words: dict[str, int]) -> Iterator[IndexedSession]:
    """`hours` of made-up sessions, a month apart; the same for the same seed."""
    every, weights = list(words), list(accumulate(words.values()))
    for number in range(max(1, hours // _SESSION_HOURS)):
        chance = random.Random(f"{seed} {number}")
        day = date(1600, 1, 1) + timedelta(days=30 * number)
        said = chance.choices(every, cum_weights=weights, k=_WORDS_AN_HOUR * _SESSION_HOURS)
        yield IndexedSession(
            id=f"{day.isoformat()}-seance",
            title="Séance",
            date=day,
            body=_BODIES[number % len(_BODIES)],
            passages=tuple(_passages(said, chance)),
        )


def _passages(said: Sequence[str], chance: random.Random) -> Iterator[Passage]:
    word_ms = 3_600_000 // _WORDS_AN_HOUR
    at, turn_ends, item = 0, 0, 0
    speaker, title, vote = "", "", VOTE_OUTCOMES[0]
    while at < len(said):
        if at >= turn_ends:
            turn_ends, speaker = at + chance.randint(5, 800), f"Élu {chance.randint(1, 60)}"
            if not title or chance.random() < 0.2:
                item, title = item + 1, f"Rapport {item + 1} : {' '.join(said[at : at + 8])}"
                vote = chance.choice(VOTE_OUTCOMES)
        end = min(len(said), at + chance.randint(4, 16))
        stop = "." if chance.random() < 0.5 else ","
        yield Passage(
            start_ms=at * word_ms,
            end_ms=end * word_ms,
            replay_ms=at * word_ms,
            text=" ".join(said[at:end]).capitalize() + stop,
            speaker=speaker,
            items=(str(item),),
            item_title=title,
            votes=(vote,),
        )
        at = end


def recorded(folders: Sequence[Path]) -> Iterator[IndexedSession]:
    """The transcripts of real meetings, without their items."""
    for number, folder in enumerate(meetings(folders)):
        meeting = read_meeting(folder)
        yield IndexedSession(
            id=meeting.name,
            title=meeting.name,
            date=date(2020, 1, 1) + timedelta(days=number),
            language=meeting.language,
            passages=tuple(
                Passage(
                    start_ms=said.start_ms,
                    end_ms=said.end_ms,
                    replay_ms=said.start_ms,
                    text=said.text,
                )
                for said in meeting.transcript.utterances
                if said.text.strip()
            ),
        )


def said_words(folders: Sequence[Path]) -> dict[str, int]:
    """The words of real meetings, the commonest first."""
    counts: Counter[str] = Counter()
    for session in recorded(folders):
        for passage in session.passages:
            counts.update(_words(passage.text))
    return dict(counts.most_common())


def _words(text: str) -> list[str]:
    plain = "".join(c if c.isalpha() else " " for c in text.lower())
    return plain.split()


def queries(made: Corpus, each: int) -> dict[str, list[Searched]]:
    """`each` queries of every class, of words and phrases that were said."""
    ranks, last = made.ranks, len(made.ranks)
    said = [words for words in made.said if len(words) > 4]

    def single(low: int, high: int) -> list[Searched]:
        found = [w for words in said for w in words if low <= ranks[w] <= high]
        return [_all([word]) for word in list(dict.fromkeys(found))[:each]]

    middling = [[w for w in words if 100 < ranks[w] <= 10_000] for words in said]
    pairs = [words[:2] for words in middling if len(set(words)) > 1]
    stems = [words[0] for words in middling if words and len(words[0]) > 5]
    commonest = next(iter(ranks))
    return {
        "word, the commonest 100": single(1, 100),
        "word, rank 101 to 1,000": single(101, 1000),
        "word, rank 1,001 to 10,000": single(1001, 10_000),
        "word, rarer": single(10_001, last),
        "two words, rank 101 to 10,000": [_all(pair) for pair in pairs[:each]],
        "the commonest word and another": [_all([commonest, pair[0]]) for pair in pairs[:each]],
        "a word without another": [_without(*pair) for pair in pairs[:each]],
        "exact phrase of three words": [_exact(words[:3]) for words in said[:each]],
        "three letters and *": [_prefix(word[:3]) for word in stems[:each]],
        "five letters and *": [_prefix(word[:5]) for word in stems[:each]],
    }


def filtered(some: Sequence[Searched]) -> list[Searched]:
    """The same words, of one body, on items that were rejected."""
    only = Filters(body="commission permanente", vote="rejected")
    return [Searched(one.typed, one.fts5, one.like, only) for one in some]


def _without(word: str, other: str) -> Searched:
    return Searched(f"{word} -{other}", f'"{word}" NOT "{other}"', f"%{word}%")


def _all(words: Sequence[str]) -> Searched:
    return Searched(" ".join(words), " ".join(f'"{w}"' for w in words), f"%{'%'.join(words)}%")


def _exact(words: Sequence[str]) -> Searched:
    phrase = " ".join(words)
    return Searched(f'"{phrase}"', f'"{phrase}"', f"%{phrase}%")


def _prefix(letters: str) -> Searched:
    return Searched(f"{letters}*", f'"{letters}"*', f"%{letters}%")


def build(
    sessions: Iterable[IndexedSession], made: Corpus, index: Index, plain: apsw.Connection
) -> tuple[float, float]:
    """Add every session to both; the seconds each took. Some utterances are kept for queries."""
    plain.execute("""
        CREATE TABLE said(id INTEGER PRIMARY KEY, session TEXT, text TEXT);
        CREATE VIRTUAL TABLE words USING fts5(text, content='said', content_rowid='id',
            tokenize='unicode61 remove_diacritics 2', prefix='2 3')
    """)
    ours = theirs = 0.0
    chance = random.Random(1)
    for session in sessions:
        started = time.perf_counter()
        index.add(session)
        middle = time.perf_counter()
        with plain:
            plain.executemany(
                "INSERT INTO said(session, text) VALUES(?, ?)",
                ((session.id, passage.text) for passage in session.passages),
            )
        theirs += time.perf_counter() - middle
        ours += middle - started
        made.sessions += 1
        made.utterances += len(session.passages)
        made.words += sum(len(passage.text.split()) for passage in session.passages)
        some = chance.choices(session.passages, k=200)
        made.said += [w for p in some if (w := [x for x in _words(p.text) if x in made.ranks])]
        made.said = made.said if len(made.said) < 40_000 else chance.sample(made.said, 20_000)
    started = time.perf_counter()
    plain.execute("INSERT INTO words(words) VALUES('rebuild')")
    chance.shuffle(made.said)
    return ours, theirs + time.perf_counter() - started


def timed(ask: Callable[[Searched], object], asked: Sequence[Searched]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of asking each query once."""
    took = []
    for query in asked:
        start = time.perf_counter()
        ask(query)
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20, method="inclusive")[-1]


def report(index: Index, plain: apsw.Connection, asked: dict[str, list[Searched]]) -> None:
    """Print a line for each class of queries."""

    def ours(query: Searched) -> object:
        return index.search(query.typed, query.filters)

    def fts5(query: Searched) -> object:
        sql = """SELECT rowid, highlight(words, 0, '[', ']') FROM words
            WHERE words MATCH ? ORDER BY rank LIMIT 20"""
        return plain.execute(sql, (query.fts5,)).fetchall()

    def like(query: Searched) -> object:
        sql = "SELECT id, text FROM said WHERE text LIKE ? LIMIT 20"
        return plain.execute(sql, (query.like,)).fetchall()

    print("| ms: median / 95th percentile | archiver | FTS5 as it comes | LIKE |")
    print("|---|---|---|---|")
    for name, some in asked.items():
        if len(some) < 2:
            continue
        # A scan takes about the same for all words of a class.
        figures = [timed(ours, some)]
        if not any(query.filters != _NO_FILTERS for query in some):
            figures += [timed(fts5, some), timed(like, some[:10])]
        shown = [f"{a:.1f} / {b:.1f}" for a, b in figures] + ["–"] * (3 - len(figures))
        print(f"| {name} ({len(some)}) |", " | ".join(shown), "|", flush=True)


def main() -> None:
    """Index the corpus both ways, print the table."""
    parser = argparse.ArgumentParser(description="Times the search room")
    parser.add_argument("--hours", type=int, default=100, help="hours of sessions (100)")
    parser.add_argument("--meetings", type=Path, nargs="+", help="folders of real transcripts")
    parser.add_argument("--queries", type=int, default=60, help="queries of each class (60)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    words = said_words(options.meetings) if options.meetings else vocabulary()
    sessions = (
        recorded(options.meetings)
        if options.meetings
        else french(options.hours, options.seed, words)
    )
    made = Corpus({word: rank for rank, word in enumerate(words, 1)})
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "index.db"), Path(folder, "plain.db")
        plain = apsw.Connection(str(theirs))
        with Index.open(ours) as index:
            took = build(sessions, made, index, plain)
            print(f"{made.sessions} sessions, {made.utterances} utterances, {made.words} words")
            asked = queries(made, options.queries)
            if not options.meetings:
                one = "word, rank 1,001 to 10,000"
                asked[f"{one}, of one body, rejected"] = filtered(asked[one])
            report(index, plain, asked)
        plain.close()
        print(f"archiver: {_megabytes(ours)} MB, built in {took[0]:.0f} s")
        print(f"baselines: {_megabytes(theirs)} MB, built in {took[1]:.0f} s")


def _megabytes(path: Path) -> int:
    return round(path.stat().st_size / 1e6)


if __name__ == "__main__":
    main()
