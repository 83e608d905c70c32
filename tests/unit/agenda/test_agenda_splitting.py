"""Splitting fictional meetings: each trap a real session sets, in French and in English."""

import pytest

from archiver.agenda.splitting import split
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters
from archiver.model.transcript import Transcript, Utterance, Word
from tests.unit.agenda.conversation import agenda, divided, first, outline, pack, spoken

NEAR_MS = 1_000

MORNING = agenda(
    ("5", "Compte administratif de l'exercice écoulé", "M. Paul Ferrandon"),
    ("6", "Plan pluriannuel de lutte contre les incendies de forêt", "Mme Odette Vianney"),
    ("7", "Subventions aux associations de randonnée pédestre", "Mme Odette Vianney"),
    ("8", "Fermeture de l'abattoir intercommunal", "M. Paul Ferrandon"),
    ("9", "Règlement intérieur des archives", "M. Gaston Milhau"),
    ("10", "Garantie d'emprunt à l'office public de l'habitat", "M. Gaston Milhau"),
    ("11", "Garantie d'emprunt à la société coopérative de logement", "M. Gaston Milhau"),
    ("12", "Litige avec l'ancien délégataire du bac fluvial", "M. Paul Ferrandon"),
    ("", "Vœux"),
)
SCRIPT = """
Deux micros, deux, tu m'entends bien.
[30]
@opening
Mesdames et messieurs, bonjour, la séance est ouverte.
Le quorum est atteint, nous avons trois excusés ce matin.
@five
Je vous propose d'aborder le point numéro cinq à l'ordre du jour, le compte administratif.
Monsieur Ferrandon, vous avez la parole.
Merci, l'exercice écoulé se solde par un excédent de 12 millions d'euros.
Nous parlerons plus tard des incendies de forêt, qui ont pesé sur ce résultat.
Je mets aux voix, qui est contre ? Le compte est adopté à l'unanimité.
@six
Nous passons au point suivant, le plan de lutte contre les incendies, Odette Vianney.
Le feu a détruit 600 hectares de forêt en 2019, nous devons nous équiper.
Chers collègues, je vous propose une courte interruption, je suspends la séance.
@pause
[300]
@back
Nous reprenons la séance, s'il vous plaît.
Je disais que les véhicules de secours arriveront au printemps dans chaque massif.
Il faudra aussi former les volontaires, débroussailler et surveiller les forêts en été,
avec les communes, les propriétaires et l'office national, dans la durée et la concertation.
C'est un effort sans précédent, et je remercie tous ceux qui y ont travaillé cet hiver.
Pas d'opposition, pas d'abstention, c'est adopté.
@seven
Point numéro sept à l'ordre du jour, les associations de randonnée, toujours Madame Vianney.
Les subventions s'élèvent à 40 000 euros pour 18 associations.
Ce rapport est adopté à l'unanimité.
Le rapport numéro huit, sur l'abattoir, est renvoyé à la prochaine séance.
@nine
Nous en venons au règlement des archives, monsieur Milhau.
Le règlement intérieur fixe les heures de la salle de lecture.
Le rapport est adopté.
@bloc
Je vous propose de voter ensemble les points 10 et 11, deux garanties d'emprunt.
Il n'y a pas d'objection, ils sont adoptés à l'unanimité.
@twelve
Nous abordons le point numéro 12, le litige avec l'ancien délégataire.
C'est un contentieux, le huis clos est prononcé, je demande au public de quitter la salle.
@closed
[40]
Le bac a coûté beaucoup trop cher.
[40]
@public
Le huis clos est levé, le public peut rentrer.
Nous avons donc autorisé le président à transiger dans ce litige avec le délégataire du bac,
dans les conditions que le conseil a fixées, et il en rendra compte à l'automne prochain
devant la commission compétente, qui sera réunie à cet effet, je vous en remercie tous.
@wishes
Il nous reste les vœux, un vœu déposé par le groupe des élus de la montagne.
Il demande le maintien des trains de nuit.
Le vœu est adopté.
@closing
L'ordre du jour est épuisé, je vous remercie de votre attention.
La séance est levée.
[20]
Tu manges où ?
"""


@pytest.fixture(scope="module")
def morning() -> tuple[Chapters, dict[str, int]]:
    return divided(MORNING, SCRIPT)


def test_the_morning_outline(morning: tuple[Chapters, dict[str, int]]) -> None:
    chapters, _ = morning
    assert outline(chapters) == [
        "none", "opening", "5", "6", "suspension", "6", "7", "9", "10+11", "12", "closed", "12",
        "vœux", "closing", "none",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        ("opening", "opening"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("nine", "9"),
        ("bloc", "10"),
        ("twelve", "12"),
        ("wishes", "vœux"),
        ("closing", "closing"),
    ],
)
def test_spans_start_with_the_announcing_sentence(
    morning: tuple[Chapters, dict[str, int]], mark: str, name: str
) -> None:
    chapters, marks = morning
    assert abs(first(chapters, name).start_ms - marks[mark]) <= NEAR_MS


def test_breaks_run_from_what_announces_them_to_the_words_after(
    morning: tuple[Chapters, dict[str, int]],
) -> None:
    chapters, marks = morning
    suspension, closed = first(chapters, "suspension"), first(chapters, "closed")
    assert abs(suspension.start_ms - marks["pause"]) <= NEAR_MS
    assert abs(suspension.end_ms - marks["back"]) <= NEAR_MS
    assert abs(closed.start_ms - marks["closed"]) <= NEAR_MS
    assert abs(closed.end_ms - marks["public"]) <= NEAR_MS


def test_nothing_said_off_the_record_is_in_a_public_span(
    morning: tuple[Chapters, dict[str, int]],
) -> None:
    chapters, _ = morning
    utterances, _, _ = spoken(SCRIPT)
    for words in ("Deux micros", "beaucoup trop cher", "Tu manges"):
        said = next(u for u in utterances if words in u.text)
        (span,) = (s for s in chapters.spans if s.start_ms <= said.start_ms < s.end_ms)
        assert span.kind in ("none", "closed")
        assert said.end_ms <= span.end_ms


def test_an_adjourned_item_is_named_with_the_words_that_say_so(
    morning: tuple[Chapters, dict[str, int]],
) -> None:
    chapters, _ = morning
    (absent,) = chapters.not_treated
    assert (absent.item, absent.reason) == ("8", "adjourned")
    assert "renvoyé à la prochaine séance" in absent.evidence[0].text


def test_every_start_has_a_confidence_and_words_heard(
    morning: tuple[Chapters, dict[str, int]],
) -> None:
    chapters, _ = morning
    for span in chapters.spans:
        if span.kind != "none":
            assert span.confidence is not None
            assert span.evidence
        assert all(e.text and e.start_ms <= chapters.duration_ms for e in span.evidence)
    kinds = {e.kind for e in first(chapters, "7").evidence}
    assert {"number", "title", "announcement"} <= kinds


def test_the_same_without_word_times() -> None:
    chapters, marks = divided(MORNING, SCRIPT, timed=False)
    assert "suspension" in outline(chapters)
    for mark, name in (("five", "5"), ("seven", "7"), ("bloc", "10"), ("wishes", "vœux")):
        assert abs(first(chapters, name).start_ms - marks[mark]) <= 2_000


COUNCIL = agenda(
    ("1", "Call to order"),
    ("2", "Resurfacing of the harbour promenade"),
    ("3", "Licence fees for street musicians"),
    ("4", "Purchase of two electric refuse lorries"),
    ("5", "Naming of the new footbridge"),
    ("6", "Lease of the old tannery building"),
    ("7", "Adjournment"),
    language="en",
)
EVENING = """
@1
Good evening, I call this meeting of the council to order.
Before we begin, item number six, the tannery lease, has been withdrawn from the agenda.
@3
With your leave we will take item 3 out of order, the licence fees for street musicians.
The fees have not changed in 12 years, as Councillor Webb will recall.
All in favour? The motion carries.
@2
We will go back to item 2 now, the resurfacing of the harbour promenade.
The promenade was last paved in 1987 and it shows after every storm.
I know people will ask about the footbridge, and we will get to that later this evening.
Work on the harbour wall would start in April.
The motion passes unanimously.
We will take a ten minute recess.
@recess
[600]
@back
We are back in session.
@4
Moving on to item four, the purchase of two electric refuse lorries.
They cost 400 thousand pounds each and last for ten years.
All those opposed? The motion carries.
@5
Our next item is the naming of the new footbridge.
Four names were put forward by the schools.
The motion carries.
@7
There being no further business, we are adjourned at nine o'clock.
"""


def test_an_english_evening() -> None:
    chapters, marks = divided(COUNCIL, EVENING)
    assert outline(chapters) == ["none", "1", "3", "2", "suspension", "none", "4", "5", "7"]
    for mark in ("1", "2", "3", "4", "5", "7"):
        assert abs(first(chapters, mark).start_ms - marks[mark]) <= NEAR_MS
    (absent,) = chapters.not_treated
    assert (absent.item, absent.reason) == ("6", "withdrawn")


def test_a_suspension_told_twice_is_one() -> None:
    chapters, marks = divided(
        agenda(("1", "Entretien des digues"), ("2", "Tarifs de la piscine")),
        """
        Nous passons au rapport numéro 1, l'entretien des digues.
        Il est adopté.
        Mes chers collègues, je vous propose une petite pause.
        La séance est suspendue.
        @pause
        [90]
        La séance est reprise.
        Nous passons au rapport numéro 2, les tarifs de la piscine.
        """,
    )
    assert outline(chapters) == ["none", "1", "suspension", "none", "2"]
    assert abs(first(chapters, "suspension").start_ms - marks["pause"]) <= NEAR_MS


def test_returning_to_the_order_is_no_resumption() -> None:
    chapters, marks = divided(
        agenda(("1", "Entretien des digues"), ("2", "Tarifs de la piscine")),
        """
        Nous bousculons l'ordre et prenons d'abord le rapport numéro 2, les tarifs de la piscine.
        Il est adopté.
        @1
        Nous revenons à l'ordre normal, avec le rapport numéro 1, l'entretien des digues.
        """,
    )
    assert outline(chapters) == ["none", "2", "1"]
    assert abs(first(chapters, "1").start_ms - marks["1"]) <= 100


def test_references_start_nothing() -> None:
    chapters, _ = divided(
        agenda(("1", "Entretien des digues du littoral"), ("2", "Tarifs de la piscine")),
        """
        La séance est ouverte.
        Nous passons au rapport numéro 1, l'entretien des digues du littoral.
        Les digues ont souffert cet hiver, il faut reprendre les enrochements.
        Tout à l'heure nous parlerons de la piscine, mais les digues sont plus urgentes.
        Je rappelle que la piscine a coûté deux millions en 2002.
        Les travaux des digues dureront 2 ans, sur 14 kilomètres de littoral.
        Le rapport est adopté.
        Rapport suivant, les tarifs de la piscine.
        Les entrées augmentent de dix centimes.
        Le rapport est adopté.
        """,
    )
    assert outline(chapters) == ["none", "opening", "1", "2"]
    assert "suivant" in " ".join(e.text for e in first(chapters, "2").evidence)


def test_amounts_dates_and_roads_are_no_item_numbers() -> None:
    chapters, marks = divided(
        agenda(("101", "Budget annexe des transports"), ("102", "Ponts et ouvrages d'art")),
        """
        Nous abordons le rapport cent un, le budget annexe des transports.
        La route départementale 102 sera fermée, il faudra 102 millions et 102 voix.
        En 102 jours nous aurons transporté 102 personnes.
        Le rapport est adopté à l'unanimité.
        @102
        Nous passons au cent deux, les ponts et les ouvrages d'art.
        Trois ponts sont à reprendre.
        """,
    )
    assert abs(first(chapters, "102").start_ms - marks["102"]) <= NEAR_MS


def test_no_words_at_all() -> None:
    transcript = Transcript(language="fr", duration_ms=60_000)
    chapters = split(MORNING, transcript, pack("fr"))
    assert outline(chapters) == ["none"]
    assert {n.item for n in chapters.not_treated} == {item.id for item in MORNING.items}
    assert {n.reason for n in chapters.not_treated} == {"not_found"}


def test_an_empty_recording() -> None:
    chapters = split(MORNING, Transcript(language="fr", duration_ms=0), pack("fr"))
    assert chapters.spans == ()


def test_a_first_word_timed_long_before_the_others() -> None:
    words = ("Bien,", "la", "séance", "est", "ouverte.")
    times = ((0, 900), (28_000, 28_200), (28_200, 28_600), (28_600, 28_800), (28_800, 29_300))
    said = Utterance(
        start_ms=0,
        end_ms=29_300,
        text=" ".join(words),
        words=tuple(
            Word(start_ms=a, end_ms=b, text=w) for w, (a, b) in zip(words, times, strict=True)
        ),
    )
    transcript = Transcript(language="fr", duration_ms=60_000, utterances=(said,))
    chapters = split(MORNING, transcript, pack("fr"))
    assert chapters.spans[0].kind == "none"
    assert 27_000 <= chapters.spans[1].start_ms <= 28_000


@pytest.mark.parametrize("count", [1, 200])
def test_one_item_and_two_hundred(count: int) -> None:
    printed = Agenda(
        items=tuple(
            Item(id=f"i{n}", number=str(1000 + n), title=f"Objet numéro {n} " + "long titre " * 180)
            for n in range(count)
        )
    )
    script = "\n".join(f"Nous passons au rapport {1000 + n}.\nIl est adopté." for n in range(count))
    chapters, _ = divided(printed, script)
    assert [i for s in chapters.spans for i in s.items] == [item.id for item in printed.items]


def test_a_closed_sitting_that_was_found_needs_no_check(
    morning: tuple[Chapters, dict[str, int]],
) -> None:
    assert morning[0].to_check == ()


def test_a_closed_sitting_whose_end_is_not_heard_is_shown_to_a_person() -> None:
    before, _back, rest = SCRIPT.partition("Le huis clos est levé, le public peut rentrer.")
    said = before.replace("@closed\n[40]", "@closed").replace("beaucoup trop cher.\n[40]", "cher.")
    chapters, marks = divided(MORNING, said + rest)
    assert not any(span.kind == "closed" for span in chapters.spans)
    assert [(e.kind, e.text) for e in chapters.to_check][:1] == [
        ("closed", "le huis clos est prononcé,")
    ]
    assert all(abs(e.start_ms - marks["closed"]) < 10_000 for e in chapters.to_check)
