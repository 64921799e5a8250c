"""Where a gap of incidents is closed: on a part of the desk, or in the dialog of the plan or of a drill."""

from __future__ import annotations

from typing import Final

from sakimori.domain.gap import Fix
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t
from sakimori.ui.incidents.desk import Tab
from sakimori.ui.incidents.state import ASKED

INCIDENT: Final = "incident"
_DIALOGS: Final = {"incident_plan": "incident_plan", "drill": "incident_drill"}
FIXED_AT_DESK: Final = frozenset({INCIDENT, *_DIALOGS})
_TABS: Final = {
    "reports": Tab.SENDING,
    "persons_told": Tab.SENDING,
    "entrusters": Tab.SENDING,
    "measures": Tab.STEPS,
}
"""On which part of the desk a field is closed; the items have one of their own, all else is a fact."""


def desk_fix_words(fix: Fix) -> str:
    """What the button beside such a gap says."""
    return t(f"incidents.fix_{fix.record}")


def lead_to_desk(page: Page, line: GapLine) -> None:
    """From the gaps of a dossier to the desk; whoever may not see it sees the gap on the board."""
    span = line.span
    close_dialog()
    if not page.may(Permission.READ_INCIDENTS):
        go_to("gaps", party=span.third_party_id)
    if span.fix_record == INCIDENT:
        go_to("incidents", **{ASKED: span.fix_id, "tab": tab_of(span.fix_field).value})
    if page.may(Permission.EDIT_INCIDENT):
        open_dialog(_DIALOGS[span.fix_record], record_id=span.fix_id)
    go_to("incidents")


def tab_of(field: str) -> Tab:
    """The part of the desk on which a field is closed."""
    return Tab.ITEMS if field.startswith("item_") else _TABS.get(field, Tab.FACTS)
