"""Where the records of our own company stand: the view that holds each kind, and what its address says."""

from __future__ import annotations

from typing import Final

from sakimori.domain.gap import Fix

_REGISTERS: Final = frozenset(
    {
        "purpose", "data_set", "data_set_part", "consent_text", "notice", "joint_use", "filing", "sharing_change",
    }
)  # fmt: skip
_CAMPAIGNS: Final = frozenset({"campaign", "address_group", "site_tag"})
_INCIDENTS: Final = frozenset({"incident", "incident_plan", "drill"})
FIXED_IN_OWN: Final = _REGISTERS | _CAMPAIGNS | _INCIDENTS | {"public_facts", "course"}
"""Records whose gaps are closed on the page of our own company, or on the desk of incidents."""


def own_address(fix: Fix) -> tuple[str, dict[str, str]]:
    """The view in which something is mended, and what its address says; a new group names its campaign."""
    if fix.record in _REGISTERS:
        return "purposes", {"record": fix.record, "id": fix.record_id}
    if fix.record in _INCIDENTS:
        return "incidents", {fix.record: fix.record_id} if fix.record == "incident" and fix.record_id else {}
    if fix.record == "course":
        return "training", {}
    if fix.record not in _CAMPAIGNS:
        return "notice", {"record": fix.record}
    if fix.record == "address_group" and not fix.record_id:
        return "campaigns", {"record": fix.record, "campaign": fix.field}
    return "campaigns", {"record": fix.record, "id": fix.record_id}
