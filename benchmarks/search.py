"""How fast the search room answers, by how common the words are, against two plain baselines.

    python -m benchmarks.search --hours 100

The corpus is made up: French-looking words whose frequencies follow Zipf and Mandelbrot's law,
9,500 words an hour in utterances of 4 to 16 words, sessions of four hours. The baselines hold one
row an utterance: a plain table scanned with LIKE, and FTS5 as it comes (unicode61, no stems,
ranked, highlighted). All three give the first 20 hits; only ours also counts them.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import apsw

from archiver.search.index import Index
from archiver.search.records import IndexedSession, Passage

_SESSION_HOURS = 4
_WORDS_AN_HOUR = 9500
_VOCABULARY = 40_000
_COMMON = (
    "de la le les et des à en que est nous du un une pour qui dans pas sur ce au vous je il a "
    "plus par avec sont cette ne on mais se tout être aussi ont fait bien comme nos aux très "
    "cela notre ces même donc si ou leur elle ils sans peut été avons entre deux faire votre "
    "y alors où encore sera dire merci parce temps autres ceux non oui toujours là après "
    "avant trop chaque jamais rien puis moins trois sous contre lors quand quelques vers dont "
    "soit avait car ici madame monsieur président vote"
)
_MATTERS = (
    "conseil département assemblée rapport délibération budget commission collège lycée route "
    "voirie solidarité autonomie enfance insertion subvention amendement crédit compte "
    "dépense recette dette investissement fonctionnement collectivité commune canton "
    "établissement pompier secours handicap logement culture musée sport environnement "
    "agriculture tourisme numérique transport personnel marché convention programme "
    "aménagement équipement allocation prestation tarif hébergement"
)
_SYLLABLES = (
    "ba bé bo ca ce co cou da dé di do fa fi fo ga gi gra ha jo la lé li lo ma mé mi mo na né "
    "no pa pé pi plo pra que ra ré ri ro sa sé si so sta ta té ti to tra va vé vi vo an en on "
    "in ou é"
)
_ENDINGS = (
    "ment ments tion tions er é ée és ées eur eurs euse al ale aux ité ités ique iques able "
    "ables age ages ons ez ent ant aire aires if ive"
)


@dataclass(frozen=True)
class Corpus:
    """Made-up sessions, and the vocabulary in order of frequency."""

    sessions: list[IndexedSession]
    words: list[str]


@dataclass(frozen=True)
class Searched:
    """One query, as each of the three is asked it: what a user types, FTS5's, LIKE's."""

    typed: str
    fts5: str
    like: str


def vocabulary(chance: random.Random) -> list[str]:
    """Distinct words, the commonest first: real ones, then made-up ones with French endings."""
    syllables, endings = _SYLLABLES.split(), _ENDINGS.split()
    words = dict.fromkeys((*_COMMON.split()[:100], *_MATTERS.split()))
    while len(words) < _VOCABULARY:
        root = "".join(chance.choices(syllables, k=chance.randint(1, 3)))
        words[root + chance.choice(endings)] = None
    return list(words)


def corpus(hours: int, chance: random.Random) -> Corpus:
    """`hours` of made-up sessions, a month apart."""
    words = vocabulary(chance)
    weights = list(accumulate(1 / (rank + 2.7) ** 1.05 for rank in range(1, len(words) + 1)))
    sessions = []
    for number in range(max(1, hours // _SESSION_HOURS)):
        day = date(1990, 1, 1) + timedelta(days=30 * number)
        said = chance.choices(words, cum_weights=weights, k=_WORDS_AN_HOUR * _SESSION_HOURS)
        passages = tuple(_passages(said, chance))
        id = f"{day.isoformat()}-seance"
        sessions.append(IndexedSession(id=id, title="Séance", date=day, passages=passages))
    return Corpus(sessions, words)


def _passages(said: Sequence[str], chance: random.Random) -> Iterator[Passage]:
    word_ms = 3_600_000 // _WORDS_AN_HOUR
    at, turn_ends, item = 0, 0, 0
    speaker, title = "", ""
    while at < len(said):
        if at >= turn_ends:
            turn_ends, speaker = at + chance.randint(5, 800), f"Élu {chance.randint(1, 60)}"
            if not title or chance.random() < 0.2:
                item, title = item + 1, f"Rapport {item + 1} : {' '.join(said[at : at + 8])}"
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
        )
        at = end


def queries(made: Corpus, each: int, chance: random.Random) -> dict[str, list[Searched]]:
    """`each` queries of every class, of words and phrases that were said."""
    texts = [p.text.rstrip(".,").lower() for s in made.sessions for p in s.passages]
    said = [words for text in chance.choices(texts, k=each * 40) if len(words := text.split()) > 4]
    ranks = {word: rank for rank, word in enumerate(made.words, 1)}

    def single(low: int, high: int) -> list[Searched]:
        found = [w for words in said for w in words if low <= ranks[w] <= high]
        return [_all([word]) for word in list(dict.fromkeys(found))[:each]]

    middling = [[w for w in words if 100 < ranks[w] <= 10_000] for words in said]
    pairs = [words[:2] for words in middling if len(set(words)) > 1]
    stems = [words[0] for words in middling if words and len(words[0]) > 5]
    return {
        "word, the commonest 100": single(1, 100),
        "word, rank 101 to 1,000": single(101, 1000),
        "word, rank 1,001 to 10,000": single(1001, 10_000),
        "word, rarer": single(10_001, _VOCABULARY),
        "two words, rank 101 to 10,000": [_all(pair) for pair in pairs[:each]],
        "a common word and another": [_all(["de", pair[0]]) for pair in pairs[:each]],
        "exact phrase of three words": [_exact(words[:3]) for words in said[:each]],
        "three letters and *": [_prefix(word[:3]) for word in stems[:each]],
        "five letters and *": [_prefix(word[:5]) for word in stems[:each]],
    }


def _all(words: Sequence[str]) -> Searched:
    return Searched(" ".join(words), " ".join(f'"{w}"' for w in words), f"%{'%'.join(words)}%")


def _exact(words: Sequence[str]) -> Searched:
    phrase = " ".join(words)
    return Searched(f'"{phrase}"', f'"{phrase}"', f"%{phrase}%")


def _prefix(letters: str) -> Searched:
    return Searched(f"{letters}*", f'"{letters}"*', f"%{letters}%")


def build_index(made: Corpus, path: Path) -> Index:
    """Ours, with every session added."""
    index = Index.open(path)
    for session in made.sessions:
        index.add(session)
    return index


def build_plain(made: Corpus, path: Path) -> apsw.Connection:
    """The baselines: a table of utterances, and FTS5 as it comes over the same table."""
    plain = apsw.Connection(str(path))
    plain.execute("""
        CREATE TABLE said(id INTEGER PRIMARY KEY, session TEXT, text TEXT);
        CREATE VIRTUAL TABLE words USING fts5(text, content='said', content_rowid='id',
            tokenize='unicode61 remove_diacritics 2', prefix='2 3')
    """)
    with plain:
        plain.executemany(
            "INSERT INTO said(session, text) VALUES(?, ?)",
            ((s.id, p.text) for s in made.sessions for p in s.passages),
        )
        plain.execute("INSERT INTO words(words) VALUES('rebuild')")
    return plain


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
        ours = timed(lambda query: index.search(query.typed), some)
        # A scan takes about the same for all words of a class.
        figures = (ours, timed(fts5, some), timed(like, some[:10]))
        print(
            f"| {name} ({len(some)}) |", " | ".join(f"{a:.1f} / {b:.1f}" for a, b in figures), "|"
        )


def main() -> None:
    """Make the corpus, index it three ways, print the table."""
    parser = argparse.ArgumentParser(description="Times the search room")
    parser.add_argument("--hours", type=int, default=100, help="hours of sessions (100)")
    parser.add_argument("--queries", type=int, default=60, help="queries of each class (60)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    made = corpus(options.hours, chance)
    words = sum(len(p.text.split()) for s in made.sessions for p in s.passages)
    said = sum(len(s.passages) for s in made.sessions)
    print(f"{options.hours} h: {len(made.sessions)} sessions, {said} utterances, {words} words")
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "index.db"), Path(folder, "plain.db")
        started = time.perf_counter()
        index = build_index(made, ours)
        middle = time.perf_counter()
        plain = build_plain(made, theirs)
        ended = time.perf_counter()
        report(index, plain, queries(made, options.queries, chance))
        index.close()
        plain.close()
        print(f"archiver: {_megabytes(ours)} MB, built in {middle - started:.0f} s")
        print(f"baselines: {_megabytes(theirs)} MB, built in {ended - middle:.0f} s")


def _megabytes(path: Path) -> int:
    return round(path.stat().st_size / 1e6)


if __name__ == "__main__":
    main()
