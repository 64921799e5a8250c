"""Where a deadline is settled: the page, and what its address says."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from sakimori.domain.rule import DeadlineKind
from sakimori.services.calendar.deadlines import Deadline


class Place(NamedTuple):
    """A page or view by its name, with what its address says beside it."""

    page: str
    query: dict[str, str]

    def address(self, base: str) -> str:
        """Its address on a server."""
        said = f"?{urlencode(self.query)}" if self.query else ""
        return f"{base.rstrip('/')}/{self.page}{said}"


def place_of(deadline: Deadline) -> Place:
    """The place where a deadline is settled."""
    record, record_id = deadline.target.record, deadline.target.record_id
    match record:
        case "assessment" if record_id:
            place = Place("assess", {"id": record_id, "q": deadline.target.field})
        case "contract" if "/" not in record_id:
            place = Place("contracts", {"contract": record_id})
        case "flow":
            place = Place("flows", {"flow": record_id})
        case "certificate":
            place = Place("party", {"party": deadline.third_party_id, "tab": "certificates"})
        case "sharing_change" | "filing" | "joint_use":
            place = Place("purposes", {"record": record, "id": record_id.partition("/")[0]})
        case "course":
            place = Place("training", {})
        case "officer" | "policy_text" | "policy_exception" | "internal_audit" | "meeting":
            place = Place("governance", {"record": record, "id": record_id.partition("/")[0]})
        case "incident":
            place = Place("incidents", {"incident": record_id.partition("/")[0]})
        case "company" if deadline.kind is DeadlineKind.PREPAREDNESS:
            place = Place("incidents", {})
        case "company" if deadline.kind is DeadlineKind.GOVERNANCE:
            place = Place("governance", {})
        case "gap" | "waiver":
            place = Place("gaps", {"party": deadline.third_party_id})
        case _:
            place = Place("party", {"party": deadline.third_party_id})
    return place
