"""Claims that end an incident 保護・回収・保管: one person stands for each by answers and reason, a second agrees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sakimori.domain.incident import ASSURED_OF, MUST_BE_YES, Assured, Exempting, Exemption
from sakimori.domain.records.incidents import EntryKind, Incident
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import SelfApprovalError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.services.incidents.keeping import note, open_incident, put_incident
from sakimori.services.incidents.since import with_since
from sakimori.services.incidents.words import judgement_words
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result

UNSETTLES: Final = frozenset(
    {
        "happened",
        "categories",
        "persons",
        "place",
        "third_party_id",
        "touched_service_ids",
        "touched_flow_ids",
        "touched_data_set_ids",
        "occurred_on",
    }
)
"""Facts that a claim was judged upon: where one changes, the second person has not judged what stands there now."""

_ANSWER_ALL: Final = Text("答えていない問いがあります：{what}", "Not answered yet: {what}")
_NO_BARS: Final = Text(
    "「いいえ」の問いがあるので、報告しない理由にできません（会社方針）：{what}",
    "With a no here this is no reason not to report (company policy): {what}",
)
_NOT_PROPOSED: Final = Text("理由と答えがまだ記録されていません。", "No reason and answers are on record yet.")
_JUDGED_ALREADY: Final = Text("すでに判断されています。", "It was judged already.")
_PROPOSED: Final = Text("{claim}（判断待ち）：{reason}", "{claim} (to be judged): {reason}")
_AGREED: Final = Text("{claim}：もう一人が判断した", "{claim}: judged by a second person")
_TAKEN_BACK: Final = Text("{claim}の判断を取り消した：{reason}", "{claim}: taken back: {reason}")


@needs(Permission.EDIT_INCIDENT)
def propose_exemption(
    workspace: Workspace,
    incident_id: str,
    claim: Exempting,
    answers: Mapping[Assured, bool | None],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Incident]:
    """Stand for a claim with a reason and an answer to each of its questions; the clocks run on until another agrees.

    Raises:
        ConflictError: Somebody else saved the incident since it was shown.
        StateError: A question is open, or its answer bars the claim, or the incident is closed.
    """
    why = needed_reason(reason)
    questions = ASSURED_OF[claim]
    _refuse(_ANSWER_ALL, [one for one in questions if answers.get(one) is None])
    _refuse(_NO_BARS, [one for one in questions if one in MUST_BE_YES and not answers[one]])
    yes = frozenset(one for one in questions if answers[one])

    def proposed(change: Change, incident: Incident) -> tuple[Incident, Text]:
        made = Exemption(claim, yes, why, actor.id, change.today)
        facts: dict[str, Any] = {claim.fact: True}
        return replace(_with(incident, made), **facts), _PROPOSED.format(claim=_named(claim), reason=why)

    return _step(workspace, "incident.exemption_proposed", incident_id, proposed, why, actor=actor, at=at, seen=seen)


@needs(Permission.EDIT_INCIDENT)
def judge_exemption(
    workspace: Workspace, incident_id: str, claim: Exempting, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Incident]:
    """Agree, as a second person, that a claim ends the incident.

    Raises:
        ConflictError: Somebody else saved the incident since it was shown.
        SelfApprovalError: The same person reported the incident or proposed this.
        StateError: Nobody proposed it, it was judged already, or the incident is closed.
    """

    def judged(change: Change, incident: Incident) -> tuple[Incident, Text]:
        standing = incident.exemption(claim)
        if standing is None or not getattr(incident, claim.fact):
            raise StateError(why=_NOT_PROPOSED)
        if standing.judged_on is not None:
            raise StateError(why=_JUDGED_ALREADY)
        if actor.is_among(standing.proposed_by, incident.reported_by):
            raise SelfApprovalError
        made = replace(standing, judged_by=actor.id, judged_on=change.today)
        return _with(incident, made), _AGREED.format(claim=_named(claim))

    return _step(workspace, "incident.exemption_judged", incident_id, judged, actor=actor, at=at, seen=seen)


@needs(Permission.EDIT_INCIDENT)
def take_back_exemption(
    workspace: Workspace,
    incident_id: str,
    claim: Exempting,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Incident]:
    """Take a claim back, be it judged or not: the clocks run again from the day from which they ran before.

    Raises:
        StateError: Nobody stands for it, or the incident is closed.
    """
    why = needed_reason(reason)

    def taken_back(_: Change, incident: Incident) -> tuple[Incident, Text]:
        if incident.exemption(claim) is None:
            raise StateError(why=_NOT_PROPOSED)
        return without(incident, claim), _TAKEN_BACK.format(claim=_named(claim), reason=why)

    return _step(workspace, "incident.exemption_ended", incident_id, taken_back, why, actor=actor, at=at, seen=seen)


def settled(before: Incident, wanted: Incident) -> Incident:
    """The incident with those claims alone that its changed facts leave standing, and unjudged where they were weighed.

    Nobody who saves facts can bring a judgement along.
    """
    stands = tuple(one for one in before.exemptions if getattr(wanted, one.claim.fact))
    if any(getattr(before, name) != getattr(wanted, name) for name in UNSETTLES):
        stands = tuple(replace(one, judged_by=None, judged_on=None) for one in stands)
    return replace(wanted, exemptions=stands)


def without(incident: Incident, claim: Exempting) -> Incident:
    """The incident with nobody standing for a claim."""
    return replace(incident, exemptions=tuple(one for one in incident.exemptions if one.claim is not claim))


def _step(
    workspace: Workspace,
    action: str,
    incident_id: str,
    made: Callable[[Change, Incident], tuple[Incident, Text]],
    reason: str = "",
    *,
    actor: Actor,
    at: datetime,
    seen: int | None,
) -> WriteResult[Incident]:
    with workspace.change(action, actor=actor, at=at, reason=reason) as change:
        before = open_incident(change, incident_id, seen)
        wanted, words = made(change, before)
        stored = put_incident(change, with_since(change, before, wanted))
        note(change, stored, EntryKind.FACT, words)
        note(change, stored, EntryKind.JUDGED, judgement_words(change, stored, (), change.policy()))
    return write_result(stored, change)


def _with(incident: Incident, made: Exemption) -> Incident:
    return replace(incident, exemptions=(*without(incident, made.claim).exemptions, made))


def _refuse(words: Text, questions: list[Assured]) -> None:
    if questions:
        named = [code_word(one) for one in questions]
        what = Text("、".join(one.ja for one in named), ", ".join(one.en for one in named))
        raise StateError(why=words.format(what=what))


def _named(claim: Exempting) -> Text:
    return field_words(Incident, claim.fact)
