"""An agenda amended: an item added, withdrawn, put back, retitled, moved. Ids never change.

Marks, corrections and links call an item by its id, so none is ever taken out: what is withdrawn
stays in its place and says so.
"""

from collections.abc import Sequence

from archiver.agenda.reading.identifiers import number_id, slug, unlike
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.agenda import Agenda, Item


class AmendmentError(ArchiverError):
    """An agenda cannot be amended that way."""


def add(
    agenda: Agenda,
    title: str,
    *,
    number: str = "",
    after: str | None = None,
    rapporteur: str = "",
    commission: str = "",
) -> Agenda:
    """The agenda with one more item, after the item of id `after` ("" for first, None for last).

    It stands under the commission of the item before it unless one is given. Raises AmendmentError
    if the title is empty or the number is another item's.
    """
    title, number = " ".join(title.split()), " ".join(number.split())
    if not title:
        raise AmendmentError(_("an item needs a title"))
    same = next((i for i in agenda.items if number and i.number == number), None)
    if same:
        raise AmendmentError(
            _("the number “{number}” is already that of an item").format(number=number),
            same.title[:100],
            _("Give another number, or none"),
        )
    at = _place_after(agenda, after)
    before = agenda.items[at - 1] if at else None
    taken = {item.id for item in agenda.items}
    item = Item(
        id=unlike(number_id(number) if number else slug(title), taken),
        title=title,
        number=number or None,
        rapporteur=" ".join(rapporteur.split()) or None,
        commission=" ".join(commission.split()) or (before.commission if before else None),
    )
    return _with(agenda, [*agenda.items[:at], item, *agenda.items[at:]])


def withdraw(agenda: Agenda, ids: Sequence[str], *, back: bool = False) -> Agenda:
    """The agenda with these items withdrawn, or put `back`."""
    update = {"withdrawn": None if back else True}
    return _with(agenda, [i.model_copy(update=update) if i.id in ids else i for i in agenda.items])


def retitle(agenda: Agenda, id: str, title: str) -> Agenda:
    """The agenda with another title for an item. Raises AmendmentError if it is empty."""
    title = " ".join(title.split())
    if not title:
        raise AmendmentError(_("an item needs a title"))
    update = {"title": title}
    return _with(agenda, [i.model_copy(update=update) if i.id == id else i for i in agenda.items])


def move(agenda: Agenda, ids: Sequence[str], after: str | None) -> Agenda:
    """The agenda with these items after the item of id `after` ("" for first, None for last).

    Raises AmendmentError if that is one of them.
    """
    if after in ids:
        raise AmendmentError(_("an item cannot be moved after itself"))
    moved = [item for item in agenda.items if item.id in ids]
    others = _with(agenda, [item for item in agenda.items if item.id not in ids])
    at = _place_after(others, after)
    return _with(agenda, [*others.items[:at], *moved, *others.items[at:]])


def _place_after(agenda: Agenda, after: str | None) -> int:
    if after is None:
        return len(agenda.items)
    return next((n for n, item in enumerate(agenda.items, 1) if item.id == after), 0)


def _with(agenda: Agenda, items: Sequence[Item]) -> Agenda:
    return agenda.model_copy(update={"items": tuple(items)})
