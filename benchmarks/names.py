"""Names and words of the house: how many are right, and how many corrections are false.

usage: python -m benchmarks.names SESSION TRANSCRIPT.json [--others GLOSSARY …] [--list]
       python -m benchmarks.names --strangers TRANSCRIPT.json … [--others GLOSSARY …]

SESSION holds `truth.json`, `agenda.json` and perhaps `members.csv`: the word error rate and the
recall of names of TRANSCRIPT before and after it is corrected by SESSION's glossary, and the false
corrections: those that write a term where the truth has no such words.
GLOSSARY is the folder of another house, or an agenda in JSON: no one of theirs speaks or is named,
so every correction by its own terms is taken to be false; words of procedure are not counted.
--strangers does only that. Besides the GLOSSARY files it uses a made-up house of the language's
commonest family names, where nearly every name that is heard is like one.

WER and recall are those of `benchmarks.heard`.
"""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from archiver.agenda.reading import read_members
from archiver.corrections.words import House
from archiver.model.agenda import Agenda, Member
from archiver.model.glossary import Change, Glossary, Term
from archiver.model.language import LanguagePack
from archiver.model.transcript import Transcript
from archiver.speech.names.correcting import correct_names
from archiver.speech.names.telling import changes
from archiver.speech.names.terms import of_agenda, of_language, of_members
from archiver.store.shipped import load_language_pack
from benchmarks.heard import compare
from benchmarks.truth import Truth
from benchmarks.wording import normalised

_NEAR_MS = 2_000
COMMONEST = {
    "fr": "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel "
    "Lefebvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine "
    "Rousseau Vincent Muller Lefevre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier "
    "François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu",
    "en": "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez "
    "Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White "
    "Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres",
}


def glossary_of(source: Path, pack: LanguagePack) -> Glossary:
    """What a session's folder, or the file of an agenda, makes a glossary of."""
    agenda = source / "agenda.json" if source.is_dir() else source
    members = source / "members.csv"
    listed = read_members(members) if members.is_file() else ()
    return _joined((*of_members(listed, pack), *of_agenda(_agenda(agenda), pack)), pack)


def _agenda(path: Path) -> Agenda:
    data = json.loads(path.read_text("utf-8"))
    items = [{"id": str(n), **item} for n, item in enumerate(data["items"])]
    kept = {key: data[key] for key in ("body", "title", "president") if data.get(key)}
    return Agenda.model_validate({**kept, "items": items})


def _joined(terms: Iterable[Term], pack: LanguagePack) -> Glossary:
    known: dict[str, Term] = {}
    for term in (*terms, *of_language(pack)):
        known.setdefault(term.text, term)
    return Glossary(terms=tuple(known.values()))


def house_of(folder: Path) -> House:
    """What the step does with the names of a session's folder."""
    pack = load_language_pack(_agenda(folder / "agenda.json").language)
    known = glossary_of(folder, pack)
    return lambda said, kept: correct_names(said, known, pack, kept)


def false_ones(made: Sequence[Change], truth: Path) -> Iterator[Change]:
    """The changes that write what was not said there."""
    said = json.loads(truth.read_text("utf-8"))["utterances"]
    for one in made:
        near = "".join(
            normalised(u["text"]).replace(" ", "")
            for u in said
            if u["start_ms"] - _NEAR_MS <= one.end_ms and one.start_ms <= u["end_ms"] + _NEAR_MS
        )
        if normalised(one.text).replace(" ", "") not in near:
            yield one


def _read(path: Path) -> Transcript:
    return Transcript.model_validate_json(path.read_text("utf-8"))


def _count(transcript: Transcript) -> int:
    return sum(len(u.timed_words()) for u in transcript.utterances)


def own(folder: Path, path: Path, *, listed: bool) -> None:
    """A session by its own glossary."""
    said = _read(path)
    pack = load_language_pack(said.language)
    known = glossary_of(folder, pack)
    begin = time.process_time()
    after = correct_names(said, known, pack)
    seconds = time.process_time() - begin
    print(f"{path}, glossary of {folder.name}: {len(known.terms)} terms, {seconds:.2f} CPU-s")
    truth = Truth.of(folder / "truth.json")
    print("| | WER | names right | recall |\n|---|---|---|---|")
    for label, one in (("as recognised", said), ("with the glossary", after)):
        h = compare(truth, one)
        cells = f"{h.wer:.1%} | {h.names_found} of {h.names} | {h.recall or 0:.3f}"
        print(f"| {label} | {cells} |")
    made = changes(after, known)
    false = list(false_ones(made, folder / "truth.json"))
    n = _count(said)
    print(f"{len(made)} changes, {len(false)} false: {1000 * len(false) / n:.2f} in 1,000 words\n")
    for c in made if listed else false:
        mark = "false " if c in false else ""
        print(f"- {mark}{c.start_ms} “{c.heard}” → “{c.text}” ({c.term}, {c.origin})")


def strangers(paths: Sequence[Path], others: Sequence[Path], *, listed: bool) -> None:
    """Transcripts by glossaries of houses that were not there."""
    words = false = 0
    print("| transcript | glossaries | words | false corrections | in 1,000 words |")
    print("|---|---|---|---|---|")
    told: list[str] = []
    for path in paths:
        said = _read(path)
        pack = load_language_pack(said.language)
        houses = [glossary_of(other, pack) for other in others if other != path.parent]
        houses += [_commonest(said.language, pack)]
        found = [one for known in houses for one in _wrong(said, known, pack)]
        told += [f"{path.parent.name}: “{one.heard}” → “{one.text}”" for one in found]
        n = _count(said) * len(houses)
        words, false = words + n, false + len(found)
        print(f"| {path.parent.name} | {len(houses)} | {n} | {len(found)} | {_rate(found, n)} |")
    print(f"| all | | {words} | {false} | {1000 * false / max(1, words):.2f} |")
    for line in told if listed else ():
        print(f"- {line}")


def _rate(found: Sequence[Change], words: int) -> str:
    return f"{1000 * len(found) / max(1, words):.2f}"


def _commonest(language: str, pack: LanguagePack) -> Glossary:
    members = [Member(name=f"Camille {name}") for name in COMMONEST[language].split()]
    return _joined(of_members(members, pack), pack)


def _wrong(said: Transcript, known: Glossary, pack: LanguagePack) -> Iterator[Change]:
    after = correct_names(said, known, pack)
    yield from (one for one in changes(after, known) if one.origin != "language")


def main(args: list[str]) -> None:
    """What the module's head says."""
    at = args.index("--others") if "--others" in args else len(args)
    plain = [arg for arg in args[:at] if not arg.startswith("--")]
    others = [Path(arg) for arg in args[at + 1 :] if not arg.startswith("--")]
    report = partial(strangers, others=others, listed="--list" in args)
    if "--strangers" in args:
        report([Path(arg) for arg in plain])
        return
    folder, path = map(Path, plain)
    own(folder, path, listed="--list" in args)
    if others:
        report([path])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
