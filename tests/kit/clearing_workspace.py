"""Workspaces in which worked cases of clearance are recorded: people, decided assessments, and the contract read.

They are made step by step at their days by the services that people use, once for all cases that share them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from kit.assessing import GOOD, PACKS
from kit.cases.worked_cases import ASKED_LIGHTLY
from kit.clearing import CONFIRMER, TODAY, a_case
from sakimori.domain.codes import AssessmentKind, AssessmentState, DataCategory, Decision, UserRole
from sakimori.domain.dossier import Dossier
from sakimori.domain.questions.assessment import Assessment, Condition
from sakimori.domain.questions.pack import Pack
from sakimori.domain.records.contract import ClauseState, ContractCover, CoveringContract
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.rules.clearance.case import Case
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, fulfil_condition, submit
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.write import answer_many
from sakimori.services.contracts.write import ClauseCheck, check_clauses
from sakimori.services.kernel.confirmations import confirm_cover
from sakimori.services.kernel.evidence import NewEvidence, file_evidence_many
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import random_id
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register
from sakimori.services.settings.users import add_user

T = TypeVar("T")

ASKER = Actor("us1", "森 さくら", frozenset(UserRole))
LAWYER = Actor("us2", "中村 由紀", frozenset(UserRole))
THIRD = Actor("us3", "木村 誠", frozenset(UserRole))
CLERK = Actor("us4", "高橋 健", frozenset(UserRole))
SURE = Actor(CONFIRMER, "小野 直子", frozenset(UserRole))
PEOPLE = {person.id: person for person in (ASKER, LAWYER, THIRD, CLERK, SURE)}
_PACKS = ("jp-cloud", "jp-processor", "jp-cloud-handling")
FIRST = datetime(2025, 3, 1, 3, tzinfo=UTC)


def at(day: date) -> datetime:
    """Noon of a day in Japan."""
    return datetime.combine(day, time(3), tzinfo=UTC)


@cache
def sound() -> Case:
    """The case from which every other one departs."""
    return a_case({})


class Twins:
    """Workspaces with what cases share, made when the first case asks for it; their packs are put into a folder."""

    def __init__(self, packs: Path) -> None:
        self.packs = packs
        (small,) = PACKS.iterdir()
        for pack in _PACKS:
            text = _with_light(small.read_text(encoding="utf-8")).replace('id: "jp-processor"', f'id: "{pack}"')
            (packs / f"{pack}@1.0.yaml").write_text(text, encoding="utf-8")
        self.made: dict[tuple[Any, ...], Workspace] = {}

    def workspace(self, case: Case) -> Workspace:
        """The workspace in which the assessments of a case were decided, and its contract was read if it is sound."""
        dossier = case.dossier
        has_contract = dossier.contracts == sound().dossier.contracts
        key = (dossier.assessments, dossier.conditions, dossier.periodic_reviews, has_contract)
        if key not in self.made:
            self.made[key] = self._made(dossier, has_contract=has_contract)
        return self.made[key]

    def _made(self, dossier: Dossier, *, has_contract: bool) -> Workspace:
        workspace = Workspace(None)
        workspace.pack_folder = self.packs
        for person in PEOPLE.values():
            add_user(workspace, name=person.name, department="", roles=person.roles, user_id=person.id, actor=ASKER,
                     at=FIRST)  # fmt: skip
        register(workspace, sound().recipient, actor=ASKER, at=FIRST)
        workspace.ids = lambda prefix: "ev1"
        document = NewEvidence("tp1", "令状.pdf", b"%PDF-1.4")
        file_evidence_many(workspace, [document], actor=ASKER, at=FIRST, batch_id="b1")
        workspace.ids = random_id
        if has_contract:
            for covering in sound().dossier.contracts:
                read_contract(workspace, covering)
        for assessment in sorted([*dossier.assessments, *_reviewing(dossier)], key=lambda a: a.decided_on or date.max):
            conditions = [c for c in dossier.conditions if c.assessment_id == assessment.id]
            decide_assessment(workspace, assessment, conditions)
        return workspace


def _with_light(text: str) -> str:
    """The small pack with a light depth: one question, on what a light check of the worked cases asks about."""
    every, once = '", "appi-gl:'.join(ASKED_LIGHTLY), 1
    asked = text.index('  - {id: "Q-3"')
    head, question = text[:asked], text[asked:]
    head = head.replace("groups: {full:", 'groups: {light: {ja: "簡易", en: "Light"}, full:', once)
    question = question.replace('groups: ["full"]', 'groups: ["light", "full"]', once)
    return head + question.replace('controls: ["appi-gl:10-1"]', f'controls: ["appi-gl:{every}"]', once)


def _reviewing(dossier: Dossier) -> Iterator[Assessment]:
    """What completed a review that no assessment of the case did: one on another pack of the same third party."""
    decided = {assessment.decided_on for assessment in dossier.assessments}
    packs = {assessment.pack_id for assessment in dossier.assessments}
    pack = next(pack for pack in _PACKS if pack not in packs)
    for review in dossier.periodic_reviews:
        if review.completed_on not in decided:
            yield Assessment(
                "", "tp1", pack, "1.0", "", "full", AssessmentKind.PERIODIC, review.completed_on, "us1",
                AssessmentState.DECIDED, decided_on=review.completed_on,
            )  # fmt: skip


def read_contract(workspace: Workspace, covering: CoveringContract) -> None:
    """A contract as it is entered, found to cover the recipient, and read for its clauses."""
    contract, cover = covering.contract, covering.cover
    record(workspace, contract, actor=ASKER, at=at(contract.signed_on or TODAY))
    with workspace.unit() as unit:
        (made,) = unit.records.select(ContractCover, "contract_id = :id", {"id": contract.id})
    if cover.confirmed_on:
        confirm_cover(workspace, made.id, actor=LAWYER, at=at(cover.confirmed_on))
    checks = [ClauseCheck(clause.clause_id, 0, clause.state) for clause in covering.clauses]
    assert all(check.state is not ClauseState.NOT_CHECKED for check in checks)
    check_clauses(workspace, contract.id, checks, actor=ASKER, at=at(cover.confirmed_on or TODAY))


def decide_assessment(workspace: Workspace, wanted: Assessment, conditions: Sequence[Condition]) -> None:
    """An assessment from its opening to its decision, as far as the case goes."""
    day = wanted.decided_on or TODAY
    with long_cadence(workspace, wanted):
        opened = open_assessment(workspace, "tp1", pack_id=wanted.pack_id, group=wanted.group,
                                 kind=AssessmentKind.ONBOARDING, actor=ASKER, at=at(day))  # fmt: skip
        in_group = {question.id for question in pack_of(workspace, opened).asked_in(wanted.group)}
        given = [AnswerInput(q, value=value) for q, value in GOOD.items() if q in in_group]
        answer_many(workspace, opened.id, given, actor=ASKER, at=at(day))
        submit(workspace, opened.id, actor=ASKER, at=at(day))
        if wanted.state is not AssessmentState.DECIDED:
            return
        decision = wanted.decision or Decision.APPROVED
        valid_until = None if decision is Decision.REJECTED else wanted.valid_until
        # Whoever approves with conditions names one; where the case has none left it was met on the day.
        named = [(c.text, c.due_on) for c in conditions]
        decide(workspace, opened.id, decision=decision, reason="確かめた", valid_until=valid_until,
               conditions=named, actor=PEOPLE.get(wanted.decided_by or "", LAWYER), at=at(day))  # fmt: skip
    with workspace.unit() as unit:
        made = unit.records.select(Condition, "assessment_id = :id", {"id": opened.id})
    for condition in conditions:
        if condition.fulfilled_on:
            (same,) = (one for one in made if one.due_on == condition.due_on)
            fulfil_condition(workspace, same.id, actor=LAWYER, at=at(condition.fulfilled_on))


def pack_of(workspace: Workspace, assessment: Assessment) -> Pack:
    """The frozen pack of an assessment."""
    with workspace.unit() as unit:
        return unit.pack(assessment.pack_digest)


@contextmanager
def long_cadence(workspace: Workspace, wanted: Assessment) -> Iterator[None]:
    """A decision that holds for more than a year was taken while the third party was of tier 3."""
    if wanted.valid_until is None or wanted.decided_on is None or (wanted.valid_until - wanted.decided_on).days < 366:
        yield
        return
    with workspace.unit() as unit:
        party = unit.records.get(ThirdParty, "tp1")
    small = replace(party, data_categories=frozenset({DataCategory.PI_CONTACT}), person_count=10)
    edit(workspace, small, actor=ASKER, at=at(wanted.decided_on))
    yield
    with workspace.unit() as unit:
        changed = unit.records.get(ThirdParty, "tp1")
    edit(workspace, replace(party, version=changed.version), actor=ASKER, at=at(wanted.decided_on))
