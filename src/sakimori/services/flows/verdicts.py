"""The answer to each registered flow on a day, as the upkeep holds it: what lists and pictures colour flows by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, cast

from sakimori.domain.records.data_flow import DataFlow
from sakimori.services.clearance.standing import FLOW, RECEIPT
from sakimori.services.flows.states import Phase
from sakimori.services.kernel.unit import Unit
from sakimori.store.spans import AS_KNOWN, TRUE_ON


class FlowVerdict(StrEnum):
    """What the procedure says of a flow, from worst to best.

    `UNKNOWN` is that no answer is held; `NOT_APPLICABLE` that it is over.
    """

    BLOCKED = "blocked"
    REVIEW = "review"
    UNKNOWN = "unknown"
    CONDITIONAL = "conditional"
    ALLOWED = "allowed"
    NOT_APPLICABLE = "not_applicable"


_ORDER: Final = tuple(FlowVerdict)
_VERDICTS: Final[Mapping[Any, FlowVerdict]] = {one.value: one for one in FlowVerdict}


def rank(verdict: FlowVerdict) -> int:
    """The place of a verdict among all, the worst first."""
    return _ORDER.index(verdict)


def worse(first: FlowVerdict, second: FlowVerdict) -> FlowVerdict:
    """The worse of two verdicts."""
    return min(first, second, key=rank)


def held_verdicts(unit: Unit, *, on: date, number: int, third_party_id: str | None = None) -> Mapping[str, FlowVerdict]:
    """What is held of each flow on a day, as known after an entry, by the id of the flow."""
    narrow = " AND third_party_id = :party" if third_party_id else ""
    rows = unit.query(
        "SELECT subject_id, outcome FROM outcome_span "
        f"WHERE subject_kind IN (:flow, :receipt) AND {AS_KNOWN} AND {TRUE_ON}{narrow}",
        flow=FLOW,
        receipt=RECEIPT,
        number=number,
        day=on.isoformat(),
        **({"party": third_party_id} if third_party_id else {}),
    )
    return {flow: _VERDICTS[outcome] for flow, outcome in (cast("Any", row) for row in rows)}


def verdicts_to_come(unit: Unit, flows: Iterable[DataFlow], *, number: int) -> Mapping[str, FlowVerdict]:
    """What is held of flows that are still to begin, each on its first day."""
    found: dict[str, FlowVerdict] = {}
    for flow in flows:
        if flow.start_on is not None:
            held = held_verdicts(unit, on=flow.start_on, number=number, third_party_id=flow.third_party_id)
            if flow.id in held:
                found[flow.id] = held[flow.id]
    return found


def verdict_of(flow: DataFlow, phase: Phase, held: Mapping[str, FlowVerdict]) -> FlowVerdict:
    """The verdict of a flow on a day, given what is held."""
    if phase is Phase.ENDED:
        return FlowVerdict.NOT_APPLICABLE
    return held.get(flow.id, FlowVerdict.UNKNOWN)
