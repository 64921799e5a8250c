"""Opening an assessment on a frozen pack; proposing packs; taking an assessment back, or over after a merge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sakimori.domain.codes import OF_OURSELVES, AssessmentKind, AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.evaluation import Visibility, visibilities
from sakimori.domain.questions.pack import Pack
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError, StateError
from sakimori.rules.facts.assessments import FULL, PROCESSOR_PACK, decided_assessment, pack_facts, required_packs
from sakimori.services.assessments.packs.shelf import digest_of, packs_on_shelf, private_ids
from sakimori.services.assessments.sheet import RUNNING, Sheet, find_assessment, keep_progress, require_state
from sakimori.services.flows.heads import as_tiered
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.packs import freeze_pack
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.asked_for import withdraw_wanted
from sakimori.services.parties.check import require_standing
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result

SECONDS_A_QUESTION = 40
"""What a question takes a person who knows the answer; our own estimate."""

_PACK = Text("質問票", "pack")
_GROUP = Text("質問の深さ", "the depth of asking")
_GROUP_EXPECTED = Text("質問票にある深さを選んでください。", "Choose a depth that the pack has.")
_DUE = Text("期限", "the due day")
_DUE_EXPECTED = Text("本日以降の日にしてください。", "Choose today or a later day.")
_SERVICE = Text("サービス", "service")
_RUNNING_ALREADY = Text(
    "同じ質問票の審査が進んでいます。それを終えるか取り消してください。",
    "An assessment on this pack is under way. Finish or cancel it first.",
)
_OWN = Text("自社の調書です。", "This is our own dossier.")
_ASKED = Text("照会への回答は、自社の審査です。", "Only our own company answers what others ask.")
_ARCHIVED = Text("取引先が保管されています。先に戻してください。", "The third party is archived. Bring it back first.")
_NOT_FROM_MERGE = Text("引き継ぐ必要のない審査です。", "This assessment needs no adoption.")


@dataclass(frozen=True, slots=True)
class PackProposal:
    """A pack that could be opened for a third party, how long it is, and what stands already."""

    pack_id: str
    version: str
    title: Text
    group: str
    groups: tuple[tuple[str, Text], ...]
    questions: int
    minutes: int
    is_required: bool
    running_id: str | None
    last_decided_on: date | None


def minutes_for(questions: int) -> int:
    """About how many minutes so many questions take."""
    return -(-questions * SECONDS_A_QUESTION // 60)


@needs(Permission.READ)
def propose_packs(workspace: Workspace, third_party_id: str) -> tuple[PackProposal, ...]:
    """The packs on the shelf for a third party: first those that its roles and tier call for, in their group.

    Our own company checks itself by what processors are asked: that pack speaks of every heading of GL 10.
    """
    with workspace.unit() as unit:
        party = require_standing(unit, third_party_id)
        required = (
            {PROCESSOR_PACK: FULL}
            if party.is_self
            else dict(required_packs(as_tiered(unit, party, number=unit.number()), unit.policy()))
        )
        assessments = unit.records.select(Assessment, "third_party_id = :id", {"id": third_party_id})
        own = private_ids(unit)
    packs = sorted(packs_on_shelf(workspace), key=lambda p: (p.id not in required, p.id in own, p.title.ja, p.id))
    return tuple(_proposal(pack, party, required.get(pack.id), assessments) for pack in packs)


@needs(Permission.READ)
def parties_to_assess(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Id and name of everybody for whom an assessment can be opened, by name."""
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT id, legal_name FROM third_party WHERE merged_into IS NULL AND archived_on IS NULL AND id <> :own "
            "ORDER BY legal_name",
            own=SELF_ID,
        )
    return tuple((str(row["id"]), str(row["legal_name"])) for row in rows)


@needs(Permission.READ)
def services_to_assess(workspace: Workspace, third_party_id: str) -> tuple[tuple[str, str], ...]:
    """Id and name of the services of a third party that did not end, by name."""
    with workspace.unit() as unit:
        found = unit.records.select(
            Service, "third_party_id = :party AND ended_on IS NULL", {"party": third_party_id}, order="name, id"
        )
    return tuple((service.id, service.name) for service in found)


@needs(Permission.READ)
def usual_due_day(workspace: Workspace, on: date) -> date:
    """By when answers are due when nobody says otherwise."""
    with workspace.unit() as unit:
        return on + timedelta(days=unit.policy().assessment_answer_days)


def _proposal(pack: Pack, party: ThirdParty, group: str | None, assessments: list[Assessment]) -> PackProposal:
    chosen = group or (FULL if any(g.id == FULL for g in pack.groups) else pack.groups[-1].id)
    questions = questions_in(pack, chosen, party)
    last = decided_assessment(assessments, pack.id)
    return PackProposal(
        pack_id=pack.id,
        version=pack.version,
        title=pack.title,
        group=chosen,
        groups=tuple((g.id, g.title) for g in pack.groups),
        questions=questions,
        minutes=minutes_for(questions),
        is_required=group is not None,
        running_id=next((a.id for a in assessments if a.pack_id == pack.id and a.state in RUNNING), None),
        last_decided_on=last.decided_on if last else None,
    )


def questions_in(pack: Pack, group: str, party: ThirdParty) -> int:
    """How many questions a group may come to for a third party, counting those that depend on earlier answers."""
    seen = visibilities(pack, group, {}, pack_facts(party))
    return sum(visibility is not Visibility.HIDDEN for visibility in seen.values())


@needs(Permission.FILL_ASSESSMENT)
def open_assessment(
    workspace: Workspace,
    third_party_id: str,
    *,
    pack_id: str,
    group: str,
    kind: AssessmentKind = AssessmentKind.ONBOARDING,
    due_on: date | None = None,
    service_id: str | None = None,
    actor: Actor,
    at: datetime,
) -> Assessment:
    """Open an assessment on the newest version of a pack, which is frozen into it.

    Raises:
        StateError: One is under way already for the same subject and pack.
    """
    pack = next((p for p in packs_on_shelf(workspace) if p.id == pack_id), None)
    if pack is None:
        raise NotFoundError(what=_PACK, key=pack_id)
    if all(g.id != group for g in pack.groups):
        raise InvalidValueError(field=_GROUP, value=group, expected=_GROUP_EXPECTED, name="group")
    with workspace.change("assessment.opened", actor=actor, at=at) as change:
        return open_within(
            change, third_party_id, pack=pack, group=group, kind=kind, due_on=due_on, service_id=service_id
        )


def open_within(
    change: Change,
    third_party_id: str,
    *,
    pack: Pack,
    group: str,
    kind: AssessmentKind,
    due_on: date | None = None,
    service_id: str | None = None,
) -> Assessment:
    """Open an assessment as part of a larger change; our own company only answers what others ask.

    Raises:
        StateError: One is under way already for the same subject and pack.
    """
    party = _openable(change, third_party_id, kind)
    if due_on is not None and due_on < change.today:
        raise InvalidValueError(field=_DUE, value=due_on.isoformat(), expected=_DUE_EXPECTED, name="due_on")
    _require_service(change, service_id, third_party_id)
    assessment = Assessment(
        id=change.new_id("as"),
        third_party_id=third_party_id,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_digest=digest_of(pack),
        group=group,
        kind=kind,
        opened_on=change.today,
        opened_by=change.actor.id,
        service_id=service_id,
        due_on=due_on or change.today + timedelta(days=change.policy().assessment_answer_days),
    )
    _require_none_running(change, assessment)
    freeze_pack(change.engine, pack, assessment.pack_digest)
    change.insert(assessment, action="assessment.opened")
    keep_progress(change, Sheet(assessment, party, pack, {}, ()))
    return assessment


def _openable(change: Change, third_party_id: str, kind: AssessmentKind) -> ThirdParty:
    party = require_standing(change, third_party_id)
    if party.is_self is not (kind in OF_OURSELVES):
        raise StateError(why=_OWN if party.is_self else _ASKED)
    if party.archived_on is not None:
        raise StateError(why=_ARCHIVED)
    return party


def _require_service(change: Change, service_id: str | None, third_party_id: str) -> None:
    if service_id is None:
        return
    service = change.records.find(Service, service_id)
    if service is None or service.third_party_id != third_party_id:
        raise NotFoundError(what=_SERVICE, key=service_id)


def _require_none_running(change: Change, wanted: Assessment) -> None:
    standing = change.records.select(
        Assessment,
        "third_party_id = :party AND pack_id = :pack",
        {"party": wanted.third_party_id, "pack": wanted.pack_id},
    )
    is_check = wanted.kind is AssessmentKind.SELF_CHECK
    alike = (a for a in standing if a.subject == wanted.subject and (a.kind is AssessmentKind.SELF_CHECK) is is_check)
    running = next((a for a in alike if a.state in RUNNING), None)
    if running is not None:
        raise StateError(why=_RUNNING_ALREADY, running_id=running.id)


@needs(Permission.FILL_ASSESSMENT)
def cancel_assessment(
    workspace: Workspace, assessment_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Assessment]:
    """Take back an assessment that is under way; once submitted, only a reviewer may."""
    why = needed_reason(reason)
    with workspace.change("assessment.cancelled", actor=actor, at=at, reason=why) as change:
        assessment = change.as_shown(find_assessment(change, assessment_id), seen)
        require_state(assessment, RUNNING)
        if assessment.state is AssessmentState.SUBMITTED:
            require(actor, Permission.REVIEW_ASSESSMENT)
        stored = change.update(replace(assessment, state=AssessmentState.CANCELLED))
        withdraw_wanted(change, assessment_id)
    return write_result(stored, change)


@needs(Permission.REVIEW_ASSESSMENT)
def adopt(
    workspace: Workspace, assessment_id: str, *, reason: str = "", actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Assessment]:
    """Let an assessment that came with a merge count for the third party that it came to."""
    with workspace.change("assessment.adopted", actor=actor, at=at, reason=reason.strip()) as change:
        assessment = change.as_shown(find_assessment(change, assessment_id), seen)
        if not assessment.needs_adoption:
            raise StateError(why=_NOT_FROM_MERGE)
        stored = change.update(replace(assessment, needs_adoption=False))
    return write_result(stored, change)
