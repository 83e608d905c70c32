"""Draws the printed agendas of this folder from their truths: python samples/agendas/make.py.

Needs chromium, LibreOffice (`soffice`) and the development tools. Bodies and people are fictional.
The files are committed, since what draws them may draw them otherwise another year.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import cv2
import layouts_held_out as later
import layouts_office as office
import layouts_second as second
import layouts_second_office as second_office
import layouts_third as third
import layouts_web as web
import numpy as np
import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
DPI = 200
SKEW_DEGREES = 0.6


def main() -> None:
    """Make all of them."""
    printed("01-tableau", web.table)
    printed("02-liste", web.listed)
    office.roman(truth("03-romain"), HERE / "03-romain.docx")
    by_office("04-capitales", web.capitals(truth("04-capitales")))
    office.brackets(truth("05-crochets"), HERE / "05-crochets.odt")
    printed("06-long", web.long, running=True)
    (HERE / "07-courriel.txt").write_text(office.mail(truth("07-courriel")), encoding="utf-8")
    (HERE / "08-page.html").write_text(web.website(truth("08-page")), encoding="utf-8")
    scanned("09-numerise", web.typed)
    office.tables(truth("10-delib"), HERE / "10-delib.docx")
    held_out()
    again()
    once_more()


def held_out() -> None:
    """Make those that came after."""
    printed("held-out/11-colonnes", later.columns)
    page = later.definitions(truth("held-out/12-definitions"))
    (HERE / "held-out" / "12-definitions.html").write_text(page, encoding="utf-8")
    later.letters(truth("held-out/13-lettres"), HERE / "held-out" / "13-lettres.docx")


def again() -> None:
    """Make the eight drawn to measure the reader a second time."""
    folder = HERE / "second"
    printed("second/21-petites-capitales", second.small_capitals, running=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "22-dossiers.docx"
        second_office.right_tabs(truth("second/22-dossiers"), source)
        by_writer(source, folder)
    printed("second/23-quatre-colonnes", second.four_columns)
    second_office.two_levels(truth("second/24-deux-niveaux"), folder / "24-deux-niveaux.docx")
    second_office.list_styles(truth("second/25-styles-de-liste"), folder / "25-styles-de-liste.odt")
    page = second.exported(truth("second/26-site"))
    (folder / "26-site.html").write_text(page, encoding="utf-8")
    mail = second.answered(truth("second/27-reponse"))
    (folder / "27-reponse.txt").write_text(mail, encoding="utf-8")
    printed("second/28-marge", second.margin)


def once_more() -> None:
    """Make the four drawn after that."""
    folder = HERE / "third"
    printed("third/31-par-rapporteur", third.by_rapporteur)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "32-chapitres.docx"
        third.chapters(truth("third/32-chapitres"), source)
        by_writer(source, folder)
    third.two_cells(truth("third/33-deux-cellules"), folder / "33-deux-cellules.docx")
    text = third.copied(truth("third/34-copie"))
    (folder / "34-copie.txt").write_text(text, encoding="utf-8")


def by_writer(source: Path, folder: Path) -> None:
    """A PDF in `folder` as LibreOffice makes it of the document `source`."""
    profile = f"-env:UserInstallation=file://{source.parent}/profile"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, source],
        check=True,
        capture_output=True,
    )


def truth(name: str) -> web.Truth:
    """What is printed in the agenda called `name`."""
    loaded: web.Truth = json.loads((HERE / f"{name}.truth.json").read_text(encoding="utf-8"))
    return loaded


def printed(name: str, layout: Any, *, running: bool = False) -> None:
    """A PDF as Chromium prints it, with running heads and feet if asked."""
    data = truth(name)
    margin = {"top": "24mm", "bottom": "20mm", "left": "18mm", "right": "18mm"} if running else None
    style = "font-size:8pt;width:100%;text-align:center"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        page.set_content(layout(data))
        page.pdf(
            path=str(HERE / f"{name}.pdf"),
            format="A4",
            prefer_css_page_size=not running,
            display_header_footer=running,
            margin=margin,  # type: ignore[arg-type]
            header_template=f"<div style='{style}'>{data['body']} – {data['title']}</div>",
            footer_template=f"<div style='{style}'>Page <span class='pageNumber'></span> sur "
            "<span class='totalPages'></span></div>",
        )
        browser.close()


def by_office(name: str, html: str) -> Path:
    """A PDF as LibreOffice makes it of a web page."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / f"{name}.html"
        source.write_text(html, encoding="utf-8")
        subprocess.run(
            [
                *("soffice", "--headless", f"-env:UserInstallation=file://{scratch}/profile"),
                *("--infilter=HTML (StarWriter)", "--convert-to", "pdf"),
                *("--outdir", str(HERE), str(source)),
            ],
            check=True,
            capture_output=True,
        )
    return HERE / f"{name}.pdf"


def scanned(name: str, layout: Any) -> None:
    """A PDF of pictures: rendered, turned a little, noisy, in black and white."""
    printed(name, layout)
    noise = np.random.default_rng(6)
    pages = []
    for page in pypdfium2.PdfDocument(HERE / f"{name}.pdf"):
        grey = np.asarray(page.render(scale=DPI / 72, grayscale=True).to_numpy()).squeeze()
        height, width = grey.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), SKEW_DEGREES, 1.0)
        turned = cv2.warpAffine(grey, turn, (width, height), borderValue=(255.0,))
        soft = cv2.GaussianBlur(turned, (3, 3), 0.6).astype(float)
        soft += noise.normal(0, 22, soft.shape)
        ink = soft < 150
        ink ^= noise.random(ink.shape) < 0.0004
        pages.append(Image.fromarray(~ink))
    pages[0].save(HERE / f"{name}.pdf", save_all=True, append_images=pages[1:], resolution=DPI)


if __name__ == "__main__":
    main()
