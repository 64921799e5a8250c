"""Parts of a hand-over to leave out so that the rest fares better: kinds of data, or the persons of a part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sakimori.domain.clearance import SliceVerdict, Verdict
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.policy import Policy
from sakimori.domain.values.changed import changed
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging

_ORDER: Final = tuple(Outcome)


@dataclass(frozen=True, slots=True)
class Left:
    """Data that hold the rest back: of a part, or of everybody where it is blank; without kinds all of the part."""

    part: str
    kinds: frozenset[DataCategory]


@dataclass(frozen=True, slots=True)
class LeavingOut:
    """The parts to leave out, and the outcome of the rest; `kinds` are those that go whole, whoever the persons are."""

    left: tuple[Left, ...]
    kinds: frozenset[DataCategory]
    outcome: Outcome


def leaving_out(verdict: Verdict, case: Case | None = None, policy: Policy | None = None) -> LeavingOut | None:
    """The parts to leave out of the hand-over that was judged; None where nothing helps.

    The kinds of one form of data fare alike, so that each is tried alone where the case is at hand.
    """
    by_kind = _by_kind(verdict, case, policy) if case is not None and policy is not None else None
    return by_kind or _by_slice(verdict, case)


def _by_kind(verdict: Verdict, case: Case, policy: Policy) -> LeavingOut | None:
    kinds = case.flow.categories or frozenset()
    good = frozenset(one for one in kinds if _is_better(_outcome(case, policy, verdict, [one]), verdict.outcome))
    if not good or good == kinds:
        return None
    outcome = _outcome(case, policy, verdict, good)
    if not _is_better(outcome, verdict.outcome):
        return None
    return LeavingOut((Left("", kinds - good),), kinds - good, outcome)


def _outcome(case: Case, policy: Policy, verdict: Verdict, kinds: Iterable[DataCategory]) -> Outcome:
    rest = changed(case, flow=changed(case.flow, categories=frozenset(kinds)))
    return Judging(rest, policy).on(verdict.on).outcome


def _is_better(one: Outcome, other: Outcome) -> bool:
    return _ORDER.index(one) > _ORDER.index(other)


def _by_slice(verdict: Verdict, case: Case | None) -> LeavingOut | None:
    worst = [one for one in verdict.slices if one.outcome is verdict.outcome]
    rest = [one for one in verdict.slices if one.outcome is not verdict.outcome]
    if not worst or not rest:
        return None
    asked = case.flow.categories if case is not None else None
    kinds = frozenset[DataCategory]().union(*(one.categories for one in worst)) & (asked or frozenset())
    left = tuple(dict.fromkeys(_left(one, rest) for one in worst))
    whole = kinds if asked and asked - kinds else frozenset[DataCategory]()
    return LeavingOut(left, whole, min((one.outcome for one in rest), key=_ORDER.index))


def _left(one: SliceVerdict, rest: Iterable[SliceVerdict]) -> Left:
    if one.part_id is None:
        return Left("", one.categories)
    is_whole = all(other.part_id != one.part_id for other in rest)
    return Left(one.part_name, frozenset() if is_whole else one.categories)
