"""Incidents from the first minute on: anybody reports, each fact leaves its line, and each change is judged anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.builders import AT, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.incident import Entruster, IncidentFacts
from sakimori.domain.records.incidents import (
    DECIDING_FACTS,
    CauseKind,
    EntryKind,
    Incident,
    IncidentEntry,
    IncidentPlace,
    IncidentStepKind,
    ItemState,
    PersonsTold,
    ReportItem,
)
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.errors import ConflictError, InvalidValueError, MyNumberError, NotPermittedError, StateError
from sakimori.rules.incidents.reportable import judge_reportable
from sakimori.services.audit.view import verify
from sakimori.services.incidents.closing import close_incident
from sakimori.services.incidents.report import IncidentDraft, report_incident
from sakimori.services.incidents.view import incident_view
from sakimori.services.incidents.write import (
    FACTS,
    add_note,
    erase_finder,
    save_fact,
    save_facts,
    save_item,
    tell_persons,
)
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from services.incidents.made import ACTOR, CERTAIN, KNOWN, reported, tended, told, view_of, written


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


def lines(workspace: Workspace, incident: Incident, kind: EntryKind) -> list[str]:
    return [one.entry.ja for one in view_of(workspace, incident.id).timeline if one.entry.kind is kind]


@pytest.mark.parametrize("role", UserRole)
def test_anybody_who_is_signed_in_reports_with_what_and_since_when_alone(workspace: Workspace, role: UserRole) -> None:
    somebody = an_actor(role)
    draft = IncidentDraft("宛先を間違えてメールを送った", KNOWN)
    incident = report_incident(workspace.seen_by(somebody), draft, actor=somebody, at=AT).record
    assert (incident.name, incident.known_on, incident.reported_by) == (draft.what, KNOWN, somebody.id)
    assert (incident.third_party_id, incident.place) == (SELF_ID, None)  # nobody has said where
    assert lines(workspace, incident, EntryKind.REPORTED) == [draft.what]


@pytest.mark.parametrize("role", [one for one in UserRole if one is not UserRole.COMPLIANCE])
def test_the_desk_alone_goes_on_from_there(workspace: Workspace, role: UserRole) -> None:
    incident = reported(workspace)
    with pytest.raises(NotPermittedError):
        save_fact(workspace, incident.id, "persons", 1, actor=an_actor(role), at=AT)


def test_the_five_steps_begin_with_the_report_and_have_a_day(workspace: Workspace) -> None:
    steps = view_of(workspace, reported(workspace).id).steps
    assert [one.step.step for one in steps] == list(IncidentStepKind)
    assert [one.step.due_on for one in steps] == [
        KNOWN, date(2026, 11, 28), date(2026, 11, 28), date(2026, 12, 23), date(2026, 11, 28),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("案内の誤送信。\n続報を待つ。", "案内の誤送信"),
        ("A reply went to another customer. Night support told us.", "A reply went to another customer"),
        ("約1.5万件の名簿が外から見えていた", "約1.5万件の名簿が外から見えていた"),
        ("名簿" * 40, "名簿" * 19 + "名…"),
        ("。", "。"),
    ],
)
def test_an_account_is_kept_whole_and_named_by_its_first_sentence(
    workspace: Workspace, account: str, name: str
) -> None:
    incident = reported(workspace, what=account)
    assert incident.name == name
    assert lines(workspace, incident, EntryKind.REPORTED) == [account]


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (IncidentDraft("  ", KNOWN), InvalidValueError),
        (IncidentDraft("あ" * 2_001, KNOWN), InvalidValueError),
        (IncidentDraft("誤送信", AT.date() + timedelta(days=1)), InvalidValueError),
        (IncidentDraft("4111 1111 1111 1111 が漏れた", KNOWN), InvalidValueError),
        (IncidentDraft("番号 123456789018 が漏れた", KNOWN), MyNumberError),
    ],
)
def test_what_cannot_be_a_report_is_refused_and_nothing_stays(
    workspace: Workspace, draft: IncidentDraft, error: type[Exception]
) -> None:
    with pytest.raises(error):
        report_incident(workspace, draft, actor=ACTOR, at=AT)
    with workspace.unit() as unit:
        assert unit.records.select(Incident) == []


def test_each_fact_leaves_who_when_and_what_and_is_judged_anew(workspace: Workspace) -> None:
    incident = reported(workspace, facts=CERTAIN)
    at = AT + timedelta(hours=2)
    save_fact(workspace, incident.id, "persons", 1_001, actor=ACTOR, at=at)
    fact, judged = [one for one in view_of(workspace, incident.id).timeline if one.entry.at == at]
    assert (fact.entry.kind, fact.entry.ja) == (EntryKind.FACT, "本人の数（不確かなときは最大の数）：500 → 1,001")
    assert (fact.who, fact.entry.by) == ("佐藤 美咲", "us01")
    assert judged.entry.kind is EntryKind.JUDGED
    assert judged.entry.ja.startswith("本人の数（不確かなときは最大の数） 1,001のため：報告の対象（BR4 ")
    assert judged.entry.en.startswith("Because of Persons (at most, where uncertain) 1,001: to be reported (BR4 ")


def test_one_person_fewer_is_not_reported_and_says_so(workspace: Workspace) -> None:
    incident = reported(workspace, facts=CERTAIN)
    save_fact(workspace, incident.id, "persons", 1_000, actor=ACTOR, at=AT)
    assert lines(workspace, incident, EntryKind.JUDGED)[-1].endswith("報告の対象ではない（どの事態にも当たらない）")


def test_a_fact_that_decides_nothing_is_told_without_a_judgement(workspace: Workspace) -> None:
    incident = reported(workspace)
    before = len(lines(workspace, incident, EntryKind.JUDGED))
    save_fact(workspace, incident.id, "occurred_on", date(2026, 11, 20), actor=ACTOR, at=AT)
    assert lines(workspace, incident, EntryKind.FACT) == ["発生した日：未確認 → 2026-11-20"]
    assert len(lines(workspace, incident, EntryKind.JUDGED)) == before


def test_the_finder_is_named_in_no_line(workspace: Workspace) -> None:
    incident = reported(workspace)
    save_fact(workspace, incident.id, "finder", "山本 健一", actor=ACTOR, at=AT)
    with workspace.unit() as unit:
        assert not any("山本" in one.ja + one.en for one in unit.records.select(IncidentEntry))
        kept = unit.query("SELECT body FROM audit_body")
    assert not any('"finder":"山本' in str(row["body"]) for row in kept)


def test_who_found_it_can_be_erased_and_the_chain_stays_whole(workspace: Workspace) -> None:
    incident = reported(workspace)
    save_fact(workspace, incident.id, "finder", "山本 健一", actor=ACTOR, at=AT)
    assert erase_finder(workspace, incident.id, actor=ACTOR, at=AT).record.finder is None
    with workspace.unit() as unit:
        assert not any("山本 健一" in str(row) for row in unit.query("SELECT * FROM audit_body"))
    assert verify(workspace).is_intact


def test_the_same_fact_again_leaves_no_line(workspace: Workspace) -> None:
    incident = reported(workspace, facts={"persons": 5})
    count = len(view_of(workspace, incident.id).timeline)
    save_fact(workspace, incident.id, "persons", 5, actor=ACTOR, at=AT)
    assert len(view_of(workspace, incident.id).timeline) == count


def test_whoever_was_shown_an_older_incident_overwrites_nothing(workspace: Workspace) -> None:
    incident = reported(workspace)
    save_fact(workspace, incident.id, "persons", 5, actor=ACTOR, at=AT, seen=incident.version)
    with pytest.raises(ConflictError):
        save_fact(workspace, incident.id, "persons", 6, actor=ACTOR, at=AT, seen=incident.version)


@pytest.mark.parametrize(
    "field", ["id", "closed_on", "items_not_yet", "persons_told", "item_cause", "cause", "nothing"]
)
def test_what_has_a_step_of_its_own_is_no_fact(workspace: Workspace, field: str) -> None:
    assert field not in FACTS
    with pytest.raises(InvalidValueError):
        save_fact(workspace, reported(workspace).id, field, None, actor=ACTOR, at=AT)


@pytest.mark.parametrize(
    "facts",
    [
        {"occurred_on": KNOWN + timedelta(days=1)},
        {"discovered_on": date(2026, 11, 19), "occurred_on": date(2026, 11, 20)},
        {"entrusters": (Entruster("なぎさ銀行", KNOWN - timedelta(days=1)),)},
        {"entrusters": (Entruster("なぎさ銀行", AT.date() + timedelta(days=2)),)},
        {"entrusters": (Entruster(" "),)},
        {"entrusters": (Entruster("なぎさ銀行"), Entruster("なぎさ 銀行"))},
        {"vendor_told_on": KNOWN - timedelta(days=1)},
        {"vendor_knew_on": KNOWN, "vendor_knew_time": "25:00"},
        {"vendor_knew_on": KNOWN, "vendor_knew_time": "9時"},
        {"vendor_told_on": AT.date() + timedelta(days=2)},
        {"persons": -1},
    ],
)
def test_days_and_times_that_cannot_be_are_refused(workspace: Workspace, facts: dict[str, Any]) -> None:
    incident = reported(workspace)
    with pytest.raises(InvalidValueError):
        save_facts(workspace, incident.id, facts, actor=ACTOR, at=AT)


def test_we_know_at_the_latest_when_the_vendor_told_us(workspace: Workspace) -> None:
    incident = reported(workspace)
    with pytest.raises(InvalidValueError, match="2026-11-23"):
        save_fact(workspace, incident.id, "vendor_told_on", date(2026, 11, 23), actor=ACTOR, at=AT)
    facts = {"known_on": date(2026, 11, 23), "vendor_told_on": date(2026, 11, 23)}
    assert save_facts(workspace, incident.id, facts, actor=ACTOR, at=AT).record.known_on == date(2026, 11, 23)


def test_naming_a_third_party_says_that_it_happened_there_and_taking_it_out_leaves_that_open(
    workspace: Workspace,
) -> None:
    vendor = register(workspace, a_third_party(), actor=ACTOR, at=AT).record
    incident = reported(workspace)
    there = save_fact(workspace, incident.id, "third_party_id", vendor.id, actor=ACTOR, at=AT).record
    assert there.place is IncidentPlace.THIRD_PARTY
    assert save_fact(workspace, incident.id, "third_party_id", SELF_ID, actor=ACTOR, at=AT).record.place is None
    ours = save_fact(workspace, incident.id, "place", IncidentPlace.OURS, actor=ACTOR, at=AT).record
    assert (ours.place, ours.third_party_id) == (IncidentPlace.OURS, SELF_ID)


def test_what_is_not_known_yet_is_a_state_and_no_blank(workspace: Workspace) -> None:
    incident = reported(workspace)
    item = ReportItem.CAUSE
    assert incident.state_of(item) is ItemState.UNTOUCHED
    incident = save_item(workspace, incident.id, item, not_yet=True, actor=ACTOR, at=AT).record
    assert incident.state_of(item) is ItemState.NOT_YET
    incident = save_item(workspace, incident.id, item, "設定の誤り", actor=ACTOR, at=AT).record
    assert (incident.state_of(item), incident.items_not_yet) == (ItemState.WRITTEN, frozenset())
    incident = save_item(workspace, incident.id, item, "  ", actor=ACTOR, at=AT).record
    assert incident.state_of(item) is ItemState.UNTOUCHED
    assert lines(workspace, incident, EntryKind.ITEM) == [
        "4 原因：まだ分からない", "4 原因：記入した", "4 原因：白紙に戻した",
    ]  # fmt: skip


def test_items_are_the_nine_of_the_rules_in_their_order_and_five_are_told_to_persons(workspace: Workspace) -> None:
    items = view_of(workspace, reported(workspace).id).items
    assert [one.number for one in items if one.is_told_to_persons] == [1, 2, 4, 5, 9]
    assert [one.name.ja for one in items] == [
        "概要", "個人データの項目", "本人の数", "原因", "二次被害又はそのおそれの有無及びその内容",
        "本人への対応の実施状況", "公表の実施状況", "再発防止のための措置", "その他参考となる事項",
    ]  # fmt: skip


@pytest.mark.parametrize("how", [PersonsTold.SUBSTITUTE, PersonsTold.NOT_NEEDED])
def test_without_a_notice_to_persons_there_is_a_reason(workspace: Workspace, how: PersonsTold) -> None:
    incident = reported(workspace)
    with pytest.raises(InvalidValueError):
        tell_persons(workspace, incident.id, how, KNOWN, actor=ACTOR, at=AT)
    done = tell_persons(workspace, incident.id, how, KNOWN, reason="連絡先が古い", actor=ACTOR, at=AT).record
    assert (done.persons_told, done.persons_told_on, done.persons_told_reason) == (how, KNOWN, "連絡先が古い")


def test_a_note_may_tell_of_another_time(workspace: Workspace) -> None:
    incident = reported(workspace)
    heard = AT - timedelta(hours=20)
    entry = add_note(workspace, incident.id, "委託先から電話", happened_at=heard, actor=ACTOR, at=AT).record
    assert (entry.at, entry.happened_at, entry.kind) == (AT, heard, EntryKind.NOTE)
    with pytest.raises(InvalidValueError):
        add_note(workspace, incident.id, " ", actor=ACTOR, at=AT)
    with pytest.raises(MyNumberError):
        add_note(workspace, incident.id, "番号は 1234 5678 9018", actor=ACTOR, at=AT)


def test_a_line_of_the_timeline_is_neither_changed_nor_taken_out(workspace: Workspace) -> None:
    reported(workspace)
    with workspace.unit() as unit:
        for statement in ("UPDATE incident_entry SET ja = ''", "DELETE FROM incident_entry"):
            with pytest.raises(Exception, match="only grows"):
                unit.engine.execute(statement)


def test_a_past_day_shows_what_was_known_then(workspace: Workspace) -> None:
    incident = reported(workspace)
    with workspace.unit() as unit:
        number = unit.number()
    save_fact(workspace, incident.id, "persons", 5, actor=ACTOR, at=AT)
    then = incident_view(workspace, incident.id, as_of=AsOf(AT.date(), number, is_past=True))
    assert then.incident.persons is None
    assert len(then.timeline) < len(view_of(workspace, incident.id).timeline)


_ANSWERS = st.sampled_from([None, True, False])
_FACTS = st.fixed_dictionaries(
    {
        "persons": st.one_of(st.none(), st.integers(0, 2_000)),
        "categories": st.one_of(st.none(), st.frozensets(st.sampled_from(DataCategory), max_size=3)),
        **{name: _ANSWERS for name, value in CERTAIN.items() if isinstance(value, bool)},
    }
)


@given(facts=_FACTS, data=st.data())
def test_whatever_changes_no_open_fact_is_hidden(facts: dict[str, Any], data: st.DataObject) -> None:
    """Whoever says no while something is open says so of every way in which it can turn out; yes needs one alone."""
    incident = IncidentFacts(known_on=KNOWN, **facts)
    judged = judge_reportable(incident)
    open_fields = [name for name, value in facts.items() if value is None and name != "is_processor"]
    if judged.holds is None:
        assert judged.open_facts
    if judged.holds is False and not judged.exempt:
        for _ in range(3):
            turned: dict[str, Any] = {
                name: data.draw(st.integers(0, 2_000) if name == "persons" else st.booleans())
                for name in open_fields
                if name not in {"categories", "is_protected", "is_recovered"}
            }
            assert judge_reportable(replace(incident, **turned)).holds is not True


def test_a_name_of_an_entruster_holds_no_my_number(workspace: Workspace) -> None:
    with pytest.raises(MyNumberError):
        save_fact(
            workspace,
            reported(workspace).id,
            "entrusters",
            (Entruster("個人番号 123456789018 の会社"),),
            actor=ACTOR,
            at=AT,
        )


TOLD = (Entruster("なぎさ銀行", KNOWN),)


def test_the_facts_of_an_incident_are_those_that_decide() -> None:
    incident = Incident("ic1", "x", KNOWN, **CERTAIN, entrusters=TOLD, are_entrusters_all=True)
    assert {name: getattr(incident.facts, name) for name in DECIDING_FACTS} == {
        "known_on": KNOWN, **CERTAIN, "entrusters": TOLD, "are_entrusters_all": True,
        "happened": None, "is_kept_elsewhere": None,
    }  # fmt: skip


def test_a_closed_incident_is_not_worked_on(workspace: Workspace) -> None:
    incident = reported(workspace, facts=CERTAIN)
    tended(workspace, incident)
    close_incident(workspace, incident.id, CauseKind.OTHER, "漏えいではなかった", actor=ACTOR, at=AT)
    for act in (written, told):
        with pytest.raises(StateError):
            act(workspace, incident.id)
