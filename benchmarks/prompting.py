"""What names shown to the recogniser beforehand (`prompt = "guarded"`) bring and cost.

usage: python -m benchmarks.prompting MODEL SESSION … [--threads 1]

A SESSION is a folder with `session.opus`, `truth.json`, `agenda.json` and `members.csv`. Each is
recognised without and with the names of its glossary; the second hears every window twice.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from archiver.media.probe import probe
from archiver.media.sound import extract_wav
from archiver.media.tracks import choose_audio
from archiver.model.preset import SpeechSettings
from archiver.model.transcript import Transcript
from archiver.speech.engines import load
from archiver.speech.names.hints import hints
from archiver.speech.transcribe import transcribe
from archiver.store.shipped import load_language_pack
from benchmarks.heard import compare
from benchmarks.names import glossary_of
from benchmarks.truth import Truth

PACK = load_language_pack("fr")


def recognised(
    session: Path, wav: Path, settings: SpeechSettings
) -> Iterator[tuple[str, Transcript, float]]:
    """The transcripts without and with names, and the processor seconds of each."""
    names = hints(glossary_of(session, PACK))
    for told in ((), names):
        prompt = "guarded" if told else "off"
        mine = settings.model_copy(update={"prompt": prompt})
        started = time.process_time()
        transcript = transcribe(wav, load(mine, PACK.speech, told), "fr")
        yield prompt, transcript, time.process_time() - started


def main() -> None:
    """Print a row for each session and way."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("model")
    parser.add_argument("sessions", type=Path, nargs="+")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    settings = SpeechSettings(model=asked.model, threads=asked.threads)
    print("| session | prompt | WER | names | lost | invented | doubts | CPU-s |")
    print("|---|---|---|---|---|---|---|---|")
    for session in asked.sessions:
        with TemporaryDirectory() as scratch:
            sound, wav = session / "session.opus", Path(scratch) / "sound.wav"
            media = probe(sound)
            track = choose_audio(media, 1)
            extract_wav(sound, track.index if track else None, wav, media.duration_ms)
            for prompt, transcript, cpu_s in recognised(session, wav, settings):
                found = compare(Truth.of(session / "truth.json"), transcript)
                cells = (
                    session.name,
                    prompt,
                    f"{found.wer:.1%}",
                    f"{found.names_found}/{found.names}",
                    f"{len(found.lost)}/{found.utterances}",
                    str(len(found.invented)),
                    str(len(transcript.doubts or ())),
                    f"{cpu_s:.0f}",
                )
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
