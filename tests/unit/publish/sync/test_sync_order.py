import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.publish.sitefiles import in_scope, order
from archiver.publish.transports.kinds import has_digest

SITE = (
    "2026-11-20-seance/live/run1_00001.ts",
    "2026-11-20-seance/poster.jpg",
    "2026-11-20-seance/replay.mp4",
    "assets/site-ed85dae2b9.css",
    "pagefind/fragment/fr_8f5a2b1.pf_fragment",
    "2026-11-20-seance/chapters.vtt",
    "2026-11-20-seance/fr.vtt",
    "2026-11-20-seance/transcript.txt",
    "2026-11-20-seance/live/full.m3u8",
    "2026-11-20-seance/embed.html",
    "annees/2026/index.html",
    "2026-11-20-seance/index.html",
    "pagefind/pagefind-entry.json",
    "index.html",
    "feed.xml",
    "sitemap.xml",
)
GROUPS = (SITE[:5], SITE[5:8], SITE[8:9], SITE[9:10], SITE[10:12], SITE[12:14], SITE[14:])


@given(st.randoms(use_true_random=False))
def test_what_a_page_needs_goes_before_it(shuffled: random.Random) -> None:
    names = list(SITE)
    shuffled.shuffle(names)
    found = sorted(names, key=order)
    assert len(found) == len(SITE)
    for group in GROUPS:
        assert set(found[: len(group)]) == set(group)
        found = found[len(group) :]


def test_scope_is_a_name_or_what_is_in_a_folder() -> None:
    scope = ("2026-11-20-seance/", "index.html")
    assert in_scope("2026-11-20-seance/live/full.m3u8", scope)
    assert in_scope("index.html", scope)
    assert not in_scope("2026-11-20-seance-2/index.html", scope)
    assert not in_scope("index.html.old", scope)
    assert not in_scope("annees/index.html", scope)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("assets/site-ed85dae2b9.css", True),
        ("pagefind/fragment/fr_8f5a2b1.pf_fragment", True),
        ("assets/logo.svg", False),
        ("assets/seance-20261120.jpg", False),
        ("assets/page-facaded.css", False),
        ("2026-11-20-seance/clip-ed85dae2b9.mp4", False),
    ],
)
def test_only_a_digest_in_an_asset_s_name_tells_its_content(name: str, expected: bool) -> None:
    assert has_digest(name) is expected
