"""What is read of an agenda and of the members, and what a person reads when it cannot be."""

import json
import re
from pathlib import Path

import pytest

from archiver.agenda.reading import AgendaError, read_agenda, read_members
from archiver.i18n import language, use_language


@pytest.fixture(autouse=True)
def _english() -> object:
    before = language()
    use_language("en")
    yield
    use_language(before)


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(AgendaError) as caught:
        read_agenda(path)
    assert path.name in caught.value.what
    assert caught.value.remedy
    return list(caught.value.problems)


CSV = (
    "Commission;N°;Intitulé du rapport;Rapporteur;Thème\n"
    "1re commission – Finances;101;Compte administratif 2025;M. Élie Ribes;budget\n"
    "\n"
    ";;Vœux de l’assemblée;;\n"
    '2e commission;205;"« Une ligne\nsur deux » œuvre";Mme Zoé Lœuillet;\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_in_any_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = CSV.replace(";", delimiter)
    agenda = read_agenda(write(tmp_path / "ordre.csv", text.encode(encoding)))
    assert [item.id for item in agenda.items] == ["101", "voeux-de-l-assemblee", "205"]
    first, second, third = agenda.items
    assert (first.number, first.title) == ("101", "Compte administratif 2025")
    assert (first.rapporteur, first.commission) == ("M. Élie Ribes", "1re commission – Finances")
    assert first.model_extra == {"theme": "budget"}
    assert (second.number, second.rapporteur) == (None, None)
    assert third.title == "« Une ligne sur deux » œuvre"


def test_english_headers_and_a_second_candidate_for_the_title(tmp_path: Path) -> None:
    text = "Report number,Title,Description,Presented by\n7,Bridge repairs,Two spans,Cllr Ash\n"
    (item,) = read_agenda(write(tmp_path / "a.csv", text)).items
    assert (item.id, item.title, item.rapporteur) == ("7", "Bridge repairs", "Cllr Ash")
    assert item.model_extra == {"description": "Two spans"}


def test_duplicate_numbers_in_csv_show_both_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "N°;Titre\n12;Un\n13;Deux\nn° 12;Trois\n12;Quatre\n")
    assert problems(path) == [
        "line 4: the number “n° 12” already stands at line 2",
        "line 5: the number “12” already stands at line 2",
    ]


def test_all_problems_are_told_together_with_their_places(tmp_path: Path) -> None:
    data = {
        "body": ["x"],
        "items": [
            {"title": "  "},
            {"titel": "Routes"},
            {"title": "Fine", "id": "../../etc"},
            {"title": {"fr": "x"}},
            "Ponts",
            {"title": "A", "id": "a"},
            {"title": "B", "id": "a"},
        ],
    }
    told = problems(write(tmp_path / "a.json", json.dumps(data)))
    assert told == [
        "item 5: it is not an object with a title",
        "the agenda: “body” must be a text",
        "item 1: the title is missing",
        "item 2: unknown key “titel”; is “titre” meant?",
        "item 4: “title” must be a text",
        "item 3: the id “../../etc” may hold only lower-case letters, digits and hyphens; "
        "“etc” would do",
        "item 7: the id “a” already stands at item 6",
    ]


def test_json_keeps_further_keys_and_duplicate_numbers_with_ids(tmp_path: Path) -> None:
    data = {
        "body": "Conseil",
        "place": "Hôtel",
        "date": "2026-11-20",
        "items": [
            {"id": "1", "number": "a", "title": "One", "theme": "x", "pages": 4},
            {"id": "2", "number": "a", "title": "Two", "number2": None},
            {"number": 3, "title": "Three", "rapporteur": None},
        ],
    }
    agenda = read_agenda(write(tmp_path / "a.json", json.dumps(data)))
    assert [(i.id, i.number) for i in agenda.items] == [("1", "a"), ("2", "a"), ("3", "3")]
    assert agenda.model_extra == {"place": "Hôtel"}
    assert agenda.items[0].model_extra == {"theme": "x", "pages": 4}


def test_toml_with_a_date_and_further_keys(tmp_path: Path) -> None:
    text = 'corps = "x"\ndate = 2026-11-20\n[[items]]\nnumber = 4\ntitle = "Ponts"\nvote = true\n'
    agenda = read_agenda(write(tmp_path / "a.toml", text))
    assert agenda.date == "2026-11-20"
    assert (agenda.items[0].id, agenda.items[0].model_extra) == ("4", {"vote": True})


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", "[1, 2]", "it must hold one object, with a list named “items”"),
        ("a.json", '{"items": [}', "line 1, column 12: this is not JSON"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", '{"items": []}', "it has no item at all"),
        ("a.json", '{"points": []}', "it has no list named “items”"),
        ("a.toml", "[[items]]\ntitle = 'a'\ntitle = oui\n", "at line 3"),
        ("a.toml", "titre = 'x'\n", "it has no list named “items”"),
        ("a.csv", "", "the file is empty"),
        ("a.csv", b"\xef\xbb\xbf", "the file is empty"),
        ("a.csv", " \n\n", "the file is empty"),
        ("a.csv", "N°;Titre\n", "it has no item at all"),
        ("a.csv", "N°;Rapporteur\n1;x\n", "no column holds the titles; the columns are: N°, Rapp"),
        ("a.csv", "N°;Titre\n1;   \n", "line 2: the title is missing"),
        ("a.csv", "N°;Titre\n1;x;perdu\n", "line 2: it has 3 cells, the first row has 2"),
        ("a.csv", "Titre;Titre\nx;y\n", "the column “Titre” is there twice"),
        ("a.csv", "Titre;Raporteur\nx;y\n", "unknown column “Raporteur”; is “rapporteur” meant?"),
        ("a.csv", b"N\x81;Titre\n1;x\n", "its encoding is neither UTF-8 nor Windows-1252"),
        ("a.csv", b"PK\x03\x04....", "it is a document or a workbook"),
        ("a.rst", "x", "agendas of this kind are not known"),
        ("a.odt", "x", "its name ends with .odt, but it is not such a file"),
    ],
)
def test_what_a_person_reads(tmp_path: Path, name: str, content: str | bytes, told: str) -> None:
    path = write(tmp_path / name, content)
    assert told in "\n".join(problems(path))
    assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert problems(tmp_path / "rien.json") == ["No such file or directory"]


@pytest.mark.parametrize(
    "title",
    [
        "x" * 2000,
        "🚒 feu 🚒",
        "<script>alert(1)</script>",
        "../../../etc/passwd",
        "--help",
        "…",
    ],
)
def test_any_title_is_kept_and_its_id_is_safe(tmp_path: Path, title: str) -> None:
    data = {"items": [{"title": title}, {"title": title}]}
    first, second = read_agenda(write(tmp_path / "a.json", json.dumps(data))).items
    assert first.title == second.title == title
    assert first.id != second.id
    for item in (first, second):
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", item.id)
        assert len(item.id) <= 64


def test_control_characters_leave_a_title(tmp_path: Path) -> None:
    data = {"items": [{"title": "Un\x00\x1b[31m titre\u2028 long"}]}
    (item,) = read_agenda(write(tmp_path / "a.json", json.dumps(data))).items
    assert item.title == "Un [31m titre long"


@pytest.mark.parametrize("id", ["-x", "x-", "A", "a b", "é", "a/b", "a" * 65, "..", "<b>"])
def test_given_ids_are_refused_and_never_changed(tmp_path: Path, id: str) -> None:
    data = {"items": [{"id": id, "title": "x"}]}
    (told,) = problems(write(tmp_path / "a.json", json.dumps(data)))
    assert told.startswith("item 1: the id “")


def test_many_problems_are_told_shortly(tmp_path: Path) -> None:
    data = {"items": [{"title": ""} for _ in range(60)]}
    path = write(tmp_path / "a.json", json.dumps(data))
    with pytest.raises(AgendaError) as caught:
        read_agenda(path)
    assert len(caught.value.problems) == 60
    assert "and 40 more problems" in str(caught.value)


def test_members_under_french_and_english_headers(tmp_path: Path) -> None:
    french = "Prénom;Nom;Groupe;Canton;Fonction;Courriel\nZoé;Lœuillet;Gauche;Nord;Présidente;z@x\n"
    (member,) = read_members(write(tmp_path / "m.csv", french))
    assert (member.name, member.group, member.canton) == ("Zoé Lœuillet", "Gauche", "Nord")
    assert member.role == "Présidente"
    english = 'name,gender,ward,role,speaks\nAnn Ash,F,West,"Chair, finance",yes\n'
    (member,) = read_members(write(tmp_path / "n.csv", english))
    assert (member.name, member.canton, member.role) == ("Ann Ash", "West", "Chair, finance")


def test_members_that_cannot_be_read(tmp_path: Path) -> None:
    path = write(tmp_path / "m.csv", "nom;cantton\nA;x\n;y\nA;z\n")
    with pytest.raises(AgendaError) as caught:
        read_members(path)
    assert caught.value.problems == (
        "line 1: unknown column “cantton”; is “canton” meant?",
        "line 3: the name is missing",
        "line 4: “A” is already in line 2",
    )
    with pytest.raises(AgendaError, match="no column holds the names"):
        read_members(write(tmp_path / "n.csv", "a;b\n1;2\n"))
