"""Errands: asked of a person by a day, seen by both, done or taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.codes import AssessmentState, UserRole
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.gap import Fix
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.names import match_key
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError, StateError
from sakimori.services.assessments.decisions import answerers
from sakimori.services.assessments.sheet import find_assessment, load_sheet
from sakimori.services.kernel.access import ALLOWED, Permission, may, needs, require
from sakimori.services.kernel.evidence import require_place
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.asked_for import gaps_mended_by, open_at
from sakimori.services.parties.check import checked_reason, clean, refuse_personal_numbers, require_standing
from sakimori.services.parties.write import write_result
from sakimori.services.talk.notices import tell

_ERRAND: Final = Text("依頼", "errand")
_PERSON: Final = Text("依頼先", "whom to ask")
_ABOUT: Final = Text("会社の名称", "the name of the company")
_DAY: Final = Text("期日", "the day")
_REQUEST: Final = Text("求める証跡", "the evidence that is asked for")
_NEEDED: Final = Text("入れてください。", "Give it.")
_LATER: Final = Text("本日以降の日にしてください。", "Choose today or a later day.")
_TWICE: Final = Text(
    "同じ依頼がすでに出ています。下の一覧で確かめてください。", "The same errand is open already. See the list below."
)
_NOT_SUBMITTED: Final = Text("この審査は判定を待っていません。", "This assessment waits for no decision.")
_ANSWERED_IT: Final = Text(
    "回答か提出をした人には、判定を依頼できません。", "Whoever answered or submitted it cannot be asked to decide."
)
_BY_DECIDING: Final = Text("判定か差戻しで済みになります。", "It is done by the decision, or by sending back.")
_CLOSED: Final = Text("この依頼は、もう終わっています。", "This errand is closed already.")
_OTHERS: Final = Text("依頼した本人だけが取り下げられます。", "Only the person who asked may take it back.")


@dataclass(frozen=True, slots=True)
class ErrandRow:
    """An errand with the names of both people, and of the company that it is about where that is registered."""

    errand: Errand
    asked_by: str
    person: str
    party: str


@dataclass(frozen=True, slots=True)
class Errands:
    """Open errands for a person, and those that he asked, the newest first."""

    to_do: tuple[ErrandRow, ...]
    asked: tuple[ErrandRow, ...]


@needs(Permission.ASK_CLEARANCE)
def ask_errand(
    workspace: Workspace, errand: Errand, *, fixes: Collection[Fix] = (), actor: Actor, at: datetime
) -> WriteResult[Errand]:
    """Ask somebody to see to something by a day; where each of `fixes` closes an open gap, their end does the errand.

    Raises:
        InvalidValueError: The company is not named, a text holds a card number, or the day is past.
        MyNumberError: A text holds a My Number.
        NotFoundError: There is no such person here, or the assessment asks no such question.
        StateError: The same is asked of the same person already, the assessment takes no documents or waits for no
            decision, or the person answered it himself.
    """
    about, text = clean(errand.about), checked_reason(errand.text)
    refuse_personal_numbers("about", about, words=_ABOUT)
    with workspace.change("errand.asked", actor=actor, at=at) as change:
        if not about:
            raise InvalidValueError(field=_ABOUT, value=errand.about, expected=_NEEDED, name="about")
        if errand.due_on < change.today:
            raise InvalidValueError(field=_DAY, value=errand.due_on.isoformat(), expected=_LATER, name="due_on")
        person = change.records.find(User, errand.person_id)
        if person is None or not person.works_here(change.today):
            raise NotFoundError(what=_PERSON, key=errand.person_id)
        if errand.kind is ErrandKind.EVIDENCE:
            _require_question(change, errand, person)
        if errand.kind is ErrandKind.DECISION:
            _require_decision(change, errand, person)
        gaps: tuple[str, ...] = ()
        if errand.third_party_id is not None:
            require_standing(change, errand.third_party_id)
            gaps = gaps_mended_by(change, errand.third_party_id, fixes, change.today)
        asked = replace(
            errand, id=change.new_id("er"), about=about, text=text, asked_by=actor.id, asked_at=at, gap_ids=gaps,
            state=ErrandState.OPEN, closed_by=None, closed_at=None, version=1,
        )  # fmt: skip
        _refuse_twice(change, asked)
        stored = change.insert(asked, runs_rules=False)
        if errand.kind is ErrandKind.DECISION:
            tell(change, {person.id}, errand_id=stored.id)
    return write_result(stored, change)


def _require_question(change: Change, errand: Errand, person: User) -> None:
    """Refuse a document for what the assessment does not ask, and one that whoever is asked could not file."""
    assessment_id, question_id = errand.assessment_id or "", errand.question_id or ""
    require_place(change, errand.third_party_id or "", assessment_id, question_id)
    question = load_sheet(change, assessment_id).question(question_id)
    if errand.request_id is not None and all(one.id != errand.request_id for one in question.evidence):
        raise NotFoundError(what=_REQUEST, key=errand.request_id)
    if not ALLOWED[Permission.FILL_ASSESSMENT] & person.roles:
        raise NotFoundError(what=_PERSON, key=person.id)


def _require_decision(change: Change, errand: Errand, person: User) -> None:
    """Refuse to ask for a decision that is not due, and of one who could not take it."""
    assessment = find_assessment(change, errand.assessment_id or "")
    if assessment.state is not AssessmentState.SUBMITTED or assessment.third_party_id != errand.third_party_id:
        raise StateError(why=_NOT_SUBMITTED)
    if not ALLOWED[Permission.REVIEW_ASSESSMENT] & person.roles:
        raise NotFoundError(what=_PERSON, key=person.id)
    if person.id in answerers(change, assessment, number=change.number()):
        raise StateError(why=_ANSWERED_IT)


def _refuse_twice(change: Change, asked: Errand) -> None:
    where = "asked_by = :who AND person_id = :person AND kind = :kind AND state = :open"
    params = {
        "who": asked.asked_by, "person": asked.person_id, "kind": asked.kind.value, "open": ErrandState.OPEN.value,
    }  # fmt: skip
    for one in change.records.select(Errand, where, params):
        if match_key(one.about) == match_key(asked.about) and _wanted(one) == _wanted(asked):
            raise StateError(why=_TWICE)


def _wanted(errand: Errand) -> tuple[str | None, ...]:
    """What two errands of one kind about one company have alike where they ask for the same."""
    match errand.kind:
        case ErrandKind.REGISTER:
            return ()
        case ErrandKind.MEND:
            return (errand.text,)
        case ErrandKind.EVIDENCE:
            return (errand.assessment_id, errand.question_id, errand.request_id)
        case ErrandKind.DECISION:
            return (errand.assessment_id,)


@needs(Permission.ASK_CLEARANCE)
def close_errand(
    workspace: Workspace, errand_id: str, *, state: ErrandState, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Errand]:
    """Note an errand as done, or take back one of one's own.

    Raises:
        NotPermittedError: It was asked of somebody else, and the actor does not register companies.
        StateError: It is closed already, somebody else's and to be taken back, or done by a decision alone.
    """
    action = "errand.done" if state is ErrandState.DONE else "errand.withdrawn"
    with workspace.change(action, actor=actor, at=at) as change:
        errand = change.as_shown(change.records.get(Errand, errand_id, what=_ERRAND), seen)
        if errand.state is not ErrandState.OPEN:
            raise StateError(why=_CLOSED)
        if state is ErrandState.DONE and errand.kind is ErrandKind.DECISION:
            raise StateError(why=_BY_DECIDING)
        if state is not ErrandState.DONE and errand.asked_by != actor.id:
            raise StateError(why=_OTHERS)
        if state is ErrandState.DONE and not actor.is_among(errand.person_id):
            require(actor, Permission.EDIT_PARTY)
        closed = replace(errand, state=state, closed_by=actor.id, closed_at=at)
        stored = change.update(closed, runs_rules=False)
    return write_result(stored, change)


@needs(Permission.READ_APPROVED)
def errands_of(workspace: Workspace, *, actor: Actor, on: date) -> Errands:
    """The open errands for a person, the earliest day first, and the latest that he asked.

    Whoever registers companies sees those that ask for it, whomever they were asked of.
    """
    with workspace.unit() as unit:
        users = {user.id: user for user in unit.records.select(User)}
        open_ones = unit.records.select(
            Errand, "state = :open", {"open": ErrandState.OPEN.value}, order="due_on, asked_at, id"
        )
        asked = unit.records.select(Errand, "asked_by = :who", {"who": actor.id}, order="asked_at DESC, id DESC")
        shown = [one for one in open_ones if _is_for(one, actor, users, on)]
        parties = {
            key: party.legal_name
            for key in {one.third_party_id for one in (*shown, *asked) if one.third_party_id}
            if (party := unit.records.find(ThirdParty, key))
        }

    def row(one: Errand) -> ErrandRow:
        asker, person = (users[key].name if key in users else key for key in (one.asked_by, one.person_id))
        return ErrandRow(one, asker, person, parties.get(one.third_party_id or "", ""))

    return Errands(tuple(row(one) for one in shown), tuple(row(one) for one in asked[:_FEW]))


@needs(Permission.READ)
def wanted_documents(workspace: Workspace, assessment_id: str) -> Mapping[str, tuple[ErrandRow, ...]]:
    """The open errands that ask for documents for an assessment, by question, the earliest day first."""
    with workspace.unit() as unit:
        found = open_at(unit, assessment_id)
        names = {user.id: user.name for user in unit.records.select(User)} if found else {}
    rows: dict[str, tuple[ErrandRow, ...]] = {}
    for one in (one for one in found if one.kind is ErrandKind.EVIDENCE):
        row = ErrandRow(one, names[one.asked_by], names[one.person_id], one.about)
        rows[one.question_id or ""] = (*rows.get(one.question_id or "", ()), row)
    return rows


_FEW: Final = 5


def _is_for(errand: Errand, actor: Actor, users: dict[str, User], on: date) -> bool:
    if actor.is_among(errand.person_id):
        return True
    asked = users.get(errand.person_id)
    has_left = asked is None or not asked.works_here(on)
    is_registration = errand.kind is ErrandKind.REGISTER or has_left
    return is_registration and may(actor, Permission.EDIT_PARTY) and UserRole.PROCUREMENT in actor.roles
