"""Every fact of a case of clearance that a record may leave unanswered, and the case as it is with another answer."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from sakimori.domain.dossier import Dossier
from sakimori.domain.questions.assessment import Assessment, Condition
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.campaigns import AddressGroup, Campaign
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, CoveringContract
from sakimori.domain.records.country import CountryFact, CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.registers import Registers
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.records.recording import receipt_free
from sakimori.rules.gaps.flows.purposes import is_told

RECORDS: tuple[type, ...] = (
    HandOver, DataFlow, ThirdParty, Assessment, Condition, Contract, ContractCover, ContractClause, ForeignBasis,
    CloudFacts, AiFacts, AnnualCheck, SubProcessorLink, Certificate, Purpose, DataSet, DataSetPart, ConsentText, Notice,
    JointUse, Filing, SharingChange, Campaign, AddressGroup, CountryProfile,
)  # fmt: skip

NONE_IS_AN_ANSWER = {
    # Nobody says that a record is not due: it is made.
    HandOver: {"record_exempt"},
    DataFlow: {"end_on", "service_id"},
    ThirdParty: {"merged_into", "archived_on"},
    Assessment: {"decision", "decided_on", "decided_by", "service_id", "submitted_on"},
    Condition: {"fulfilled_on", "fulfilled_by"},
    Contract: {"terminated_on", "renewal_months", "renewal_decided_until", "parent_id", "signed_on"},
    ContractCover: {"removed_on"},
    ForeignBasis: {"until", "since"},
    SubProcessorLink: {"ended_on", "parent_id", "sub_third_party_id", "service_id", "approved_on", "source_seen_on"},
    Certificate: {
        "withdrawn_on", "bridge_until", "period_from", "period_until", "surveyed_on", "renewal_applied_on", "issued_on",
    },
    Purpose: {"published_until", "replaces_id"},
    DataSetPart: {"collected_until"},
    ConsentText: {"used_until"},
    Notice: {"published_on", "published_until"},
    # Whether anything has changed is asked of the hand-over: is it inside the joint use, is it as filed.
    JointUse: {"published_until", "changed_on", "identity_changed_on"},
    Filing: {"ended_on", "changed_on", "identity_changed_on"},
    # It changes the one or the other.
    SharingChange: {"filing_id", "joint_use_id"},
    Campaign: {"last_sent_on", "called_off_on"},
}  # fmt: skip
"""Fields in which nothing means something: it has not ended, no one refused it, another field says it."""


def _of_same_day(case: Case, check: AnnualCheck, field: str) -> bool:
    """Whether another check of the day of one answers a fact."""
    return any(
        other is not check and other.checked_on == check.checked_on and getattr(other, field) is not None
        for other in case.dossier.annual_checks
    )


ANSWERED_ELSEWHERE: dict[tuple[type, str], Callable[[Case, Any], bool]] = {
    (HandOver, "own_use"): lambda case, _: case.cloud is not None and case.cloud.uses_data_itself is not None,
    (HandOver, "returns_to_entruster"): lambda case, _: case.flow.route.is_exception,
    (CloudFacts, "uses_data_itself"): lambda case, _: case.facts.own_use is not None,
    (DataFlow, "person_count"): lambda case, _: bool(case.parts) and all(p.person_count for p in case.parts),
    # One of two checks of a day speaks where the other says nothing; told otherwise, a purpose needs no publication.
    (AnnualCheck, "measures_kept"): lambda case, check: _of_same_day(case, check, "measures_kept"),
    (AnnualCheck, "foreign_systems"): lambda case, check: _of_same_day(case, check, "foreign_systems"),
    (DataSetPart, "person_count"): lambda case, _: case.flow.person_count is not None,
    (Purpose, "published_since"): lambda case, purpose: (
        bool(case.parts) and all(is_told(purpose, part) for part in case.parts)
    ),
    # What was published is easy to learn, whoever said so; a notice to each person needs no publication.
    (JointUse, "told_how"): lambda _, joint_use: joint_use.published_on is not None,
    (JointUse, "published_on"): lambda _, joint_use: joint_use.told_on is not None,
    (Contract, "start_on"): lambda _, contract: contract.signed_on is not None,
    (ConsentText, "categories"): lambda case, _: case.facts.consent_reaches is not None,
    # Of what comes by entrustment and the like nobody has to ask: only a fault that is known stops it (法30条1項).
    (HandOver, "provider_history"): lambda case, _: receipt_free(case.dossier, case.flow) is not None,
}
"""Facts that another record answers as well: without them that one speaks."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One optional field of one record of a case."""

    kind: type
    record_id: str
    field: str
    value: Any
    with_value: Callable[[Any], Case]

    def others(self) -> Iterator[Any]:
        """The answers that its type offers; of days, numbers and texts the one that stands."""
        yield self.value
        hint = next(a for a in get_args(_HINTS[self.kind][self.field]) if a is not type(None))
        if hint is bool:
            yield not self.value
        elif isinstance(hint, type) and issubclass(hint, Enum):
            yield from (member for member in hint if member is not self.value)
        elif get_origin(hint) is frozenset and issubclass(inner := get_args(hint)[0], Enum):
            yield from (frozenset({member}) for member in inner)


_HINTS = {kind: get_type_hints(kind) for kind in RECORDS}


def may_be_unknown(kind: type) -> tuple[str, ...]:
    """The fields of a kind of record that nobody may have answered."""
    return tuple(
        f.name
        for f in fields(kind)
        if get_origin(_HINTS[kind][f.name]) in {Union, types.UnionType}
        and f.name not in NONE_IS_AN_ANSWER.get(kind, ())
    )


def facts_of(case: Case, read: set[tuple[type, str]]) -> Iterator[Fact]:
    """The answered facts of a case, of those fields that were read."""
    for record, put in _records(case):
        kind = type(record)
        for name in may_be_unknown(kind):
            elsewhere = ANSWERED_ELSEWHERE.get((kind, name))
            if elsewhere is not None and elsewhere(case, record):
                continue
            if (kind, name) in read and getattr(record, name) is not None:
                yield Fact(kind, record.id, name, getattr(record, name), _setter(record, put, name))


def _setter(record: Any, put: Callable[[Any], Case], name: str) -> Callable[[Any], Case]:
    return lambda value: put(replace(record, **{name: value}))


def _records(case: Case) -> Iterator[tuple[Any, Callable[[Any], Case]]]:
    dossier = case.dossier

    def with_dossier(**changes: Any) -> Case:
        return replace(case, dossier=replace(dossier, **changes))

    yield case.facts, lambda new: replace(case, facts=new)
    yield case.flow, lambda new: replace(case, flow=new, dossier=replace(dossier, flows=(new,)))
    yield dossier.third_party, lambda new: with_dossier(third_party=new)
    for name in (
        "assessments", "conditions", "foreign_bases", "cloud_facts", "ai_facts", "annual_checks", "sub_processors",
        "certificates",
        "campaigns", "address_groups",
    ):  # fmt: skip
        for record, rest in _each(getattr(dossier, name)):
            yield record, lambda new, n=name, r=rest: with_dossier(**{n: r(new)})  # type: ignore[misc]
    for covering, rest in _each(dossier.contracts):
        yield from _of_contract(covering, lambda new, r=rest: with_dossier(contracts=r(new)))  # type: ignore[misc]
    for name in (f.name for f in fields(Registers)):
        for record, rest in _each(getattr(dossier.registers, name)):
            if type(record) in RECORDS:
                yield (
                    record,
                    lambda new, n=name, r=rest: with_dossier(  # type: ignore[misc]
                        registers=replace(dossier.registers, **{n: r(new)})
                    ),
                )
    for code, profile in dossier.countries.items():
        yield profile, lambda new, c=code: with_dossier(countries={**dossier.countries, c: new})  # type: ignore[misc]


def _of_contract(
    covering: CoveringContract, put: Callable[[CoveringContract], Case]
) -> Iterator[tuple[Any, Callable[[Any], Case]]]:
    yield covering.contract, lambda new: put(replace(covering, contract=new))
    yield covering.cover, lambda new: put(replace(covering, cover=new))


def _each(records: Sequence[Any]) -> Iterator[tuple[Any, Callable[[Any], tuple[Any, ...]]]]:
    for at, record in enumerate(records):
        yield record, lambda new, n=at: (*records[:n], new, *records[n + 1 :])  # type: ignore[misc]


_NO_READERS = ("dataclasses.py", "changed.py", "gate.py", "gate_tables.py", "case_records.py")


@contextmanager
def fields_read() -> Iterator[set[tuple[type, str]]]:
    """Which fields of which kinds of record are read meanwhile; one that is not read cannot matter.

    A copy by `replace` or `changed` reads every field and decides nothing, and the gate looks at each dated fact:
    those reads are left out.
    """
    read: set[tuple[type, str]] = set()

    def watching(kind: type) -> Callable[[Any, str], Any]:
        def look(record: Any, name: str) -> Any:
            if not sys._getframe(1).f_code.co_filename.endswith(_NO_READERS):
                read.add((kind, name))
            return object.__getattribute__(record, name)

        return look

    for kind in RECORDS:
        kind.__getattribute__ = watching(kind)  # type: ignore[assignment,method-assign]
    try:
        yield read
    finally:
        for kind in RECORDS:
            del kind.__getattribute__


def moved(case: Case, shift: Callable[[date], date]) -> Case:
    """The case with each of its days moved."""
    return _moved(case, shift)  # type: ignore[no-any-return]


def _moved(value: Any, shift: Callable[[date], date]) -> Any:
    if type(value) is date:
        return shift(value)
    if isinstance(value, tuple):
        return tuple(_moved(one, shift) for one in value)
    if isinstance(value, dict):
        return {key: _moved(one, shift) for key, one in value.items()}
    if type(value) in {*RECORDS, *_HOLDERS}:
        return replace(value, **{f.name: _moved(getattr(value, f.name), shift) for f in fields(value) if f.init})
    return value


_HOLDERS: set[type] = {Case, Dossier, Registers, CoveringContract, CountryFact}
