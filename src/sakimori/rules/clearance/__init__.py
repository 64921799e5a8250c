"""The procedure of clearance 提供可否判定 (`appi.md` 9): its rules in the order of its steps."""

from __future__ import annotations

from sakimori.rules.clearance.making import ClearanceRule
from sakimori.rules.clearance.minimum import MINIMUM

CLEARANCE_RULES: tuple[ClearanceRule, ...] = (*MINIMUM,)
"""Every rule of the procedure, the steps in their order and the statute's order within a step."""
