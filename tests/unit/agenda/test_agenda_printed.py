"""Agendas as they are printed: what is recognised in them, and what a person reads when not."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.agenda.reading import AgendaError, read_with_remarks
from archiver.agenda.reading.identifiers import is_safe
from archiver.agenda.reading.named import members_of, names_in
from archiver.agenda.reading.printed.plain import read_plain
from archiver.agenda.reading.printed.recogniser import recognise
from archiver.i18n import use_language
from archiver.model.agenda import Agenda, Item
from benchmarks.agendas import score

SAMPLES = Path(__file__).parents[3] / "samples" / "agendas"
TYPED = [
    path
    for path in sorted(SAMPLES.glob("[01]*"))
    if path.suffix != ".json" and not path.name.startswith("09")
]
AGAIN = [path for path in sorted((SAMPLES / "second").glob("2*")) if path.suffix != ".json"]


def found(text: str) -> list[tuple[str | None, str]]:
    rows = recognise(read_plain(Path("a.txt"), text)).rows
    return [
        (str(n) if (n := row.fields.get("number")) else None, str(row.fields["title"]))
        for row in rows
    ]


@pytest.mark.parametrize("path", TYPED, ids=lambda path: path.name)
def test_every_item_of_the_samples_is_read_right(path: Path) -> None:
    truth = json.loads((SAMPLES / f"{path.stem}.truth.json").read_text(encoding="utf-8"))
    result = score(truth, read_with_remarks(path))
    assert (result.wrong, result.whole, result.missed, result.invented) == (
        [],
        len(truth["items"]),
        0,
        0,
    )


@pytest.mark.parametrize("path", AGAIN, ids=lambda path: path.name)
def test_every_item_of_the_second_samples_is_read_right(path: Path) -> None:
    truth = json.loads((SAMPLES / "second" / f"{path.stem}.truth.json").read_text(encoding="utf-8"))
    result = score(truth, read_with_remarks(path))
    assert (result.whole, result.missed) == (len(truth["items"]), 0), result.wrong


def test_a_year_alone_on_its_line_is_no_number() -> None:
    text = "Ordre du jour :\n- Approbation du compte rendu de novembre\n  2024\n- Budget\n- Routes"
    assert found(text) == [
        (None, "Approbation du compte rendu de novembre 2024"),
        (None, "Budget"),
        (None, "Routes"),
    ]


def titles_of_page(tmp_path: Path, body: str) -> list[tuple[str, str | None]]:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><h2>Ordre du jour</h2>{body}</body></html>", encoding="utf-8")
    items = read_with_remarks(path).agenda.items
    return [(item.title, (item.model_extra or {}).get("theme")) for item in items]


def test_a_list_of_lists_is_headings_and_their_items(tmp_path: Path) -> None:
    body = (
        "<ul><li>Finances<ol><li>Budget</li><li>Dette</li></ol></li>"
        "<li>Voirie<ol><li>Ponts</li></ol></li></ul>"
    )
    assert titles_of_page(tmp_path, body) == [
        ("Budget", "Finances"),
        ("Dette", "Finances"),
        ("Ponts", "Voirie"),
    ]


def test_links_to_files_that_all_say_the_same_are_no_part_of_titles(tmp_path: Path) -> None:
    link = "<a href='/{n}.pdf'>Ouvrir (PDF, {n} Ko)</a>"
    entries = "".join(
        f"<li>{title} {link.format(n=n)}</li>" for n, title in enumerate(("Dette", "Ponts", "Bacs"))
    )
    assert [title for title, _theme in titles_of_page(tmp_path, f"<ol>{entries}</ol>")] == [
        "Dette",
        "Ponts",
        "Bacs",
    ]


@pytest.mark.parametrize(
    ("first", "second", "numbers"),
    [
        ("1 Budget", "2 Routes", ["1", "2"]),
        ("1. Budget", "2. Routes", ["1", "2"]),
        ("1) Budget", "2) Routes", ["1", "2"]),
        ("1 - Budget", "2 - Routes", ["1", "2"]),
        ("A-3 Budget", "A-4 Routes", ["A-3", "A-4"]),
        ("6F Budget", "6G Routes", ["6F", "6G"]),
        ("2018-01-0030 BUDGET", "2018-01-0031 ROUTES", ["2018-01-0030", "2018-01-0031"]),
        ("Rapport n° 12 : Budget", "Rapport n° 13 : Routes", ["12", "13"]),
        ("RAPPORT N°12 Budget", "RAPPORT N°13 Routes", ["12", "13"]),
        ("N° 12/04 Budget", "N° 12/05 Routes", ["12/04", "12/05"]),
        ("CD-2026-3-12 Budget", "CD-2026-3-13 Routes", ["CD-2026-3-12", "CD-2026-3-13"]),
        ("IV. Budget", "V. Routes", ["IV", "V"]),
        ("1.1 - Budget", "1.2 - Routes", ["1.1", "1.2"]),
        ("Point 3 : Budget", "Point 4 : Routes", ["3", "4"]),
    ],
)
def test_numbers_in_all_their_forms(first: str, second: str, numbers: list[str]) -> None:
    text = f"Ordre du jour\n\n{first}\n{second}\n"
    assert [number for number, _title in found(text)] == numbers
    assert [title.casefold() for _number, title in found(text)] == ["budget", "routes"]


def test_what_begins_with_figures_inside_a_title_is_no_item() -> None:
    text = (
        "Ordre du jour\n\n1. Convention signée le\n12 juin 2024 pour l'accueil de\n"
        "14 familles\n2. Contrat de plan\n2021 et avenant\n"
    )
    assert [number for number, _title in found(text)] == ["1", "2"]


def test_pages_and_their_heads_part_no_title() -> None:
    head = "Conseil de Nulle-Part – séance du 3 mai 2024"
    pages = [
        f"{head}\n\nOrdre du jour\n\n1. Un titre qui ne finit pas au bas de la page et\n\n1/2",
        f"{head}\n\nse termine ici\n2. Un autre\n\n2/2",
    ]
    lines = read_plain(Path("a.txt"), "\f".join(pages))
    rows = recognise(lines).rows
    assert [row.fields["title"] for row in rows] == [
        "Un titre qui ne finit pas au bas de la page et se termine ici",
        "Un autre",
    ]


def test_the_rapporteur_in_all_places() -> None:
    text = (
        "Ordre du jour\n\n1. Un\nRapporteur : M. Élie Ribes\n\n2. Deux (Mme Zoé d'Arc)\n"
        "3. Trois – Mme Anne Le Goff, rapporteure\n4. Quatre (rapporteur : M. Ribes)\n"
        "5. Cinq (phase 2)\n"
    )
    rows = recognise(read_plain(Path("a.txt"), text)).rows
    tellers = [row.fields.get("rapporteur") for row in rows]
    assert tellers == ["M. Élie Ribes", "Mme Zoé d'Arc", "Mme Anne Le Goff", "M. Ribes", None]
    assert rows[4].fields["title"] == "Cinq (phase 2)"


def test_a_number_printed_twice_is_kept_apart_and_told(tmp_path: Path) -> None:
    use_language("en")
    path = tmp_path / "a.txt"
    path.write_text("Ordre du jour :\n\n1. Budget\n2. Routes\n2. Ponts\n")
    reading = read_with_remarks(path)
    assert [item.id for item in reading.agenda.items] == ["1", "2", "2-2"]
    told = "line 4: the number “2” already stands at line 3; this item is called 2-2"
    assert told in reading.notes


def test_what_was_not_understood_is_kept_with_its_place(tmp_path: Path) -> None:
    use_language("en")
    path = tmp_path / "a.txt"
    path.write_text(
        "Chers collègues,\n\nOrdre du jour :\n\n1. Budget\n\nVenez nombreux.\n\n2. Routes\n\n"
        "Annexes\nPlan\n"
    )
    reading = read_with_remarks(path)
    assert [(out.place, out.text) for out in reading.left_out] == [
        ("line 1", "Chers collègues,"),
        ("line 4", "Venez nombreux."),
        ("line 6", "Annexes"),
        ("line 7", "Plan"),
    ]


def package(members: dict[str, str | bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


def with_member(source: str, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(SAMPLES / source) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    return package({**members, name: content})


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
PDF = (SAMPLES / "02-liste.pdf").read_bytes()
DOCX = (SAMPLES / "03-romain.docx").read_bytes()
BAD = {
    "empty.pdf": (b"", "the file is empty"),
    "cut.pdf": (PDF[: len(PDF) // 2], "damaged or was cut off"),
    "head.pdf": (b"%PDF-1.7\n", "damaged or was cut off"),
    "other.docx": (package({"a.txt": "x"}), "not a DOCX or ODT"),
    "cut.docx": (DOCX[:5000], "not a DOCX or ODT"),
    "bomb.docx": (with_member("03-romain.docx", "word/document.xml", BOMB), "not safe to read"),
    "bomb.odt": (with_member("05-crochets.odt", "content.xml", BOMB), "not safe to read"),
    "large.docx": (
        with_member("03-romain.docx", "word/document.xml", b" " * 31_000_000),
        "far too large",
    ),
    "deep.html": (b"<div>" * 6000 + b"1. x", "nested too deeply"),
    "none.html": (b"<html><body></body></html>", "no item was recognised"),
    "old.doc": (b"\xd0\xcf\x11\xe0....", "old format of Word"),
    "prose.txt": (b"Bonjour,\nune belle journee.\n", "no item was recognised"),
    "text.pdf": (b"1. Budget\n2. Routes\n", "its name ends with .pdf"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_and_left_alone(tmp_path: Path, name: str) -> None:
    use_language("en")
    content, told = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AgendaError) as caught:
        read_with_remarks(path)
    assert told in str(caught.value)
    assert caught.value.remedy
    assert path.read_bytes() == content


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_language("en")
    monkeypatch.setattr("archiver.agenda.reading.printed.pdf.MOST_PAGES", 1)
    with pytest.raises(AgendaError, match="pages, more than 1"):
        read_with_remarks(SAMPLES / "06-long.pdf")


@pytest.mark.parametrize("name", ["a.csv", "a.html", "a.json", "a.docx"])
def test_a_pdf_under_a_wrong_name_is_read_as_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PDF)
    assert len(read_with_remarks(tmp_path / name).agenda.items) == 13


def test_nothing_of_a_page_is_run_or_becomes_markup(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<h1>Ordre du jour</h1><script>document.write('1. Faux')</script>"
        "<p>1. Le mot &lt;b&gt;gras&lt;/b&gt;</p><p hidden>2. Caché</p><p>2. Routes</p>"
    )
    titles = [item.title for item in read_with_remarks(path).agenda.items]
    assert titles == ["Le mot <b>gras</b>", "Routes"]


@given(st.text(st.sampled_from("1234.)-– \n\tIVABCab:éRapport n°(M. X)«»…'\f•<&"), max_size=300))
def test_whatever_is_pasted_becomes_items_with_safe_ids_or_nothing(text: str) -> None:
    rows = recognise(read_plain(Path("a.txt"), text)).rows
    ids = [str(row.fields["id"]) for row in rows]
    assert len(set(ids)) == len(ids)
    assert all(is_safe(id) for id in ids)
    assert all(str(row.fields["title"]).strip() for row in rows)


def test_members_are_those_whom_the_agenda_names() -> None:
    agenda = Agenda(
        president="Mme Zoé d'Arc",
        items=(
            Item(id="1", title="a", rapporteur="M. Jean-Luc Le Béguec et Mme d'Arc"),
            Item(id="2", title="b", rapporteur="M. le Maire"),
        ),
    )
    members = members_of(agenda, ["M. Élie Ribes"])
    assert [m.name for m in members] == ["Zoé d'Arc", "Élie Ribes", "Jean-Luc Le Béguec"]
    assert [m.role for m in members] == ["Présidente", "", ""]
    assert list(names_in("Mme la Présidente")) == []


def test_a_printed_list_of_members_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "Étaient convoqués : Mme Zoé Arc, M. Élie Ribes,\nM. Omer Lys.\n\n"
        "Ordre du jour\n\n1. Un\n2. Deux\n"
    )
    reading = read_with_remarks(path)
    assert [m.name for m in members_of(reading.agenda, reading.convened)] == [
        "Zoé Arc",
        "Élie Ribes",
        "Omer Lys",
    ]
