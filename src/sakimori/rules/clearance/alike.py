"""Hand-overs that differ in nothing but what they are called are judged once; each is answered in its own name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Generic, TypeVar

from sakimori.domain.clearance import Reason, Verdict
from sakimori.domain.values.changed import changed
from sakimori.rules.clearance.case import Case

T = TypeVar("T")
Renamed = Callable[[Reason], Reason]

OF_FLOW: Final[dict[str, Any]] = {"id": "", "name": "", "note": "", "external_key": None, "version": 1}
OF_FACTS: Final[dict[str, Any]] = {"id": "", "flow_id": "", "note": "", "version": 1}
OF_WORDS: Final[dict[str, Any]] = {"id": "", "flow_id": "", "reason": "", "version": 1}
"""What a flow, the facts of its hand-over and their confirmations are called, and what nobody judges by."""


class Alike(Generic[T]):
    """What was found of some cases; one that is alike another is found again, told of itself.

    A case whose dossier names its flow elsewhere is alike no other: their names differ there.
    """

    def __init__(self, judge: Callable[[Case], T], tell: Callable[[T, Renamed], T]) -> None:
        """Judge a case by one function; another tells what was found with each reason renamed."""
        self._judge, self._tell = judge, tell
        self._found: list[tuple[Case, Case, T]] = []

    def __call__(self, case: Case) -> T:
        """What is found of a case."""
        bare = _bare(case)
        for known, other, found in self._found:
            if known == bare:
                return self._tell(found, _renaming(other, case))
        found = self._judge(case)
        self._found.append((bare, case, found))
        return found


def verdict_of_another(verdict: Verdict, renamed: Renamed) -> Verdict:
    """The answer of a day, said of another case."""
    return replace(
        verdict,
        reasons=tuple(map(renamed, verdict.reasons)),
        next_reasons=tuple(map(renamed, verdict.next_reasons)),
        next_gone=tuple(map(renamed, verdict.next_gone)),
    )


def _bare(case: Case) -> Case:
    flow = changed(case.flow, **OF_FLOW)
    return changed(
        case,
        flow=flow,
        facts=changed(case.facts, **OF_FACTS),
        confirmations=tuple(changed(one, **OF_WORDS) for one in case.confirmations),
        dossier=changed(case.dossier, flows=(flow,)),
    )


def _renaming(one: Case, other: Case) -> Renamed:
    """What is said of one case, said of another: where something is mended, its own flow and facts are named."""
    named = {("data_flow", one.flow.id): other.flow.id, ("hand_over", one.facts.id): other.facts.id}
    told: dict[int, tuple[Reason, Reason]] = {}

    def renamed(reason: Reason) -> Reason:
        fix = reason.fix
        if fix is None or (own := named.get((fix.record, fix.record_id))) is None:
            return reason
        if id(reason) not in told:  # a reason of several days stays one
            told[id(reason)] = (reason, changed(reason, fix=changed(fix, record_id=own)))
        return told[id(reason)][1]

    return renamed
