"""Text that means harm, wherever the pages show text: nothing of it runs, and nothing breaks.

The same site is made twice, once of hostile text and once of letters in its place, and served
under a strict Content-Security-Policy; both must come out alike in a real browser.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import NotTreated
from archiver.model.decisions import Attendance, Attendee, Vote
from archiver.model.evidence import Evidence
from archiver.model.session import House
from archiver.model.speakers import Speakers, Turn
from archiver.model.transcript import Transcript, Utterance
from archiver.publish.website import SessionPage
from tests.browser.replay_site import OFFSET_MS, page, served
from tests.browser.visiting import until
from tests.browser.whole_site import ID, KINDS, paths, write_whole_site
from tests.real import need

pytestmark = pytest.mark.real("pagefind")

NASTY = (
    "\"'><script>window.pwned=1</script><img src=x onerror=window.pwned=1>"
    "</title></script><svg onload=window.pwned=1> {{7*7}} {%print(7*7)%} ${7*7} <%=7*7%> "
    "\u202eevil\u2066 ../../../etc/passwd javascript:window.pwned=1 &lt;b&gt; &amp; &#x3c;i> \n "
    "<iframe src=//evil.example> <base href=//evil.example/> ]]>--><!-- <mark onclick=a()>"
)
POLICY = (
    "default-src 'none'; script-src 'self'{more}; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_LISTEN = """window.broken = [];
document.addEventListener("securitypolicyviolation", (e) => broken.push(e.violatedDirective));"""
_COUNT = """(() => {
  const found = {};
  for (const e of document.querySelectorAll("*")) found[e.tagName] = (found[e.tagName] ?? 0) + 1;
  return found;
})()"""
_LOOSE = """(() => {
  const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node; (node = texts.nextNode());) {
    const kept = node.parentElement.closest("[dir], bdi, script, title, option, style, .unseen");
    if (/[\\u202a-\\u202e]/.test(node.data) && !kept) found.push(node.parentElement.outerHTML);
  }
  return found;
})()"""

Write = Callable[[str], str]


def hostile_page(write: Write) -> SessionPage:
    """A session whose every text went through `write`."""
    base, spoken = page(), _spoken(write)
    update = {"title": write("title"), "body": write("body")}
    web = {"base_url": "https://seances.example.fr/", "contact": write("m@x")}
    return SessionPage(
        id=ID,
        session=base.session.model_copy(update=update),
        house=House(body=write("house"), **web),
        agenda=_agenda(write),
        chapters=tuple(
            c.model_copy(update={"title": write(f"chapter {n}")})
            for n, c in enumerate(base.chapters)
        ),
        not_treated=(NotTreated(item="3", reason=write("reason"), evidence=_heard(write)),),
        votes=(_vote(write),),
        attendance=_attendance(write),
        transcript=Transcript(
            language="fr",
            duration_ms=base.transcript.duration_ms,
            recognizer=write("recogniser"),
            utterances=spoken,
        ),
        speakers=Speakers(
            turns=tuple(
                Turn(start_ms=u.start_ms, end_ms=u.end_ms, name=u.speaker, confidence=0.9)
                for u in spoken
            )
        ),
        timeline=base.timeline,
        cues=tuple(c.model_copy(update={"lines": (write("cue"),)}) for c in base.cues),
        files=base.files,
        width=320,
        height=180,
    )


def _agenda(write: Write) -> Agenda:
    items = tuple(
        Item(
            id=str(i),
            number=write(f"{i}"),
            title=write(f"item {i}"),
            rapporteur=write("r"),
            commission=write(f"c{i}"),
        )
        for i in (1, 2, 3)
    )
    return Agenda(body=write("body"), title=write("t"), president=write("p"), items=items)


def _spoken(write: Write) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(start_ms=at, end_ms=at + 3_900, text=write("budget"), speaker=write(f"name {at}"))
        for at in range(OFFSET_MS, OFFSET_MS + 60_000, 4_000)
    )


def _heard(write: Write) -> tuple[Evidence, ...]:
    start = OFFSET_MS + 100
    return (Evidence(kind="cue", start_ms=start, end_ms=start + 100, text=write("budget")),)


def _vote(write: Write) -> Vote:
    at_ms = OFFSET_MS + 30_000
    known = {"items": ["1"], "on": write("amendment"), "outcome": "adopted", "at_ms": at_ms}
    return Vote.model_validate(known)


def _attendance(write: Write) -> Attendance:
    return Attendance(
        chair=write("c"),
        secretary=write("s"),
        members=(Attendee(name=write("a"), state="present", at_ms=OFFSET_MS + 150),),
        evidence=_heard(write),
    )


def nasty(text: str) -> str:
    return f"{NASTY} {text}"


def harmless(text: str) -> str:
    """As many words of as many letters."""
    return re.sub(r"\S", "a", NASTY) + f" {text}"


@dataclass
class Sites:
    """Both sites, and where they are served."""

    roots: dict[str, Path]
    bases: dict[str, str]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    try:
        import pagefind_bin as found
    except ImportError:
        found = None
    need(found, "pagefind", "pip install pagefind_bin")
    roots: dict[str, Path] = {}
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        for name, write in (("nasty", nasty), ("harmless", harmless)):
            root = tmp_path_factory.mktemp(name)
            patch.setenv("ARCHIVER_CACHE", str(root / "cache"))
            roots[name] = write_whole_site(root / "archive", hostile_page(write))
        bases = {name: stack.enter_context(served(root, policy)) for name, root in roots.items()}
        yield Sites(roots, bases)


def policy(path: str) -> dict[str, str]:
    """The headers of a page; only the search runs WebAssembly."""
    more = " 'wasm-unsafe-eval'" if path.startswith(("/search/", "/pagefind/")) else ""
    return {
        "Content-Security-Policy": POLICY.format(more=more),
        "X-Content-Type-Options": "nosniff",
    }


class Opened:
    """A page that was opened, and everything suspicious that happened."""

    def __init__(self, browser: Browser, base: str, path: str) -> None:
        self._context = browser.new_context(reduced_motion="reduce")
        self._context.add_init_script(_LISTEN)
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(20_000)
        self.heard: list[str] = []
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("console", lambda m: self._hear(m.type, m.text))
        self.page.on("dialog", lambda dialog: self.heard.append(dialog.message))
        self.page.on("request", lambda r: self._asked(r.url, base))
        self.page.goto(base + path)

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "404" not in text:
            self.heard.append(text)

    def _asked(self, url: str, base: str) -> None:
        if not url.startswith((base, "data:", f"blob:{base}")):
            self.heard.append(f"asked for {url}")

    def told(self) -> list[Any]:
        """What ran or was refused; nothing should."""
        mine = self.page.evaluate("[...broken, ...(window.pwned ? ['pwned'] : [])]")
        return [*self.heard, *mine]

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def opened(chromium: Browser, sites: Sites) -> Iterator[Callable[[str, str], Opened]]:
    every: list[Opened] = []

    def opening(name: str, kind: str) -> Opened:
        path = paths(sites.roots[name]).get(kind, kind)
        every.append(Opened(chromium, sites.bases[name], path.replace("q=conseil", "q=budget")))
        made = every[-1]
        if kind == "results":
            until(made.page, "'found' in document.documentElement.dataset")
        return made

    yield opening
    for one in every:
        one.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_and_nothing_breaks(opened: Callable[[str, str], Opened], kind: str) -> None:
    bad, good = opened("nasty", kind), opened("harmless", kind)
    for one in (bad, good):
        one.page.wait_for_load_state("load")
        assert one.told() == []
    assert bad.page.evaluate(_COUNT) == good.page.evaluate(_COUNT)
    assert "49" not in bad.page.title()
    assert bad.page.evaluate(_LOOSE) == []
    assert (
        bad.page.evaluate("[...document.querySelectorAll('[onerror], [onload], [onclick]')].length")
        == 0
    )


def test_what_was_said_is_shown_as_it_was_said(opened: Callable[[str, str], Opened]) -> None:
    bad = opened("nasty", "session").page
    shown = bad.evaluate("document.querySelector('.u').textContent")
    assert " ".join(shown.split()) == " ".join(nasty("budget").split())
    heading = bad.evaluate("document.querySelector('h1').textContent")
    assert " ".join(heading.split()) == " ".join(nasty("title").split())


def test_hostile_captions_are_shown_as_text(opened: Callable[[str, str], Opened]) -> None:
    one = opened("nasty", "session")
    until(one.page, "document.querySelector('#page-video').textTracks[0].cues?.length === 15")
    shown = one.page.evaluate(
        """(() => {
        const cue = document.querySelector("#page-video").textTracks[0].cues[0];
        return cue.getCueAsHTML().textContent;
        })()"""
    )
    assert "<script>window.pwned=1</script>" in shown
    assert one.told() == []


def test_the_search_works_on_hostile_sessions(opened: Callable[[str, str], Opened]) -> None:
    found = {}
    for name in ("nasty", "harmless"):
        one = opened(name, "results")
        found[name] = one.page.evaluate(
            "[document.documentElement.dataset.found, document.querySelectorAll('.hit').length]"
        )
        assert one.told() == []
    assert found["nasty"] == found["harmless"]
    assert int(found["nasty"][0]) > 0


@pytest.mark.parametrize(
    "query", [NASTY, "\u202ebudget", '"><img src=x onerror=window.pwned=1>', "%"]
)
def test_a_hostile_question_harms_nobody(opened: Callable[[str, str], Opened], query: str) -> None:
    one = opened("nasty", "search")
    one.page.evaluate("q => { document.querySelector('#page-words').value = q; }", query)
    one.page.focus("#page-words")
    one.page.keyboard.press("Enter")
    until(
        one.page, "!/^$/.test(document.querySelector('#page-told').textContent) || location.search"
    )
    until(one.page, "'found' in document.documentElement.dataset")
    assert one.told() == []


def test_every_file_has_a_plain_name_inside_the_site(sites: Sites) -> None:
    root = sites.roots["nasty"]
    names = [p.relative_to(root).as_posix() for p in root.rglob("*")]
    assert [n for n in names if not re.fullmatch(r"[A-Za-z0-9._/-]+", n) or ".." in n] == []
    around = {p.name for p in root.parent.iterdir()}
    assert around <= {"site", "archive.toml", "redirects.json", *(p.name for p in root.iterdir())}
