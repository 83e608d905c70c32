"""A transcript as viewers read it: numbers, acronyms and punctuation as print writes them.

The words stay the speaker's, and so do their times: a number that was several words is one, from
the start of the first to the end of the last. What was recognised and what people mended is never
changed on disk: captions, the page and its exports are made from the dressed transcript.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from archiver.captions.numbers import Change, NumberWriter, Style
from archiver.captions.phrasing import ends_sentence
from archiver.captions.sigles import Speller, acronyms
from archiver.captions.tokens import seams, shared_out
from archiver.captions.typography import PLAIN_SPACE, clean, joint, polish, quoted
from archiver.captions.written import Written
from archiver.model.language import LanguagePack
from archiver.model.transcript import Transcript, Utterance, Word


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word as it is written, and the recognised words it stands for."""

    text: str
    words: tuple[Word, ...]
    utterance: int


def dressed(transcript: Transcript, pack: LanguagePack, numbers: Style = "digits") -> Transcript:
    """The transcript as it is shown. Utterances and their times stay; dressing twice is as once."""
    pieces = [p for k, u in enumerate(transcript.utterances) for p in _pieces(u, k, pack.language)]
    speakers = [u.speaker for u in transcript.utterances]
    spell = Speller(pack.language, pack.typography)
    words = _written(pieces, speakers)
    for changes in (
        partial(acronyms, own=pack.typography),
        partial(_roads, spell=spell),
        NumberWriter(pack, numbers).changes,
    ):
        made = list(changes(words))
        if made:
            pieces = _changed(pieces, made)
            words = _written(pieces, speakers)
    return _put_back(transcript, _spelt(pieces, words, spell), pack.language)


def bound(transcript: Transcript) -> Transcript:
    """A dressed transcript in which words that no line may part are one word."""
    return transcript.model_copy(
        update={"utterances": tuple(_bound(u, transcript.language) for u in transcript.utterances)}
    )


def _pieces(utterance: Utterance, index: int, language: str) -> list[_Piece]:
    """The utterance's words, whole: those that the text writes as one are one."""
    if not utterance.words:
        return [_Piece(text, (), index) for text in clean(utterance.text, PLAIN_SPACE)]
    parts: list[Word] = []
    for word in utterance.words:
        texts = clean(word.text, PLAIN_SPACE)
        for text, start, end in shared_out(texts, word.start_ms, max(word.start_ms, word.end_ms)):
            parts.append(_as(word, text, start, end, word.confidence))
    pieces: list[_Piece] = []
    glued = seams([" ".join(clean(p.text)) for p in parts], utterance.text, language)
    for part, seam in zip(parts, glued, strict=True):
        if seam and pieces:
            last = pieces[-1]
            pieces[-1] = _Piece(last.text + part.text, (*last.words, part), index)
        else:
            pieces.append(_Piece(part.text, (part,), index))
    return pieces


def _written(pieces: Sequence[_Piece], speakers: Sequence[str | None]) -> list[Written]:
    found: list[Written] = []
    before: _Piece | None = None
    for piece in pieces:
        turn = before is None or speakers[before.utterance] != speakers[piece.utterance]
        opens = turn or (before is not None and ends_sentence(before.text))
        found.append(Written.of(piece.text, opens))
        before = piece
    return found


def _roads(words: Sequence[Written], spell: Speller) -> Iterator[Change]:
    for i, word in enumerate(words):
        text = spell.road(word, words[i + 1] if i + 1 < len(words) else None)
        if text:
            yield Change(i, i + 1, text)


def _changed(pieces: Sequence[_Piece], changes: Iterable[Change]) -> list[_Piece]:
    """The pieces with all changes made but those that would join two utterances."""
    found: list[_Piece] = []
    at = 0
    for change in changes:
        some = pieces[change.first : change.last]
        if some[0].utterance != some[-1].utterance:
            continue
        found += [*pieces[at : change.first], *_instead(some, change.text)]
        at = change.last
    return [*found, *pieces[at:]]


def _instead(some: Sequence[_Piece], text: str) -> Iterator[_Piece]:
    """What stands for some pieces: one, or several that share their time."""
    words = tuple(word for piece in some for word in piece.words)
    parts = text.split(" ")
    if not words or len(parts) == 1:
        yield from (_Piece(part, words, some[0].utterance) for part in parts)
        return
    whole = _word(words, text)
    for part, start, end in shared_out(tuple(parts), whole.start_ms, whole.end_ms):
        word = whole.model_copy(update={"text": part, "start_ms": start, "end_ms": end})
        yield _Piece(part, (word,), some[0].utterance)


def _spelt(pieces: Sequence[_Piece], words: Sequence[Written], spell: Speller) -> list[_Piece]:
    found: list[_Piece] = []
    for i, (piece, word) in enumerate(zip(pieces, words, strict=True)):
        core = spell.spell(word.core)
        if i and word.opens and _ends_for_sure(pieces[i - 1].text):
            core = _capital(core)
        text = word.lead + core + word.tail
        found.append(piece if text == piece.text else replace(piece, text=text))
    return found


def _ends_for_sure(text: str) -> bool:
    """After dots of suspension a sentence may go on."""
    return ends_sentence(text) and not text.rstrip("»”\"') \u00a0\u202f").endswith(("…", ".."))


def _capital(core: str) -> str:
    plain = core.islower() and core[0].isalpha() and not set("./@:_") & set(core)
    return core[0].upper() + core[1:] if plain and len(core[0].upper()) == 1 else core


def _put_back(transcript: Transcript, pieces: Sequence[_Piece], language: str) -> Transcript:
    by_utterance: list[list[_Piece]] = [[] for _ in transcript.utterances]
    for piece in pieces:
        by_utterance[piece.utterance].append(piece)
    utterances = tuple(
        _utterance(utterance, own, language)
        for utterance, own in zip(transcript.utterances, by_utterance, strict=True)
    )
    return transcript.model_copy(update={"utterances": utterances})


def _utterance(utterance: Utterance, pieces: Sequence[_Piece], language: str) -> Utterance:
    texts = [polish(text, language) for text in quoted([p.text for p in pieces], language)]
    words = tuple(_word(p.words, text) for p, text in zip(pieces, texts, strict=True) if p.words)
    return utterance.model_copy(update={"words": words, "text": " ".join(texts)})


def _word(words: Sequence[Word], text: str) -> Word:
    """One word for several: from the start of the first to the end of the last, as sure as the
    least sure."""
    first = words[0]
    if len(words) == 1:
        return _as(first, text, first.start_ms, first.end_ms, first.confidence)
    sure = [word.confidence for word in words if word.confidence is not None]
    end = max(word.end_ms for word in words)
    return _as(first, text, first.start_ms, end, min(sure) if sure else None)


def _as(word: Word, text: str, start: int, end: int, sure: float | None) -> Word:
    """Most words stay as they are, and a copy costs more than all else that is done to a word."""
    now = (word.text, word.start_ms, word.end_ms, word.confidence)
    if now == (text, start, end, sure):
        return word
    update = {"text": text, "start_ms": start, "end_ms": end, "confidence": sure}
    return word.model_copy(update=update)


def _bound(utterance: Utterance, language: str) -> Utterance:
    texts = [word.text for word in utterance.words] or utterance.text.split(" ")
    groups: list[list[int]] = []
    line: list[str] = []
    for i, text in enumerate(texts):
        space = joint(texts[i - 1], text, language) if i and text and texts[i - 1] else " "
        if i == 0 or space == " ":
            groups.append([i])
            line.append(text)
        else:
            groups[-1].append(i)
            line[-1] += space + text
    words = utterance.words
    joined = tuple(
        _word([words[i] for i in group], text)
        for group, text in zip(groups, line, strict=True)
        if words
    )
    return utterance.model_copy(update={"words": joined, "text": " ".join(line)})
