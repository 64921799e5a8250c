"""A pack on its way out, in the form that somebody asked for; wording that is not ours to give stays here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.questions.pack import Facts, Pack
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.questionnaires.ours.pack_form import pack_form
from sakimori.exchange.questionnaires.ours.pack_matching import shareable
from sakimori.exchange.questionnaires.ours.pack_oscal import pack_oscal
from sakimori.exchange.questionnaires.ours.pack_tables import pack_csv, pack_json, pack_markdown
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter, pack_workbook


class Form(StrEnum):
    """The forms in which a pack goes out."""

    XLSX = "xlsx"
    HTML = "html"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "md"
    OSCAL = "oscal"


_GROUP: Final = Text("範囲", "the depth")
_GROUPS: Final = Text("次のどれかにしてください：{groups}", "Use one of: {groups}.")
_NOBODY: Final = Text("有効な質問のある範囲を選んでください。", "Choose a depth that asks something.")


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: how deep, in which language, what the cover says, and when the file is made."""

    group: str
    language: str
    at: datetime
    letter: Letter = field(default_factory=Letter)
    facts: Facts = field(default_factory=dict)


def give(pack: Pack, form: Form, order: Order) -> bytes:
    """The file; the same pack and order always give the same bytes.

    Raises:
        InvalidValueError: The pack has no such group, or the group asks nothing.
    """
    groups = [group.id for group in pack.groups]
    if order.group not in groups:
        raise InvalidValueError(field=_GROUP, value=order.group, expected=_GROUPS.format(groups=", ".join(groups)))
    if not pack.asked_in(order.group):
        raise InvalidValueError(field=_GROUP, value=order.group, expected=_NOBODY)
    return _WRITE[form](shareable(pack), order)


_WRITE: Final[Mapping[Form, Callable[[Pack, Order], bytes]]] = {
    Form.XLSX: lambda pack, order: pack_workbook(
        pack, order.group, order.language, letter=order.letter, facts=order.facts
    ),
    Form.HTML: lambda pack, order: pack_form(pack, order.group, order.language, letter=order.letter, facts=order.facts),
    Form.CSV: lambda pack, order: pack_csv(pack, order.group, order.language),
    Form.JSON: lambda pack, _: pack_json(pack).encode(),
    Form.MARKDOWN: lambda pack, order: pack_markdown(pack, order.group, order.language).encode(),
    Form.OSCAL: lambda pack, order: pack_oscal(pack, order.group, order.language, at=order.at).encode(),
}
