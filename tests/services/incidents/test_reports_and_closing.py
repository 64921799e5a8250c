"""What is sent about an incident, in which order and with which items; and when it can be closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_workspace
from sakimori.domain.incident import Entruster, Report, ReportWay
from sakimori.domain.records.incidents import (
    CauseKind,
    EntryKind,
    Incident,
    IncidentEntry,
    IncidentMeasure,
    IncidentReport,
    ItemState,
    PersonsTold,
    ReportItem,
)
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.errors import InvalidValueError, StateError
from sakimori.services.incidents.closing import (
    close_incident,
    finish_measure,
    finish_step,
    missing_for_closing,
    plan_step,
    reopen_incident,
    set_measure,
    skip_step,
)
from sakimori.services.incidents.prepared import erase_plan_contacts, save_drill, save_plan
from sakimori.services.incidents.reports import (
    add_receipt,
    content_of,
    note_reached,
    report_draft,
    send_report,
    tell_entrusters,
)
from sakimori.services.incidents.rows import incident_rows, preparedness
from sakimori.services.incidents.shapes import ActionKind
from sakimori.services.incidents.view import is_whole
from sakimori.services.incidents.write import save_fact, save_item, say_rest_not_yet, tell_persons
from sakimori.services.kernel.workspace import Workspace
from services.incidents.made import ACTOR, CERTAIN, KNOWN, reported, tended, told, view_of, written

MANY: dict[str, Any] = CERTAIN | {"persons": 1_001}


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


def send(
    workspace: Workspace, incident: Incident, kind: Report, *, on: date = TODAY, at: datetime = AT, **given: Any
) -> IncidentReport:
    return send_report(
        workspace, incident.id, kind, sent_on=on, way=ReportWay.WEB_FORM, actor=ACTOR, at=at, **given
    ).record


def close(workspace: Workspace, incident: Incident, *, at: datetime = AT) -> Incident:
    tended(workspace, incident, at=at)
    return close_incident(workspace, incident.id, CauseKind.MISDELIVERY, "手順を改めた", actor=ACTOR, at=at).record


def measured(workspace: Workspace, incident: Incident, due: date = date(2026, 12, 20)) -> IncidentMeasure:
    measure = IncidentMeasure("", incident.id, "宛先を二人で確かめる", "us01", due)
    return set_measure(workspace, measure, actor=ACTOR, at=AT).record


def test_a_preliminary_report_says_what_is_known_and_what_is_not_yet(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id, ReportItem.OUTLINE)
    save_item(workspace, incident.id, ReportItem.CAUSE, not_yet=True, actor=ACTOR, at=AT)
    sent = content_of(send(workspace, incident, Report.PRELIMINARY))
    states = {one.item: one.state for one in sent.items}
    assert [one.number for one in sent.items] == list(range(1, 10))
    assert states[ReportItem.OUTLINE] is ItemState.WRITTEN
    assert states[ReportItem.CAUSE] is ItemState.NOT_YET
    assert states[ReportItem.OTHER] is ItemState.UNTOUCHED
    assert (sent.cases, sent.is_reportable, sent.known_on) == (("BR4",), True, "2026-11-24")


def test_no_report_goes_out_without_its_outline(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    save_item(workspace, incident.id, ReportItem.OUTLINE, "", actor=ACTOR, at=AT)
    with pytest.raises(StateError, match="outline"):
        send(workspace, incident, Report.PRELIMINARY)


def test_the_outline_begins_as_what_was_reported_and_the_rest_is_said_to_be_open_at_once(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    assert incident.state_of(ReportItem.OUTLINE) is ItemState.WRITTEN
    stored = say_rest_not_yet(workspace, incident.id, actor=ACTOR, at=AT).record
    assert [stored.state_of(one) for one in ReportItem] == [ItemState.WRITTEN, *[ItemState.NOT_YET] * 8]
    with workspace.unit() as unit:
        entries = unit.records.select(IncidentEntry, "incident_id = :id", {"id": incident.id})
    assert sum(one.kind is EntryKind.ITEM for one in entries) == 8


def test_a_final_report_leaves_no_item_blank(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id, *[item for item in ReportItem if item is not ReportItem.OTHER])
    with pytest.raises(StateError, match="Other matters"):
        send(workspace, incident, Report.FINAL)
    written(workspace, incident.id, ReportItem.OTHER)
    assert send(workspace, incident, Report.FINAL).kind is Report.FINAL


def test_what_is_not_known_yet_may_follow_a_final_report_if_somebody_says_so(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id, *[item for item in ReportItem if item is not ReportItem.CAUSE])
    save_item(workspace, incident.id, ReportItem.CAUSE, not_yet=True, actor=ACTOR, at=AT)
    with pytest.raises(StateError, match="Cause"):
        send(workspace, incident, Report.FINAL)
    send(workspace, incident, Report.FINAL, to_follow=True)
    written(workspace, incident.id, ReportItem.CAUSE)
    assert send(workspace, incident, Report.SUPPLEMENT).kind is Report.SUPPLEMENT


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ((), Report.SUPPLEMENT),
        ((Report.PRELIMINARY,), Report.SUPPLEMENT),
        ((Report.PRELIMINARY,), Report.PRELIMINARY),
        ((Report.FINAL,), Report.PRELIMINARY),
        ((Report.FINAL,), Report.FINAL),
        ((), Report.ENTRUSTER),
    ],
)
def test_reports_come_in_their_turn(workspace: Workspace, before: tuple[Report, ...], kind: Report) -> None:
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id)
    for one in before:
        send(workspace, incident, one)
    with pytest.raises(StateError):
        send(workspace, incident, kind)


@pytest.mark.parametrize("on", [KNOWN - timedelta(days=1), AT.date() + timedelta(days=1)])
def test_a_report_is_sent_between_knowing_and_today(workspace: Workspace, on: date) -> None:
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id)
    with pytest.raises(InvalidValueError):
        send(workspace, incident, Report.PRELIMINARY, on=on)


def test_what_was_sent_stays_as_it_was_whatever_becomes_known(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id)
    sent = send(workspace, incident, Report.PRELIMINARY)
    save_item(workspace, incident.id, ReportItem.CAUSE, "別の原因", actor=ACTOR, at=AT)
    save_fact(workspace, incident.id, "persons", 5_000, actor=ACTOR, at=AT)
    kept = view_of(workspace, incident.id).reports[0]
    assert kept.is_whole
    assert (content_of(kept.report).persons, content_of(kept.report).items[3].text) == (1_001, "item_causeの内容")
    draft = report_draft(workspace, incident.id, Report.FINAL, as_of=AsOf(AT.date(), NEWEST))
    assert (draft.persons, draft.items[3].text) == (5_000, "別の原因")
    with workspace.unit() as unit:
        for statement in ("UPDATE incident_report SET content = '{}'", "DELETE FROM incident_report"):
            with pytest.raises(Exception, match="sent"):
                unit.engine.execute(statement)
    assert sent == kept.report


def test_the_receipt_of_a_report_comes_later_and_changes_nothing_else(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id)
    sent = send(workspace, incident, Report.PRELIMINARY)
    kept = add_receipt(workspace, sent.id, " 速報-0412 ", actor=ACTOR, at=AT, seen=1).record
    assert (kept.receipt_number, kept.content, is_whole(kept)) == ("速報-0412", sent.content, True)


def test_a_notice_to_persons_is_a_fact_of_the_incident(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id)
    send(workspace, incident, Report.PERSONS, text="おわびの手紙を送った。")
    now = view_of(workspace, incident.id)
    assert (now.incident.persons_told, now.incident.persons_told_on) == (PersonsTold.NOTICE, AT.date())
    assert next(one for one in now.clocks if one.clock.report is Report.PERSONS).done_on == AT.date()


def test_a_processor_that_tells_the_entruster_is_free_of_the_rest(workspace: Workspace) -> None:
    incident = entrusted(workspace, "なぎさ銀行")
    assert view_of(workspace, incident.id).clocks[0].clock.report is Report.ENTRUSTER
    tell(workspace, incident, "なぎさ銀行")
    now = view_of(workspace, incident.id)
    assert (now.is_freed, now.clocks) == (True, ())
    assert now.timeline[-1].words.ja.startswith("委託元への通知を出した（なぎさ銀行、")


def entrusted(workspace: Workspace, *names: str, are_all: bool | None = True) -> Incident:
    listed = {"entrusters": tuple(Entruster(name) for name in names), "are_entrusters_all": are_all}
    incident = reported(workspace, facts=MANY | {"is_processor": True} | listed)
    written(workspace, incident.id)
    return incident


def tell(workspace: Workspace, incident: Incident, *names: str) -> None:
    letters = {name: f"{name} 御中" for name in names}
    tell_entrusters(workspace, incident.id, letters, sent_on=AT.date(), way=ReportWay.MAIL, actor=ACTOR, at=AT)


def test_only_those_that_were_told_free_a_processor_of_their_data(workspace: Workspace) -> None:
    incident = entrusted(workspace, "なぎさ銀行", "しおさい百貨店")
    tell(workspace, incident, "なぎさ銀行")
    now = view_of(workspace, incident.id)
    clocks = {one.clock.report: one.clock for one in now.clocks}
    assert (now.is_freed, now.incident.facts.untold) == (False, (Entruster("しおさい百貨店"),))
    assert "期限までに通知した委託元（1社）" in clocks[Report.PRELIMINARY].counted.ja
    tell(workspace, incident, "しおさい百貨店")
    assert view_of(workspace, incident.id).is_freed


def test_nobody_is_free_while_there_may_be_more_entrusters(workspace: Workspace) -> None:
    incident = entrusted(workspace, "なぎさ銀行", are_all=None)
    tell(workspace, incident, "なぎさ銀行")
    now = view_of(workspace, incident.id)
    assert (now.is_freed, now.clocks[0].clock.report) == (False, Report.ENTRUSTER)
    save_fact(workspace, incident.id, "are_entrusters_all", value=True, actor=ACTOR, at=AT)
    assert view_of(workspace, incident.id).is_freed


def test_each_entruster_is_told_by_a_letter_that_names_no_other(workspace: Workspace) -> None:
    incident = entrusted(workspace, "なぎさ銀行", "しおさい百貨店")
    tell(workspace, incident, "なぎさ銀行", "しおさい百貨店")
    sent = [one.report for one in view_of(workspace, incident.id).reports]
    assert {one.addressee: (content_of(one).entruster, one.note) for one in sent} == {
        name: (name, f"{name} 御中") for name in ("なぎさ銀行", "しおさい百貨店")
    }


@pytest.mark.parametrize("names", [(), ("しおさい百貨店",), ("なぎさ銀行", "なぎさ銀行（別部署）")])
def test_nobody_is_told_who_is_not_on_the_list(workspace: Workspace, names: tuple[str, ...]) -> None:
    incident = entrusted(workspace, "なぎさ銀行")
    with pytest.raises(StateError):
        tell(workspace, incident, *names)
    assert view_of(workspace, incident.id).reports == ()
    tell(workspace, incident, "なぎさ銀行")
    with pytest.raises(StateError):
        tell(workspace, incident, "なぎさ銀行")


def test_the_only_entruster_of_an_earlier_version_counts_until_a_list_is_written(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY | {"is_processor": True})
    with workspace.change("incident.fact_saved", actor=ACTOR, at=AT) as change:
        older = change.records.get(Incident, incident.id)
        change.update(replace(older, entruster="なぎさ銀行", told_entruster_on=KNOWN))
    assert view_of(workspace, incident.id).is_freed
    more = (Entruster("なぎさ銀行", KNOWN), Entruster("しおさい百貨店"))
    save_fact(workspace, incident.id, "entrusters", more, actor=ACTOR, at=AT)
    now = view_of(workspace, incident.id)
    assert (now.is_freed, now.incident.entruster, now.incident.told_entruster_on) == (False, "", None)
    assert now.incident.every_entruster == more


def test_one_report_may_be_both(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id)
    send(workspace, incident, Report.FINAL)
    done = {one.clock.report: one.done_on for one in view_of(workspace, incident.id).clocks}
    assert done[Report.PRELIMINARY] == done[Report.FINAL] == AT.date()


def everything_owed(workspace: Workspace) -> list[tuple[str, Callable[[Incident], object]]]:
    def preliminary(one: Incident) -> None:
        written(workspace, one.id)
        send(workspace, one, Report.PRELIMINARY)

    return [
        ("Preliminary", preliminary),
        ("Final", lambda one: send(workspace, one, Report.FINAL)),
        ("Notice to persons", lambda one: told(workspace, one.id)),
        ("measure", lambda one: measured(workspace, one)),
    ]


def test_an_incident_is_closed_when_nothing_is_owed_any_more(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY)
    for word, act in everything_owed(workspace):
        with pytest.raises(StateError, match=word):
            close(workspace, incident)
        act(incident)
    closed = close(workspace, incident)
    assert (closed.cause, closed.closed_on, closed.closed_by) == (CauseKind.MISDELIVERY, AT.date(), "us01")


def hollow(workspace: Workspace) -> Incident:
    """An incident with all that is owed to others, of which nobody saw to the rest."""
    incident = reported(workspace, facts=MANY)
    written(workspace, incident.id)
    send(workspace, incident, Report.FINAL)
    return incident


def test_an_incident_that_nobody_sees_to_or_with_an_open_step_is_not_closed(workspace: Workspace) -> None:
    incident = hollow(workspace)
    told(workspace, incident.id)
    set_measure(workspace, IncidentMeasure("", incident.id, "二人で確かめる"), actor=ACTOR, at=AT)
    said = [one.en for one in missing_for_closing(workspace, incident.id)]
    assert said[0] == "Nobody sees to it yet."
    assert said[1].startswith("Steps are neither done nor said to be not needed: Report inside and stop the spread")
    assert said[2:] == ["Set owner and day of the measure: 二人で確かめる"]
    with pytest.raises(StateError):
        close_incident(workspace, incident.id, CauseKind.LOST, "手順を改めた", actor=ACTOR, at=AT)
    tended(workspace, incident)
    measure = view_of(workspace, incident.id).measures[0].measure
    set_measure(workspace, replace(measure, owner_id="us01", due_on=TODAY), actor=ACTOR, at=AT)
    assert missing_for_closing(workspace, incident.id) == ()


@pytest.mark.parametrize("is_reported", [True, False])
def test_the_step_of_reporting_is_asked_for_only_where_something_is_reported(
    workspace: Workspace, *, is_reported: bool
) -> None:
    incident = reported(workspace, facts=MANY if is_reported else CERTAIN)
    (steps,) = (one.en for one in missing_for_closing(workspace, incident.id) if one.en.startswith("Steps"))
    assert ("Report to the PPC" in steps) is is_reported


def test_a_step_is_not_needed_for_a_reason_alone_and_may_be_done_after_all(workspace: Workspace) -> None:
    incident = reported(workspace, facts=CERTAIN)
    step = view_of(workspace, incident.id).steps[0].step
    with pytest.raises(InvalidValueError):
        skip_step(workspace, step.id, "  ", actor=ACTOR, at=AT)
    skip_step(workspace, step.id, "送る前に止まった", actor=ACTOR, at=AT)
    now = view_of(workspace, incident.id)
    assert now.steps[0].step.is_settled
    assert now.next is None or now.next.target != step.id
    finish_step(workspace, step.id, on=AT.date(), actor=ACTOR, at=AT)
    assert view_of(workspace, incident.id).steps[0].step.needless_reason == ""
    with pytest.raises(StateError):
        skip_step(workspace, step.id, "不要", actor=ACTOR, at=AT)


def test_notices_are_held_against_the_number_of_persons(workspace: Workspace) -> None:
    incident = hollow(workspace)
    tended(workspace, incident)
    measured(workspace, incident)
    persons = view_of(workspace, incident.id).incident.persons or 0

    def notice(count: int | None) -> IncidentReport:
        return send_report(
            workspace, incident.id, Report.PERSONS, sent_on=AT.date(), way=ReportWay.LETTER, text="おわび",
            person_count=count, actor=ACTOR, at=AT,
        ).record  # fmt: skip

    def missing() -> list[str]:
        return [one.en for one in missing_for_closing(workspace, incident.id)]

    first = notice(None)
    assert missing() == ["Record how many persons the notices reached."]
    for count in (0, -1):
        with pytest.raises(InvalidValueError):
            note_reached(workspace, first.id, count, actor=ACTOR, at=AT)
    note_reached(workspace, first.id, persons - 1, actor=ACTOR, at=AT)
    assert missing()[0].startswith(f"Notices reached {persons - 1:,} of {persons:,} persons.")
    notice(1)
    assert missing() == []


def test_substitute_measures_stand_for_those_whom_no_notice_reached(workspace: Workspace) -> None:
    incident = hollow(workspace)
    tended(workspace, incident)
    measured(workspace, incident)
    send_report(
        workspace, incident.id, Report.PERSONS, sent_on=AT.date(), way=ReportWay.LETTER, person_count=1, actor=ACTOR,
        at=AT,
    )  # fmt: skip
    tell_persons(
        workspace,
        incident.id,
        PersonsTold.SUBSTITUTE,
        AT.date(),
        reason="連絡先のない人のため公表した",
        actor=ACTOR,
        at=AT,
    )
    assert missing_for_closing(workspace, incident.id) == ()


def test_nothing_is_closed_while_it_is_open_whether_it_is_reported(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY | {"persons": None})
    with pytest.raises(StateError, match="how many persons"):
        close(workspace, incident)
    save_fact(workspace, incident.id, "persons", 3, actor=ACTOR, at=AT)
    assert close(workspace, incident).closed_on == AT.date()


def test_measures_outlive_the_incident_and_are_due_until_they_are_done(workspace: Workspace) -> None:
    incident = reported(workspace, facts=CERTAIN)
    measure = measured(workspace, incident, due=date(2026, 12, 20))
    close(workspace, incident)
    assert view_of(workspace, incident.id).next is not None
    late = view_of(workspace, incident.id, on=date(2026, 12, 21))
    assert late.measures[0].is_late
    assert late.next is not None
    assert (late.next.kind, late.next.is_late) == (ActionKind.DO_MEASURE, True)
    finish_measure(workspace, measure.id, on=AT.date(), actor=ACTOR, at=AT)
    assert view_of(workspace, incident.id).next is None
    with pytest.raises(StateError):
        finish_measure(workspace, measure.id, on=AT.date(), actor=ACTOR, at=AT)


def test_a_closed_incident_is_reopened_with_a_reason(workspace: Workspace) -> None:
    incident = reported(workspace, facts=CERTAIN)
    with pytest.raises(StateError):
        reopen_incident(workspace, incident.id, "続報", actor=ACTOR, at=AT)
    close(workspace, incident)
    with pytest.raises(InvalidValueError):
        reopen_incident(workspace, incident.id, " ", actor=ACTOR, at=AT)
    assert reopen_incident(workspace, incident.id, "別の名簿も見つかった", actor=ACTOR, at=AT).record.closed_on is None


def test_a_step_has_an_owner_and_a_day_and_is_done_once(workspace: Workspace) -> None:
    step = view_of(workspace, reported(workspace).id).steps[1].step
    planned = plan_step(workspace, step.id, owner_id="us01", due_on=AT.date(), actor=ACTOR, at=AT).record
    assert (planned.owner_id, planned.due_on) == ("us01", AT.date())
    with pytest.raises(InvalidValueError):
        finish_step(workspace, step.id, on=AT.date() + timedelta(days=1), actor=ACTOR, at=AT)
    assert finish_step(workspace, step.id, on=AT.date(), actor=ACTOR, at=AT).record.done_by == "us01"
    with pytest.raises(StateError):
        finish_step(workspace, step.id, on=AT.date(), actor=ACTOR, at=AT)


def test_the_next_thing_to_do_follows_the_incident_to_its_end(workspace: Workspace) -> None:
    incident = reported(workspace)

    def following(on: date = TODAY) -> tuple[ActionKind, date | None, bool] | None:
        found = view_of(workspace, incident.id, on=on).next
        return (found.kind, found.due_on, found.is_late) if found else None

    assert following(KNOWN) == (ActionKind.CONTAIN, KNOWN, False)
    steps = view_of(workspace, incident.id).steps
    finish_step(workspace, steps[0].step.id, on=AT.date(), actor=ACTOR, at=AT)
    assert following() == (ActionKind.FIND_OUT, date(2026, 11, 26), False)
    assert following(date(2026, 11, 27)) == (ActionKind.SEND_PRELIMINARY, date(2026, 11, 28), False)
    for field, value in MANY.items():
        save_fact(workspace, incident.id, field, value, actor=ACTOR, at=AT)
    assert following() == (ActionKind.SEND_PRELIMINARY, date(2026, 11, 28), False)
    assert following(date(2026, 11, 29)) == (ActionKind.SEND_PRELIMINARY, date(2026, 11, 28), True)
    written(workspace, incident.id, ReportItem.OUTLINE)
    send(workspace, incident, Report.PRELIMINARY)
    assert following() == (ActionKind.TELL_PERSONS, date(2026, 12, 7), False)
    told(workspace, incident.id)
    assert following() == (ActionKind.WRITE_ITEM, date(2026, 12, 23), False)
    written(workspace, incident.id)
    assert following() == (ActionKind.SEND_FINAL, date(2026, 12, 23), False)
    send(workspace, incident, Report.FINAL)
    for one in steps[1:]:
        assert following() == (ActionKind.DO_STEP, one.step.due_on, False)
        finish_step(workspace, one.step.id, on=AT.date(), actor=ACTOR, at=AT)
    assert following() == (ActionKind.SET_MEASURE, None, False)
    measure = measured(workspace, incident, due=date(2026, 12, 1))
    assert following() == (ActionKind.CLOSE, None, False)
    close(workspace, incident)
    assert following() == (ActionKind.DO_MEASURE, date(2026, 12, 1), False)
    finish_measure(workspace, measure.id, on=AT.date(), actor=ACTOR, at=AT)
    assert following() is None


def test_after_a_preliminary_report_it_is_found_out_whether_it_was_owed(workspace: Workspace) -> None:
    incident = reported(workspace, facts=MANY | {"persons": None})
    written(workspace, incident.id)
    finish_step(workspace, view_of(workspace, incident.id).steps[0].step.id, on=AT.date(), actor=ACTOR, at=AT)
    send(workspace, incident, Report.PRELIMINARY)
    found = view_of(workspace, incident.id).next
    assert found is not None
    assert (found.kind, found.due_on) == (ActionKind.FIND_OUT, date(2026, 12, 23))


def test_a_processor_that_is_free_is_asked_nothing_more(workspace: Workspace) -> None:
    incident = reported(
        workspace,
        facts={"is_processor": True, "entrusters": (Entruster("なぎさ銀行", KNOWN),), "are_entrusters_all": True},
    )
    finish_step(workspace, view_of(workspace, incident.id).steps[0].step.id, on=AT.date(), actor=ACTOR, at=AT)
    found = view_of(workspace, incident.id).next
    assert found is not None
    assert found.kind is ActionKind.DO_STEP


def test_nobody_reports_what_is_not_reported(workspace: Workspace) -> None:
    incident = reported(workspace, facts=CERTAIN)
    for one in view_of(workspace, incident.id).steps[:4]:
        finish_step(workspace, one.step.id, on=AT.date(), actor=ACTOR, at=AT)
    later = view_of(workspace, incident.id, on=date(2027, 3, 1))
    assert later.next is not None
    assert later.next.kind is ActionKind.CLOSE
    assert not later.steps[4].is_late


def test_a_list_begins_with_what_is_due_first_and_ends_with_what_is_closed(workspace: Workspace) -> None:
    def at(known: date, name: str, facts: dict[str, Any]) -> Incident:
        return reported(workspace, what=name, known_on=known, facts=facts)

    early, late = at(date(2026, 11, 20), "早い", MANY), at(date(2026, 11, 24), "遅い", MANY)
    unreported = at(date(2026, 11, 23), "対象外", CERTAIN)
    done = at(date(2026, 11, 1), "終結", CERTAIN)
    close(workspace, done)
    rows = incident_rows(workspace, as_of=AsOf(AT.date(), NEWEST))
    assert [row.incident.id for row in rows] == [early.id, late.id, unreported.id, done.id]
    assert [(row.due_on, row.is_late, row.reportable) for row in rows] == [
        (date(2026, 11, 24), True, True), (date(2026, 11, 28), False, True), (None, False, False), (None, False, False),
    ]  # fmt: skip
    assert rows[0].due_words.ja == "速報"


def test_the_plan_that_stands_and_the_last_drill_say_when_they_are_due_again(workspace: Workspace) -> None:
    seen = AsOf(AT.date(), NEWEST)
    assert preparedness(workspace, as_of=seen).plan is None
    for plan in (
        IncidentPlan("", "要領", "第1版", reviewed_on=date(2025, 4, 1), ended_on=date(2026, 4, 1)),
        IncidentPlan("", "要領", "第2版", "社内ポータル", date(2026, 4, 1), contacts=("法務部 03-0000-0000",)),
    ):
        save_plan(workspace, plan, actor=ACTOR, at=AT)
    for held in (date(2025, 10, 1), date(2026, 2, 28)):
        save_drill(workspace, Drill("", "訓練", held), actor=ACTOR, at=AT)
    now = preparedness(workspace, as_of=seen)
    assert now.plan is not None
    assert (now.plan.plan_version, now.plan.reviewed_by, now.plan_due_on) == ("第2版", "us01", date(2027, 4, 1))
    assert (now.drill_due_on, len(now.drills), len(now.plans)) == (date(2027, 2, 28), 2, 2)
    with pytest.raises(InvalidValueError):
        save_drill(workspace, Drill("", "訓練", AT.date() + timedelta(days=1)), actor=ACTOR, at=AT)


def test_whom_to_call_can_be_erased(workspace: Workspace) -> None:
    plan = IncidentPlan("", "要領", "第1版", contacts=("法務部 山本 03-0000-0000",))
    saved = save_plan(workspace, plan, actor=ACTOR, at=AT).record
    assert erase_plan_contacts(workspace, saved.id, actor=ACTOR, at=AT).record.contacts == ()
    with workspace.unit() as unit:
        assert not any("03-0000-0000" in str(row) for row in unit.query("SELECT * FROM audit_body"))
