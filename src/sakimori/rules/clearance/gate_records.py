"""The records of a case, whatever part of it they stand in, and the case with some of them changed or left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Final, TypeVar

from sakimori.domain.dossier import Dossier
from sakimori.domain.records.contract import CoveringContract
from sakimori.domain.records.own_registers import Registers
from sakimori.rules.clearance.case import Case

R = TypeVar("R")
Change = Callable[[Any], Any]
"""What becomes of a record: itself, another, or None where it is as if it were not there."""

LISTS: Final = (
    "assessments", "evidence", "conditions", "periodic_reviews", "certificates", "cloud_facts", "foreign_bases",
    "annual_checks", "hand_overs", "sub_processors",
)  # fmt: skip
OWN: Final = tuple(f.name for f in fields(Registers))


def records_of(case: Case) -> Iterator[Any]:
    """Every record of a case that may carry a dated fact or name another."""
    dossier = case.dossier
    yield case.facts
    yield case.flow
    yield from case.judgements
    for name in LISTS:
        yield from getattr(dossier, name)
    for covering in dossier.contracts:
        yield covering.contract
        yield covering.cover
        yield from covering.clauses
    for name in OWN:
        yield from getattr(dossier.registers, name)
    yield from dossier.countries.values()
    for waiver, _ in dossier.waivers:
        yield waiver


def with_each(case: Case, change: Change) -> Case:
    """The case with each record changed; what stays as it is stays the same object, so that it is worked out once."""
    facts, flow = change(case.facts), change(case.flow)
    judgements = _each(case.judgements, change)
    dossier = _dossier(case.dossier, change)
    if flow is not case.flow:
        dossier = replace(dossier, flows=(flow,))
    same = (facts, flow, judgements, dossier)
    if all(a is b for a, b in zip(same, (case.facts, case.flow, case.judgements, case.dossier), strict=True)):
        return case
    return replace(case, facts=facts, flow=flow, judgements=judgements, dossier=dossier)


def _dossier(dossier: Dossier, change: Change) -> Dossier:
    found: dict[str, Any] = {name: _each(getattr(dossier, name), change) for name in LISTS}
    found["contracts"] = _each(dossier.contracts, lambda one: _covering(one, change))
    found["waivers"] = _each(dossier.waivers, lambda one: _first(one, change))
    found["registers"] = _changed(dossier.registers, {n: _each(getattr(dossier.registers, n), change) for n in OWN})
    found["countries"] = _table(dossier.countries, change)
    if found["assessments"] is not dossier.assessments:
        still = {one.id for one in found["assessments"]}
        found["governing"] = tuple(g for g in dossier.governing if g.assessment.id in still)
    new: Dossier = _changed(dossier, found)
    return new


def _covering(covering: CoveringContract, change: Change) -> CoveringContract | None:
    contract = change(covering.contract)
    if contract is None:
        return None
    clauses = _each(covering.clauses, change)
    cover = change(covering.cover)
    new: CoveringContract = _changed(covering, {"contract": contract, "cover": cover, "clauses": clauses})
    return new


def _first(pair: tuple[Any, Any], change: Change) -> tuple[Any, Any] | None:
    new = change(pair[0])
    if new is None:
        return None
    return pair if new is pair[0] else (new, pair[1])


def _each(records: tuple[R, ...], change: Change) -> tuple[R, ...]:
    new = tuple([found for one in records if (found := change(one)) is not None])
    same = len(new) == len(records) and all(a is b for a, b in zip(new, records, strict=True))
    return records if same else new


def _table(records: Mapping[str, R], change: Change) -> Mapping[str, R]:
    new = {key: found for key, one in records.items() if (found := change(one)) is not None}
    same = len(new) == len(records) and all(new[key] is one for key, one in records.items())
    return records if same else new


def _changed(holder: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a dossier, registers or a contract
    new = {name: value for name, value in values.items() if value is not getattr(holder, name)}
    return replace(holder, **new) if new else holder
