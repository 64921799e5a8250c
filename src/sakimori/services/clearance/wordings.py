"""Words of a question from outside, and the records that they name; a part of a name gives candidates, never a hit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeVar

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.names import fold, match_key
from sakimori.domain.values.numbers import bare_number
from sakimori.domain.values.text import Text
from sakimori.errors import AmbiguousError, InvalidValueError, NotFoundError
from sakimori.exchange.registers.cells import parse_data_categories
from sakimori.services.clearance.choices import OwnChoices, OwnData, Recipient, candidates, recipient
from sakimori.services.clearance.judging import needs_day_to_come
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace

_PARTY: Final = Text("取引先", "third party")
_DATA: Final = Text("データ", "data")
_PURPOSE: Final = Text("利用目的", "purpose")
_FLOW: Final = Text("データフロー", "data flow")
_SAY_DATA: Final = Text(
    "データセットの名前か番号、またはデータの種類を渡してください。種類：{codes}",
    "Name a data set, or kinds of data: {codes}",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it was typed; what is left out is open, and no registered flow answers for it unseen.

    `recipient` is the other side; where no direction is said, whoever is nothing but a source gives, others receive.
    """

    recipient: str
    data: str = ""
    purpose: str = ""
    route: LegalRoute | None = None
    persons: int | None = None
    marketing: bool | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Records that the words of a question name: a data set or kinds of data, and a purpose; None was left out."""

    data_set: OwnData | None = None
    kinds: frozenset[DataCategory] | None = None
    purpose: Purpose | None = None


def said_of(wording: Wording, choices: OwnChoices) -> Said:
    """The records that a wording names.

    Raises:
        AmbiguousError: A name is a part of those of some records; `candidates` lists them.
        InvalidValueError: What is named is neither a data set nor kinds of data.
        NotFoundError: There is no such purpose.
    """
    purpose = _one(choices.purposes, wording.purpose, _PURPOSE) if wording.purpose else None
    if not wording.data:
        return Said(purpose=purpose)
    sets = [one.data_set for one in choices.data]
    whole = _whole(sets, wording.data)
    if len(whole) == 1:
        return Said(choices.of(whole[0].id), purpose=purpose)
    parsed = None if whole else parse_data_categories(wording.data).value
    if parsed:
        return Said(kinds=parsed, purpose=purpose)
    if near := whole or _holding(sets, wording.data):
        raise ambiguous(_DATA, wording.data, [(one.id, one.name) for one in near])
    codes = ", ".join(DataCategory)
    raise InvalidValueError(field=_DATA, value=wording.data, expected=_SAY_DATA.format(codes=codes), name="data")


@needs(Permission.ASK_CLEARANCE)
def flow_request(workspace: Workspace, flow_id: str, *, on: date, today: date, actor: Actor) -> ClearanceRequest:
    """The question whether a registered flow may run on a day to come, as it stands on record.

    Raises:
        InvalidValueError: The day is past.
        NotFoundError: There is no such flow.
        NotPermittedError: The role may not ask.
    """
    needs_day_to_come(on, today=today)
    with workspace.unit() as unit:
        flow = unit.records.get(DataFlow, flow_id, what=_FLOW)
        known = unit.records.select(HandOver, "flow_id = :id", {"id": flow_id})
    return ClearanceRequest(flow, known[0] if known else HandOver("", flow.third_party_id, flow_id), on)


@needs(Permission.ASK_CLEARANCE)
def recipient_named(workspace: Workspace, typed: str, *, actor: Actor) -> str:
    """The id of the one third party that an id, a whole name or a 法人番号 means.

    Raises:
        AmbiguousError: It is a part of names, or the name of several.
        NotFoundError: There is none.
    """
    with workspace.unit() as unit:
        if unit.records.find(ThirdParty, typed) is not None:
            return typed
        number = bare_number(typed)
        of_number = unit.records.select(
            ThirdParty, "corporate_number = :n AND merged_into IS NULL", {"n": number}, order="id"
        )
    if len(of_number) == 1:
        return of_number[0].id
    listed = candidates(workspace, typed, actor=actor).found
    exact = [one for one in listed if match_key(one.name) == match_key(typed) or fold(one.word) == fold(typed)]
    if len(exact) == 1:
        return exact[0].id
    if not listed:
        raise NotFoundError(what=_PARTY, key=typed)
    raise ambiguous(_PARTY, typed, [(one.id, one.name) for one in listed])


@needs(Permission.ASK_CLEARANCE)
def recipient_in_words(workspace: Workspace, typed: str, *, actor: Actor, on: date) -> Recipient:
    """The one third party that some words mean; where they name a service of it, with what concerns that one alone.

    Raises:
        AmbiguousError: It is a part of names, or the name of several.
        NotFoundError: There is none.
    """
    found = recipient(workspace, recipient_named(workspace, typed, actor=actor), actor=actor, on=on)
    with workspace.unit() as unit:
        services = unit.records.select(Service, "third_party_id = :id", {"id": found.party.id}, order="id")
    whole = [one for one in services if fold(one.name) == fold(typed)]
    return found.of_service(whole[0].id) if len(whole) == 1 else found


def ambiguous(what: Text, typed: str, named: Sequence[tuple[str, str]]) -> AmbiguousError:
    """A refusal that lists what some words may mean."""
    return AmbiguousError(what=what, key=typed, candidates=tuple(named))


class _Named(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=_Named)


def _one(records: Iterable[T], typed: str, what: Text) -> T:
    """The record of an id or of a whole name."""
    every = list(records)
    whole = _whole(every, typed)
    if len(whole) == 1:
        return whole[0]
    if near := whole or _holding(every, typed):
        raise ambiguous(what, typed, [(one.id, one.name) for one in near])
    raise NotFoundError(what=what, key=typed)


def _whole(records: Iterable[T], typed: str) -> list[T]:
    every = list(records)
    return [one for one in every if typed == one.id] or [one for one in every if fold(typed) == fold(one.name)]


def _holding(records: Iterable[T], typed: str) -> list[T]:
    return [one for one in records if fold(typed) and fold(typed) in fold(one.name)]
