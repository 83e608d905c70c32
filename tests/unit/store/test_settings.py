from pathlib import Path

import pytest

from archiver.i18n import use_language
from archiver.model.preset import Preset
from archiver.model.session import Session
from archiver.store.settings import SettingsError, load_json, load_toml
from archiver.store.shipped import load_language_pack, load_preset, shipped


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def refused(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_toml(path, Session)
    return str(caught.value)


def test_every_problem_is_said_at_once_with_the_nearest_key(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    path.write_text('titel = "Séance"\ndate = "demain"\nprest = "house"\n', encoding="utf-8")
    said = refused(path)
    assert str(path) in said
    assert "“titel” (did you mean “title”?)" in said
    assert "“prest” (did you mean “preset”?)" in said
    assert "the key “title” is missing" in said
    assert "date" in said


def test_the_nearest_key_is_found_inside_a_section(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text("[replay]\nloudnes_lufs = -23\n")
    with pytest.raises(SettingsError, match=r"replay\.loudnes_lufs.*loudness_lufs"):
        load_toml(path, Preset)


def test_bad_toml_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    path.write_text('title = "a"\ndate = \n')
    assert "line 2" in refused(path)


def test_text_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    path.write_bytes('title = "Séance"'.encode("cp1252"))
    assert "not UTF-8 text (byte 10)" in refused(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "session.toml"
    path.write_bytes(b'\xef\xbb\xbftitle = "a"\ndate = 2017-03-27\n')
    assert load_toml(path, Session).title == "a"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "was not found" in refused(tmp_path / "session.toml")


def test_broken_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "agenda.json"
    path.write_text("{")
    with pytest.raises(SettingsError, match=r"agenda\.json"):
        load_json(path, Session)


def test_the_shipped_preset_says_the_defaults() -> None:
    assert load_preset("house") == Preset()


def test_every_shipped_preset_and_language_pack_loads() -> None:
    for path in shipped("presets").glob("*.toml"):
        assert isinstance(load_preset(path.stem), Preset)
    for path in (shipped("presets") / "languages").glob("*.toml"):
        load_language_pack(path.stem)


def test_a_preset_of_the_archive_goes_before_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "house.toml").write_text("[sound]\ntrack = 2\n")
    assert load_preset("house", tmp_path).sound.track == 2


def test_an_unknown_preset_says_which_there_are() -> None:
    with pytest.raises(SettingsError, match="house"):
        load_preset("../../etc/passwd")


def test_an_unknown_language_says_which_there_are() -> None:
    with pytest.raises(SettingsError, match="fr"):
        load_language_pack("tlh")
