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
_GOVERNANCE: Final = frozenset(
    {
        "officer", "policy_text", "policy_exception", "internal_audit", "audit_finding", "meeting", "meeting_decision",
    }
)  # fmt: skip
FIXED_IN_OWN: Final = _REGISTERS | _CAMPAIGNS | _GOVERNANCE | {"public_facts", "course"}
"""Records whose gaps are closed on the page of our own company."""


def own_address(fix: Fix) -> tuple[str, dict[str, str]]:
    """The view in which something is mended, and what its address says; a new group names its campaign."""
    if fix.record in _REGISTERS:
        return "purposes", {"record": fix.record, "id": fix.record_id}
    if fix.record in _GOVERNANCE:
        return "governance", {"record": fix.record, "id": fix.record_id}
    if fix.record == "course":
        return "training", {}
    if fix.record not in _CAMPAIGNS:
        return "notice", {"record": fix.record, "id": fix.record_id}
    if fix.field == "address_groups":
        return "campaigns", {"record": "address_group", "campaign": fix.record_id}
    return "campaigns", {"record": fix.record, "id": fix.record_id, "field": fix.field}
