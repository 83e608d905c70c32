"""French-looking words: real ones for the commonest and the matters, then made-up ones."""

import random

_VOCABULARY = 40_000
_COMMON = (
    "de la le les et des à en que est nous du un une pour qui dans pas sur ce au vous je il a "
    "plus par avec sont cette ne on mais se tout être aussi ont fait bien comme nos aux très "
    "cela notre ces même donc si ou leur elle ils sans peut été avons entre deux faire votre "
    "y alors où encore sera dire merci parce temps autres ceux non oui toujours là après "
    "avant trop chaque jamais rien puis moins trois sous contre lors quand quelques vers dont "
    "soit avait car ici madame monsieur président vote"
)
_MATTERS = (
    "conseil département assemblée rapport délibération budget commission collège lycée route "
    "voirie solidarité autonomie enfance insertion subvention amendement crédit compte "
    "dépense recette dette investissement fonctionnement collectivité commune canton "
    "établissement pompier secours handicap logement culture musée sport environnement "
    "agriculture tourisme numérique transport personnel marché convention programme "
    "aménagement équipement allocation prestation tarif hébergement"
)
_SYLLABLES = (
    "ba bé bo ca ce co cou da dé di do fa fi fo ga gi gra ha jo la lé li lo ma mé mi mo na né "
    "no pa pé pi plo pra que ra ré ri ro sa sé si so sta ta té ti to tra va vé vi vo an en on "
    "in ou é"
)
_ENDINGS = (
    "ment ments tion tions er é ée és ées eur eurs euse al ale aux ité ités ique iques able "
    "ables age ages ons ez ent ant aire aires if ive"
)


def vocabulary(chance: random.Random) -> list[str]:
    """Distinct words, the commonest first: real ones, then made-up ones with French endings."""
    syllables, endings = _SYLLABLES.split(), _ENDINGS.split()
    words = dict.fromkeys((*_COMMON.split()[:100], *_MATTERS.split()))
    while len(words) < _VOCABULARY:
        root = "".join(chance.choices(syllables, k=chance.randint(1, 3)))
        words[root + chance.choice(endings)] = None
    return list(words)
