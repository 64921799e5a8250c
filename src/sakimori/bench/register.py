"""The register of a synthetic third party: a contract read for its clauses, three flows, two sub-processors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from sakimori.domain.codes import Role
from sakimori.domain.records.clause import ClauseSetCode, ClauseState
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, ContractKind
from sakimori.domain.records.data_flow import (
    DataFlow,
    Direction,
    Encryption,
    ForeignBasis,
    ForeignBasisKind,
    Frequency,
    LegalRoute,
    Origin,
    SubjectGroup,
    TransferMethod,
)
from sakimori.domain.records.own_registers import DataSet, Notice, OtherLaw, PublicItem, Purpose
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import add_months
from sakimori.rules.facts.clauses import CLAUSE_SETS

FLOWS: Final = 3
_FOUND: Final = (ClauseState.PRESENT,) * 17 + (ClauseState.WEAK, ClauseState.ABSENT, ClauseState.NOT_CHECKED)
_COUNTRIES: Final = ("JP", "JP", "JP", "US", "VN")
_APPROVALS: Final = (Approval.APPROVED, Approval.APPROVED, Approval.GENERAL, Approval.PENDING, None)


def own_records(on: date) -> Sequence[object]:
    """What the flows rest on in our own registers: every dossier reads it."""
    since = add_months(on, -60)
    return (
        Purpose("pu0", "商品の配送", "ご注文の商品を届けるため", published_since=since, states_provision=False),
        DataSet(
            "ds0", "受注", retention_months=84, last_verified_on=add_months(on, -3),
            other_laws=frozenset({OtherLaw.NONE}),
        ),
        Notice(
            "no0", "プライバシーポリシー", since, items=frozenset(PublicItem), purpose_ids=("pu0",),
            countries=frozenset({"US", "VN"}),
        ),
    )  # fmt: skip


def register_records(party: ThirdParty, rng: Random, *, on: date, by: str) -> Iterator[object]:
    """All records of one third party, in the order in which they refer to each other."""
    yield from _contract(party, rng, on=on, by=by)
    for number in range(FLOWS):
        yield from _flow(party, number, rng, on=on, by=by)
    for number in range(2):
        yield SubProcessorLink(
            f"sp{party.id}{number}", party.id, f"再委託先{party.id}{number}", country=rng.choice(_COUNTRIES),
            approval=rng.choice(_APPROVALS), handles_my_number=False,
        )  # fmt: skip


def _contract(party: ThirdParty, rng: Random, *, on: date, by: str) -> Iterator[object]:
    contract = Contract(
        f"cn{party.id}", party.id, "業務委託契約書", ContractKind.ENTRUSTMENT, signed_on=add_months(on, -15),
        start_on=add_months(on, -14), end_on=on + timedelta(days=rng.randrange(-20, 300)), open_ended=False,
        auto_renews=True, renewal_months=12, notice_days_ours=60,
        breach_notice_hours=24 if rng.random() < 0.9 else None,
    )  # fmt: skip
    yield contract
    confirmed: Mapping[str, object] = {"confirmed_by": by, "confirmed_on": add_months(on, -14)}
    yield ContractCover(f"cc{party.id}", contract.id, party.id, **(confirmed if rng.random() < 0.95 else {}))  # type: ignore[arg-type]
    for clause in CLAUSE_SETS[ClauseSetCode.ITK].clauses:
        yield ContractClause(
            f"cx{party.id}{clause.id}", contract.id, party.id, clause.id, rng.choice(_FOUND), checked_by=by,
            checked_on=add_months(on, -13),
        )  # fmt: skip


def _flow(party: ThirdParty, number: int, rng: Random, *, on: date, by: str) -> Iterator[object]:
    is_decided = rng.random() < 0.9
    flow = DataFlow(
        f"fl{party.id}{number}", party.id, f"業務{number}の受託", Direction.OUT, Role.PROCESSOR,
        LegalRoute.ENTRUST if rng.random() < 0.95 else LegalRoute.UNDECIDED, "受託業務に必要な範囲",
        route_decided_by=by if is_decided else None, route_decided_on=add_months(on, -12) if is_decided else None,
        purpose_id="pu0" if rng.random() < 0.9 else None, data_set_id="ds0", service_id=f"sv{party.id}",
        categories=party.data_categories, subject_groups=frozenset({SubjectGroup.CUSTOMER}),
        origins=frozenset({Origin.JP}), person_count=party.person_count,
        storage_countries=frozenset({party.country or "JP"}),
        processing_countries=frozenset({"JP"}) if rng.random() < 0.9 else None,
        transfer_method=TransferMethod.API, encryption=Encryption.BOTH, frequency=Frequency.DAILY,
        start_on=add_months(on, -13), retention_months=12,
    )  # fmt: skip
    yield flow
    if party.country != "JP":
        yield ForeignBasis(f"fb{flow.id}", party.id, flow.id, ForeignBasisKind.NOT_FOREIGN, since=flow.start_on)
