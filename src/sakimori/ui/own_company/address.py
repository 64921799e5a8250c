"""Where the records of our own company stand: the view that holds each kind, and what its address says."""

from __future__ import annotations

from typing import Final

from sakimori.domain.gap import Fix

_REGISTERS: Final = frozenset(
    {
        "purpose", "data_set", "data_set_part", "keeping_duty", "own_erasure", "consent_text", "notice", "joint_use",
        "filing", "sharing_change",
    }
)  # fmt: skip
_CAMPAIGNS: Final = frozenset({"campaign", "address_group", "site_tag"})
_GOVERNANCE: Final = frozenset(
    {
        "officer", "policy_text", "policy_exception", "internal_audit", "audit_finding", "meeting", "meeting_decision",
    }
)  # fmt: skip
_VIEW_OF: Final = {
    **dict.fromkeys(_REGISTERS, "purposes"),
    **dict.fromkeys(_CAMPAIGNS, "campaigns"),
    **dict.fromkeys(_GOVERNANCE, "governance"),
    "public_facts": "notice",
    "course": "training",
    "own_check": "governance",
}
FIXED_IN_OWN: Final = frozenset(_VIEW_OF)
"""Records whose gaps are closed on the page of our own company."""


def own_address(fix: Fix) -> tuple[str, dict[str, str]]:
    """The view in which something is mended, and what its address says; a new group names its campaign."""
    view = _VIEW_OF[fix.record]
    found = {"record": fix.record, "id": fix.record_id}
    match fix.record, fix.field:
        case "course", _:
            found = {}
        case "own_check", _:
            found = {"tab": "measures"}
        case _, "address_groups":
            found = {"record": "address_group", "campaign": fix.record_id}
        case _ if fix.record in _CAMPAIGNS:
            found["field"] = fix.field
        case _:
            pass
    return view, found
