"""The calendar as its statements give it, row by row beside one that makes every deadline anew and then chooses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from kit.builders import an_actor, rows_given
from kit.demos import DemoIn, RegistersIn
from sakimori.bench.synthetic import TODAY
from sakimori.clock import now, today
from sakimori.domain.clearance import Slip
from sakimori.domain.codes import AssessmentState, Basis, Lifecycle, Severity, UserRole
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.gap import Fix, Gap, Span, Waiver
from sakimori.domain.questions.assessment import Assessment, Condition, PeriodicReview
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind
from sakimori.domain.user import Actor, Delegation, User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day, next_day
from sakimori.domain.values.text import Text
from sakimori.rules import DEADLINE_OF, only_warns, rules_with
from sakimori.rules.facts.assessments import decided_assessment, is_passed
from sakimori.services.calendar.deadlines import (
    Deadline,
    DeadlineFilter,
    UndatedReview,
    calendar_counts,
    deadline_page,
    undated_reviews,
)
from sakimori.services.calendar.stages import START_OF
from sakimori.services.clearance.errands import ask_errand
from sakimori.services.clearance.slips import SlipState, slip_standing
from sakimori.services.gaps.write import plan
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.keep_in_step import make_up_lists
from sakimori.services.kernel.lean_records import among, lean_assessments, lean_reviews
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import party_heads
from sakimori.services.settings.delegations import lend
from sakimori.store.records import from_row
from sakimori.store.spans import AS_KNOWN
from services.gaps.owners import owner_of, record_owners

T = TypeVar("T")
DAYS = {"past": -45, "yesterday": -1, "today": 0, "soon": 40, "future": 300}
ACTOR = an_actor()
READER = an_actor(UserRole.COMPLIANCE)
ANSWERING = frozenset({AssessmentState.DRAFT, AssessmentState.SENT_BACK})
WORKING = frozenset({Lifecycle.IN_USE, Lifecycle.SUSPENDED, Lifecycle.OFFBOARDING})
REVIEW_DUE = Text("定期見直し", "Periodic review")
ANSWER_DUE = Text("審査の回答（{pack}）", "Answers to {pack}")
OWN_ANSWER_DUE = Text("照会への回答（{pack}）", "Our answers to {pack}")
VALID_UNTIL = Text("審査の有効期限（{pack}）", "End of validity: {pack}")
CONDITION_DUE = Text("承認の条件：{text}", "Condition of approval: {text}")
PLAN_DUE = Text("是正：{what}", "Remediation: {what}")


class Everything:
    """The records that deadlines stand on: as they are, or of a past day as they were."""

    def __init__(self, unit: Unit, *, on: date, past: int | None) -> None:
        self._unit, self._on, self._past = unit, on, past
        self.parties = party_heads(unit, past=past)
        self._users = {user.id: user for user in unit.records.select(User)}
        self._assessments: defaultdict[str, list[Assessment]] = defaultdict(list)
        for assessment in lean_assessments(unit) if past is None else unit.trail.records_at(Assessment, past):
            self._assessments[assessment.third_party_id].append(assessment)
        self._packs = pack_titles(unit)

    def name_of(self, user_id: str | None) -> str:
        user = self._users.get(user_id or "")
        return user.name if user else ""

    def of_spans(self, number: int, last: date) -> Iterator[Deadline]:
        """What is over when a gap begins."""
        spans = self._first_stages(number, last)
        reviews = self._last_reviews()
        conditions = {c.id: c for c in self._all(Condition)}
        decisions = {w.id: w.decided_at for w in self._all(Waiver)}
        owners, gaps = record_owners(self._all), {gap.id: gap for gap in self._all(Gap)}
        for span in spans:
            kind, day = DEADLINE_OF[span.rule_id], _begins(span) - timedelta(days=1)
            title, start_on, target = span.title, None, Fix(span.fix_record, span.fix_id, span.fix_field)
            if kind is DeadlineKind.REVIEW:
                title, start_on = REVIEW_DUE, reviews.get(span.third_party_id)
            elif kind is DeadlineKind.WAIVER:
                decided_at = decisions.get(span.subject_key)
                start_on = legal_day(decided_at) if decided_at else None
            elif kind is DeadlineKind.CONDITION and span.subject_key in conditions:
                title = CONDITION_DUE.format(text=conditions[span.subject_key].text)
            elif kind is DeadlineKind.VALIDITY:
                assessment = self._governing(span)
                # A rejected assessment begins its gap on the day of the decision: no validity ended there.
                if assessment is None or assessment.valid_until != day:
                    continue
                title = VALID_UNTIL.format(pack=self._pack(assessment))
                start_on, target = assessment.decided_on, Fix("assessment", assessment.id, "")
            elif kind not in {DeadlineKind.EVIDENCE, DeadlineKind.CONDITION}:  # the record of the register itself
                target = Fix(span.subject_kind, span.subject_key, span.fix_field)
            person = owner_of(span, gaps.get(span.gap_id), owners)
            yield self._deadline(kind, day, span, title=title, start_on=start_on, target=target, owner_id=person)

    def of_answers(self) -> Iterator[Deadline]:
        """Answers that are awaited, those that a customer awaits from us among them."""
        for party_id, assessments in self._assessments.items():
            party, is_own = self.parties.get(party_id), party_id == SELF_ID
            for assessment in assessments if party is not None and (party.is_watched or is_own) else ():
                if assessment.state in ANSWERING and assessment.due_on is not None:
                    yield self._deadline(
                        DeadlineKind.ANSWER,
                        assessment.due_on,
                        assessment,
                        title=(OWN_ANSWER_DUE if is_own else ANSWER_DUE).format(pack=self._pack(assessment)),
                        start_on=assessment.opened_on,
                        target=Fix("assessment", assessment.id, ""),
                    )

    def of_plans(self, number: int) -> Iterator[Deadline]:
        """Remediations that somebody planned, of gaps that are true on the day."""
        owners = record_owners(self._all)
        planned = {gap.id: gap for gap in self._all(Gap, "plan_due_on > ''") if gap.plan_due_on is not None}
        for party_id in sorted({gap.third_party_id for gap in planned.values()}):
            for span in self._unit.spans.as_known(number, self._on, third_party_id=party_id):
                gap = planned.get(span.gap_id)
                if gap is not None and gap.plan_due_on is not None:
                    yield self._deadline(
                        DeadlineKind.REMEDIATION,
                        gap.plan_due_on,
                        span,
                        title=PLAN_DUE.format(what=span.title),
                        start_on=None,
                        target=Fix("gap", gap.id, "plan"),
                        owner_id=owner_of(span, gap, owners),
                    )

    def of_people(self, reader: Actor, number: int) -> Iterator[Deadline]:
        """Errands that a person sees, slips that are good on the day, and permissions lent on it."""
        for errand in self._all(Errand):
            is_seen = reader.id in {errand.asked_by, errand.person_id} or errand.kind is ErrandKind.EVIDENCE
            if errand.state is ErrandState.OPEN and is_seen:
                title = Text(f"依頼：{errand.text or errand.about}", f"Errand: {errand.text or errand.about}")
                target = Fix("errand", errand.id, "")
                if errand.assessment_id is not None:
                    target = Fix("assessment", errand.assessment_id, errand.question_id or "")
                yield self._of_person(
                    DeadlineKind.ERRAND, f"e{errand.id}", errand.due_on, title=title, target=target,
                    party_id=errand.third_party_id or SELF_ID, start_on=legal_day(errand.asked_at),
                    owner_id=errand.person_id,
                )  # fmt: skip
        for slip in self._all(Slip):
            standing = slip_standing(self._unit, slip, self._on, number=number)
            if standing.state is SlipState.GOOD and slip.valid_until is not None and slip.valid_until >= self._on:
                title = Text(f"提供可否票の最終日（{slip.number}）", f"Last day of slip {slip.number}")
                yield self._of_person(
                    DeadlineKind.SLIP, f"l{slip.id}", slip.valid_until, title=title,
                    target=Fix("slip", slip.number, ""), party_id=slip.third_party_id, start_on=slip.judged_on,
                    owner_id=slip.issued_by,
                )  # fmt: skip
        for lent in self._all(Delegation):
            if lent.last_on >= self._on and (lent.ended_on is None or lent.ended_on > self._on):
                lender, borrower = self.name_of(lent.lender_id), self.name_of(lent.borrower_id)
                title = Text(
                    f"代行の最終日（{lender}の代わりに{borrower}）",
                    f"Last day on which {borrower} stands in for {lender}",
                )
                yield self._of_person(
                    DeadlineKind.DELEGATION, f"g{lent.id}", lent.last_on, title=title,
                    target=Fix("delegation", lent.id, ""), party_id=SELF_ID, start_on=lent.from_on,
                    owner_id=lent.lender_id,
                )  # fmt: skip

    def borrower_of(self, deadline: Deadline) -> str | None:
        """Whom the end of a delegation concerns as much as its lender."""
        if deadline.kind is not DeadlineKind.DELEGATION:
            return None
        return next(one.borrower_id for one in self._all(Delegation) if one.id == deadline.target.record_id)

    def _of_person(
        self, kind: DeadlineKind, key: str, day: date, *, title: Text, target: Fix, party_id: str, start_on: date,
        owner_id: str,
    ) -> Deadline:  # fmt: skip
        party = self.parties.get(party_id)
        return Deadline(
            key, kind, day, party_id, party.name if party else "", title, START_OF[kind], start_on, Basis.POLICY,
            COMPANY_POLICY.text, Severity.MEDIUM, owner_id, self.name_of(owner_id), target, is_overdue=day < self._on,
        )  # fmt: skip

    def _all(self, kind: type[T], where: str = "1 = 1") -> list[T]:
        """The records that a condition picks; all there were on a past day, of which only the trail knows."""
        if self._past is None:
            return self._unit.records.select(kind, where)
        return self._unit.trail.records_at(kind, self._past)

    def _first_stages(self, number: int, last: date) -> list[Span]:
        """The spans that begin the day after a deadline; of a review its first stage, be it over or not."""
        is_deadline, rules = among("rule_id", tuple(DEADLINE_OF))
        is_review, reviews = among("gap_span.rule_id", rules_with(DeadlineKind.REVIEW))
        rows = self._unit.query(
            f"SELECT * FROM gap_span WHERE {AS_KNOWN} AND {is_deadline} AND from_on <= :last "
            f"AND (until_on IS NULL OR until_on > :day OR {is_review}) ORDER BY from_on, id",
            number=number,
            last=max(next_day(last), self._on).isoformat(),
            day=self._on.isoformat(),
            **rules,
            **reviews,
        )
        begun = {
            (str(row["gap_id"]), row["until_on"])
            for row in self._unit.query(
                f"SELECT gap_id, until_on FROM gap_span WHERE {AS_KNOWN} AND kind = 'unknown' AND from_on IS NULL",
                number=number,
            )
        }
        first: dict[str, Span] = {}
        for row in rows:
            if (str(row["gap_id"]), row["from_on"]) in begun:
                continue
            if not only_warns(str(row["rule_id"]), Severity(str(row["severity"]))):
                first.setdefault(str(row["gap_id"]), from_row(Span, row))
        return list(first.values())

    def _last_reviews(self) -> dict[str, date]:
        reviews = lean_reviews(self._unit) if self._past is None else self._all(PeriodicReview)
        return {r.third_party_id: r.completed_on for r in sorted(reviews, key=lambda r: (r.completed_on, r.id))}

    def _governing(self, span: Span) -> Assessment | None:
        assessment = decided_assessment(self._assessments[span.third_party_id], span.subject_key.partition("/")[2])
        return assessment if is_passed(assessment) else None

    def _pack(self, assessment: Assessment) -> Text:
        return self._packs.get(assessment.pack_id, Text(assessment.pack_id, assessment.pack_id))

    def _deadline(
        self,
        kind: DeadlineKind,
        day: date,
        of: Span | Assessment,
        *,
        title: Text,
        start_on: date | None,
        target: Fix,
        owner_id: str | None = None,
    ) -> Deadline:
        """What falls due under a gap, or, as our policy, the answers to an assessment."""
        basis, cites, severity = (
            (of.basis, of.cites, of.severity)
            if isinstance(of, Span)
            else (Basis.POLICY, COMPANY_POLICY.text, Severity.MEDIUM)
        )
        party = self.parties.get(of.third_party_id)
        owner = owner_id or (party.owner_id if party else None)
        return Deadline(
            _name(kind, of), kind, day, of.third_party_id, party.name if party else "", title, START_OF[kind],
            start_on, basis, cites, severity, owner, self.name_of(owner), target, is_overdue=day < self._on,
        )  # fmt: skip


def _name(kind: DeadlineKind, of: Span | Assessment) -> str:
    """What a deadline keeps where its day moves."""
    if isinstance(of, Assessment):
        return f"a{of.id}"
    return f"p{of.gap_id}{of.from_on or ''}" if kind is DeadlineKind.REMEDIATION else of.gap_id


def _begins(span: Span) -> date:
    return span.from_on or span.since_on


def pack_titles(unit: Unit) -> dict[str, Text]:
    """The title of each pack that was ever sent, of its newest version."""
    rows = unit.query("SELECT digest, pack_id FROM pack_snapshot")
    packs = sorted((unit.pack(str(row["digest"])) for row in rows), key=lambda pack: pack.release)
    return {pack.id: pack.title for pack in packs}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    """The demo, with planned remediations, soon and late, and one long over."""
    folder: Path = tmp_path_factory.mktemp("calendar")
    workspace = Workspace(demo_in(folder, today()))
    with workspace.unit() as unit:
        gaps = [span.gap_id for span in unit.spans.as_known(unit.number(), today())][::9]
    for n, gap_id in enumerate(gaps):
        with workspace.unit() as unit:
            version = unit.records.get(Gap, gap_id).version
        plan(
            workspace, gap_id, plan="直す", plan_due_on=today() + timedelta(days=n), version=version, actor=ACTOR,
            at=now(),
        )  # fmt: skip
    people_have_dates(workspace)
    return workspace


def people_have_dates(workspace: Workspace) -> None:
    """Errands between the reader and others and between others alone, and a permission lent until a day."""
    with workspace.unit() as unit:
        users = [user for user in unit.records.select(User) if user.is_here(today()) and user.id != READER.id]
        party_id = next(iter(party_heads(unit)))
    sales = next(user for user in users if user.roles == {UserRole.SALES})
    procurement = next(user for user in users if user.roles == {UserRole.PROCUREMENT})
    seller, reader = Actor(sales.id, sales.name, sales.roles), ACTOR
    for n, (asker, person) in enumerate(((reader, procurement.id), (seller, READER.id), (seller, procurement.id))):
        due_on = today() + timedelta(days=20 + n)
        kind = ErrandKind.REGISTER if asker is seller else ErrandKind.MEND
        errand = Errand("", kind, f"園芸{n}", "" if n else "直してください。", "", now(), person, due_on)
        if kind is ErrandKind.MEND:
            errand = replace(errand, third_party_id=party_id)
        ask_errand(workspace, errand, actor=asker, at=now())
    lend(
        workspace, lender_id=READER.id, borrower_id=procurement.id, permission=Permission.DECIDE_WAIVER,
        from_on=today(), last_on=today() + timedelta(days=9), reason="休暇", actor=ACTOR, at=now(),
    )  # fmt: skip


def as_of(workspace: Workspace, days: int) -> AsOf:
    on = today() + timedelta(days=days)
    with workspace.unit() as unit:
        return AsOf(on, unit.number_on(on, today=today()), days < 0)


def order(one: Deadline) -> tuple[date, int, str, str, str, str]:
    return (one.day, one.severity.rank, one.third_party_name, one.kind.value, one.title.ja, one.target.record_id)


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_every_filter_leaves_the_deadlines_that_fit_it_and_counts_them(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    far = seen.on + timedelta(days=4_000)
    with demo.unit() as unit:
        known = Everything(unit, on=seen.on, past=seen.number if seen.is_past else None)
        every = [*known.of_spans(seen.number, far), *known.of_answers(), *known.of_plans(seen.number)]
        every += known.of_people(READER, seen.number)
        whose = {one.id: {who for who in (one.owner_id, known.borrower_of(one)) if who is not None} for one in every}
    assert len(every) > 50
    first, last = seen.on - timedelta(days=31), seen.on + timedelta(days=45)
    owners = Counter(owner for one in every for owner in whose[one.id])
    wanted = [
        *(
            DeadlineFilter(first=first, last=far, overdue=True, owner=owner)
            for owner in [*sorted(owners)[:2], *({READER.id} & owners.keys())]
        ),
        DeadlineFilter(overdue=True),
        DeadlineFilter(first=first, last=last),
        DeadlineFilter(first=first, last=last, overdue=True),
        DeadlineFilter(first=seen.on, last=far, overdue=True),
        DeadlineFilter(first=first, last=far, kinds=frozenset({DeadlineKind.REVIEW, DeadlineKind.REMEDIATION})),
        DeadlineFilter(overdue=True, kinds=frozenset({DeadlineKind.EVIDENCE, DeadlineKind.VALIDITY})),
        DeadlineFilter(first=last, last=first),
    ]
    for one in wanted:
        left = [
            deadline
            for deadline in every
            if (not one.kinds or deadline.kind in one.kinds)
            and (not one.owner or one.owner in whose[deadline.id])
            and (
                (one.overdue and deadline.is_overdue)
                or (one.first is not None and one.last is not None and one.first <= deadline.day <= one.last)
            )
        ]
        found, total = deadline_page(demo, seen, one, first=0, limit=10_000, actor=READER)
        assert sorted(found, key=order) == sorted(left, key=order), one
        assert [order(row)[:4] for row in found] == sorted(order(row)[:4] for row in found)
        assert total == len(left)
        third = total // 3 + 1
        paged = [
            row
            for first_row in range(0, total, third)
            for row in deadline_page(demo, seen, one, first=first_row, limit=third, actor=READER)[0]
        ]
        assert paged == found
    whole = DeadlineFilter(first=first, last=last, overdue=True, kinds=frozenset({DeadlineKind.REVIEW}))
    counts = calendar_counts(demo, seen, whole, actor=READER)
    shown = [one for one in every if one.is_overdue or first <= one.day <= last]
    assert counts.by_kind == Counter(one.kind for one in shown)
    if days == 0:
        assert {DeadlineKind.ERRAND, DeadlineKind.SLIP, DeadlineKind.DELEGATION} <= counts.by_kind.keys()
    reviews = [one for one in shown if one.kind is DeadlineKind.REVIEW]
    gravest = {day: min((one.severity for one in reviews if one.day == day), key=lambda s: s.rank)
               for day in {one.day for one in reviews}}  # fmt: skip
    assert counts.by_day == {day: (sum(one.day == day for one in reviews), worst) for day, worst in gravest.items()}
    late = sorted((one for one in every if one.is_overdue), key=order)
    assert counts.overdue == len(late)
    assert (counts.oldest and order(counts.oldest)[:4]) == (order(late[0])[:4] if late else None)


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_those_without_a_date_are_those_of_whom_no_review_is_known(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    with demo.unit() as unit:
        known = Everything(unit, on=seen.on, past=seen.number if seen.is_past else None)
        of_review, rules = among("rule_id", rules_with(DeadlineKind.REVIEW))
        rows = unit.query(
            f"SELECT DISTINCT third_party_id FROM gap_span WHERE {AS_KNOWN} AND {of_review}",
            number=seen.number,
            **rules,
        )
    dated = {str(row["third_party_id"]) for row in rows}
    missing = [
        UndatedReview(party.id, party.name, party.tier, known.name_of(party.owner_id))
        for party in known.parties.values()
        if party.is_watched and party.lifecycle in WORKING and party.id not in dated
    ]
    assert undated_reviews(demo, seen) == tuple(sorted(missing, key=lambda u: (u.third_party_name, u.third_party_id)))


def test_what_is_kept_of_deadlines_is_made_up_for_in_an_older_database(demo: Workspace) -> None:
    seen, whole = as_of(demo, 0), DeadlineFilter(first=today(), last=date(9000, 1, 1), overdue=True)
    before = deadline_page(demo, seen, whole, first=0, limit=10_000)
    with demo.writing() as unit:
        unit.engine.execute("DELETE FROM deadline")
    with demo.writing() as unit:
        make_up_lists(unit)
    assert deadline_page(demo, seen, whole, first=0, limit=10_000) == before
    assert [different for _, _, found in recompute(demo, on=today()) for different in found] == []


def test_the_calendar_of_a_register_of_twice_the_size_reads_no_row_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, registers_in: RegistersIn
) -> None:
    found: list[int] = []
    wanted = DeadlineFilter(overdue=True, kinds=frozenset({DeadlineKind.NOTICE}))
    for workspace in registers_in(tmp_path):
        with rows_given(monkeypatch) as read:
            rows, total = deadline_page(workspace, AsOf(TODAY, 10**9), wanted, first=5, limit=20)
        assert (len(rows), total > 30) == (20, True)
        found.append(sum(read))
    assert found[0] == found[1]
