"""What is looked up in a transcript to hear its decisions: every phrase of the pack, found once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from archiver.agenda.cues import Hit, Phrasebook
from archiver.agenda.decisions.spoken import CountReader
from archiver.agenda.heard import Heard
from archiver.agenda.words import Lexicon, folded_words
from archiver.model.language import LanguagePack
from archiver.model.phrases import Phrases

ALIKE_IN_PIECES = 82.0
MOST_PIECES = 4
STOPS = ",;:.?!…"


@dataclass(frozen=True)
class Ground:
    """A transcript with what is needed to hear decisions in it."""

    heard: Heard
    pack: LanguagePack
    lexicon: Lexicon
    book: Phrasebook
    reader: CountReader
    sentence_of: Sequence[int]
    """The index of each token's sentence."""

    def hits(self, kind: str, phrases: Iterable[str], sounds: Phrases = ()) -> list[Hit]:
        """Where phrases were heard, and single words in pieces; of overlapping ones the longest."""
        found = [*self.book.hits(kind, phrases), *self._in_pieces(kind, sounds)]
        return apart(found)

    def _in_pieces(self, kind: str, sounds: Phrases) -> list[Hit]:
        """Where a single word was heard, maybe in pieces; of the ways to join, the likest."""
        found: list[Hit] = []
        for word in ("".join(folded_words(text)) for text in sounds):
            for first in range(len(self.heard.texts)):
                likeness, pieces = max(
                    (self._likeness(word, first, n), -n) for n in range(1, MOST_PIECES + 1)
                )
                if likeness >= ALIKE_IN_PIECES:
                    found.append(Hit(kind, first, first - pieces))
        return found

    def _likeness(self, word: str, first: int, pieces: int) -> float:
        texts = self.heard.texts[first : first + pieces]
        heard = "".join(texts)
        if len(texts) < pieces or heard[0] != word[0] or abs(len(heard) - len(word)) > 2:
            return 0.0
        return alike(self.lexicon, heard, word)

    def sentence(self, token: int) -> tuple[int, int]:
        """The first token of the sentence that holds `token`, and the one after its last."""
        one = self.heard.sentences[self.sentence_of[token]]
        return one.first, one.last

    def stops_after(self, token: int) -> bool:
        """Whether punctuation, or a sentence's end, follows a token."""
        if token + 1 >= len(self.heard.tokens):
            return True
        here, after = self.heard.tokens[token], self.heard.tokens[token + 1]
        if here.raw == after.raw and here.start_ms == after.start_ms:
            return False
        return here.raw[-1:] in STOPS or self.sentence_of[token] != self.sentence_of[token + 1]

    def asks(self, token: int) -> bool:
        """Whether a question ends with a token.

        A mark that the recogniser wrote apart is lost, but for the end of the sentence; only
        marks that are written apart, as the French question mark, come so.
        """
        here = self.heard.tokens[token]
        apart = here.ends_sentence and here.raw[-1:].isalnum()
        return (here.raw.endswith("?") or apart) and self.stops_after(token)

    def gap_ms(self, before: int, after: int) -> int:
        """From the end of one token to the start of another."""
        return self.heard.tokens[after].start_ms - self.heard.tokens[before].end_ms


def ground(heard: Heard, pack: LanguagePack, book: Phrasebook | None = None) -> Ground:
    """Everything ready to look up decisions; `book` saves making it again."""
    lexicon = Lexicon(pack)
    sentence_of = [i for i, s in enumerate(heard.sentences) for _ in range(s.first, s.last)]
    made = book or Phrasebook(heard, lexicon)
    return Ground(heard, pack, lexicon, made, CountReader(pack.numbers), sentence_of)


def alike(lexicon: Lexicon, heard: str, wanted: str) -> float:
    """How like two words are, written or spoken, from 0 to 100."""
    return max(fuzz.ratio(heard, wanted), fuzz.ratio(lexicon.sound(heard), lexicon.sound(wanted)))


def apart(hits: Iterable[Hit]) -> list[Hit]:
    """Hits in order, without overlap: the longest stay."""
    kept: dict[int, Hit] = {}
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda h: (h.first - h.last, h.first)):
        places = range(hit.first, hit.last)
        if taken.isdisjoint(places):
            taken.update(places)
            kept[hit.first] = hit
    return [kept[first] for first in sorted(kept)]
