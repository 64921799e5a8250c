"""What to do first, and why: one answer out of what the register says of the third parties that we deal with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.contract import ContractCover
from sakimori.domain.records.third_party import ThirdParty
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace


class FirstThing(StrEnum):
    """What comes first; each decides whether those after it are needed at all."""

    DATA = "data"
    COVERS = "covers"
    CONTRACTS = "contracts"
    ASSESSMENTS = "assessments"


@dataclass(frozen=True, slots=True)
class ToDoFirst:
    """The first thing, for how many third parties, and at whom to begin: where most persons are, as far as known."""

    thing: FirstThing
    third_parties: int
    begin_with: ThirdParty


@needs(Permission.READ)
def to_do_first(workspace: Workspace) -> ToDoFirst | None:
    """What to do first; None where none of these is left."""
    with workspace.unit() as unit:
        parties = [party for party in unit.records.select(ThirdParty) if is_watched(party)]
        covers = [cover for cover in unit.records.select(ContractCover) if cover.removed_on is None]
        assessments = unit.records.select(Assessment)
    personal = [p for p in parties if p.data_categories and not p.data_categories <= NOT_PERSONAL]
    decided = {a.third_party_id for a in assessments if a.state is AssessmentState.DECIDED}
    waiting = {
        FirstThing.DATA: [p for p in parties if p.data_categories is None],
        FirstThing.COVERS: _of(personal, {c.third_party_id for c in covers if c.confirmed_on is None}),
        FirstThing.CONTRACTS: _not_of(personal, {c.third_party_id for c in covers}),
        FirstThing.ASSESSMENTS: _not_of(personal, decided),
    }
    for thing, found in waiting.items():
        if found:
            return ToDoFirst(thing, len(found), max(found, key=lambda p: (p.person_count or 0, p.legal_name)))
    return None


def _of(parties: Iterable[ThirdParty], ids: set[str]) -> Sequence[ThirdParty]:
    return [party for party in parties if party.id in ids]


def _not_of(parties: Iterable[ThirdParty], ids: set[str]) -> Sequence[ThirdParty]:
    return [party for party in parties if party.id not in ids]
