"""Where a gap about a record of provision or receipt is closed: in the book of records."""

from __future__ import annotations

from typing import Final

from sakimori.domain.gap import Fix
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import close_dialog
from sakimori.ui.frame.text import t

RELEASE: Final = "hand_over_release"
RECEIPT: Final = "receipt"  # names in the address the flow by which data came
RECEIPT_RECORD: Final = "receipt_record"
FIXED_IN_RECORDS: Final = frozenset({"provision_record", RECEIPT_RECORD, RELEASE})


def record_fix_words(fix: Fix) -> str:
    """What the button beside such a gap says."""
    if fix.record == RELEASE:
        return t("records.fix_review")
    return t("records.fix_correct" if fix.record_id else "records.fix_make")


def record_address(fix: Fix, flow_id: str) -> dict[str, str]:
    """Where in the book it is closed: at a record, at a hand-over, or at a flow of which one is due."""
    if fix.record == RELEASE:
        return {"release": fix.record_id}
    if fix.record_id:
        return {"record": fix.record_id}
    return {RECEIPT if fix.record == RECEIPT_RECORD else "flow": flow_id}


def lead_to_record(line: GapLine) -> None:
    """From the gaps of a dossier to the book."""
    span = line.span
    close_dialog()
    fix = Fix(span.fix_record, span.fix_id, span.fix_field)
    go_to("records", **record_address(fix, span.subject_key.partition("/")[0]))
