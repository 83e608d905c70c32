import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from archiver.publish.sync import FileChange, SiteSync
from archiver.publish.transports import TransportError
from archiver.publish.transports.interface import Outgoing, There
from archiver.publish.transports.local import LocalTransport

SCOPE = ("2026-11-20-seance/", "assets/", "index.html", "feed.xml")
NAMES = (
    "2026-11-20-seance/poster.jpg",
    "2026-11-20-seance/replay.mp4",
    "assets/site-ed85dae2b9.css",
    "2026-11-20-seance/fr.vtt",
    "2026-11-20-seance/index.html",
    "index.html",
    "feed.xml",
)


class Kept:
    """What a process leaves on disk: read back from JSON by the next."""

    def __init__(self) -> None:
        self.text = "{}"

    def __call__(self, own: dict[str, Any]) -> None:
        self.text = json.dumps(own)

    @property
    def own(self) -> Mapping[str, Any]:
        return json.loads(self.text)  # type: ignore[no-any-return]


class Watched(LocalTransport):
    """A folder that tells what was done to it, and may be told to do something before a file."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.root = root
        self.did: list[str] = []
        self.read: list[str] = []
        self.before: Callable[[Outgoing], None] = lambda file: None

    def send(self, file: Outgoing) -> There:
        self.before(file)
        there = super().send(file)
        self.did.append(f"+{file.name}")
        return there

    def delete(self, name: str) -> None:
        super().delete(name)
        self.did.append(f"-{name}")

    def digest(self, name: str) -> str | None:
        self.read.append(name)
        return super().digest(name)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in NAMES:
        write(tmp_path / "site" / name, f"what is in {name}")
    write(tmp_path / "site/2025-01-01-other/index.html", "not ours")
    write(tmp_path / "site/.lease", "a lock")
    return tmp_path / "site"


@pytest.fixture
def there(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "there")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".writing-{path.name}")
    making.write_text(text)
    making.replace(path)


def sync(there: LocalTransport, site: Path, kept: Kept) -> SiteSync:
    return SiteSync(there, site, kept, kept.own)


def published(there: Watched, site: Path) -> Kept:
    kept = Kept()
    sync(there, site, kept).send(SCOPE)
    there.did.clear()
    there.read.clear()
    return kept


def same(site: Path, root: Path) -> None:
    found = {str(p.relative_to(root)): p.read_text() for p in root.rglob("*") if p.is_file()}
    assert found == {name: (site / name).read_text() for name in NAMES if (site / name).exists()}


def test_everything_goes_once_in_order(there: Watched, site: Path) -> None:
    kept, shares = Kept(), list[float]()
    planned = sync(there, site, kept).changes(SCOPE)
    assert planned[0] == FileChange(NAMES[0], "add", len(f"what is in {NAMES[0]}"))
    assert kept.text == "{}"
    assert not there.root.exists()
    sync(there, site, kept).send(SCOPE, shares.append)
    assert there.did == [f"+{name}" for name in NAMES]
    same(site, there.root)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert sync(there, site, kept).verify(SCOPE) == ()


def test_a_second_time_nothing_is_sent_nor_read(there: Watched, site: Path) -> None:
    kept = published(there, site)
    assert sync(there, site, kept).changes(SCOPE) == ()
    sync(there, site, kept).send(SCOPE)
    assert there.did == there.read == []


def test_only_the_changed_captions_go(there: Watched, site: Path) -> None:
    kept = published(there, site)
    write(site / "2026-11-20-seance/fr.vtt", "corrected")
    expected = FileChange("2026-11-20-seance/fr.vtt", "replace", len("corrected"))
    assert sync(there, site, kept).changes(SCOPE) == (expected,)
    sync(there, site, kept).send(SCOPE)
    assert there.did == ["+2026-11-20-seance/fr.vtt"]
    same(site, there.root)


def test_a_change_within_one_tick_of_the_clock_is_seen(there: Watched, site: Path) -> None:
    page = site / "index.html"
    before = page.stat()
    kept = published(there, site)
    page.write_text(page.read_text().upper())
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    own = json.loads(kept.text)
    now = page.stat()
    mark = f"{now.st_size} {now.st_mtime_ns} {now.st_ctime_ns} {now.st_ino}"
    own["files"]["index.html"]["mark"] = mark
    kept(own)
    assert [c.name for c in sync(there, site, kept).changes(SCOPE)] == ["index.html"]


def test_what_rested_is_not_read_again(
    there: Watched, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = published(there, site)
    own = json.loads(kept.text)
    for known in own["files"].values():
        known["settled"] = True
    kept(own)
    for name in NAMES:
        (site / name).chmod(0)
    monkeypatch.setattr("hashlib.file_digest", None)
    own["files"] = {
        name: known | {"mark": " ".join([*known["mark"].split()[:2], *mark_end(site / name)])}
        for name, known in own["files"].items()
    }
    kept(own)
    assert sync(there, site, kept).changes(SCOPE) == ()


def mark_end(path: Path) -> list[str]:
    return [str(path.stat().st_ctime_ns), str(path.stat().st_ino)]


def test_what_another_publication_sent_is_not_sent_again(there: Watched, site: Path) -> None:
    published(there, site)
    kept = Kept()
    sync(there, site, kept).send(SCOPE)
    assert there.did == []
    assert sorted(there.read) == sorted(NAMES)
    there.read.clear()
    assert sync(there, site, kept).changes(SCOPE) == ()
    assert there.read == []


@pytest.mark.parametrize("altered", ["as long", "longer", "gone", "as long, same time"])
def test_what_was_altered_there_is_found_and_sent_again(
    there: Watched, site: Path, altered: str
) -> None:
    kept = published(there, site)
    page = there.root / "2026-11-20-seance/index.html"
    before = page.stat()
    if altered == "gone":
        page.unlink()
    else:
        page.write_text(page.read_text().upper() + ("more" if altered == "longer" else ""))
    if altered == "as long, same time":
        os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (site / "2026-11-20-seance/index.html").read_text().startswith("what is in")
    found = sync(there, site, kept).verify(SCOPE)
    assert [f.part for f in found] == ["2026-11-20-seance/index.html"]
    assert found[0].why
    sync(there, site, kept).send(SCOPE)
    assert there.did == ["+2026-11-20-seance/index.html"]
    assert sync(there, site, kept).verify(SCOPE) == ()


def test_what_is_gone_here_goes_last_and_nothing_else(there: Watched, site: Path) -> None:
    kept = published(there, site)
    write(there.root / "2026-11-20-seance/put-by-hand.pdf", "not ours")
    (site / "2026-11-20-seance/fr.vtt").unlink()
    (site / "assets/site-ed85dae2b9.css").unlink()
    write(site / "index.html", "a new list")
    changes = sync(there, site, kept).changes(SCOPE)
    assert [(c.action, c.name) for c in changes] == [
        ("replace", "index.html"),
        ("remove", "2026-11-20-seance/fr.vtt"),
    ]
    found = sync(there, site, kept).verify(SCOPE)
    assert [f.part for f in found] == ["index.html", "2026-11-20-seance/fr.vtt"]
    sync(there, site, kept).send(SCOPE)
    assert there.did == ["+index.html", "-2026-11-20-seance/fr.vtt"]
    assert (there.root / "2026-11-20-seance/put-by-hand.pdf").exists()
    assert sync(there, site, kept).changes(SCOPE) == ()


def test_nothing_outside_the_scope_is_touched(there: Watched, site: Path) -> None:
    kept = published(there, site)
    (site / "index.html").unlink()
    write(site / "2026-11-20-seance/index.html", "new")
    sync(there, site, kept).send(("2026-11-20-seance/",))
    assert there.did == ["+2026-11-20-seance/index.html"]
    assert (there.root / "index.html").exists()


def test_withdrawing_removes_pages_before_media(there: Watched, site: Path) -> None:
    kept = published(there, site)
    write(there.root / "2026-11-20-seance/put-by-hand.pdf", "not ours")
    sync(there, site, kept).remove(("2026-11-20-seance/",))
    assert [name.rpartition("/")[2] for name in there.did] == [
        "index.html",
        "fr.vtt",
        "replay.mp4",
        "poster.jpg",
    ]
    assert [p.name for p in (there.root / "2026-11-20-seance").iterdir()] == ["put-by-hand.pdf"]
    assert (there.root / "index.html").exists()


def test_a_file_that_changes_while_it_is_sent_goes_again(there: Watched, site: Path) -> None:
    def once(file: Outgoing) -> None:
        if file.name == "2026-11-20-seance/fr.vtt":
            there.before = lambda file: None
            write(file.path, "corrected meanwhile")

    there.before = once
    kept = Kept()
    sync(there, site, kept).send(SCOPE)
    same(site, there.root)
    assert sync(there, site, kept).verify(SCOPE) == ()


def test_a_file_that_never_rests_is_said(there: Watched, site: Path) -> None:
    there.before = lambda file: write(file.path, file.path.read_text() + "more")
    with pytest.raises(TransportError) as failed:
        sync(there, site, Kept()).send(SCOPE)
    assert NAMES[0] in failed.value.what
    assert not list(there.root.rglob("*.*"))


def test_what_somebody_else_put_there_meanwhile_is_looked_at_first(
    there: Watched, site: Path
) -> None:
    kept = published(there, site)
    write(site / "index.html", "the list of both")

    def other(file: Outgoing) -> None:
        there.before = lambda file: None
        write(there.root / "index.html", "the list of both")

    there.before = other
    sync(there, site, kept).send(SCOPE)
    assert there.did == []
    same(site, there.root)


def test_whoever_dies_leaves_no_page_without_its_files(there: Watched, site: Path) -> None:
    class Killed(BaseException):
        pass

    def die(file: Outgoing) -> None:
        if file.name == NAMES[stop]:
            raise Killed

    for stop in range(len(NAMES)):
        kept = Kept()
        there.before = die
        with pytest.raises(Killed):
            sync(there, site, kept).send(SCOPE)
        found = {n for n in NAMES if (there.root / n).exists()}
        assert found == set(NAMES[:stop])
        there.before = lambda file: None
        there.did.clear()
        sync(there, site, kept).send(SCOPE)
        assert there.did == [f"+{n}" for n in NAMES[stop:]]
        same(site, there.root)
        sync(there, site, kept).remove(("2026-11-20-seance/", "assets/", "index.html", "feed.xml"))


def test_what_a_dead_process_sent_and_is_gone_here_is_removed(there: Watched, site: Path) -> None:
    class Killed(BaseException):
        pass

    def die(file: Outgoing) -> None:
        if file.name == "index.html":
            raise Killed

    kept = Kept()
    there.before = die
    with pytest.raises(Killed):
        sync(there, site, kept).send(SCOPE)
    own = json.loads(kept.text)
    own["files"] = {}
    kept(own)
    (site / "2026-11-20-seance/fr.vtt").unlink()
    there.before = lambda file: None
    sync(there, site, kept).send(SCOPE)
    same(site, there.root)


def test_links_and_odd_names_are_refused_and_nothing_is_sent(there: Watched, site: Path) -> None:
    bad = site / "2026-11-20-seance/passwd.txt"
    bad.symlink_to("/etc/passwd")
    with pytest.raises(TransportError) as failed:
        sync(there, site, Kept()).send(SCOPE)
    assert "passwd.txt" in failed.value.what
    bad.unlink()
    odd = site / "2026-11-20-seance/a\nb.html"
    odd.write_text("x")
    with pytest.raises(TransportError):
        sync(there, site, Kept()).send(SCOPE)
    odd.unlink()
    (site / "2026-11-20-seance").rename(site.parent / "elsewhere")
    (site / "2026-11-20-seance").symlink_to(site.parent / "elsewhere")
    with pytest.raises(TransportError):
        sync(there, site, Kept()).send(SCOPE)
    with pytest.raises(TransportError):
        sync(there, site, Kept()).send(("../elsewhere/",))
    assert not there.root.exists()


def test_no_secret_and_no_path_of_this_machine_is_kept(there: Watched, site: Path) -> None:
    kept = published(there, site)
    assert str(site) not in kept.text
    assert set(kept.own) == {"files", "pending", "sending"}
