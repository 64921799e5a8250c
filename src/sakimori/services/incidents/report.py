"""Anybody reports an incident, within a minute: what, since when it is known, and at whom, where he knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sakimori.domain.policy import Policy
from sakimori.domain.records.incidents import (
    EntryKind,
    Incident,
    IncidentPlace,
    IncidentStep,
    IncidentStepKind,
)
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.incidents.clocks import FINAL_DAYS
from sakimori.services.incidents.keeping import not_after_today, note, put_incident
from sakimori.services.incidents.words import judgement_words
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, invalid_value, refuse_personal_numbers
from sakimori.services.parties.write import write_result

_NAME_LENGTH: Final = 40
_END_OF_SENTENCE: Final = re.compile(r"。|[.!?！？](?=\s|$)|\n")
_LONGEST: Final = 2_000
_NEEDED: Final = Text("何が起きたかを書いてください。", "Say what happened.")
_TOO_LONG: Final = Text("{limit}字までにしてください。", "Use up to {limit} characters.")


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """What somebody says in the first minute; `known_on` is the day on which anybody of ours knew first.

    Without a third party nobody knows yet where it happened, unless `place` says that it was at ours.
    """

    what: str
    known_on: date
    third_party_id: str | None = None
    place: IncidentPlace | None = None
    happened_at: datetime | None = None


@needs(Permission.REPORT_INCIDENT)
def report_incident(workspace: Workspace, draft: IncidentDraft, *, actor: Actor, at: datetime) -> WriteResult[Incident]:
    """Begin an incident, with its five steps and the first lines of its timeline; the outline is what was said.

    Raises:
        InvalidValueError: Nothing is said, the day lies ahead, or a text holds a card number.
        MyNumberError: A text holds a My Number.
        NotFoundError: There is no such third party.
    """
    what = clean(draft.what, one_line=False)
    if not what:
        raise invalid_value("name", "", _NEEDED, words=field_words(Incident, "name"))
    if len(what) > _LONGEST:
        raise invalid_value("name", what, _TOO_LONG.format(limit=f"{_LONGEST:,}"), words=field_words(Incident, "name"))
    refuse_personal_numbers("name", what, words=field_words(Incident, "name"))
    with workspace.change("incident.reported", actor=actor, at=at) as change:
        not_after_today(change, Incident, "known_on", draft.known_on)
        third_party_id = draft.third_party_id or SELF_ID
        incident = put_incident(
            change,
            Incident(
                id=change.new_id("ic"),
                name=short_name(what),
                known_on=draft.known_on,
                third_party_id=third_party_id,
                place=IncidentPlace.THIRD_PARTY if third_party_id != SELF_ID else draft.place,
                reported_by=actor.id,
                reported_at=at,
                item_outline=what,
            ),
        )
        policy = change.policy()
        for step, due_on in _due_days(draft.known_on, policy).items():
            change.insert(IncidentStep(change.new_id("is"), incident.id, step, due_on=due_on), runs_rules=False)
        note(change, incident, EntryKind.REPORTED, Text(what, what), happened_at=draft.happened_at)
        note(change, incident, EntryKind.JUDGED, judgement_words(change, incident, (), policy))
    return write_result(incident, change)


def short_name(what: str) -> str:
    """What an incident is called: the first sentence of what was said, cut where it is long."""
    first = _END_OF_SENTENCE.split(what, maxsplit=1)[0].strip() or what
    line = " ".join(first.split())
    return line if len(line) <= _NAME_LENGTH else f"{line[: _NAME_LENGTH - 1]}…"


def _due_days(known_on: date, policy: Policy) -> dict[IncidentStepKind, date]:
    """By when each step is done, as our policy; the order is that of GL 3-5-2."""
    latest = known_on + timedelta(days=policy.incident_report_days - 1)
    return {
        IncidentStepKind.CONTAIN: known_on,
        IncidentStepKind.INVESTIGATE: latest,
        IncidentStepKind.SCOPE: latest,
        IncidentStepKind.PREVENT: known_on + timedelta(days=FINAL_DAYS - 1),
        IncidentStepKind.REPORT: latest,
    }
