"""What waits for one person: decisions asked of them or due from their role, inquiries, and questions to the asker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.clearance import Inquiry, InquiryState
from sakimori.domain.codes import AssessmentKind, AssessmentState
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.services.kernel.access import Permission, may, needs
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace


class WaitKind(StrEnum):
    """What is waited for: a decision that somebody asked of this person, a reply, an answer, a decision of anybody."""

    ASKED = "asked"
    QUESTION = "question"
    INQUIRY = "inquiry"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits: about whom, since when and for whose sake; the record is an assessment or an inquiry.

    `what` is the pack of an assessment, `due_on` the day by which somebody asked for it.
    """

    kind: WaitKind
    record_id: str
    party: str
    who: str
    since: date
    due_on: date | None = None
    what: Text | None = None


_WAITING: Final = f"state = '{InquiryState.OPEN.value}'"
_ASKED: Final = f"state = '{ErrandState.OPEN.value}' AND kind = '{ErrandKind.DECISION.value}'"
_UNDECIDED: Final = f"state = '{AssessmentState.SUBMITTED.value}' AND kind <> '{AssessmentKind.ASKED.value}'"
"""What a customer asks of us is judged by them."""


@needs(Permission.ENTER)
def waits_for(workspace: Workspace, *, actor: Actor) -> tuple[Waits, ...]:
    """What waits for a person, what was asked of them by name first, then the longest first.

    An assessment waits for everybody whose role may decide it and who answered nothing in it.
    """
    with workspace.unit() as unit:
        mine = sorted({actor.id, *actor.one_with})
        found: list[Waits] = []
        if may(actor, Permission.REVIEW_ASSESSMENT):
            found += _decisions(unit, mine)
        if may(actor, Permission.ASK_CLEARANCE):
            found += _questions(unit, actor)
        if may(actor, Permission.DECIDE_CLEARANCE):
            found += _inquiries(unit, mine)
        return tuple(sorted(found, key=lambda one: (list(WaitKind).index(one.kind), one.since, one.record_id)))


def _decisions(unit: Unit, mine: Sequence[str]) -> Iterator[Waits]:
    of_me, params = among("person_id", mine)
    asked = {
        one.assessment_id: one
        for one in unit.records.select(Errand, f"{of_me} AND {_ASKED}", params, order="due_on DESC, id")
    }
    is_mine, params = among("answered_by", mine)
    others = f"{_UNDECIDED} AND NOT EXISTS (SELECT 1 FROM answer n WHERE n.assessment_id = assessment.id AND {is_mine})"
    for one in unit.records.select(Assessment, others, params):
        if one.submitted_by in mine:
            continue
        errand = asked.get(one.id)
        what, submitted = unit.pack(one.pack_digest).title, one.submitted_on or one.opened_on
        if errand is None:
            who = unit.user_name(one.submitted_by)
            yield Waits(WaitKind.SUBMITTED, one.id, _party(unit, one.third_party_id), who, submitted, what=what)
        else:
            since, who = legal_day(errand.asked_at), unit.user_name(errand.asked_by)
            yield Waits(
                WaitKind.ASKED, one.id, _party(unit, one.third_party_id), who, since, due_on=errand.due_on, what=what
            )


def _questions(unit: Unit, actor: Actor) -> Iterator[Waits]:
    """The inquiries of a person of which compliance asked something."""
    where = f"{_WAITING} AND asked_by = :who AND asked_back_at IS NOT NULL"
    for one in unit.records.select(Inquiry, where, {"who": actor.id}):
        since = legal_day(one.asked_back_at or one.asked_at)
        yield Waits(WaitKind.QUESTION, one.id, _party(unit, one.third_party_id), "", since)


def _inquiries(unit: Unit, mine: Sequence[str]) -> Iterator[Waits]:
    """The inquiries of others that wait for an answer, and for no reply before."""
    for one in unit.records.select(Inquiry, f"{_WAITING} AND asked_back_at IS NULL"):
        if one.asked_by not in mine:
            who, since = unit.user_name(one.asked_by), legal_day(one.asked_at)
            yield Waits(WaitKind.INQUIRY, one.id, _party(unit, one.third_party_id), who, since)


def _party(unit: Unit, third_party_id: str) -> str:
    found = unit.records.find(ThirdParty, third_party_id)
    return found.legal_name if found else ""
