"""A processing register to flows: one for each recipient of an activity, and what it cannot say stays in the note."""

from __future__ import annotations

from datetime import date

from kit.builders import AT, a_third_party, a_workspace, an_actor, everything_stored
from kit.files.register_lists import plan_of, source_of
from kit.files.workbooks import Value
from kit.lists import of, parties
from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute, SubjectGroup
from sakimori.domain.records.own_registers import Purpose
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import guess_kind, run_import
from sakimori.services.imports.plan import AnswerKind, Decisions, Plan, RowAnswer, RowOutcome
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

ACTOR = an_actor()
NAME, OTHER = "株式会社つむぎコールセンター", "北風給与サービス株式会社"
HEADER = (
    "No",
    "業務名",
    "目的",
    "本人",
    "個人データの種類",
    "委託先",
    "移転先の国",
    "保存期間",
    "安全管理措置",
    "法的根拠",
)


def a_row(activity: str, **given: Value) -> list[Value]:
    """A row under `HEADER`, whose data go to the one processor unless said otherwise."""
    return [{"業務名": activity, "委託先": NAME, **given}.get(column, "") for column in HEADER]


def a_register() -> Workspace:
    workspace = a_workspace()
    register(workspace, a_third_party(), actor=ACTOR, at=AT)
    return workspace


def plan(workspace: Workspace, *rows: list[Value], **how: Decisions) -> Plan:
    return plan_of(workspace, ListKind.PROCESSING_REGISTER, HEADER, *rows, **how)


def run(workspace: Workspace, found: Plan) -> list[DataFlow]:
    run_import(workspace, found, all_or_nothing=False, actor=ACTOR, at=AT)
    return of(workspace, DataFlow)


def codes(found: Plan) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in found.problems]


def test_it_is_known_by_its_columns() -> None:
    assert guess_kind(source_of(HEADER, a_row("給与計算"))) is ListKind.PROCESSING_REGISTER


def test_a_row_becomes_a_flow_with_what_it_says() -> None:
    workspace = a_register()
    purpose = record(workspace, Purpose("", "給与の支払い", "給与を支払うため"), actor=ACTOR, at=AT).record
    row = a_row("給与計算", No="R-1", 目的="給与の支払い", 本人="従業員", 個人データの種類="連絡先",
                移転先の国="日本、米国", 保存期間="7年", 法的根拠="委託")  # fmt: skip
    found = plan(workspace, row)
    assert found.problems == ()
    (flow,) = run(workspace, found)
    assert (flow.name, flow.external_key, flow.direction, flow.purpose_id) == (
        "給与計算", "R-1", Direction.OUT, purpose.id,
    )  # fmt: skip
    assert (flow.subject_groups, flow.categories) == (
        frozenset({SubjectGroup.EMPLOYEE}), frozenset({DataCategory.PI_CONTACT}),
    )  # fmt: skip
    assert (flow.processing_countries, flow.retention_months) == (frozenset({"JP", "US"}), 84)
    assert (flow.route, flow.route_decided_by) == (LegalRoute.ENTRUST, None), "a list decides nothing"


def test_what_has_no_field_or_no_record_of_ours_stays_in_the_note() -> None:
    workspace = a_register()
    row = a_row("配信", 目的="販促", 保存期間="退会まで", 移転先の国="EEA", 安全管理措置="アクセス制御")
    found = plan(workspace, row)
    assert {code for _, _, code in codes(found)} == {"not_found", "bad_span", "not_a_country"}
    assert not any(problem.is_error for problem in found.problems)
    (flow,) = run(workspace, found)
    assert set(flow.note.splitlines()) == {
        "保存期間：退会まで",
        "移転先の国：EEA",
        "安全管理措置：アクセス制御",
        "目的：販促",
    }
    assert (flow.retention_months, flow.processing_countries, flow.purpose_id) == (None, None, None)


def test_each_recipient_has_a_flow_and_an_unknown_one_is_asked_once() -> None:
    workspace = a_register()
    rows = [a_row("給与計算", 委託先=f"{NAME}、{OTHER}"), a_row("年末調整", 委託先=OTHER)]
    found = plan(workspace, *rows)
    asked = [row for row in found.rows if row.outcome is RowOutcome.ASK and row.may_be_new]
    assert [row.name for row in asked] == [OTHER]
    assert found.counts.to_decide == 3, "its two flows wait for it"
    assert list(parties(workspace)) == [NAME]
    answered = plan(workspace, *rows, decisions=Decisions(rows=found.may_all_be_new))
    assert len(run(workspace, answered)) == 3
    assert set(parties(workspace)) == {NAME, OTHER}


def test_a_recipient_that_is_skipped_takes_its_flows_along() -> None:
    workspace = a_register()
    rows = [a_row("給与計算", 委託先=f"{NAME}、{OTHER}")]
    key = next(iter(plan(workspace, *rows).may_all_be_new))
    skipped = plan(workspace, *rows, decisions=Decisions(rows={key: RowAnswer(AnswerKind.SKIP)}))
    assert skipped.counts.skipped == 2
    assert [flow.name for flow in run(workspace, skipped)] == ["給与計算"]
    assert list(parties(workspace)) == [NAME]


def test_data_that_stay_inside_are_no_flow() -> None:
    found = plan(a_register(), a_row("研修", 委託先="なし"), a_row("採用", 委託先="社内のみ"), a_row("名簿", 委託先=""))
    assert [row.outcome for row in found.rows] == [RowOutcome.SKIPPED] * 3
    assert found.writes == ()


def test_a_row_without_its_activity_is_refused() -> None:
    assert codes(plan(a_register(), a_row("", 本人="顧客"))) == [(2, "業務名", "missing_name")]


def test_one_cell_is_told_once_however_many_flows_it_gives() -> None:
    found = plan(a_register(), a_row("給与計算", 目的="ない目的", 委託先=f"{NAME}、{NAME}業務部"))
    assert len(found.problems) == len(set(found.problems))


def test_the_same_register_again_changes_nothing() -> None:
    workspace = a_register()
    rows = [a_row("給与計算", No="R-1", 目的="支払い", 保存期間="7年"), a_row("配信", 保存期間="退会まで")]
    run(workspace, plan(workspace, *rows))
    before = everything_stored(workspace)
    again = plan(workspace, *rows)
    assert again.counts.new == again.counts.updated == 0
    run(workspace, again)
    assert everything_stored(workspace) == before


def test_a_my_number_keeps_its_row_out_and_is_told_nowhere() -> None:
    workspace = a_register()
    found = plan(workspace, a_row("給与計算", 安全管理措置="番号 123456789018"), a_row("配信"))
    assert found.reading.holds_personal_numbers
    run(workspace, found)
    assert "123456789018" not in everything_stored(workspace) + repr(found.problems) + repr(found.rows)
    assert [flow.name for flow in of(workspace, DataFlow)] == ["配信"]


def test_a_day_that_is_none_stays_in_the_note() -> None:
    workspace = a_register()
    header = (*HEADER, "取扱開始日")
    found = plan_of(
        workspace, ListKind.PROCESSING_REGISTER, header,
        [*a_row("配信"), "2025年春"], [*a_row("発送"), date(2025, 4, 1)],
    )  # fmt: skip
    flows = {flow.name: flow for flow in run(workspace, found)}
    assert (flows["配信"].start_on, flows["配信"].note) == (None, "取扱開始日：2025年春")
    assert flows["発送"].start_on == date(2025, 4, 1)
