"""A small made-up meeting of a parish that does not exist."""

import json
from pathlib import Path

from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import NotTreated, Span
from archiver.model.transcript import Transcript, Utterance
from benchmarks.agenda_score import Truth
from benchmarks.meetings import Meeting

TITLES = {
    "1": "Restauration du clocher et de la charpente",
    "2": "Tarifs de la piscine intercommunale",
    "3": "Plantation de haies le long du canal",
    "4": "Vente d'un tracteur ancien",
    "5": "Fermages des prairies humides",
}
SAID = {
    "1": "Nous passons à la restauration du clocher. La charpente est vermoulue, les ardoises "
    "tombent et le paratonnerre ne tient plus. Les couvreurs demandent un échafaudage. ",
    "2": "Nous passons aux tarifs de la piscine. Les nageurs paieront trois euros, les enfants "
    "rien, et le maître nageur sera augmenté. L'eau reste à vingt-sept degrés. ",
    "3": "Nous passons à la plantation de haies. Le canal manque d'ombre, les aubépines tiennent "
    "bien et les pépiniéristes offrent cent plants. Les promeneurs y gagneront. ",
    "4": "Nous passons à la vente du tracteur. Il est ancien, son moteur fume et personne ne le "
    "conduit. Un collectionneur en donne deux mille euros. ",
}
PIECE_MS = 60_000
WAIT_MS = 20_000


def meeting(language: str = "fr") -> Meeting:
    """Four items of a minute each after a wait; the fifth is printed and never comes."""
    utterances, spans, at = [], [Span(kind="none", start_ms=0, end_ms=WAIT_MS)], WAIT_MS
    for item, said in SAID.items():
        sentences = [f"{part}." for part in said.strip().rstrip(".").split(". ")]
        each = PIECE_MS // len(sentences)
        utterances += [
            Utterance(start_ms=at + n * each, end_ms=at + n * each + 9_000, text=text)
            for n, text in enumerate(sentences)
        ]
        spans.append(Span(kind="item", items=(item,), start_ms=at, end_ms=at + PIECE_MS))
        at += PIECE_MS
    return Meeting(
        "made-up",
        Agenda(
            language=language,
            items=tuple(Item(id=id, number=id, title=title) for id, title in TITLES.items()),
        ),
        Transcript(language=language, duration_ms=at, utterances=tuple(utterances)),
        Truth(
            duration_ms=at,
            spans=tuple(spans),
            not_treated=(NotTreated(item="5", reason="withdrawn"),),
        ),
        foreign=(
            Item(id="a", number="9", title="Achat de gilets fluorescents pour les cantonniers"),
            Item(id="b", number="2", title="Tarifs de la piscine"),
        ),
    )


def written(folder: Path, name: str = "made-up") -> Path:
    """The meeting as the three files of a folder."""
    one, target = meeting(), folder / name
    target.mkdir(parents=True)
    (target / "agenda.json").write_text(one.agenda.to_json(), "utf-8")
    (target / "transcript.json").write_text(one.transcript.to_json(), "utf-8")
    (target / "truth.json").write_text(json.dumps(one.truth.model_dump(mode="json")), "utf-8")
    return target
