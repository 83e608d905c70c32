"""Which logos may be shown, and how a house's colours and letters come into its pages."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from archiver.model.session import House
from archiver.publish.website import LogoError, assets, read_logo, render_session
from archiver.publish.website.colours import _DARK_SURFACE, _LIGHT_SURFACE, _parse, contrast
from tests.unit.publish.sample_page import Reader, sample

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 9 9">'
)
PLAIN = HEAD + (
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#123"/></linearGradient></defs>'
    "<style>.a{fill:url(#g)}</style><title>Onclick, script</title>"
    '<path class="a" style="stroke:#fff" d="M0 0h9v9z"/><use xlink:href="#g"/>'
    '<image href="data:image/png;base64,iVBORw0KGgo="/></svg>'
)
HOSTILE = {
    "script": HEAD + "<script>alert(1)</script></svg>",
    "no namespace": HEAD + '<script xmlns="">alert(1)</script></svg>',
    "html": HEAD + '<a xmlns="http://www.w3.org/1999/xhtml" href="#">x</a></svg>',
    "event": HEAD + '<path onload="alert(1)"/></svg>',
    "event on the root": HEAD.replace("viewBox", 'onload="alert(1)" viewBox') + "</svg>",
    "foreign": HEAD + "<foreignObject><p>x</p></foreignObject></svg>",
    "link": HEAD + '<a href="javascript:alert(1)"><path/></a></svg>',
    "hidden link": HEAD + '<a xlink:href=" java&#10;script:alert(1)"><path/></a></svg>',
    "elsewhere": HEAD + '<image href="https://example.org/x.png"/></svg>',
    "file": HEAD + '<use href="other.svg#a"/></svg>',
    "svg in data": HEAD + '<image href="data:image/svg+xml;base64,PHN2Zz4="/></svg>',
    "moving link": HEAD + '<a><set attributeName="href" to="#x"/></a></svg>',
    "style": HEAD + "<style>@import 'https://example.org/x.css';</style></svg>",
    "style of an element": HEAD + '<path style="fill:url(https://example.org/x)"/></svg>',
    "escaped style": HEAD + "<style>path{fill:u\\72l(https://example.org)}</style></svg>",
    "fill": HEAD + '<path fill="url(//example.org/#a)"/></svg>',
    "entity": '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + HEAD + "&a;</svg>",
    "sheet": '<?xml-stylesheet href="https://example.org/x.css"?>' + HEAD + "</svg>",
    "page": "<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
    "broken": HEAD,
    "empty": "",
}


def written(folder: Path, text: str, name: str = "logo.svg") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("before", ["", "\ufeff", '<?xml version="1.0" encoding="utf-8"?>\n'])
def test_a_plain_picture_is_taken_as_it_is(tmp_path: Path, before: str) -> None:
    path = written(tmp_path, before + PLAIN)
    assert read_logo(path) == path.read_bytes()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_picture_that_could_do_something_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LogoError) as refused:
        read_logo(written(tmp_path, text))
    assert refused.value.why
    assert "archive.toml" in refused.value.remedy


def test_other_files_are_refused(tmp_path: Path) -> None:
    for path in (
        tmp_path / "absent.svg",
        written(tmp_path, HEAD + "</svg>", "logo.png"),
        written(tmp_path, HEAD + " " * 600_000 + "</svg>", "large.svg"),
    ):
        with pytest.raises(LogoError):
            read_logo(path)
    utf16 = tmp_path / "utf16.svg"
    utf16.write_bytes((HEAD + "<script/></svg>").encode("utf-16"))
    with pytest.raises(LogoError):
        read_logo(utf16)
    png = tmp_path / "logo.png"
    png.write_bytes(b"\x89PNG\r\n\x1a\nrest")
    assert read_logo(png)


@pytest.mark.parametrize(
    "logo", ["../logo.svg", "a/b.svg", "logo.html", ".svg", "logo.svg\n", "/x.png"]
)
def test_a_logo_is_a_file_beside_the_settings(logo: str) -> None:
    with pytest.raises(ValidationError):
        House(logo=logo)


def test_the_logo_stands_at_the_head_of_a_page() -> None:
    page = sample(house=House(logo="Notre Logo.SVG", language="en"))
    logos = [a for a in Reader(render_session(page)).all("img") if a.get("class") == "logo"]
    assert [(a["src"], a["alt"]) for a in logos] == [("../assets/logo.svg", "")]
    assert Reader(render_session(sample())).all("img") == []


@pytest.mark.parametrize("font", ["x}body{display:none", 'A";}', "a,,b", "url(x)", "-x", "é"])
def test_a_font_is_only_ever_a_name(font: str) -> None:
    with pytest.raises(ValidationError):
        House(font=font)


def test_letters_and_accent_come_into_the_style_sheet() -> None:
    house = House(font="Luciole, system-ui", accent_color="#ffff00")
    style = next(text for path, text in assets(house).items() if path.endswith(".css"))
    assert ':root{--font:"Luciole",system-ui,sans-serif}' in style
    light, dark = (part[:7] for part in style.split("--accent:")[1:3])
    assert contrast(_parse(light), _LIGHT_SURFACE) >= 4.5
    assert contrast(_parse(dark), _DARK_SURFACE) >= 4.5
