"""Publishing a session to a website, as a technician does it, and taking it back."""

import json
import os
import re
import shutil
import signal
import time
from pathlib import Path

import pytest

import archiver
from archiver.store.files import sha256_of
from tests.end_to_end.published_texts import published_texts
from tests.end_to_end.support import Shell

Processed = tuple[Shell, Path]
Sent = dict[str, tuple[int, int]]
TEMPLATES = Path(archiver.__file__).parent / "publish" / "templates"


@pytest.fixture
def session(processed: Processed, shell: Shell) -> Path:
    """A session with a replay, in an archive that publishes to a folder."""
    _shell, made = processed
    shutil.copytree(made.parent, shell.folder / "archive")
    publish_to(shell.folder / "archive", www(shell))
    return shell.folder / "archive" / made.name


def publish_to(archive: Path, *places: Path) -> None:
    with (archive / "archive.toml").open("a", encoding="utf-8") as house:
        for number, place in enumerate(places):
            name = f"site{number}" if number else "site"
            house.write(f'\n[[publish]]\nname = "{name}"\nkind = "website"\nto = "file:{place}"\n')


def www(shell: Shell) -> Path:
    return shell.folder / "www"


def there(place: Path) -> Sent:
    """Every file of a place: another inode, or another time, says that it was sent again."""
    return {
        path.relative_to(place).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in place.rglob("*")
        if path.is_file()
    }


def parts(shell: Shell, *args: str | Path) -> list[str]:
    told = shell.ok("publish", *args, "--json").json
    return [change["part"] for one in told["destinations"] for change in one["changes"]]


def state(session: Path, name: str = "site") -> str:
    told = json.loads((session / "publication.json").read_text(encoding="utf-8"))
    return str(told["destinations"][name]["state"])


def test_a_replay_is_sent_once_and_read_back(session: Path, shell: Shell) -> None:
    before = shell.ok("publish", session, "--dry-run")
    assert f"{session.name}/replay.mp4" in before.out
    assert not (session / "publication.json").exists()
    assert not www(shell).exists()

    first = parts(shell, session)
    page = f"{session.name}/index.html"
    assert first.index(f"{session.name}/replay.mp4") < first.index(page) < first.index("index.html")
    assert state(session) == "published"
    for name in ("index.html", "replay.mp4", "fr.vtt", "transcript.txt"):
        local = session.parent / "site" / session.name / name
        assert (www(shell) / session.name / name).read_bytes() == local.read_bytes()
    assert f"{session.name}/" in (www(shell) / "index.html").read_text(encoding="utf-8")

    sent = there(www(shell))
    assert parts(shell, session) == []
    assert there(www(shell)) == sent
    assert str(www(shell)) in shell.ok("status", session).out
    told = shell.ok("status", session, "--json").json["publication"]["destinations"]
    assert [(one["name"], one["state"]) for one in told] == [("site", "published")]


def test_a_mended_word_sends_texts_and_no_media(session: Path, shell: Shell) -> None:
    parts(shell, session)
    said = json.loads((session / "corrected.json").read_text(encoding="utf-8"))["segments"]
    word = next(w for one in said for w in one["words"] if w["text"].strip().isalpha())
    at = str(word["start_ms"] / 1000)
    shell.ok(
        *("correct", session, "word", at, word["text"].strip(), "Ornithorynque", "--session-time")
    )
    refused = shell("publish", session)
    assert refused.code == 1
    assert "archiver process" in refused.err
    shell.ok("process", session)
    again = parts(shell, session)
    assert f"{session.name}/index.html" in again
    assert f"{session.name}/fr.vtt" in again
    assert not [name for name in again if name.endswith((".mp4", ".jpg"))]
    sent = (www(shell) / session.name / "fr.vtt").read_text(encoding="utf-8")
    assert "Ornithorynque" in sent


def test_a_withdrawn_session_leaves_only_that_it_was(session: Path, shell: Shell) -> None:
    parts(shell, session)
    live = session.parent / "site" / session.name / "live"
    left = www(shell) / session.name / "live" / "run1_00001.ts"
    for place in (live, left.parent):
        place.mkdir()
        (place / "run1_00001.ts").write_bytes(b"what the live page played")
    asked = shell("withdraw", session)
    assert asked.code == 1
    assert "--yes" in asked.err
    assert left.exists()

    shell.ok("withdraw", session, "--yes", "--why", "à la demande du conseil")
    for site in (www(shell), session.parent / "site"):
        assert [*there(site / session.name)] == ["index.html"]
        page = (site / session.name / "index.html").read_text(encoding="utf-8")
        assert "modificative" not in page
        assert "demande" not in page
        assert "noindex" in page
        assert f"{session.name}/" not in (site / "index.html").read_text(encoding="utf-8")
    kept = json.loads((session / "publication.json").read_text(encoding="utf-8"))
    last = kept["destinations"]["site"]["history"][-1]
    assert (last["did"], last["why"]) == ("withdrawn", "à la demande du conseil")
    assert "à la demande du conseil" in shell.ok("status", session).out

    shell.ok("process", session)
    assert not (session.parent / "site" / session.name / "replay.mp4").exists()
    assert shell("publish", session).code == 1
    assert "--again" in shell("publish", session).err
    shell.ok("publish", session, "--again")
    assert (www(shell) / session.name / "replay.mp4").is_file()
    assert state(session) == "published"
    shell.ok("withdraw", session, "--yes", "--remove")
    assert not (www(shell) / session.name / "index.html").exists()


def test_a_session_nobody_published_is_told_nowhere(session: Path, shell: Shell) -> None:
    other = session.parent / "2026-10-02"
    shutil.copytree(session, other)
    text = (other / "session.toml").read_text(encoding="utf-8")
    title = text.splitlines()[next(i for i, s in enumerate(text.splitlines()) if s[:5] == "title")]
    (other / "session.toml").write_text(text.replace(title, 'title = "Zanzibar"'), encoding="utf-8")
    (other / "manifest.json").unlink()
    manifest = json.loads((session / "manifest.json").read_text(encoding="utf-8"))
    (other / "manifest.json").write_text(json.dumps(moved(manifest, session, other)))
    shell.ok("process", other)
    assert "Zanzibar" in (session.parent / "site" / "index.html").read_text(encoding="utf-8")
    parts(shell, session)
    for path in www(shell).rglob("*"):
        assert not path.is_file() or b"Zanzibar" not in path.read_bytes()
    parts(shell, other)
    listed = (www(shell) / "index.html").read_text(encoding="utf-8")
    assert "Zanzibar" in listed
    assert f"{session.name}/" in listed
    assert parts(shell, session) == []


def moved(manifest: object, before: Path, now: Path) -> object:
    text = json.dumps(manifest).replace(f"site/{before.name}/", f"site/{now.name}/")
    return json.loads(text)


def test_killed_at_any_point_it_goes_on(session: Path, shell: Shell) -> None:
    page = www(shell) / session.name
    last = www(shell) / "index.html"
    struck = 0
    for sign in (www(shell) / "assets", page / "poster.jpg", page / "fr.vtt", page / "index.html"):
        going = shell.start("publish", session)
        while not sign.exists() and going.poll() is None:
            time.sleep(0.001)
        if going.poll() is None:
            os.killpg(going.pid, signal.SIGKILL)
        going.communicate(timeout=60)
        struck += not last.exists()
        assert not (page / "index.html").exists() or (page / "replay.mp4").is_file()
    assert struck
    shell.ok("publish", session)
    assert state(session) == "published"
    assert parts(shell, session) == []
    assert not [name for name in there(www(shell)) if name.endswith(".part")]


def test_two_at_once_do_not_mix(session: Path, shell: Shell) -> None:
    going = [shell.start("publish", session, "--json") for _ in range(2)]
    said = [(one.communicate(timeout=120)[0], one.returncode) for one in going]
    assert 0 in [code for _said, code in said]
    for text, code in said:
        assert code == 0 or "publi" in text
    assert state(session) == "published"
    assert parts(shell, session) == []


def test_what_one_destination_refuses_keeps_nothing_from_another(
    session: Path, shell: Shell
) -> None:
    blocked = shell.folder / "blocked"
    blocked.write_text("a file is where the folder should be")
    with (session.parent / "archive.toml").open("a", encoding="utf-8") as house:
        house.write(f'\n[[publish]]\nname = "a"\nkind = "website"\nto = "file:{blocked}/site"\n')
    ran = shell("publish", session, "--json")
    assert ran.code == 1
    told = {one["name"]: one for one in ran.json["destinations"]}
    assert told["site"]["state"] == "published"
    assert told["a"]["error"]["remedy"]
    assert shell("publish", session, "--to", "nowhere").code == 1


def test_a_closed_sitting_is_in_no_published_file(session: Path, shell: Shell) -> None:
    secret = close_the_doors(session)
    assert len(secret) > 5
    shell.ok("process", session)
    parts(shell, session)
    told = {name: words_of(text) for name, text in published_texts(www(shell))}
    assert "modificative" in next(words for name, words in told.items() if name.endswith("fr.vtt"))
    assert any("modificative" in told[name] for name in told if name.endswith(".pf_fragment"))
    assert {name: secret & words for name, words in told.items() if secret & words} == {}


def close_the_doors(session: Path) -> set[str]:
    """Make half of an item a closed sitting, as a split finds one; the words said only then."""
    path = session / "chapters.json"
    chapters = json.loads(path.read_text(encoding="utf-8"))
    item = next(span for span in reversed(chapters["spans"]) if span["kind"] == "item")
    start = (item["start_ms"] + item["end_ms"]) // 2
    closed = {"kind": "closed", "items": [], "start_ms": start, "end_ms": item["end_ms"]}
    chapters["spans"].insert(chapters["spans"].index(item) + 1, closed)
    item["end_ms"] = start
    path.write_text(json.dumps(chapters), encoding="utf-8")
    put_on_record(session, "chapters.json")
    said = json.loads((session / "corrected.json").read_text(encoding="utf-8"))["segments"]
    words = [word for one in said for word in one["words"]]
    inside = [start - 500 < w["end_ms"] and w["start_ms"] < closed["end_ms"] for w in words]
    elsewhere = {
        t for w, i in zip(words, inside, strict=True) if not i for t in words_of(w["text"])
    }
    agenda = words_of((session / "agenda.json").read_text(encoding="utf-8"))
    page = words_of(" ".join(p.read_text("utf-8") for p in TEMPLATES.glob("*.html")))
    within = {t for w in words if w["start_ms"] > start + 1000 for t in words_of(w["text"])}
    return {word for word in within - elsewhere - agenda - page if len(word) > 5}


def words_of(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}


def put_on_record(session: Path, name: str) -> None:
    """What a step wrote is another now, and is what it wrote."""
    path = session / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    made = session / name
    manifest["artifacts"][name] = {
        "sha256": sha256_of(made),
        "size": made.stat().st_size,
        "mtime_ns": made.stat().st_mtime_ns,
    }
    path.write_text(json.dumps(manifest), encoding="utf-8")
