"""Making the record of a provision (法29条) within a change: how it may be made, what stands in it, until when kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import ProvisionRecord, RecordMethod
from sakimori.domain.records.own_registers import ConsentText
from sakimori.domain.records.sharing import Filing
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.registers.words import code_word
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.records.record_need import RecordNeed
from sakimori.rules.clearance.records.recording import REPEATED
from sakimori.rules.facts.record_terms import methods_for, retain_until
from sakimori.services.kernel.unit import Change
from sakimori.services.records.check import Persons, ReleaseDraft, invalid

MADE: Final = "provision_record.made"
_WAY: Final = Text(
    "この提供は「{asked}」では記録できません。使えるのは{allowed}です。",
    "This provision cannot be recorded “{asked}”. What may be used: {allowed}.",
)
_ONE_DAY: Final = Text(
    "オプトアウトによる提供は、提供のつど記録します。1日ずつ記録してください。",
    "By opt-out each provision is recorded by itself. Record one day at a time.",
)
_CONTRACT: Final = Text("記録に代える契約書を選んでください。", "Choose the contract that stands in for the record.")


def keep_provision(change: Change, case: Case, draft: ReleaseDraft, need: RecordNeed, whom: Persons) -> ProvisionRecord:
    """Make the record of a provision out of what is on record of the recipient today; what is not there is left open.

    Raises:
        InvalidValueError: No contract is named that stands in.
        StateError: It may not be made in that way.
    """
    method = chosen_method(draft, case.flow, need.route)
    require_contract(change, draft.contract_id)
    party = change.records.get(ThirdParty, case.recipient.id)
    flow = case.flow
    return change.insert(
        ProvisionRecord(
            id=change.new_id("pv"),
            third_party_id=party.id,
            route=need.route,
            method=method,
            first_on=draft.first_on,
            last_on=draft.last_on,
            recipient_name=party.legal_name,
            recipient_address=party.address or "",
            recipient_representative=party.representative or "",
            items=draft.items,
            persons=whom.numbers,
            persons_how=whom.how,
            person_count=whom.count,
            retain_until=retain_until(method, last_on=draft.last_on, made_on=change.today),
            made_on=change.today,
            made_by=change.actor.id,
            consented=None if need.route is LegalRoute.OPTOUT and not need.is_related else draft.consented,
            is_related=need.is_related,
            flow_id=flow.id or None,
            consent_text_id=flow.consent_text_id if _is_there(change, ConsentText, flow.consent_text_id) else None,
            filing_id=flow.filing_id if _is_there(change, Filing, flow.filing_id) else None,
            contract_id=draft.contract_id if method is RecordMethod.CONTRACT else None,
        ),
        action=MADE,
    )


def chosen_method(draft: ReleaseDraft, flow: DataFlow, route: LegalRoute) -> RecordMethod:
    """How the record is made: as asked where the law lets it, else the first way that it offers."""
    is_repeated = draft.first_on != draft.last_on or flow.frequency in REPEATED
    if route is LegalRoute.OPTOUT and draft.first_on != draft.last_on:
        raise StateError(why=_ONE_DAY)
    allowed = methods_for(route, is_repeated=is_repeated, stands_in=draft.for_services)
    if draft.first_on != draft.last_on:
        allowed = tuple(one for one in allowed if one is not RecordMethod.EACH)
    usual = RecordMethod.BULK if draft.first_on != draft.last_on else RecordMethod.EACH
    asked = draft.record_method or usual
    if asked not in allowed:
        words = [code_word(one) for one in allowed]
        listed = Text("・".join(w.ja for w in words), ", ".join(w.en for w in words))
        raise StateError(why=_WAY.format(asked=code_word(asked), allowed=listed))
    if asked is RecordMethod.CONTRACT and not draft.contract_id:
        raise invalid("contract_id", "", _CONTRACT)
    return asked


def merged_record(change: Change, former: ProvisionRecord, *, last_on: date, persons: Persons) -> ProvisionRecord:
    """The record of a longer period, in the place of a former one."""
    method = RecordMethod.BULK if former.method is RecordMethod.EACH else former.method
    return change.insert(
        replace(
            former,
            id=change.new_id("pv"),
            method=method,
            last_on=last_on,
            persons=persons.numbers,
            persons_how=persons.how,
            person_count=persons.count,
            retain_until=retain_until(method, last_on=last_on, made_on=change.today),
            made_on=change.today,
            made_by=change.actor.id,
            corrects_id=former.id,
            version=1,
        ),
        action=MADE,
    )


def _is_there(change: Change, kind: type, record_id: str | None) -> bool:
    return record_id is not None and change.records.find(kind, record_id) is not None


def require_contract(change: Change, contract_id: str | None) -> None:
    """Refuse a contract that does not exist."""
    if contract_id is not None and change.records.find(Contract, contract_id) is None:
        raise invalid("contract_id", contract_id, _CONTRACT)
