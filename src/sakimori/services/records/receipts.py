"""Receiving data 受領 (法30条): who confirmed the provider and how it got the data, and the record of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sakimori.domain.codes import KindOfBody
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.hand_over import NoRecord, ReceiptRecord, RecordMethod
from sakimori.domain.records.own_registers import DataSet
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.rules.clearance.records.recording import PUBLIC_BODIES, free_by_route
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.rules.facts.record_terms import methods_for, retain_until
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import require_standing
from sakimori.services.parties.write import write_result
from sakimori.services.records.provisions import (
    checked_days,
    checked_items,
    checked_persons,
    checked_text,
    invalid,
    require_contract,
)

FLOW: Final = Text("データフロー", "data flow")
_FREE: Final = Text("受領の記録は要りません（{why}）。", "No record of the receipt is needed ({why}).")
_UNDECIDED: Final = Text(
    "どの根拠で受け取ったかを選んでください。", "Choose the ground on which the data were provided."
)
_OTHERS: Final = Text("別の取引先のデータフローです。", "This flow belongs to another third party.")
_GOES_OUT: Final = Text("受け取るデータフローではありません。", "No data come to us by this flow.")
_WAY: Final = Text("この受領は「{asked}」では記録できません。", "This receipt cannot be recorded “{asked}”.")
_CONFIRM: Final = Text("どのように確認したかを書いてください。", "Say how it was confirmed.")
_CONTRACT: Final = Text("記録に代える契約書を選んでください。", "Choose the contract that stands in for the record.")
_PUBLISHED: Final = Text(
    "個人情報保護委員会の公表で届出を確かめ、「はい」か「いいえ」で答えてください。",
    "Look up the filing among those that the PPC has published, and answer yes or no.",
)
_UNKNOWN: Final = Text("一覧から選び直してください。", "Choose it again from the list.")


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """What somebody says of data that came in; what is not known of the provider is taken from its dossier."""

    third_party_id: str
    route: LegalRoute
    first_on: date
    last_on: date
    items: tuple[str, ...]
    person_count: int | None
    confirmed_how: str
    acquired_how: str = ""
    persons_how: str = ""
    persons: tuple[str, ...] = ()
    is_related: bool = False
    consented: bool | None = None
    informed: bool | None = None
    ppc_published: bool | None = None
    record_method: RecordMethod | None = None
    for_services: bool = False
    contract_id: str | None = None
    flow_id: str | None = None
    data_set_id: str | None = None


def receipt_not_needed(unit: Unit, third_party_id: str, route: LegalRoute) -> NoRecord | None:
    """Why no record of a receipt is due; None where it is (法30条, 27条1項・5項, 16条2項)."""
    party = unit.records.find(ThirdParty, third_party_id)
    if party is not None and party.country == HOME and party.kind_of_body in PUBLIC_BODIES:
        return NoRecord.PUBLIC_BODY
    return free_by_route(route)


@needs(Permission.RELEASE)
def record_receipt(
    workspace: Workspace, draft: ReceiptDraft, *, actor: Actor, at: datetime
) -> WriteResult[ReceiptRecord]:
    """Record that data were received, after the provider and its way of getting them were confirmed.

    Raises:
        InvalidValueError: Something that the law has stand in it is not said.
        NotPermittedError: The role may not record it.
        StateError: No record is due here, and why; or it may not be made in that way.
    """
    with workspace.change("receipt_record.made", actor=actor, at=at) as change:
        party = require_standing(change, draft.third_party_id)
        free = receipt_not_needed(change, party.id, draft.route)
        if free is not None:
            raise StateError(why=_FREE.format(why=code_word(free)))
        if draft.route is LegalRoute.UNDECIDED:
            raise _invalid("route", "", _UNDECIDED)
        checked_days(draft.first_on, draft.last_on, today=change.today)
        _check_references(change, draft)
        is_operator = party.kind_of_body is not KindOfBody.PRIVATE_INDIVIDUAL
        confirmed, acquired = (
            checked_text("persons_how", draft.confirmed_how),
            checked_text("persons_how", draft.acquired_how),
        )
        if not confirmed:
            raise _invalid("confirmed_how", "", _CONFIRM)
        if not acquired and not draft.is_related:
            raise _invalid("acquired_how", "", _CONFIRM)
        if draft.route is LegalRoute.OPTOUT and is_operator and draft.ppc_published is None:
            raise _invalid("ppc_published", "", _PUBLISHED)
        whom = checked_persons(draft.persons, draft.persons_how, draft.person_count)
        method = _method(draft)
        require_contract(change, draft.contract_id)
        stored = change.insert(
            ReceiptRecord(
                id=change.new_id("rc"),
                third_party_id=party.id,
                route=draft.route,
                method=method,
                first_on=draft.first_on,
                last_on=draft.last_on,
                provider_name=party.legal_name,
                provider_address=party.address or "",
                provider_representative=party.representative or "",
                confirmed_how=confirmed,
                acquired_how=acquired,
                items=checked_items(draft.items),
                persons=whom.numbers,
                persons_how=whom.how,
                person_count=whom.count,
                retain_until=retain_until(method, last_on=draft.last_on, made_on=change.today),
                made_on=change.today,
                made_by=actor.id,
                is_operator=is_operator,
                is_related=draft.is_related,
                consented=draft.consented,
                informed=draft.informed,
                ppc_published=draft.ppc_published,
                flow_id=draft.flow_id,
                data_set_id=draft.data_set_id,
                contract_id=draft.contract_id if method is RecordMethod.CONTRACT else None,
            )
        )
    return write_result(stored, change)


def _method(draft: ReceiptDraft) -> RecordMethod:
    is_period = draft.first_on != draft.last_on
    asked = draft.record_method or (RecordMethod.BULK if is_period else RecordMethod.EACH)
    allowed = methods_for(draft.route, is_repeated=True, stands_in=draft.for_services)
    if asked not in allowed or (is_period and asked is RecordMethod.EACH):
        raise StateError(why=_WAY.format(asked=code_word(asked)))
    if asked is RecordMethod.CONTRACT and not draft.contract_id:
        raise invalid("contract_id", "", _CONTRACT)
    return asked


def _check_references(unit: Unit, draft: ReceiptDraft) -> None:
    if draft.flow_id is not None:
        flow = unit.records.get(DataFlow, draft.flow_id, what=FLOW)
        if flow.third_party_id != draft.third_party_id:
            raise StateError(why=_OTHERS)
        if flow.direction is Direction.OUT:
            raise StateError(why=_GOES_OUT)
    if draft.data_set_id is not None and unit.records.find(DataSet, draft.data_set_id) is None:
        raise _invalid("data_set_id", draft.data_set_id, _UNKNOWN)


def _invalid(name: str, value: str, expected: Text) -> InvalidValueError:
    return InvalidValueError(field=field_words(ReceiptRecord, name), value=value, expected=expected, name=name)
