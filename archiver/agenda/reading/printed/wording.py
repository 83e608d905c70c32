"""The words by which French agendas say what a line is. No name of a place or person is in it."""

import re

_I = re.IGNORECASE
MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "janvier",
            "février|fevrier",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août|aout",
            "septembre",
            "octobre",
            "novembre",
            "décembre|decembre",
        ),
        start=1,
    )
    for name in names.split("|")
}
DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_MONTH = "|".join(MONTHS)
DATE = re.compile(
    rf"(?:(?P<weekday>{DAYS})\s+)?\b(?P<day>\d{{1,2}})\s*(?:er\b)?"
    rf"(?:\s*(?:,|et|au|-)\s*(?:du\s+|le\s+)?(?:(?:{DAYS})\s+)?\d{{1,2}})*"
    rf"\s+(?P<month>{_MONTH})\s+(?P<year>\d{{4}})\b",
    _I,
)
NUMERIC_DATE = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b")
SITTING = re.compile(
    r"\b(?:séance|seance|réunion|reunion|session|assembl[ée]e (?:pl[ée]ni[èe]re|d[ée]partementale|"
    r"r[ée]gionale|communautaire|g[ée]n[ée]rale)|"
    r"commission permanente|(?:conseil|comité|comite)\s+(?!départ|depart|région|region)\w+)\b",
    _I,
)
BODY = re.compile(
    r"^(?:le |la )?(?:conseil|département|departement|ville|commune|mairie|métropole|metropole|"
    r"communauté|communaute|syndicat|région|region|agglomération|collectivité|collectivite|"
    r"assemblée|établissement public|etablissement public)\s+\S",
    _I,
)

CIVILITY = (
    r"(?:MM?\.|Mmes?\b\.?|Mlles?\b|Mme?s?\b|Monsieur|Messieurs|Madame|Mesdames|Dr|Me)"
    r"(?=\s)"
)
PERSON = re.compile(
    rf"^{CIVILITY}\s+(?:(?:le|la|l['’])\s*)?[^\W\d_][\w'’.·-]*"
    rf"(?:\s+(?:et\s+)?(?:{CIVILITY}\s+)?[\w'’.·-]+){{0,7}}\.?$"
)
_TELLER = r"(?:co-?)?rapporteu(?:r|se)(?:\(e\)|[·.-]e|e)?(?:\(?s\)?)?(?:/rapporteu\w+)?"
RAPPORTEUR = re.compile(
    rf"^[\s(\[–-]*(?:{_TELLER}|présenté(?:e)?\s+par|rapport\s+présenté\s+par|présentation|"
    rf"rapport\s+(?:de|par)(?=\s+{CIVILITY}))"
    r"\s*[:–-]?\s*(?P<name>\S.*)$",
    _I,
)
RAPPORTEUR_AFTER = re.compile(
    rf"^[\s(\[–-]*(?P<name>{CIVILITY}\s+[^,;:]{{3,70}}?)\s*[,–-]\s*{_TELLER}\s*[\])]?\.?$", _I
)
RAPPORTEUR_WITHIN = re.compile(
    rf"\s*[\[(–—.,;-]*\s*\b{_TELLER}\s*:\s*(?P<name>[^()\[\]]{{3,80}}?)[\])]?\.?$", _I
)
IN_BRACKETS = re.compile(r"\s*[\[(]\s*(?P<name>[^()\[\]]{4,80}?)\s*[\])]\.?$")

AGENDA = re.compile(
    r"^(?:l['’]\s*)?(?:projet d['’]\s*)?ordre\s+du\s+jour\b[^.]{0,60}$|"
    r"^.{0,60}\bordre du jour(?: est le)?(?: suivant)?(?: est)?\s*:$|"
    r"^(?:liste\s+des\s+)?(?:rapports|dossiers|délibérations|affaires|points)\s+"
    r"(?:soumis|inscrits|présentés|à examiner|soumises|inscrites)\b.{0,50}$",
    _I,
)
CONTENTS = re.compile(r"^(?:sommaire|table\s+des\s+mati[èe]res|contents)\s*:?$", _I)
ANNEXES = re.compile(
    r"^(?:liste\s+des\s+)?(?:annexes?|pi[èe]ces?\s+(?:jointes?|annexées?|annexees?)|"
    r"documents?\s+(?:annexés?|joints?|à\s+télécharger|utiles|associés)|"
    r"(?:documents|fichiers)\s+à\s+télécharger|téléchargements?|à\s+télécharger)\s*:?$",
    _I,
)
ENCLOSED = re.compile(
    r"^[\s–•*(-]*(?:annexes?|pi[èe]ces?\s+(?:jointes?|annexées?)|p\.?\s?j\.?)\s*"
    r"(?:(?:n[°º]\s*)?\d+|[a-z])?\s*[:–—-]\s*\S",
    _I,
)
AFTER = re.compile(
    r"^(?:fait\s+à\b|--$|(?:le|la)\s+(?:président|présidente|presidente?|maire)\s*,?\s*$|"
    r"(?:bien\s+)?(?:cordialement|sincèrement)\b|(?:dans\s+)?l['’]?\s*attente\b|"
    r"(?:je|nous)\s+vous\s+(?:prie|prions|remerci|serai)|veuillez\s+(?:agréer|recevoir)|"
    r"(?:je|nous)\s+compt|pour\s+extrait|mentions\s+légales)",
    _I,
)
SIGNED = re.compile(r"^(?P<article>le|la)\s+(?:président|présidente|presidente?|maire)\s*,?$", _I)
CONVENED = re.compile(
    r"^(?:étaient|sont|ont\s+été)\s+(?:présents?|présentes?|convoqués?|convoquées?)\b|"
    r"^(?:membres|élus|conseillers|conseillères)\b.{0,40}\b(?:convoqués|présents|en exercice)\b|"
    r"^(?:composition\s+de\s+l['’]assemblée|liste\s+des\s+(?:membres|élus|conseillers))",
    _I,
)
PRESIDENT = re.compile(
    r"(?:présidence|presidence)\s*(?::|de\b|d['’])\s*(?P<a>.+)|présidée?\s+par\s+(?P<b>.+)|"
    r"^président(?:e|·e|\(e\))?(?:\s+de\s+(?:la\s+)?séance)?\s*:\s*(?P<c>.+)",
    _I,
)
NAMED = re.compile(rf"{CIVILITY}\s+[^,;:()–]+?(?=\s+[–-]\s|[,;:()]|\.\s|\.?$)")

_ORDINAL = (
    r"(?:\d+\s*(?:re|ère|ere|er|nde?|e|è|ème|eme|°)\s*|(?:premi[èe]re|deuxi[èe]me|seconde|"
    r"troisi[èe]me|quatri[èe]me|cinqui[èe]me|sixi[èe]me|septi[èe]me|huiti[èe]me|neuvi[èe]me|"
    r"dixi[èe]me|[IVX]+\s*(?:e|ème|ère))\s+)"
)
COMMISSION = re.compile(rf"^{_ORDINAL}?(?:commission|comité)\b(?!\s+permanente\s+du\b)", _I)
NUMBERED_COMMISSION = re.compile(
    rf"^(?:{_ORDINAL}commission|commission\s+(?:n[°º]\s*)?(?:\d+|[IVX]+|[A-Z])\b)", _I
)
MATTER = re.compile(
    r"^(?:appel\s+nominal|appel\s+des|vérification\s+du\s+quorum|constat(?:ation)?\s+du\s+quorum|"
    r"(?:désignation|élection|nomination)\s+(?:du|de\s+la|d['’]une?|des|d['’]un\(e\))\s+"
    r"secrétaires?|"
    r"(?:approbation|adoption)\s+(?:du|des|de\s+l['’]|de\s+la|de)\s*(?:procès|proces|compte[s\s-]|"
    r"pv\b|p\.v|ordre|dernier|relevé)|procès[- ]verb|"
    r"communications?\b|informations?\b|actualités?\s+d|compte[s]?[\s-]rendus?\s+(?:des|de)\s|"
    r"décisions\s+(?:du|de\s+la|prises)|"
    r"questions?\s+(?:orales?|diverses?|écrites?|d['’]actualité|au\s+président|et\s)|"
    r"(?:v(?:œ|oe)ux?|motions?)\b|hommages?\b|minute\s+de\s+silence|installation\s+d|"
    r"points?\s+divers|affaires\s+diverses|divers$|clôture|prise\s+de\s+parole|"
    r"(?:ouverture|levée)\s+de\s+la\s+séance|allocution|débat\s+d['’]actualité|"
    r"approval\s+of|public\s+questions|any\s+other\s+business)",
    _I,
)
CLOSING_MATTER = re.compile(
    r"^(?:questions?\s+(?:orales?|diverses?|écrites?|d['’]actualité)|(?:v(?:œ|oe)ux?|motions?)\b|"
    r"points?\s+divers|affaires\s+diverses|divers$|clôture|levée)",
    _I,
)
PAGE_NUMBER = re.compile(
    r"^(?:page\s*)?[-–—\s|]*\d{1,4}\s*(?:(?:/|sur|of|de)\s*\d{1,4})?[-–—\s|]*$", _I
)
LEADER = re.compile(r"\s*(?:\.{4,}|…{2,}|(?:\.\s){4,}\.?|_{5,}|·{4,})[\s.…]*(?P<page>\d{0,4})\s*$")
BULLET = re.compile(r"^(?:[-–—•*▪●○◦■□►➢➤✓·‣⁃o]|\uf0b7)\s+(?=\S)")


def bare(text: str) -> str:
    """A line's text without the bullet before it."""
    return BULLET.sub("", text)
