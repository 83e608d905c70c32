from pathlib import Path

import pytest

from archiver import searchfiles
from archiver.searchfiles import put_in_place

ENTRY = "pagefind-entry.json"


def bundle(folder: Path, pieces: dict[str, str]) -> Path:
    """What Pagefind leaves, as far as it is looked at."""
    always = {
        ENTRY: " ".join(sorted(pieces)),
        "pagefind.js": "js",
        "pagefind-worker.js": "worker",
        "pagefind-ui.js": "someone else's interface",
        "wasm.fr.pagefind": "wasm",
    }
    for name, text in {**always, **pieces}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def files(target: Path) -> set[str]:
    return {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}


def test_old_pieces_go_at_once(tmp_path: Path) -> None:
    target = tmp_path / "site"
    one, two, three = "fragment/1.pf_fragment", "fragment/2.pf_fragment", "index/3.pf_index"
    put_in_place(bundle(tmp_path / "a", {one: "1", two: "2"}), target)
    assert files(target) == {
        ENTRY,
        "pagefind.js",
        "pagefind-worker.js",
        "wasm.fr.pagefind",
        one,
        two,
    }
    put_in_place(bundle(tmp_path / "b", {two: "2", three: "3"}), target)
    assert one not in files(target)
    assert {two, three} <= files(target)


def test_what_did_not_change_is_left_alone(tmp_path: Path) -> None:
    target, name = tmp_path / "site", "fragment/1.pf_fragment"
    put_in_place(bundle(tmp_path / "a", {name: "1"}), target)
    before = {path: (target / path).stat().st_mtime_ns for path in files(target)}
    put_in_place(bundle(tmp_path / "b", {name: "1"}), target)
    assert {path: (target / path).stat().st_mtime_ns for path in files(target)} == before


def test_the_entry_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    put = searchfiles._put

    def hear(source: Path, target: Path) -> None:
        order.append(target.name)
        put(source, target)

    monkeypatch.setattr(searchfiles, "_put", hear)
    made = bundle(tmp_path / "a", {"fragment/1.pf_fragment": "1", "filter/2.pf_filter": "2"})
    put_in_place(made, tmp_path / "site")
    assert order[-1] == ENTRY
    assert order[-2].endswith(".js")
    assert order[0].endswith(".pf_filter")
