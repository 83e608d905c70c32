"""What would change, as a person reads it on a terminal."""

from hypothesis import given
from hypothesis import strategies as st

from archiver.cli.published import change_lines, visible
from archiver.publish.interface import Change


def test_a_text_is_compared_line_by_line_and_a_file_by_its_size() -> None:
    change = Change("description", "replace", "one\ntwo\nthree", "one\n2\nthree")
    lines = [line.strip() for line in change_lines(change)]
    assert lines[0] == "~ description"
    assert lines[2:] == ["one", "-two", "+2", "three"]
    assert next(change_lines(Change("v.mp4", "add", bytes=2_000_000))).startswith("+ v.mp4  (2")


def test_what_a_terminal_would_obey_or_hide_is_shown() -> None:
    hostile = "a\x1b[2Jb\rc\u202ed\u2066e\x07\x9b31m"
    shown = visible(hostile)
    assert shown == r"a\x1b[2Jb\rc\u202ed\u2066e\x07\x9b31m"
    change = Change("title\x1b]0;x\x07", "replace", "", hostile)
    assert all(line.isprintable() for line in change_lines(change))
    assert visible("l’été\u202f: 12\u00a0%") == "l’été\u202f: 12\u00a0%"


@given(st.text(), st.text())
def test_no_text_reaches_the_terminal_as_a_command(before: str, after: str) -> None:
    for line in change_lines(Change("part", "replace", before, after)):
        plain = "".join(c for c in line if c not in "\u00a0\u202f")
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in plain)
        assert "\u202e" not in line
