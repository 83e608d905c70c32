"""Two desks over one archive, each a process of its own, asked for the same words at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from archiver.model.transcript import Transcript, Utterance, Word
from archiver.store.corrections import read_corrections
from tests.end_to_end.desk_process import desk_process
from tests.end_to_end.support import Shell
from tests.unit.desk.desks import ID, archive_in, finish

TIMES = range(0, 60_000, 2_000)
WORDS = f"/api/sessions/{ID}/text/words"


def test_of_two_who_mend_the_same_word_one_is_shown_what_the_other_wrote(
    shell: Shell, tmp_path: Path
) -> None:
    folder = finish(archive_in(tmp_path))
    said = Transcript(language="fr", duration_ms=60_000, utterances=tuple(map(_said, TIMES)))
    folder.file("transcript.json").write_text(said.to_json(), encoding="utf-8")
    with (
        desk_process(shell, folder.archive) as first,
        desk_process(shell, folder.archive) as second,
        httpx.Client(base_url=first, headers={"Origin": first}) as here,
        httpx.Client(base_url=second, headers={"Origin": second}) as there,
        ThreadPoolExecutor(2) as both,
    ):

        def mend(desk: httpx.Client, start_ms: int) -> int:
            after = desk.base_url.netloc.decode()
            body = {"start_ms": start_ms, "before": ["Voici"], "after": after, "seen": 0}
            return desk.post(WORDS, json=body).status_code

        for known, start_ms in enumerate(TIMES):
            codes = sorted(both.map(mend, (here, there), (start_ms, start_ms)))
            assert codes == [200, 409]
            assert len(read_corrections(folder)) == known + 1


def _said(start_ms: int) -> Utterance:
    word = Word(start_ms=start_ms, end_ms=start_ms + 300, text="Voici")
    return Utterance(start_ms=start_ms, end_ms=start_ms + 300, text="Voici", words=(word,))
