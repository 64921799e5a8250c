"""Owner of a gap out of the records: whoever it was given to, else whose the record is of which it speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sakimori.domain.gap import Gap, Span, SubjectKind
from sakimori.domain.records.incidents import Incident, IncidentMeasure
from sakimori.domain.records.person_requests import PersonRequest


def record_owners(every: Callable[[type], Iterable[Any]]) -> dict[str, str | None]:
    """Owner of each incident, measure and request of a person, by the key that gaps have of it."""
    owners = {one.id: one.owner_id for kind in (Incident, PersonRequest) for one in every(kind)}
    for one in every(IncidentMeasure):
        owners[f"{one.incident_id}/{one.id}"] = one.owner_id or owners[one.incident_id]
    return owners


def owner_of(about: Gap | Span, gap: Gap | None, owners: Mapping[str, str | None]) -> str | None:
    """Whose a gap is where it is not simply its third party's."""
    if gap is not None and gap.owner_id:
        return gap.owner_id
    if about.subject_kind is SubjectKind.COURSE:
        return about.subject_key.partition("/")[2] or None
    if about.subject_kind in {SubjectKind.INCIDENT, SubjectKind.PERSON_REQUEST}:
        return owners.get(about.subject_key)
    return None
