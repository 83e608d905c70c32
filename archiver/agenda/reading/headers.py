"""The names people give to the fields of an agenda and of a list of members."""

import difflib
from collections.abc import Iterable, Mapping

from archiver.agenda.words import folded_words

Names = Mapping[str, tuple[str, ...]]
"""Each field's known names, folded, the likeliest first."""


def _listed(**names: str) -> Names:
    return {field: tuple(text.split(" | ")) for field, text in names.items()}


ITEM_NAMES = _listed(
    id="id | identifiant | cle | key",
    number="number | numero | no | n | num | nr | n du rapport | n rapport | numero du rapport | "
    "numero de rapport | report number | item number | item no | agenda number | n de dossier | "
    "n dossier | ordre | n ordre | n d ordre | n point | point | item",
    title="title | titre | intitule | intitule du rapport | titre du rapport | objet du rapport | "
    "intitule du dossier | intitule de la deliberation | objet de la deliberation | item title | "
    "objet | libelle | sujet | subject | heading | designation | affaire | description | report",
    rapporteur="rapporteur | rapporteure | rapporteur e | rapporteur euse | nom du rapporteur | "
    "elu rapporteur | presente par | presented by | presenter | reporter | sponsor | orateur",
    commission="commission | commission competente | nom de la commission | comite | committee",
)
AGENDA_NAMES = _listed(
    body="body | assemblee | collectivite | organisme | council",
    title="title | titre | intitule",
    date="date",
    language="language | langue",
    president="president | presidente | chair | mayor",
)
MEMBER_NAMES = _listed(
    name="name | nom | nom complet | full name | nom et prenom | prenom et nom | prenom nom | "
    "member | elu",
    first_name="prenom | first name | given name",
    group="group | groupe | groupe politique | political group | party",
    canton="canton | circonscription | ward | district | commune",
    role="role | fonction | fonctions | qualite | mandat | position | office",
    gender="gender | genre | sexe | sex | civilite | civ",
)
NEARLY = 0.8


def folded(name: str) -> str:
    """A header as it is compared: words without case, accents and signs."""
    return " ".join(folded_words(name.replace("°", " ").replace("º", " ")))


def fields_of(headers: Iterable[str], names: Names) -> dict[str, str]:
    """The field that each header stands for; of several for one field, the likeliest does."""
    ranked: dict[str, tuple[int, str]] = {}
    for header in headers:
        key = folded(header)
        for field, known in names.items():
            if key in known and (field not in ranked or known.index(key) < ranked[field][0]):
                ranked[field] = (known.index(key), header)
    return {header: field for field, (_rank, header) in ranked.items()}


def slips(headers: Iterable[str], names: Names) -> dict[str, str]:
    """Headers that are nearly a known name, whose field no other header gives, and that name."""
    given = list(headers)
    missing = names.keys() - set(fields_of(given, names).values())
    known = [name for field in missing for name in names[field] if len(name) > 3]
    found = {}
    for header in given:
        near = difflib.get_close_matches(folded(header), sorted(known), 1, NEARLY)
        if near and folded(header) not in known:
            found[header] = near[0]
    return found


def extra_key(name: str) -> str:
    """The key under which a further column is kept."""
    return "_".join(folded_words(name))
