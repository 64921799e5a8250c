"""The facts of a quarter: as they were known at its end, whatever came later, and beside those of the one before."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from kit.builders import a_third_party, an_actor
from kit.demos import DemoIn
from sakimori.clock import now, today
from sakimori.domain.codes import Severity, UserRole
from sakimori.domain.gap import Waiver
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.governance import PolicyException
from sakimori.domain.records.incidents import Incident
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.user import Actor, User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.quarter import Quarter, quarter_of
from sakimori.errors import NotPermittedError, StateError
from sakimori.services.calendar.deadlines import DeadlineFilter, deadline_page
from sakimori.services.dashboard.points import PointState
from sakimori.services.dashboard.reports.exceptions import ExceptionSort, exceptions_on
from sakimori.services.dashboard.reports.history import issues_of, verify_file
from sakimori.services.dashboard.reports.issuing import Issue, report_file
from sakimori.services.dashboard.reports.kinds import ReportForm, ReportKind
from sakimori.services.dashboard.reports.quarter import QuarterFacts, quarter_facts, quarters_known
from sakimori.services.gaps.counts import count_gaps
from sakimori.services.gaps.rows import GapFilter
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.policy import change_policy
from sakimori.services.settings.users import add_user
from sakimori.ui.dashboard.reports.quarter import quarter_paper

LAST = quarter_of(today(), DEFAULT_POLICY.fiscal_year_month).moved(-1)
THIS = LAST.moved(1)


@pytest.fixture(scope="module")
def demo(demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = Workspace(demo_in(tmp_path_factory.mktemp("home"), today()))
    yield made
    made.close()


@pytest.fixture(scope="module")
def last(demo: Workspace) -> QuarterFacts:
    return quarter_facts(demo, LAST, on=today(), today=today())


def issued(workspace: Workspace, facts: QuarterFacts, form: ReportForm = ReportForm.PDF, language: str = "ja") -> bytes:
    of = Issue(
        kind=ReportKind.QUARTER, form=form, language=language, on=facts.now.as_of.on, number=facts.now.as_of.number,
        key=facts.quarter.code,
    )  # fmt: skip
    return report_file(workspace, quarter_paper(facts, language), of, actor=an_actor(), at=now())


def test_a_quarter_that_is_over_is_told_as_known_on_its_last_day(last: QuarterFacts, demo: Workspace) -> None:
    assert last.is_whole
    assert last.now.as_of.on == LAST.last
    assert last.now.as_of.is_past
    assert last.before is not None
    assert last.before.as_of.on == LAST.first - timedelta(days=1)
    with demo.unit() as unit:
        line = unit.trail.line(last.now.as_of.number)
        following = unit.trail.line(last.now.as_of.number + 1)
    assert line is not None
    assert following is not None
    assert last.standing.head == line.entry.hash
    assert following.entry.at.date() >= LAST.last


def test_a_quarter_that_runs_is_told_as_it_stands_today(demo: Workspace) -> None:
    facts = quarter_facts(demo, THIS, on=today(), today=today())
    assert facts.now.as_of == AsOf(today(), demo.head()[0], is_past=False)
    assert facts.is_whole is (today() == THIS.last)
    assert facts.before is not None
    assert facts.before.as_of.on == LAST.last


def test_what_is_overdue_is_what_the_board_counts(last: QuarterFacts, demo: Workspace) -> None:
    board = count_gaps(demo, last.now.as_of, GapFilter(last_day=LAST.last))
    assert sum(one.late for one in last.now.departments) == board.overdue > 0
    assert sum(one.open for one in last.now.departments) == board.number
    late = sum((Counter(one.overdue) for one in last.now.departments), Counter[Severity]())
    assert sum(late.values()) == board.overdue
    for point in last.now.card.points:
        assert sum(last.now.late_on_points.get(point.point, {}).values()) == point.overdue


def test_exceptions_are_those_waivers_and_exceptions_from_policies_that_hold_on_the_day(demo: Workspace) -> None:
    number = demo.head()[0]
    with demo.unit() as unit:
        approved = unit.records.select(Waiver, "approved = 1")
        others = [one for one in unit.records.select(PolicyException) if one.approved_on and not one.ended_on]
    assert approved
    found = exceptions_on(demo, AsOf(today(), number, is_past=False))
    assert {one.sort for one in found} == set(ExceptionSort)
    days = {one.last_day for one in approved} | {one.last_day for one in others}
    assert {one.last_day for one in found} <= days
    of_policy = [one for one in others if one.last_day and one.last_day >= today()]
    assert sorted(one.about.ja for one in found if one.sort is ExceptionSort.POLICY) == sorted(
        one.name for one in of_policy
    )
    end = max(day for day in days if day)
    assert exceptions_on(demo, AsOf(end + timedelta(days=1), number, is_past=False)) == ()
    assert all(one.asked_by != one.approved_by for one in found)


def test_incidents_and_requests_are_counted_by_the_days_of_the_quarter(demo: Workspace) -> None:
    with demo.unit() as unit:
        incidents, requests = unit.records.select(Incident), unit.records.select(PersonRequest)
    facts = quarter_facts(demo, THIS, on=today(), today=today())
    within = [one for one in incidents if THIS.first <= one.known_on]
    assert {row.incident.id for row in facts.incidents.known} == {one.id for one in within}
    assert {row.incident.id for row in facts.incidents.open} == {one.id for one in incidents if one.closed_on is None}
    received = Counter(one.kind for one in requests if one.received_on >= THIS.first)
    assert facts.requests.received == received
    assert facts.requests.open == sum(one.is_open for one in requests)
    assert facts.requests.over_target <= facts.requests.open


def test_the_dates_are_those_of_the_calendar_in_the_next_quarter(last: QuarterFacts, demo: Workspace) -> None:
    wanted = DeadlineFilter(first=THIS.first, last=THIS.last)
    total = deadline_page(demo, last.now.as_of, wanted, first=0, limit=1)[1]
    assert sum(last.dates_by_kind.values()) == total == sum(one.number for one in last.dates) > 0
    assert all(THIS.first <= one.first.day <= THIS.last for one in last.dates)


def test_equal_facts_give_equal_bytes_whatever_is_written_since(demo_in: DemoIn, tmp_path: Path) -> None:
    workspace = Workspace(demo_in(tmp_path, today()))
    first = issued(workspace, quarter_facts(workspace, LAST, on=today(), today=today()))
    register(workspace, a_third_party(legal_name="株式会社あとから"), actor=an_actor(), at=now())
    with workspace.change("user.edited", actor=an_actor(), at=now()) as change:
        for user in change.records.select(User):
            change.update(replace(user, name=f"{user.name}改", department="別の部門"))
    changed = replace(DEFAULT_POLICY, persons_tier_2=10, request_target_days=20)
    change_policy(workspace, changed, actor=an_actor(), at=now(), reason="見直し")
    again = issued(workspace, quarter_facts(workspace, LAST, on=today(), today=today()))
    assert again == first
    rows = issues_of(workspace, ReportKind.QUARTER, LAST.code, on=today())
    assert len(rows) == 2
    assert {row.sha256 for row in rows} == {verify_file(workspace, first).sha256}
    other = issued(workspace, quarter_facts(workspace, THIS, on=today(), today=today()))
    assert other != first
    assert verify_file(workspace, other).is_issued
    workspace.close()


@pytest.mark.parametrize(("language", "title"), [("ja", "経営への四半期報告"), ("en", "Quarter report to management")])
def test_the_paper_is_tagged_and_says_the_head_and_every_part(
    last: QuarterFacts, demo: Workspace, language: str, title: str
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(issued(demo, last, language=language)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == language
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert last.standing.head in reader.pages[0].extract_text()
    paper = quarter_paper(last, language)
    said = "".join("".join(page.extract_text().replace("\u200b", "").split()) for page in reader.pages)
    for block in paper.blocks:
        assert "".join(block.heading.split()) in said.replace("-", ""), block.heading
    assert said.count(last.standing.head[:16]) == len(reader.pages) + 1


def test_the_workbook_holds_every_decision_that_the_paper_leaves_out(last: QuarterFacts, demo: Workspace) -> None:
    book = openpyxl.load_workbook(io.BytesIO(issued(demo, last, ReportForm.XLSX)))
    sheet = next(one for one in book if one.title.startswith("この四半期の判定"))
    assert sheet.max_row == 1 + len(last.decisions)


def test_a_new_company_gets_a_report_in_which_nothing_is_met() -> None:
    workspace = Workspace()
    roles = frozenset({UserRole.COMPLIANCE})
    add_user(workspace, name="担当", department="法務部", roles=roles, actor=an_actor(), at=now())
    facts = quarter_facts(workspace, THIS, on=today(), today=today())
    assert facts.before is None
    assert {one.state for one in facts.now.card.points} == {PointState.UNKNOWN}
    for language in ("ja", "en"):
        assert issued(workspace, facts, language=language).startswith(b"%PDF")
    assert quarters_known(workspace, on=today(), today=today()) == (THIS,)
    with pytest.raises(StateError):
        quarter_facts(workspace, LAST, on=today(), today=today())


def test_a_quarter_that_has_not_begun_has_no_report(demo: Workspace) -> None:
    with pytest.raises(StateError):
        quarter_facts(demo, THIS.moved(1), on=today(), today=today())


def test_the_quarters_go_back_to_the_first_entry(demo: Workspace) -> None:
    found = quarters_known(demo, on=today(), today=today())
    with demo.unit() as unit:
        line = unit.trail.line(1)
    assert line is not None
    assert found[0] == THIS
    assert found[-1] == quarter_of(line.entry.at.date(), DEFAULT_POLICY.fiscal_year_month)
    assert list(found) == sorted(found, reverse=True)


@pytest.mark.parametrize("role", [one for one in UserRole if one is not UserRole.COMPLIANCE])
def test_the_report_to_management_is_for_compliance_alone(demo: Workspace, role: UserRole) -> None:
    seat = demo.seen_by(Actor("us01", "担当", frozenset({role})))
    with pytest.raises(NotPermittedError):
        quarter_facts(seat, LAST, on=today(), today=today())


def test_a_business_year_that_begins_in_january_has_the_quarters_of_the_calendar() -> None:
    workspace = Workspace()
    at = datetime.combine(date(2026, 5, 1), datetime.min.time(), now().tzinfo)
    calendar = replace(DEFAULT_POLICY, fiscal_year_month=1)
    change_policy(workspace, calendar, actor=an_actor(), at=at, reason="暦年")
    on = date(2026, 5, 2)
    assert quarters_known(workspace, on=on, today=on) == (Quarter(2026, 2, 1),)
