"""The people who act in the demo: each story step is a call of a service, at an instant of its day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sakimori.demo.third_parties import DemoParty, Manner, made_up_answers, pack_of
from sakimori.demo.words import IN_JAPANESE, DemoWords
from sakimori.domain.codes import AssessmentKind, ContactKind, DataCategory, Decision, Lifecycle, Severity
from sakimori.domain.gap import Gap
from sakimori.domain.questions.assessment import Assessment, Condition
from sakimori.domain.questions.evaluation import evidence_due
from sakimori.domain.questions.pack import AnswerState, Pack
from sakimori.domain.records.third_party import SELF_ID, Contact, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import JST, legal_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import pack_facts
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES, is_watched
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, fulfil_condition, send_back, submit
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.write import answer_many, rule_on_na
from sakimori.services.gaps.write import ask_waiver, assign, decide_waiver, plan
from sakimori.services.kernel.evidence import NewEvidence, file_evidence_many
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import change_lifecycle
from sakimori.services.parties.merge import merge
from sakimori.services.parties.write import edit_many, register

_EVIDENCE_MONTHS_AGO = 2


def morning(day: date, *, hour: int = 10) -> datetime:
    """An hour of a working day in Japan."""
    return datetime.combine(day, time(hour), tzinfo=JST)


@dataclass
class Actors:
    """Who does what, on which day; remembers the ids that the services gave."""

    workspace: Workspace
    on: date
    people: dict[str, Actor]
    at: datetime
    until: datetime
    words: DemoWords = IN_JAPANESE
    parties: dict[str, str] = field(default_factory=dict)
    assessments: dict[str, str] = field(default_factory=dict)
    waivers: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=lambda: {SELF_ID: SELF_ID})
    services: dict[str, str] = field(default_factory=dict)
    cast: dict[str, DemoParty] = field(default_factory=dict)

    def come_to(self, day: date) -> None:
        """Begin a working day; what would lie after the last instant of the story happens at that instant."""
        self.at = min(morning(day), self.until)

    def day(self, number: int) -> date:
        """A day counted from that of the demo."""
        return self.on + timedelta(days=number)

    @property
    def reader(self) -> Actor:
        """Who reads contracts, and signs what the first decider has written."""
        return self.people["us07"]

    @property
    def buyer(self) -> Actor:
        """Who registers and fills."""
        return self.people["us02"]

    @property
    def decider(self) -> Actor:
        """Who decides assessments: nobody whom the demo is first seen as, for whom own decisions would not count."""
        return self.people["us09"]

    @property
    def second_decider(self) -> Actor:
        """Who decides what the first one asked for."""
        return self.people["us07"]

    def register(self, part: DemoParty) -> None:
        """Register a third party with its service, other name and contacts."""
        answered = legal_day(self.at) if part.party.sub_processors_complete_by else None
        parent = self.parties.get(part.parent)
        party = replace(part.party, parent_id=parent, sub_processors_complete_on=answered)
        services = [self._service(part)] if part.service else []
        aliases = [part.alias] if part.alias and part.story != "duplicate" else []
        contacts = self._contacts(part)
        saved = register(
            self.workspace, party, services=services, aliases=aliases, contacts=contacts, actor=self.buyer, at=self.at
        )
        self.parties[part.key] = self.ids[part.key] = saved.record.id
        self.cast[part.key] = part
        with self.workspace.unit() as unit:
            for service in unit.records.select(Service, "third_party_id = :id", {"id": saved.record.id}):
                self.services[part.key] = service.id

    def hear_of_sub_processors(self, *, but_from: str) -> None:
        """Take in that third parties which are dealt with have no further sub-processors."""
        with self.workspace.unit() as unit:
            parties = [unit.records.get(ThirdParty, id_) for key, id_ in self.parties.items() if key != but_from]
        answers = [
            replace(party, sub_processors_complete_on=legal_day(self.at))
            for party in parties
            if party.sub_processors_complete_on and is_watched(party)
        ]
        batch = self.workspace.ids("ba")
        edit_many(self.workspace, answers, actor=self.buyer, at=self.at, batch_id=batch)

    @staticmethod
    def _service(part: DemoParty) -> Service:
        country = part.party.country
        return Service(
            id="",
            third_party_id="",
            name=part.service,
            role=min(part.party.roles, default=None),
            storage_country=country,
            processing_country=country,
            handles_personal_data=_handles(part.party),
        )

    def _contacts(self, part: DemoParty) -> list[Contact]:
        if part.party.owner_id is None or not part.party.roles & PROCESSING_ROLES:
            return []
        mail = f"incident@{part.key.replace('_', '-')}.example"
        contact = Contact(
            id="", third_party_id="", kind=ContactKind.INCIDENT, name=self.words("情報管理責任者"), email=mail
        )
        return [contact] if part.rng("contacts").random() < 0.85 else []

    def lifecycle(self, part: DemoParty, to: Lifecycle, reason: str) -> None:
        """Take a step of the relation."""
        change_lifecycle(
            self.workspace,
            self.parties[part.key],
            to=to,
            reason=self.words(reason),
            actor=self.decider,
            at=self._later(1),
        )

    def open(self, part: DemoParty, *, group: str, kind: AssessmentKind, pack: str = "") -> None:
        """Open an assessment on the pack of its role, or on another one."""
        opened = open_assessment(
            self.workspace,
            self.parties[part.key],
            pack_id=pack or pack_of(part),
            group=group,
            kind=kind,
            actor=self.buyer,
            at=self.at,
        )
        self.assessments[part.key] = opened.id

    def fill(self, part: DemoParty, manner: Manner, *, share: float = 1.0, evidence_until: date | None = None) -> None:
        """Answer a share of the questions, and file the evidence that the answers call for."""
        assessment_id = self.assessments[part.key]
        pack, group, party = self._asked(part)
        values = made_up_answers(pack, group, pack_facts(party), replace(manner, words=self.words), part.rng("sheet"))
        given = dict(list(values.items())[: round(len(values) * share)])
        answer_many(
            self.workspace,
            assessment_id,
            [
                AnswerInput(question_id=question, state=v.state, value=v.given, reason=v.reason)
                for question, v in given.items()
            ],
            actor=self.buyer,
            at=self.at,
        )
        due = [
            (question.id, request)
            for question in pack.asked_in(group)
            if question.id in given
            for request in evidence_due(question, given[question.id])
        ]
        papers = [
            NewEvidence(
                third_party_id=party.id,
                assessment_id=assessment_id,
                question_id=question_id,
                request_id=request.id,
                filename=f"{part.key}-{question_id}-{request.id}.txt",
                body=self._evidence(party, request.text),
                effective_on=self.at.date() - timedelta(days=30 * _EVIDENCE_MONTHS_AGO),
                valid_until=evidence_until if number == 0 else None,
            )
            for number, (question_id, request) in enumerate(due)
            # Not everything that is asked for is handed in.
            if not ((share < 1 and number % 2) or (manner.partly > 1 and number == 1))
        ]
        file_evidence_many(self.workspace, papers, actor=self.buyer, at=self.at, batch_id=self.workspace.ids("ba"))

    def _evidence(self, party: ThirdParty, asked: Text) -> bytes:
        return f"{party.legal_name}\n{asked.get(self.words.language)}\n{self.words('（架空の証跡）')}\n".encode()

    def _asked(self, part: DemoParty) -> tuple[Pack, str, ThirdParty]:
        with self.workspace.unit() as unit:
            assessment = unit.records.get(Assessment, self.assessments[part.key])
            return (
                unit.pack(assessment.pack_digest),
                assessment.group,
                unit.records.get(ThirdParty, self.parties[part.key]),
            )

    def submit(self, part: DemoParty) -> None:
        """Hand the answers in."""
        submit(self.workspace, self.assessments[part.key], actor=self.buyer, at=self._later(2))

    def send_back(self, part: DemoParty, reason: str) -> None:
        """Ask for more."""
        send_back(self.workspace, self.assessments[part.key], reason=self.words(reason), actor=self.decider, at=self.at)

    def decide(self, part: DemoParty, decision: Decision, conditions: tuple[tuple[str, date], ...]) -> None:
        """Accept what does not apply, then decide."""
        for question_id in self._not_applicable(part):
            rule_on_na(
                self.workspace,
                self.assessments[part.key],
                question_id,
                accept=True,
                text=self.words("業務の範囲外と確認しました。"),
                actor=self.decider,
                at=self.at,
            )
        decide(
            self.workspace,
            self.assessments[part.key],
            decision=decision,
            reason=self.words(_REASONS[decision]),
            conditions=tuple((self.words(text), due) for text, due in conditions),
            actor=self.decider,
            at=self._later(1),
        )

    def _not_applicable(self, part: DemoParty) -> list[str]:
        with self.workspace.unit() as unit:
            answers = unit.records.current_answers(self.assessments[part.key])
        return [a.question_id for a in answers if a.state is AnswerState.NA]

    def fulfil_first_condition(self, part: DemoParty) -> None:
        """Meet the first of the conditions."""
        with self.workspace.unit() as unit:
            conditions = unit.records.select(
                Condition, "assessment_id = :id", {"id": self.assessments[part.key]}, order="id"
            )
        fulfil_condition(
            self.workspace, conditions[0].id, note=self.words("書面を受領"), actor=self.decider, at=self.at
        )

    def plan_remediation(self, part: DemoParty, *, until: date) -> None:
        """Give the gravest gap of the answers to somebody, with a plan and a day."""
        with self.workspace.unit() as unit:
            spans = [s for s in unit.spans.known_now(self.parties[part.key]) if s.rule_id.startswith("pack:")]
            if not spans:
                return
            gap = unit.records.get(Gap, min(spans, key=lambda s: (s.severity.rank, s.gap_id)).gap_id)
        assign(self.workspace, [gap.id], owner_id="us06", actor=self.buyer, at=self.at)
        plan(
            self.workspace,
            gap.id,
            plan=self.words("取引先と手順を見直し、次の提出で確かめます。"),
            plan_due_on=until,
            version=gap.version + 1,
            actor=self.people["us06"],
            at=self._later(1),
        )

    def ask_waiver(self, part: DemoParty, *, last_day: date) -> None:
        """Ask for an exception from the first high or medium gap of the pack."""
        with self.workspace.unit() as unit:
            spans = unit.spans.known_now(self.parties[part.key])
        span = next(
            s for s in spans if s.rule_id.startswith("pack:") and s.severity in {Severity.HIGH, Severity.MEDIUM}
        )
        waiver = ask_waiver(
            self.workspace,
            span.gap_id,
            justification=self.words("代替の対策として、月次の目視点検を行っています。"),
            last_day=last_day,
            actor=self.people["us06"],
            at=self.at,
        )
        self.waivers[part.key] = waiver.record.id

    def approve_waiver(self, part: DemoParty) -> None:
        """Approve the exception that was asked for."""
        decide_waiver(
            self.workspace, self.waivers[part.key], approve=True, actor=self.second_decider, at=self.at,
            note=self.words("期限までの是正を条件に認めます。"),
        )  # fmt: skip

    def merge_into(self, part: DemoParty, target: str) -> None:
        """Merge a record that was registered twice."""
        merge(
            self.workspace,
            from_id=self.parties[part.key],
            into_id=self.parties[target],
            choices={},
            reason=self.words("同じ会社を二重に登録していたため"),
            actor=self.decider,
            at=self.at,
        )

    def _later(self, hours: int) -> datetime:
        return min(self.at + timedelta(hours=hours), self.until)


_REASONS = {
    Decision.APPROVED: "必要な措置を確認しました。",
    Decision.CONDITIONAL: "条件を満たすことを前提に承認します。",
    Decision.REJECTED: "重要な措置が足りないため不承認とします。",
}


def _handles(party: ThirdParty) -> bool | None:
    if party.data_categories is None:
        return None
    return not party.data_categories <= {DataCategory.STAT, DataCategory.LEGAL_ENTITY, DataCategory.DECEASED}
