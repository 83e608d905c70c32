from datetime import date

import pytest

from archiver.model.session import House
from archiver.publish.website import accessibility, standing_pages
from archiver.publish.website.accessibility import Examined, contact_url, render_accessibility
from tests.unit.publish.sample_page import Reader

NASTY = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("contact", "url"),
    [
        ("a.b@example.fr", "mailto:a.b@example.fr"),
        (" https://example.fr/contact ", "https://example.fr/contact"),
        ("javascript:alert(1)", ""),
        ("a@b.fr?bcc=c@d.fr", ""),
        ("Hôtel du département", ""),
        (NASTY, ""),
        ("", ""),
    ],
)
def test_only_an_address_becomes_a_link(contact: str, url: str) -> None:
    assert contact_url(contact) == url
    reader = Reader(render_accessibility(House(contact=contact, language="en")))
    links = [a["href"] for a in reader.all("a")]
    assert [link for link in links if link == url] == ([url] if url else [])
    assert contact.strip() in reader.text
    assert reader.all("script") == []


def test_the_statement_claims_only_what_was_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accessibility, "tested", lambda: None)
    untested = Reader(render_accessibility(House(language="en"))).text
    assert "No test of these pages is on record." in untested
    assert "violation" not in untested
    done = Examined(
        on=date(2026, 5, 4),
        browser="Chromium 1",
        axe="4.0",
        kinds=("list",),
        widths=(320,),
        pages=7,
        violations=2,
        rules=3,
    )
    monkeypatch.setattr(accessibility, "tested", lambda: done)
    told = " ".join(Reader(render_accessibility(House(language="en"))).text.split())
    for said in ("Monday 4 May 2026", "Chromium 1", "axe-core 4.0: 7 pages", "2 violations found"):
        assert said in told
    for text in (untested, told):
        assert "not audited" in text
        assert "fully compliant" not in text


def test_only_the_search_page_may_run_webassembly() -> None:
    for path, text in standing_pages(House(language="en")).items():
        found = [
            m["content"] for m in Reader(text).all("meta") if "default-src" in m.get("content", "")
        ]
        assert len(found) == 1
        assert ("wasm-unsafe-eval" in found[0]) == (path == "search/index.html")
        assert "unsafe-inline" not in found[0]


def test_names_are_text_on_both_pages() -> None:
    for text in standing_pages(House(body=NASTY, contact=NASTY, language="en")).values():
        plain = standing_pages(House(body="b", contact="c", language="en"))
        assert Reader(text).shape in [Reader(other).shape for other in plain.values()]
