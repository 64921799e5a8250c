"""Where a deadline is settled: the page, and what its address says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
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
    """The place where a deadline is settled; the dossier of its third party where there is none nearer."""
    record = str(deadline.target.record)
    if record == "contract" and "/" in deadline.target.record_id:
        record = ""
    if record == "company" and deadline.kind in _OF_COMPANY:
        return Place(_OF_COMPANY[deadline.kind], {})
    return _PLACES.get(record, _dossier)(deadline)


def _dossier(deadline: Deadline) -> Place:
    return Place("party", {"party": deadline.third_party_id})


def _assessment(deadline: Deadline) -> Place:
    target = deadline.target
    return Place("assess", {"id": target.record_id, "q": target.field}) if target.record_id else _dossier(deadline)


def _of_purposes(deadline: Deadline) -> Place:
    return Place("purposes", {"record": str(deadline.target.record), "id": _id(deadline)})


def _id(deadline: Deadline) -> str:
    return deadline.target.record_id.partition("/")[0]


def _governance(deadline: Deadline) -> Place:
    return Place("governance", {"record": str(deadline.target.record), "id": _id(deadline)})


_OF_COMPANY: Final = {DeadlineKind.PREPAREDNESS: "incidents", DeadlineKind.GOVERNANCE: "governance"}
_PLACES: Final[Mapping[str, Callable[[Deadline], Place]]] = {
    "assessment": _assessment,
    "contract": lambda one: Place("contracts", {"contract": one.target.record_id}),
    "flow": lambda one: Place("flows", {"flow": one.target.record_id}),
    "certificate": lambda one: Place("party", {"party": one.third_party_id, "tab": "certificates"}),
    "sharing_change": _of_purposes,
    "filing": _of_purposes,
    "joint_use": _of_purposes,
    "data_set": _of_purposes,
    "incident": lambda one: Place("incidents", {"incident": _id(one)}),
    "course": lambda _: Place("training", {}),
    "officer": _governance,
    "policy_text": _governance,
    "policy_exception": _governance,
    "internal_audit": _governance,
    "meeting": _governance,
    "campaign": lambda one: Place("campaigns", {"campaign": _id(one)}),
    "person_request": lambda one: Place("requests", {"request": _id(one)}),
    "errand": lambda _: Place("gaps", {}),
    "slip": lambda one: Place("slip", {"number": one.target.record_id}),
    "delegation": lambda _: Place("settings", {}),
    "gap": lambda one: Place("gaps", {"party": one.third_party_id}),
    "waiver": lambda one: Place("gaps", {"party": one.third_party_id}),
}
