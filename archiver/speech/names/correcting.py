"""Names and words of the house written as its glossary has them, where they were heard otherwise.

What was recognised is kept in the words (`heard`). Words that a person mended are left alone.
"""

from collections.abc import Collection, Iterable, Sequence

from archiver.model.glossary import Glossary
from archiver.model.language import LanguagePack
from archiver.model.replacing import replaced
from archiver.model.tokens import Token, rolled, unrolled
from archiver.model.transcript import Transcript
from archiver.speech.names.everyday import everyday
from archiver.speech.names.finding import Finder
from archiver.speech.names.forms import as_heard, forms
from archiver.speech.names.phonemes import Voice
from archiver.speech.names.runs import Listener
from archiver.speech.names.weighing import Match

_LEAST_SURE, _SUREST = 0.5, 0.99


def correct_names(
    transcript: Transcript,
    glossary: Glossary,
    pack: LanguagePack,
    kept: Collection[int] = (),
) -> Transcript:
    """The transcript with the names that its glossary knows; `kept` are words not to be touched.

    Words are counted from 0 through the whole transcript. Nothing is said twice or lost: the new
    words have the extent of those they replace, whose text the first of them keeps in `heard`.
    """
    tokens = unrolled(transcript)
    chosen = found(tokens, glossary, pack, kept)
    changes = [match for match in chosen if not _stands(match)]
    for match in sorted(changes, key=lambda match: -match.run.first):
        tokens = _changed(tokens, match)
    if not changes:
        return transcript
    return transcript.model_copy(update={"utterances": rolled(transcript, tokens)})


def found(
    tokens: Sequence[Token], glossary: Glossary, pack: LanguagePack, kept: Collection[int] = ()
) -> list[Match]:
    """The names of a transcript, those that stand there rightly too, in order; none overlap."""
    voice = Voice(pack.names, {value: word for word, value in pack.numbers.units.items()})
    finder = Finder(forms(glossary, voice), as_heard(glossary), voice)
    free = [n not in kept and token.word.heard is None for n, token in enumerate(tokens)]
    listener = Listener(tokens, pack.names, everyday(pack.language), finder.spelt)
    return _apart(finder.matches(listener, free))


def _apart(matches: Iterable[Match]) -> list[Match]:
    """The best of those that overlap."""
    taken: set[int] = set()
    chosen = []
    for match in sorted(matches, key=lambda m: (-m.room, m.run.first)):
        places = range(match.run.first, match.run.last)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(match)
    return sorted(chosen, key=lambda match: match.run.first)


def _stands(match: Match) -> bool:
    return match.is_as_written


def _changed(tokens: Sequence[Token], match: Match) -> list[Token]:
    run, texts = match.run, match.form.text.split()
    texts[0] = run.elided + texts[0]
    sure = round(min(_SUREST, max(_LEAST_SURE, 1.0 - match.apart)), 3)
    return replaced(
        tokens, run.first, run.last, texts, lambda heard: {"heard": heard, "confidence": sure}
    )
