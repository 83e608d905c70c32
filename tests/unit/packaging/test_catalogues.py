"""Message catalogues are compiled whole, whoever reads them meanwhile."""

import gettext
import threading
from pathlib import Path

from hatch_build import compile_catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def test_who_reads_a_catalogue_while_it_is_compiled_reads_a_whole_one(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    lines = "".join(f'msgid "word {n}"\nmsgstr "mot {n}"\n\n' for n in range(300))
    (folder / "archiver.po").write_text(PO + lines, encoding="utf-8")
    compile_catalogues(tmp_path)

    def compile_again() -> None:
        for _ in range(20):
            compile_catalogues(tmp_path)

    again = threading.Thread(target=compile_again)
    again.start()
    while again.is_alive():
        with (folder / "archiver.mo").open("rb") as file:
            assert gettext.GNUTranslations(file).gettext("word 299") == "mot 299"
    again.join()
    assert [path.name for path in sorted(folder.iterdir())] == ["archiver.mo", "archiver.po"]
