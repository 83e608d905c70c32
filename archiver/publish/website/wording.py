"""How the pages say times, dates, sizes and reasons, in the language of the session."""

from datetime import date
from gettext import NullTranslations

from archiver.model.chapters import SpanKind


def seconds(ms: int) -> str:
    """Milliseconds as a media fragment writes them: `27.3`."""
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


def iso_duration(ms: int) -> str:
    """A length as ISO 8601 writes it: `PT9M51S`."""
    minutes, rest = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"PT{hours}H{minutes}M{rest}S" if hours else f"PT{minutes}M{rest}S"


def duration(ms: int, words: NullTranslations) -> str:
    """A length for reading: `36 s`, `9 min 51 s`, `4 h 05 min`."""
    total = round(ms / 1000)
    hours, minutes = divmod(total // 60, 60)
    if hours:
        return words.gettext("{h} h {m} min").format(h=hours, m=f"{minutes:02}")
    if total % 60 == 0 and minutes:
        return words.gettext("{m} min").format(m=minutes)
    if minutes:
        return words.gettext("{m} min {s} s").format(m=minutes, s=f"{total % 60:02}")
    return words.gettext("{s} s").format(s=total)


def size(bytes_: int, words: NullTranslations) -> str:
    """A file's size for reading, in decimal units."""
    if bytes_ >= 1_000_000_000:
        number = f"{bytes_ / 1e9:.1f}".replace(".", words.gettext(".")).removesuffix("0")
        return words.gettext("{n} GB").format(n=number.rstrip(".,"))
    if bytes_ >= 1_000_000:
        return words.gettext("{n} MB").format(n=round(bytes_ / 1e6))
    return words.gettext("{n} kB").format(n=max(1, round(bytes_ / 1e3)))


def long_date(day: date, words: NullTranslations) -> str:
    """A date in full, without the system's locale: `Friday 20 November 2026`."""
    first = words.gettext("{weekday} 1 {month} {year}")
    other = words.gettext("{weekday} {day} {month} {year}")
    return (first if day.day == 1 else other).format(
        weekday=_weekdays(words)[day.weekday()],
        day=day.day,
        month=_months(words)[day.month - 1],
        year=day.year,
    )


def short_date(day: date, words: NullTranslations) -> str:
    """A date in figures: `2026-11-20`, or as the language writes it."""
    said = words.gettext("{year}-{month}-{day}")
    return said.format(year=day.year, month=f"{day.month:02}", day=f"{day.day:02}")


def locale(language: str) -> str:
    """A language as OpenGraph writes it, with the country where most who speak it live."""
    return {"fr": "fr_FR", "en": "en_GB"}.get(language, language)


def _weekdays(words: NullTranslations) -> tuple[str, ...]:
    return (
        words.gettext("Monday"),
        words.gettext("Tuesday"),
        words.gettext("Wednesday"),
        words.gettext("Thursday"),
        words.gettext("Friday"),
        words.gettext("Saturday"),
        words.gettext("Sunday"),
    )


def _months(words: NullTranslations) -> tuple[str, ...]:
    return (
        words.gettext("January"),
        words.gettext("February"),
        words.gettext("March"),
        words.gettext("April"),
        words.gettext("May"),
        words.gettext("June"),
        words.gettext("July"),
        words.gettext("August"),
        words.gettext("September"),
        words.gettext("October"),
        words.gettext("November"),
        words.gettext("December"),
    )


def reason(code: str, words: NullTranslations) -> str:
    """Why an item was not treated; a reason that is not one of our codes is shown as written."""
    known = {
        "withdrawn": words.gettext("Withdrawn from the agenda"),
        "adjourned": words.gettext("Adjourned to a later session"),
        "not_reached": words.gettext("Not reached before the session closed"),
        "not_found": words.gettext("Not located in the recording"),
        "closed": words.gettext("Treated in closed sitting"),
        "outage": words.gettext("Treated while the recording was interrupted"),
        "": words.gettext("Not in the replay"),
    }
    return known.get(code, code)


def covered(kind: SpanKind | None, length: str, at: str, words: NullTranslations) -> str:
    """That a card is shown in place of something, from `at` in the replay."""
    said = {
        "suspension": words.gettext("Suspension of {length}: a card is shown at {at}."),
        "closed": words.gettext("Closed sitting of {length}: a card is shown at {at}."),
        "outage": words.gettext("Recording interrupted for {length}: a card is shown at {at}."),
    }
    other = words.gettext("Passage of {length} not shown: a card takes its place at {at}.")
    return said.get(kind or "", other).format(length=length, at=at)


def left_out(kind: str, length: str, words: NullTranslations) -> str:
    """That something is missing from the replay; `kind` is a span's, or `before`, or `after`."""
    said = {
        "before": words.gettext("{length} before the opening: left out."),
        "after": words.gettext("{length} after the closing: left out."),
        "suspension": words.gettext("Suspension of {length}: left out."),
        "closed": words.gettext("Closed sitting of {length}: left out."),
        "outage": words.gettext("Recording interrupted for {length}: left out."),
    }
    other = words.gettext("Passage of {length}: left out.")
    return said.get(kind, other).format(length=length)
