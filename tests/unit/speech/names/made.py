"""A made-up house, and transcripts of what was heard there."""

from archiver.model.glossary import Glossary, Term
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.speech.names.correcting import correct_names
from archiver.speech.names.telling import changes
from archiver.speech.names.terms import of_language
from archiver.store.shipped import load_language_pack

PACK = load_language_pack("fr")


def person(text: str, **more: object) -> Term:
    given = text.split()[0]
    return Term.model_validate(
        {"text": text, "kind": "person", "origin": "members", "given": given, **more}
    )


def place(text: str) -> Term:
    return Term(text=text, kind="place", origin="members")


HOUSE = Glossary(
    terms=(
        person("Gontran Malverdier"),
        person("Solène Berthaucourt-Vial"),
        person("Armelle Roquefeuille"),
        person("Éric Petit"),
        place("Saint-Vaudrey"),
        place("Haute-Lisière"),
        Term(text="SDIS", kind="acronym", origin="agenda"),
        Term(text="RD 214", kind="road", origin="agenda"),
        *of_language(PACK),
    )
)


def said(*texts: str, confidence: float | None = 0.5) -> Transcript:
    """Utterances of 400 ms a word, one second apart."""
    utterances, at = [], 1_000
    for text in texts:
        words = [
            Word(start_ms=at + 400 * n, end_ms=at + 400 * n + 400, text=one, confidence=confidence)
            for n, one in enumerate(text.split())
        ]
        end = words[-1].end_ms
        utterances.append(Utterance(start_ms=at, end_ms=end, text=text, words=tuple(words)))
        at = end + 1_000
    return Transcript(language="fr", duration_ms=at, utterances=tuple(utterances))


def corrected(text: str, glossary: Glossary = HOUSE, confidence: float | None = 0.5) -> str:
    """What becomes of one utterance."""
    after = correct_names(said(text, confidence=confidence), glossary, PACK)
    return after.utterances[0].text


def told(text: str, glossary: Glossary = HOUSE) -> list[tuple[str, str]]:
    """What was heard and what stands there now, of one utterance."""
    after = correct_names(said(text), glossary, PACK)
    return [(one.heard, one.text) for one in changes(after, glossary)]
