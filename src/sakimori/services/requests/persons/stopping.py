"""Granted stops and erasures in the register of stops, under every identifier that is known of the person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.records.person_requests import PersonRequest, RequestKind
from sakimori.domain.values.identifier import KINDS_OF_CHANNEL, Identifier, IdentifierKind, one_form
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.stop_key import hash_identifier, key_for_writing
from sakimori.services.requests.stops import put_stop, touch_by_stops

STOPS: Final = {
    RequestKind.STOP_USE: StopChannel.USE,
    RequestKind.ERASURE: StopChannel.USE,
    RequestKind.STOP_PROVISION: StopChannel.PROVISION,
}
"""What a granted request stops from then on; who had data erased is not used again out of a later list."""
_BETWEEN: Final = re.compile(r"[\s、，,;；/／|（）()<>＜＞「」]+")
_NO_IDENTIFIER: Final = Text(
    "停止を名簿に効かせる手がかりがありません。顧客番号、メールアドレス、電話番号、"
    "または氏名と生年月日（例「山田花子 1980-01-31」）のどれかを先に記録してください。",
    "Nothing is on record by which a list would know the person. Note a customer number, a mail address, a telephone "
    "number, or the name with the day of birth (such as “Hana Yamada 1980-01-31”) first.",
)


def identifiers_of(request: PersonRequest) -> tuple[tuple[IdentifierKind, str], ...]:
    """Every identifier of the person that stands in a request, in its one form.

    Number, name with day of birth and contact are fields of their own; the contact may hold several.
    """
    found = {(one.kind, form): None for one in _written(request) if (form := one_form(one)) is not None}
    return tuple(found)


def _written(request: PersonRequest) -> Iterator[Identifier]:
    yield Identifier(IdentifierKind.CUSTOMER_NUMBER, request.customer_number or "")
    yield Identifier(IdentifierKind.NAME_AND_BIRTH, request.person_name or "")
    # An agent gives the contact of the agent, by which no list knows the person.
    contact = request.contact if request.contact and not (request.asked_by and request.asked_by.is_agent) else ""
    for part in (contact, *_BETWEEN.split(contact)):
        yield Identifier(IdentifierKind.MAIL_ADDRESS, part)
        yield Identifier(IdentifierKind.PHONE_NUMBER, part)


def require_identifier(request: PersonRequest) -> None:
    """Refuse to grant a stop that no later list would obey.

    Raises:
        StateError: Nothing is on record by which the person can be found again.
    """
    if request.kind in STOPS and not identifiers_of(request):
        raise StateError(why=_NO_IDENTIFIER)


def enter_stops(workspace: Workspace, change: Change, request: PersonRequest) -> None:
    """The person stands in the register of stops by each identifier, hashed as screening does it."""
    channel = STOPS.get(request.kind)
    if channel is None:
        return
    key = key_for_writing(workspace, change)
    touch_by_stops(change, channel)
    for kind, form in identifiers_of(request):
        if kind in KINDS_OF_CHANNEL[channel]:
            # Those who hold a copy are told by the tasks of the request itself.
            key_hash = hash_identifier(key, kind, form)
            put_stop(change, Stop("", key_hash, channel, request.received_on, request.number, kind=kind))
