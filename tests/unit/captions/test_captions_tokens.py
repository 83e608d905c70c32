"""Words made whole, their times mended."""

from archiver.captions.tokens import Token, tokens
from archiver.model.transcript import Transcript, Utterance, Word

Timed = tuple[str, int, int]


def transcript(
    *words: Timed, text: str | None = None, duration: int = 60_000, language: str = "fr"
) -> Transcript:
    made = tuple(Word(text=t, start_ms=a, end_ms=b) for t, a, b in words)
    whole = " ".join(t for t, _, _ in words) if text is None else text
    start, end = min(a for _, a, _ in words), max(b for _, _, b in words)
    utterance = Utterance(start_ms=start, end_ms=end, text=whole, words=made)
    return Transcript(language=language, duration_ms=duration, utterances=(utterance,))


def times(found: list[Token]) -> list[tuple[int, int]]:
    return [(t.start_ms, t.end_ms) for t in found]


def test_the_text_says_which_words_are_glued() -> None:
    words = [
        ("s", 0, 50),
        ("'il", 50, 90),
        ("vous", 100, 200),
        ("plaît", 200, 400),
        ("?", 400, 400),
    ]
    found = tokens(transcript(*words, text="s'il vous plaît ?"))
    assert [t.glued for t in found] == [False, True, False, False, False]


def test_rules_say_it_where_the_text_was_mended() -> None:
    words = [("l", 0, 50), ("'usage", 50, 400), ("est", 400, 600), ("-ce", 600, 700)]
    found = tokens(transcript(*words, text="tout autre chose"))
    assert [t.glued for t in found] == [False, True, False, True]


def test_a_word_with_a_space_inside_is_two_tokens() -> None:
    found = tokens(transcript(("remarques ?", 0, 1000)))
    assert [t.text for t in found] == ["remarques", "?"]
    assert times(found) == [(0, 900), (900, 1000)]


def test_times_never_go_back_overlap_or_pass_the_end() -> None:
    words = [("un", 100, 500), ("deux", 400, 450), ("trois", 300, 900), ("quatre", 900, 5000)]
    found = times(tokens(transcript(*words, duration=1000)))
    assert found == [(100, 400), (400, 400), (400, 900), (900, 1000)]


def test_a_word_stretched_over_murmur_sounds_next_to_its_neighbour() -> None:
    found = times(tokens(transcript(("Bien,", 0, 27_690), ("mes", 27_690, 27_900))))
    assert found[0] == (27_690 - 1300, 27_690)


def test_a_word_stretched_into_silence_ends() -> None:
    found = times(tokens(transcript(("suis", 0, 300), ("là.", 300, 9000), ("Oui", 12_000, 12_300))))
    assert found[1] == (300, 1400)


def test_an_untimed_utterance_does_not_drawl() -> None:
    utterance = Utterance(start_ms=1000, end_ms=30_000, text="Bonsoir à tous.")
    found = tokens(Transcript(language="fr", duration_ms=30_000, utterances=(utterance,)))
    assert found[0].start_ms == 1000
    assert found[-1].end_ms == 1000 + 16 * 125


def test_the_speaker_goes_with_each_word() -> None:
    utterances = tuple(
        Utterance(start_ms=k * 1000, end_ms=k * 1000 + 900, text="oui non", speaker=who)
        for k, who in enumerate(["A", None])
    )
    found = tokens(Transcript(language="fr", duration_ms=5000, utterances=utterances))
    assert [t.speaker for t in found] == ["A", "A", None, None]
