"""Gaps kept in step by every write are those that judging everything from scratch would give, whatever was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.builders import AT, a_third_party, a_workspace, an_actor
from kit.examples import examples
from kit.packs_out import SHIPPED
from sakimori.demo.third_parties import Manner, made_up_answers
from sakimori.domain.codes import (
    AssessmentState,
    ContactKind,
    Criticality,
    DataCategory,
    Decision,
    KindOfBody,
    Lifecycle,
    Role,
    UserRole,
)
from sakimori.domain.gap import Gap, Waiver
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.questions.assessment import Assessment, Condition, Evidence
from sakimori.domain.questions.evaluation import evidence_due
from sakimori.domain.records.third_party import Contact, Foreign, ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.errors import RefusedError
from sakimori.exchange.packs.folder import latest_versions
from sakimori.rules.facts.assessments import pack_facts
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, fulfil_condition, send_back, submit
from sakimori.services.assessments.opening import adopt, cancel_assessment, open_assessment
from sakimori.services.assessments.write import answer_many
from sakimori.services.gaps.write import ask_waiver, assign, decide_waiver, plan, withdraw_waiver
from sakimori.services.kernel.evidence import file_evidence, withdraw_evidence
from sakimori.services.kernel.recompute import SpanDifference, recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive, change_lifecycle, restore
from sakimori.services.parties.merge import merge
from sakimori.services.parties.merge_records import undo_merge
from sakimori.services.parties.write import add_contact, edit, erase_contact, register
from sakimori.services.settings.policy import change_policy
from sakimori.services.settings.users import add_user, record_leaving

FILLER, DECIDER, FOUNDER = an_actor(user_id="us02"), an_actor(user_id="us03"), an_actor()
PACKS = {pack.id: pack for pack in latest_versions(SHIPPED)}
FACTS: dict[str, tuple[object, ...]] = {
    "roles": (
        frozenset[Role](),
        frozenset({Role.PROCESSOR}),
        frozenset({Role.RECIPIENT}),
        frozenset({Role.RECIPIENT, Role.PROCESSOR}),
        frozenset({Role.SUB_PROCESSOR}),
    ),
    "country": (None, "JP", "VN"),
    "kind_of_body": (None, KindOfBody.COMPANY, KindOfBody.PRIVATE_INDIVIDUAL),
    "order_history": (None, True, False),
    "order_note": ("", "勧告1件", "勧告2件"),
    "address": (None, "東京都千代田区1-1"),
    "owner_id": (None, "us02", "us04"),
    "data_categories": (
        None,
        frozenset({DataCategory.STAT}),
        frozenset({DataCategory.PI_CONTACT}),
        frozenset({DataCategory.MYNUMBER}),
    ),
    "person_count": (None, 10, 5_000),
    "special_care": (None, False, True),
    "foreign": (None, *Foreign),
    "criticality": (None, *Criticality),
}


class World:
    """A workspace with a clock, and the random writes that somebody may make in it."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.at: datetime = AT - timedelta(days=700)
        self.workspace: Workspace = a_workspace()
        for user_id in ("us02", "us03", "us04"):
            add_user(
                self.workspace, name=user_id, department="", roles=frozenset(UserRole), user_id=user_id, actor=FOUNDER,
                at=self.at,
            )  # fmt: skip
        self.seen: list[tuple[int, datetime, list[object]]] = []

    def one(self, kind: type[object], where: str = "1 = 1") -> object | None:
        """Any record of a kind."""
        with self.workspace.unit() as unit:
            found = unit.records.select(kind, where)
        return self.rng.choice(found) if found else None

    def party(self) -> ThirdParty | None:
        found = self.one(ThirdParty, "id <> 'self' AND merged_into IS NULL")
        return found if isinstance(found, ThirdParty) else None

    def days_later(self) -> None:
        self.at += timedelta(days=self.rng.choice((1, 10, 31, 200, 400)))

    def registers(self) -> None:
        facts = {field: self.rng.choice(values) for field, values in FACTS.items()}
        name = f"取引先{self.rng.randrange(10_000)}"
        register(self.workspace, a_third_party(legal_name=name, **facts), actor=FILLER, at=self.at)

    def edits(self) -> None:
        party = self.party()
        if party is not None:
            field = self.rng.choice(list(FACTS))
            changed = {field: self.rng.choice(FACTS[field])}
            edit(self.workspace, replace(party, **changed), actor=FILLER, at=self.at)  # type: ignore[arg-type]

    def adds_contact(self) -> None:
        party = self.party()
        if party is not None:
            contact = Contact("", party.id, self.rng.choice(list(ContactKind)), name="窓口")
            add_contact(self.workspace, contact, actor=FILLER, at=self.at)

    def erases_contact(self) -> None:
        contact = self.one(Contact)
        if isinstance(contact, Contact):
            erase_contact(self.workspace, contact.id, actor=FOUNDER, at=self.at)

    def somebody_leaves(self) -> None:
        left_on = legal_day(self.at) + timedelta(days=self.rng.choice((-3, 0, 40)))
        record_leaving(self.workspace, "us04", left_on=left_on, actor=FOUNDER, at=self.at)

    def takes_a_step(self) -> None:
        party = self.party()
        if party is not None:
            to = self.rng.choice(list(Lifecycle))
            change_lifecycle(self.workspace, party.id, to=to, reason="事情", actor=FILLER, at=self.at)

    def archives_or_restores(self) -> None:
        party = self.party()
        if party is not None:
            act = archive if party.archived_on is None else restore
            act(self.workspace, party.id, reason="事情", actor=FILLER, at=self.at)

    def opens(self) -> None:
        party = self.party()
        if party is not None:
            pack = self.rng.choice(("jp-recipient", "jp-processor"))
            open_assessment(self.workspace, party.id, pack_id=pack, group="light", actor=FILLER, at=self.at)

    def fills(self) -> None:
        assessment = self.one(Assessment, "state IN ('draft', 'sent_back')")
        if isinstance(assessment, Assessment):
            pack, group = PACKS[assessment.pack_id], assessment.group
            manner = Manner(
                partly=self.rng.randrange(3), no=self.rng.randrange(2), unknown=self.rng.randrange(2),
                critical=self.rng.randrange(2),
            )  # fmt: skip
            with self.workspace.unit() as unit:
                facts = pack_facts(unit.records.get(ThirdParty, assessment.third_party_id))
            answers = made_up_answers(pack, group, facts, manner, self.rng)
            kept = dict(list(answers.items())[: self.rng.choice((5, 1_000))])
            answer_many(
                self.workspace,
                assessment.id,
                [AnswerInput(question, a.state, a.given, a.reason) for question, a in kept.items()],
                actor=FILLER,
                at=self.at,
            )
            for question, answer in kept.items():
                for request in evidence_due(pack.question(question), answer)[: self.rng.randrange(2)]:
                    self.files(assessment, question, request.id)

    def files(self, assessment: Assessment, question: str, request: str) -> None:
        lasting = self.rng.choice((None, 20, 300))
        file_evidence(
            self.workspace,
            third_party_id=assessment.third_party_id,
            assessment_id=assessment.id,
            question_id=question,
            request_id=request,
            filename="証跡.txt",
            body=b"x",
            valid_until=legal_day(self.at) + timedelta(days=lasting) if lasting else None,
            actor=FILLER,
            at=self.at,
        )

    def withdraws_evidence(self) -> None:
        filed = self.one(Evidence, "withdrawn_on IS NULL")
        if isinstance(filed, Evidence):
            withdraw_evidence(self.workspace, filed.id, reason="誤り", actor=FILLER, at=self.at)

    def submits(self) -> None:
        assessment = self.one(Assessment, "state IN ('draft', 'sent_back')")
        if isinstance(assessment, Assessment):
            submit(self.workspace, assessment.id, actor=FILLER, at=self.at)

    def decides(self) -> None:
        assessment = self.one(Assessment, "state = 'submitted'")
        if isinstance(assessment, Assessment) and assessment.state is AssessmentState.SUBMITTED:
            decision = self.rng.choice(list(Decision))
            asked = [("条件", legal_day(self.at) + timedelta(days=30))] if decision is Decision.CONDITIONAL else []
            decide(
                self.workspace,
                assessment.id,
                decision=decision,
                reason="判定",
                conditions=asked,
                actor=DECIDER,
                at=self.at,
            )

    def sends_back_or_cancels(self) -> None:
        assessment = self.one(Assessment, "state <> 'decided'")
        if isinstance(assessment, Assessment):
            act = self.rng.choice((send_back, cancel_assessment))
            act(self.workspace, assessment.id, reason="事情", actor=DECIDER, at=self.at)

    def adopts(self) -> None:
        assessment = self.one(Assessment, "needs_adoption = 1")
        if isinstance(assessment, Assessment):
            adopt(self.workspace, assessment.id, actor=DECIDER, at=self.at)

    def fulfils(self) -> None:
        condition = self.one(Condition, "fulfilled_on IS NULL")
        if isinstance(condition, Condition):
            fulfil_condition(self.workspace, condition.id, actor=DECIDER, at=self.at)

    def works_on_a_gap(self) -> None:
        gap = self.one(Gap)
        if isinstance(gap, Gap):
            assign(self.workspace, [gap.id], owner_id=self.rng.choice((None, "us02", "us03")), actor=FILLER, at=self.at)
            with self.workspace.unit() as unit:
                version = unit.records.get(Gap, gap.id).version
            plan(
                self.workspace,
                gap.id,
                plan="直す",
                plan_due_on=legal_day(self.at),
                version=version,
                actor=FILLER,
                at=self.at,
            )

    def asks_waiver(self) -> None:
        gap = self.one(Gap)
        if isinstance(gap, Gap):
            last = legal_day(self.at) + timedelta(days=self.rng.choice((0, 30, 300)))
            ask_waiver(self.workspace, gap.id, justification="事情", last_day=last, actor=FILLER, at=self.at)

    def decides_waiver(self) -> None:
        waiver = self.one(Waiver, "approved IS NULL AND lapsed_on IS NULL")
        if isinstance(waiver, Waiver):
            approve = self.rng.random() < 0.8
            decide_waiver(self.workspace, waiver.id, approve=approve, note="判断", actor=DECIDER, at=self.at)

    def waives_what_a_person_judges(self) -> None:
        """A waiver on a gap whose facts can change while it stays open."""
        gap = self.one(Gap, "rule_id = 'A-19'")
        if isinstance(gap, Gap):
            last = legal_day(self.at) + timedelta(days=300)
            asked = ask_waiver(self.workspace, gap.id, justification="事情", last_day=last, actor=FILLER, at=self.at)
            decide_waiver(self.workspace, asked.record.id, approve=True, note="", actor=DECIDER, at=self.at)

    def notes_an_order(self) -> None:
        party = self.party()
        if party is not None:
            noted = replace(party, order_history=True, order_note=self.rng.choice(("勧告1件", "勧告2件")))
            edit(self.workspace, noted, actor=FILLER, at=self.at)

    def withdraws_waiver(self) -> None:
        waiver = self.one(Waiver)
        if isinstance(waiver, Waiver):
            withdraw_waiver(self.workspace, waiver.id, actor=FILLER, at=self.at)

    def merges(self) -> None:
        gone, kept = self.party(), self.party()
        if gone is not None and kept is not None:
            merge(
                self.workspace, from_id=gone.id, into_id=kept.id, choices={}, reason="重複", actor=DECIDER, at=self.at
            )

    def unmerges(self) -> None:
        with self.workspace.unit() as unit:
            rows = unit.query("SELECT id FROM merge")
        if rows:
            undo_merge(self.workspace, str(self.rng.choice(rows)["id"]), reason="誤り", actor=DECIDER, at=self.at)

    def changes_policy(self) -> None:
        policy = replace(
            DEFAULT_POLICY,
            cadence_months_tier_2=self.rng.choice((6, 12)),
            due_high=self.rng.choice((7, 14)),
            persons_tier_1=self.rng.choice((1_000, 100_000)),
            persons_tier_2=self.rng.choice((5, 1_000)),
        )
        change_policy(self.workspace, policy, actor=DECIDER, at=self.at)

    def look(self) -> None:
        """Keep what is known now, to see later that it stays what was known then."""
        with self.workspace.unit() as unit:
            number = unit.number()
            self.seen.append((number, self.at, known(self.workspace, number, self.at)))


def known(workspace: Workspace, number: int, at: datetime) -> list[object]:
    """The state of a day as known after an entry, without what a later entry adds to it."""
    with workspace.unit() as unit:
        return [replace(span, known_until=None) for span in unit.spans.as_known(number, legal_day(at))]


def differences(world: World) -> list[SpanDifference]:
    return [found for _, _, batch in recompute(world.workspace, on=legal_day(world.at)) for found in batch]


WRITES: tuple[Callable[[World], None], ...] = (
    World.registers, World.edits, World.edits, World.adds_contact, World.erases_contact, World.somebody_leaves,
    World.takes_a_step, World.archives_or_restores, World.opens, World.fills, World.submits, World.decides,
    World.sends_back_or_cancels, World.adopts, World.fulfils, World.withdraws_evidence, World.works_on_a_gap,
    World.asks_waiver, World.decides_waiver, World.withdraws_waiver,
    World.waives_what_a_person_judges, World.notes_an_order, World.merges, World.unmerges,
    World.changes_policy, World.days_later, World.days_later,
)  # fmt: skip

BEGINNINGS = (
    (World.registers, World.registers, World.opens, World.fills, World.submits, World.decides),
    (World.registers, World.notes_an_order, World.waives_what_a_person_judges, World.edits, World.notes_an_order),
)
"""Most sequences would never reach a decided assessment, or a waiver whose facts change, by chance."""


Write = Callable[[World], None]
histories = given(
    seed=st.integers(0, 2**32),
    beginning=st.sampled_from(BEGINNINGS),
    writes=st.lists(st.sampled_from(WRITES), min_size=5, max_size=25),
)


def lived(world: World, writes: Iterable[Write]) -> Iterator[Write]:
    """Write one after the other, and give each that was not refused: the others must leave everything as it was."""
    for write in writes:
        try:
            write(world)
        except RefusedError:
            continue
        yield write


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@histories
def test_gaps_in_step_are_those_of_a_recomputation(
    seed: int, beginning: tuple[Write, ...], writes: list[Write]
) -> None:
    world = World(Random(seed))  # noqa: S311 - made-up writes, no secrets
    for write in lived(world, (*beginning, *writes)):
        world.look()
        assert differences(world) == [], write.__name__
    for number, at, then in world.seen:
        assert known(world.workspace, number, at) == then, f"what was known after entry {number} has changed"
