"""Turns records into pages. Every value is escaped by the template engine; nothing is written."""

import re
from collections.abc import Iterable
from gettext import NullTranslations
from itertools import groupby

from archiver.i18n import translator
from archiver.model.session import House, Session
from archiver.model.times import clock
from archiver.publish.website import wording
from archiver.publish.website.assets import house_assets
from archiver.publish.website.cards import SessionCard
from archiver.publish.website.decisions import chapter_votes, shown_attendance
from archiver.publish.website.environment import environment
from archiver.publish.website.lists import newest_first, render
from archiver.publish.website.outline import agenda_lines, spoken_chapters, what_is_missing
from archiver.publish.website.records import SessionPage
from archiver.publish.website.structured import (
    list_object,
    page_url,
    script_data,
    video_object,
)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def render_session(page: SessionPage) -> str:
    """The page of a session, to be written as `index.html` in the folder `page.id` of the site."""
    words = translator(page.session.language)
    date = wording.long_date(page.session.date, words)
    description = _description(page, date, words)
    votes = chapter_votes(page, words)
    return (
        environment(page.session.language)
        .get_template("session.html")
        .render(
            page=page,
            language=page.session.language,
            house=page.house,
            agenda_language=_agenda_language(page),
            root="../",
            assets=house_assets(page.house),
            date=date,
            description=description,
            how_made=_how_made(page, words),
            duration_ms=page.timeline.replay_duration_ms,
            commissions=agenda_lines(page, words),
            spoken=spoken_chapters(page),
            votes=votes,
            attendance=shown_attendance(page, words),
            missing=what_is_missing(page, words),
            url=page_url(page) if page.house.base_url else "",
            poster_url=page_url(page, page.files.poster) if page.files.poster else "",
            video_object=video_object(page, description, votes),
            script_data=script_data(page, words),
        )
    )


def render_embed(page: SessionPage) -> str:
    """The player alone, for a frame in another page; `embed.html` beside the session's."""
    return (
        environment(page.session.language)
        .get_template("embed.html")
        .render(
            page=page,
            language=page.session.language,
            house=page.house,
            root="../",
            assets=house_assets(page.house),
            url=page_url(page) if page.house.base_url else "",
        )
    )


def render_withdrawn(session: Session, house: House) -> str:
    """What stands at a session's address once its replay was taken back: only that it was."""
    words = translator(session.language)
    return (
        environment(session.language)
        .get_template("withdrawn.html")
        .render(
            language=session.language,
            house=house,
            root="../",
            assets=house_assets(house),
            body=session.body or house.body,
            date=wording.long_date(session.date, words),
            url="",
        )
    )


def render_list(house: House, cards: Iterable[SessionCard]) -> str:
    """The list of sessions, newest first, to be written as `index.html` at the site's root."""
    newest = newest_first(tuple(cards))
    years = [(year, list(group)) for year, group in groupby(newest, key=lambda c: c.date.year)]
    shown = {"years": years, "total": len(newest), "structured": list_object(house, newest)}
    return render(house, "list.html", "index.html", **shown)


def render_transcript(page: SessionPage) -> str:
    """What is said in the replay as plain text, for downloading."""
    words = translator(page.session.language)
    lines = [page.session.title, page.body, wording.long_date(page.session.date, words)]
    lines += [_how_made(page, words)]
    for spoken in spoken_chapters(page):
        if spoken.chapter:
            lines += ["", f"{clock(spoken.chapter.start_ms)}  {spoken.chapter.title}", ""]
        for passage in spoken.passages:
            text = " ".join(said.text for said in passage.said)
            who = f"{passage.speaker} : " if passage.speaker else ""
            lines.append(f"[{clock(passage.start_ms)}] {who}{text}")
    return "\n".join(line for line in lines) + "\n"


def _agenda_language(page: SessionPage) -> str:
    """The agenda's language where it says one that is not the session's, else nothing."""
    agenda = page.agenda
    said = agenda.language if "language" in agenda.model_fields_set else ""
    other = said.lower() != page.session.language and _LANGUAGE.fullmatch(said)
    return said if other else ""


def _description(page: SessionPage, date: str, words: NullTranslations) -> str:
    treated = len({item for chapter in page.chapters for item in chapter.items})
    said = words.ngettext(
        "Captioned replay with its transcript: {date}, {n} agenda item.",
        "Captioned replay with its transcript: {date}, {n} agenda items.",
        treated,
    )
    return said.format(date=date, n=treated)


def _how_made(page: SessionPage, words: NullTranslations) -> str:
    plain = words.gettext(
        "Captions and transcript were made automatically and may hold errors; "
        "only the recording and the adopted minutes count."
    )
    if not page.transcript.recognizer:
        return plain
    said = words.gettext("Speech recognition: {recognizer}.")
    return f"{plain} {said.format(recognizer=page.transcript.recognizer)}"
