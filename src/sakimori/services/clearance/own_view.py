"""The answers of flows for one reader: what he decided himself does not count for him."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sakimori.domain.clearance import Verdict
from sakimori.domain.contract import ContractClause
from sakimori.domain.register import Purpose
from sakimori.rules.clearance.gate_tables import JUDGEMENTS
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_of_flow, standing_stops
from sakimori.services.clearance.standing import FLOW, is_standing, kind_of
from sakimori.services.loading import BATCH, load_dossiers
from sakimori.services.unit import Unit
from sakimori.store.mapping import TABLES

_WHOSE: Final[Mapping[type, str]] = {
    Purpose: "SELECT third_party_id FROM data_flow WHERE purpose_id IN (SELECT id FROM purpose WHERE {by} = :me)",
    ContractClause: "SELECT third_party_id FROM contract_cover WHERE contract_id IN "
    "(SELECT contract_id FROM contract_clause WHERE {by} = :me)",
}
"""Which third parties a judgement in a record kept elsewhere reaches."""


def answers_for(unit: Unit, reader: str, on: date) -> dict[str, Verdict]:
    """The answers of the hand-overs that may rest on something that a reader decided, as they are for him."""
    stops, policy = standing_stops(unit), unit.policy()
    parties = _decided_by(unit, reader)
    found: dict[str, Verdict] = {}
    for begin in range(0, len(parties), BATCH):
        for dossier in load_dossiers(unit, parties[begin : begin + BATCH]):
            if dossier.third_party.owner_id == reader:
                continue  # what is held is judged for him already
            for flow in dossier.flows:
                if kind_of(flow) == FLOW and is_standing(flow, on):
                    found[flow.id] = Judging(case_of_flow(dossier, flow, stops, reader=reader), policy).on(on)
    return found


def _decided_by(unit: Unit, reader: str) -> list[str]:
    """The third parties of whose dossiers a reader has decided something."""
    found: set[str] = set()
    for dated in JUDGEMENTS:
        whose = _WHOSE.get(dated.kind, f"SELECT third_party_id FROM {TABLES[dated.kind]} WHERE {{by}} = :me")
        found |= {str(row["third_party_id"]) for row in unit.query(whose.format(by=dated.by), me=reader)}
    return sorted(found)
