"""Whether a plan still is one of the register as it stands: what was written since, and whether the plan read it."""

from __future__ import annotations

from typing import Final

from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import User
from sakimori.services.imports.plan import Plan
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.unit import Unit
from sakimori.store.records import TABLES

_EVERY_PLAN: Final = frozenset(
    {TABLES[kind] for kind in (ThirdParty, Alias, Service, Contact, User)} | {"import_batch"}
)
_FOUND_BY: Final = frozenset({
    "legal_name", "kana", "english_name", "corporate_number", "external_key", "country", "parent_id", "merged_into",
    "archived_on",
})  # fmt: skip
"""Fields of third parties by which rows find theirs, or that place them."""


def has_moved(unit: Unit, plan: Plan) -> bool:
    """Whether somebody has written since what a plan rests on; what others do elsewhere does not concern it."""
    if unit.number() == plan.number:
        return False
    kinds = {entry.kind for entry in plan.reading.entries} & KINDS.keys()
    kinds |= {named for kind in kinds for named in KINDS[kind].references.values()}
    targets = {row.target for row in plan.rows if row.target}
    for line in unit.trail.since(plan.number, sorted(_EVERY_PLAN | {TABLES[kind] for kind in kinds})):
        if line.entry.third_party_id in targets:
            return True
        if line.entry.record_kind == TABLES[ThirdParty] and line.before:
            if not _FOUND_BY.isdisjoint(line.before):
                return True
        elif line.entry.record_kind != TABLES[Contact]:
            return True
    return False
