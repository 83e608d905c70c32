"""What dressing changes in a transcript, and what it does to the norms of its subtitles.

usage: python -m benchmarks.dressing TRANSCRIPT.json …

A line per change, to be read aloud: what was heard and what is shown must be the same words. Then,
for each way of writing numbers, how many subtitles keep all norms.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import get_args

from archiver.captions.dressing import bound, dressed
from archiver.captions.layout import layout
from archiver.captions.norms import check
from archiver.captions.numbers import Style
from archiver.model.captions import CaptionNorms
from archiver.model.language import LanguagePack
from archiver.model.transcript import Transcript
from archiver.store.settings import load_json
from archiver.store.shipped import load_language_pack


def main(files: list[str]) -> None:
    """The changes, then the norms, of each transcript."""
    for file in files:
        heard = load_json(Path(file), Transcript)
        pack = load_language_pack(heard.language)
        print(f"== {file}")
        for change in changes(heard, bound(dressed(heard, pack))):
            print(f"   {change}")
        for name, transcript in (("as it came", heard), *in_all_styles(heard, pack)):
            print(f"{name:<11}{kept(transcript)}")


def in_all_styles(heard: Transcript, pack: LanguagePack) -> Iterator[tuple[str, Transcript]]:
    """The transcript dressed in each way."""
    for style in get_args(Style):
        yield style, dressed(heard, pack, style)


def changes(heard: Transcript, shown: Transcript) -> Iterator[str]:
    """What is shown otherwise than it was heard, apart from apostrophes and joined spaces."""
    for one, other in zip(heard.utterances, shown.utterances, strict=True):
        before = one.text.replace("'", "’").split()
        after = other.text.split()
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag != "equal":
                around = " ".join(before[max(0, a - 2) : a]), " ".join(before[b : b + 2])
                yield (
                    f"{around[0]} [{' '.join(before[a:b])} → {' '.join(after[c:d])}] {around[1]}"
                )


def kept(transcript: Transcript) -> str:
    """How many subtitles keep all norms, how many characters they hold, which norms are broken."""
    norms = CaptionNorms()
    cues = layout(transcript, (), norms)
    report = check(cues, (), norms)
    broken = dict(Counter((b.norm, b.severity) for b in report.breaches))
    chars = sum(len(cue.text) for cue in cues)
    return f"{report.kept} of {report.cues} subtitles, {chars} characters; broken: {broken}"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
