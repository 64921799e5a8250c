"""Where on the page of a flow each of its gaps stands: beside the field that closes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from sakimori.domain.gap import Fix
from sakimori.domain.records.data_flow import DataFlow
from sakimori.services.flows.states import ToldGap
from sakimori.services.flows.view import FlowView
from sakimori.ui.flows.filter import mark_of
from sakimori.ui.frame.states import chip
from sakimori.ui.frame.text import language

Place = tuple[str, str]
"""A kind of record and a field of it."""

FLOW, CLOUD, BASIS, CHECK, ERASURE = "data_flow", "cloud_facts", "foreign_basis", "annual_check", "erasure"
ITEMS: Final = "items"
"""Stands for all seven items, which are one row of the page."""

_NAMED_BY: Final = {
    "consent_text": (FLOW, "consent_text_id"),
    "joint_use": (FLOW, "joint_use_id"),
    "filing": (FLOW, "filing_id"),
    "purpose": (FLOW, "purpose_id"),
    "data_set": (FLOW, "data_set_id"),
    "data_set_part": (FLOW, "data_set_id"),
    "contract": (BASIS, "contract_id"),
    "contract_cover": (BASIS, "contract_id"),
    "certificate": (BASIS, "certificate_id"),
    "country_profile": (FLOW, "storage_countries"),
}
"""Records that a flow names: their gaps stand beside the field that names them."""


def place_of(fix: Fix) -> Place:
    """The field beside which a gap is shown."""
    record, field = fix.record, fix.field
    if record == CLOUD or (record == FLOW and field == "cloud_facts"):
        return (CLOUD, field if record == CLOUD and field else "no_handling_clause")
    if record == FLOW and field == "foreign_basis":
        return (BASIS, "kind")
    if record == BASIS and field.startswith("item_"):
        return (BASIS, ITEMS)
    if record in {CHECK, ERASURE}:
        return (record, "")
    return _NAMED_BY.get(record, (record, field))


def placed(view: FlowView) -> dict[Place, list[ToldGap]]:
    """The open gaps of a flow by their places."""
    found: defaultdict[Place, list[ToldGap]] = defaultdict(list)
    for gap in view.gaps:
        found[place_of(gap.fix)].append(gap)
    return found


def gap_title(gap: ToldGap, flow: DataFlow) -> str:
    """What is missing, without the name of the flow: its page says that name already."""
    title = gap.title.get(language())
    return title.removesuffix(f"：{flow.name}").removesuffix(f": {flow.name}")


def gap_words(gaps: Iterable[ToldGap], flow: DataFlow) -> str:
    """Gaps in one cell: chip and title of each."""
    return "　".join(f"{chip(mark_of(gap.state), language())} {gap_title(gap, flow)}" for gap in gaps)
