"""Every gap leads to where it is closed: from its dossier, from the board, from its flow, from our own dossier.

The fixes are those that the demo and the worked cases name. What only a worked case names stands in the demo as one
more gap, on a record of the same kind.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from kit.cases.worked_cases import read_cases
from kit.examples import some
from sakimori.clock import today
from sakimori.domain.gap import Waiver
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.services.gaps.rows import GapFilter, all_rows
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.kernel.workspace import database as database_file
from ui.conftest import take_seat

Place = tuple[str, str, bool]
"""A kind of record, a field of it, and whether the record is there already."""

MAIN = Path(__file__).parents[3] / "src" / "sakimori" / "ui" / "main.py"
COMPLIANCE, PROCUREMENT = "us01", "us02"
QUESTION = "a question"
"""Stands for each question of a pack, as the letters of its set stand for each clause: pages treat them alike."""
FORMS = {
    "consent_text": "consent", "data_set": "data_set", "data_set_part": "part", "filing": "filing",
    "joint_use": "joint_use", "notice": "notice", "purpose": "purpose", "sharing_change": "sharing_change",
    "public_facts": "public_facts", "keeping_duty": "duty", "own_erasure": "erasure",
}  # fmt: skip
"""Our own registers, and how the keys of their forms begin."""
RECORDS = (
    "ai_facts", "annual_check", "assessment", "certificate", "cloud_facts", "condition", "contract", "contract_clause",
    "contract_cover", "country_profile", "data_flow", "erasure", "foreign_basis", "sub_processor_link", "third_party",
    "waiver", "provision_record", "receipt_record", "hand_over_release", "incident", "incident_plan", "drill", "course",
    "person_request", "passed_on", "campaign", "address_group", "site_tag", *FORMS, "officer", "policy_text",
    "policy_exception", "internal_audit", "audit_finding", "meeting", "meeting_decision", "own_check",
)  # fmt: skip
"""Every kind of record that closes a gap."""
OF_FLOW = ("data_flow", "cloud_facts", "foreign_basis", "annual_check", "erasure")
ADDED = "added_"
LIKE = {
    ("consent_text", "names_country"): "tells_regime",
    ("consent_text", "tells_measures"): "tells_regime",
    ("contract", "auto_renews"): "notice_days_ours",
    ("contract", "renewal_months"): "notice_days_ours",
    ("purpose", "related_judged_by"): "related_judgement",
    ("purpose", "related_judged_on"): "related_judgement",
}
"""Fields that a form asks for only on records on which the demo has another gap."""
STANDING = "known_until IS NULL AND (until_on IS NULL OR until_on > :day)"
TODAY = {"day": today().isoformat()}
CHOICES = ("selectbox", "multiselect", "segmented_control", "pills", "checkbox", "toggle", "radio")
WIDGETS = ("text_input", "text_area", "number_input", "date_input", "button", *CHOICES)


@dataclass(frozen=True, slots=True)
class Known:
    """A gap of the demo, and what closes it."""

    gap_id: str
    third_party_id: str
    subject_key: str
    record: str
    record_id: str
    field: str

    @property
    def flow_id(self) -> str:
        return self.subject_key.partition("/")[0]


def place_of(record: str, field: str, record_id: str) -> Place:
    if record == "assessment":
        field = QUESTION
    elif record == "contract_clause":
        field = field.partition("-")[0]
    return (record, field, bool(record_id))


@lru_cache
def named_by_cases() -> Mapping[Place, str]:
    """The fixes that the worked cases name, each with the field that one of them names."""
    fixes = [finding.fix for case in read_cases() for finding in case.findings()]
    return {place_of(fix.record, fix.field, fix.record_id): fix.field for fix in fixes}


def known(row: sqlite3.Row | Mapping[str, Any]) -> Known:
    return Known(
        row["gap_id"], row["third_party_id"], row["subject_key"], row["fix_record"], row["fix_id"], row["fix_field"]
    )


def added(database: sqlite3.Connection, place: Place, found: Mapping[Place, Known]) -> Known:
    """One more gap, like one of the demo but closed in another field or with a record that is yet to come."""
    (record, _, is_there), field = place, named_by_cases()[place]
    alike = [k for (r, f, there), k in found.items() if r == record and f == LIKE.get((record, field), f)]
    alike = alike or [k for (r, _, _), k in found.items() if r in FORMS]  # the demo has no such gap today
    like = next((k for k in alike if bool(k.record_id) is is_there), alike[0])
    row = database.execute(f"SELECT * FROM gap_span WHERE gap_id = :gap AND {STANDING}", {"gap": like.gap_id, **TODAY})
    span = dict(row.fetchone())
    del span["id"]
    span |= {"gap_id": f"{ADDED}{record}_{field}_{is_there}", "fix_field": field}
    span["subject_key"] += f"/{field}/{is_there}"
    if span["fix_record"] != record:
        own = database.execute(f"SELECT id FROM {record} ORDER BY id").fetchone()
        span |= {"fix_record": record, "fix_id": own["id"]}
    if not is_there:
        span["fix_id"] = ""
    if place == ("foreign_basis", "certificate_id", True):
        basis = database.execute("SELECT * FROM foreign_basis WHERE kind = 'equiv_cbpr' ORDER BY id").fetchone()
        span |= {"third_party_id": basis["third_party_id"], "fix_id": basis["id"]}
        span["subject_key"] = f"{basis['flow_id']}/{field}"
    gap = {name: span[name] for name in ("third_party_id", "rule_id", "subject_kind", "subject_key")}
    gap |= {"id": span["gap_id"], "plan": "", "version": 1}
    for table, values in (("gap", gap), ("gap_span", span)):
        marks = ", ".join("?" * len(values))
        database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
    return known(span)


@pytest.fixture(scope="session")
def full_demo(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> tuple[Path, dict[Place, Known]]:
    """The demo with a gap for each fix that a rule can name; one that is true today where there is one."""
    home = tmp_path_factory.mktemp("fixes")
    for file in demo_file.parent.glob("demo.*"):
        shutil.copy(file, home / file.name)
    found: dict[Place, Known] = {}
    database = sqlite3.connect(home / "demo.db")
    database.row_factory = sqlite3.Row
    rows = database.execute(
        f"SELECT * FROM gap_span WHERE {STANDING} ORDER BY COALESCE(from_on, '') > :day, id",
        TODAY,
    )
    for row in rows.fetchall():
        found.setdefault(place_of(row["fix_record"], row["fix_field"], row["fix_id"]), known(row))
    for place in sorted(set(named_by_cases()) - set(found)):
        found[place] = added(database, place, found)
    database.commit()
    database.close()
    return home, found


@pytest.fixture
def fixes(full_demo: tuple[Path, dict[Place, Known]], monkeypatch: pytest.MonkeyPatch) -> dict[Place, Known]:
    """The gaps by what closes them. Nothing is written, so that all tests share the workspace."""
    home, found = full_demo
    monkeypatch.setenv("SAKIMORI_HOME", str(home))
    return found


def pressed(gap: Known, *, person: str = COMPLIANCE) -> AppTest:
    """The page that is drawn after the button beside a gap of a dossier was pressed."""
    at = AppTest.from_file(str(MAIN), default_timeout=60)
    at.query_params["lang"] = "ja"
    take_seat(at, person)
    at.session_state["party_asked"] = gap.third_party_id
    at.session_state["party_dialog"] = ("fix", {"gap_id": gap.gap_id})
    at.query_params["party"] = gap.third_party_id
    at.switch_page(str(MAIN.parent / "screens" / ("own.py" if gap.third_party_id == SELF_ID else "party.py")))
    at.run()
    assert not at.exception, at.exception
    return at


def widgets(at: AppTest) -> set[str]:
    return {str(widget.key) for kind in WIDGETS for widget in at.get(kind) if getattr(widget, "key", None)}


def expected(gap: Known) -> tuple[dict[str, str], set[str]]:  # noqa: PLR0911 - one answer a kind of record
    """What the address names on the page that closes a gap, and what stands on it to close it with."""
    party, record, field = {"party": gap.third_party_id}, gap.record, gap.field
    flow = {"flow": gap.flow_id}
    match record, field:
        case "assessment", _ if gap.record_id:
            return {"id": gap.record_id}, {"assess_section"}
        case ("assessment", _) | (_, "assessment" | "terms_changed_on"):
            return party, {"assess_new"}
        case "waiver", _:
            return party, {"gaps_severity"}
        case "condition", _:
            return party, {"fulfil_save"}
        case "third_party", "contact.incident":
            return party, {"contact_name", "contact_email"}
        case "third_party", _:
            return party, {f"fix_{field}"}
        case "certificate", "covers_us":
            return party, {"certificate_covers"}
        case "certificate", _:
            return party, {f"{gap.record_id}_{field}"}
        case "sub_processor_link", "approval" | "sub_third_party_id":
            return party, {f"approval_{gap.record_id}"}
        case "sub_processor_link", _:
            return party, {f"{gap.record_id}_fix_{field}"}
        case "ai_facts", "confirmed_by":
            return party, {"ai_confirm_do"}
        case "ai_facts", "opt_out_evidence_id":
            return party, {"ai_facts_save"}  # asked once training is said to be switched off
        case "ai_facts", _:
            return party, {f"ai_facts_{field}", "ai_facts_save"}
        case "contract", _ if not gap.record_id:
            return party, {"contract_kind", "contract_save"}
        case "contract", "end_on":
            return {"contract": gap.record_id}, {"contract_term", "contract_save"}
        case "contract", "renewal_decided_until":
            return {"contract": gap.record_id}, {"contracts_goes_on", "contracts_ends"}
        case "contract", _:
            return {"contract": gap.record_id}, {f"contract_{field}", "contract_save"}
        case "contract_clause", _:
            there = set() if gap.gap_id.startswith(ADDED) else {f"clause_state_{field}", f"clause_page_{field}"}
            return {"contract": gap.record_id, "clause": field}, there
        case "contract_cover", _:
            return {}, {"contract_confirm_do"}
        case "country_profile", _:
            return {"tab": "countries"}, {f"country_{gap.record_id}_{field}"}
        case "annual_check", _:
            return flow, {f"flow_check_{field}", "flow_check_save"}
        case "erasure", "confirmed_on":
            return flow, {"flow_erased_do"}
        case "erasure", "evidence_id":
            return flow, {"flow_erasure_proof_evidence_id_0"}
        case "erasure", _:
            return flow, {f"flow_erasure_{field}"}
        case "cloud_facts", "signed_off_by":
            return flow, {"flow_sign_do"}
        case "cloud_facts", _:
            return flow, {f"flow_cloud_{field}", "flow_cloud_save"}
        case "data_flow", "cloud_facts":
            return flow, {"flow_cloud_no_handling_clause", "flow_cloud_save"}
        case ("data_flow", "foreign_basis") | ("foreign_basis", "kind"):
            return flow, {"flow_basis_kind", "flow_basis_save"}
        case "foreign_basis", _:
            return flow, {f"flow_items_{field}" if field.startswith("item_") else f"flow_basis_{field}"}
        case "data_flow", "route_decided_by" | "route_decided_on":
            return flow, {"flow_decide_do"}
        case "data_flow", "route" | "route_rationale":
            return flow, {f"flow_route_{field}", "flow_route_save"}
        case "data_flow", "route_evidence_id":
            return flow, {"flow_proof_route_evidence_id_0"}
        case "data_flow", _:
            return flow, {f"flow_field_{field}", "flow_field_save"}
        case "hand_over_release", _:
            return {}, {"review_save"}
        case "incident", "reports" | "persons_told" | "entrusters":
            return {"incident": gap.record_id, "tab": "sending"}, {"incident_sent"}
        case "incident", "measures":
            return {"incident": gap.record_id, "tab": "steps"}, {"incident_measure_add"}
        case "incident", _ if field.startswith("item_"):
            return {"incident": gap.record_id, "tab": "items"}, set()
        case "incident", _:
            return {"incident": gap.record_id}, set()
        case "incident_plan", _:
            return {}, {f"plan_{field}", "plan_save"}
        case "drill", _:
            return {}, {f"drill_{field}", "drill_save"}
        case (("provision_record" | "receipt_record"), _) if gap.record_id:
            return {}, {"record_to_record_correct"}
        case "receipt_record", _:
            return {}, {"records_receipt" if gap.gap_id.startswith(ADDED) else "receipt_save"}
        case "provision_record", _:
            return {}, {"lacking_check"}
        case "course", _:
            return {}, {"training_import"}
        case "own_check", _:
            return {"tab": "measures"}, {"own_check_begin"}
        case "officer" | "policy_text" | "policy_exception" | "audit_finding" as kind, _:
            begins = {"policy_text": "policy", "policy_exception": "exception", "audit_finding": "finding"}.get(
                kind, kind
            )
            step = {"acknowledgements": "import", "fixed_on": "mended"}.get(field, field)
            return {}, set() if field == "approved_on" else {f"{begins}_{step}"}
        case "internal_audit" | "meeting" | "meeting_decision" as kind, _:
            return {}, {f"{kind.rpartition('_')[2]}_{field}"}
        case "person_request", _:
            steps = {"identity_how": "identity", "replied_on": "reply", "reason_told": "explain", "erased_on": "erase"}
            return {"request": gap.record_id}, {f"{steps[field]}_save"}
        case "passed_on", "answer":
            return {}, set()  # the demo has no refusal that stands; its button is tried with the desk
        case "passed_on", _:
            return {}, {"told_save" if field == "told_on" else "answer_save"}
        case "purpose", "related_judgement" | "related_judged_by" | "related_judged_on":
            return {}, {"purpose_judgement", "purpose_judge"}
        case "campaign", "address_groups":
            return {}, {"group_name", "group_save"}
        case "campaign", _:
            return {}, {f"campaign_{field}", "campaign_save"}
        case "address_group", _:
            return {}, {f"group_{field}", "group_save"}
        case "site_tag", _:
            return {}, {"tag_stated_said" if field == "stated" else f"tag_{field}", "tag_save"}
        case "sharing_change", "filing_id" | "filed_on" if gap.gap_id.startswith(ADDED):
            return {}, set()  # asked of the kinds of change that are filed alone
        case _ if record in FORMS:
            return {}, {f"{FORMS[record]}_{field}"}
        case _:
            pytest.fail(f"nobody has said where {record} is closed")


def missing(gap: Known, at: AppTest) -> list[str]:
    """What is not there of what closes a gap."""
    address, there = expected(gap)
    if gap.record == "passed_on" and at.query_params.get("view") in ("purposes", ["purposes"]):
        there = {"round_told"}  # what a round of stops asks is told where its round stands
    lacking = sorted(there - widgets(at))
    lacking += [
        f"{name}={value}" for name, value in address.items() if at.query_params.get(name) not in (value, [value])
    ]
    if gap.record == "assessment" and gap.record_id and not any(f"{gap.field}　" in str(m.value) for m in at.markdown):
        lacking.append("the question")
    if gap.record in FORMS and at.session_state["party_dialog"] != (gap.record, {"record_id": gap.record_id}):
        lacking.append("the dialog of the record")
    return [f"{gap.record}.{gap.field}: {part}" for part in lacking]


def test_every_kind_of_record_that_closes_a_gap_is_looked_at(fixes: dict[Place, Known]) -> None:
    assert {record for record, _, _ in fixes} == set(RECORDS)


@pytest.mark.parametrize("record", RECORDS)
def test_every_gap_of_a_dossier_leads_to_the_field_that_closes_it(fixes: dict[Place, Known], record: str) -> None:
    drawn: dict[tuple[str, ...], AppTest] = {}
    lacking: list[str] = []
    for (_, field, _), gap in some((one for one in sorted(fixes.items()) if one[0][0] == record), 0, one_in=2):
        # One form asks for all the fields of a record of ours, so that one look at it is enough.
        page = (gap.third_party_id, gap.record_id) if record in FORMS else (field, gap.gap_id)
        at = drawn[page] if page in drawn else drawn.setdefault(page, pressed(gap))
        lacking += missing(gap, at)
    assert drawn
    assert lacking == []


@pytest.mark.parametrize("record", [*FORMS])
def test_every_gap_of_our_own_dossier_leads_to_our_registers(
    full_demo: tuple[Path, dict[Place, Known]], fixes: dict[Place, Known], record: str
) -> None:
    database = sqlite3.connect(full_demo[0] / "demo.db")
    database.row_factory = sqlite3.Row
    rows = database.execute(
        f"SELECT * FROM gap_span WHERE third_party_id = :own AND fix_record = :record AND {STANDING}",
        {"own": SELF_ID, "record": record, **TODAY},
    ).fetchall()
    database.close()
    ours = {(row["fix_field"], bool(row["fix_id"])): known(row) for row in rows}
    by_page: defaultdict[str, list[Known]] = defaultdict(list)
    for gap in ours.values():
        by_page[gap.record_id].append(gap)
    for gaps in by_page.values():
        at = pressed(gaps[0])
        assert [part for gap in gaps for part in missing(gap, at)] == []


def waived_by(gap: Known) -> str:
    """The gap that a waiver was about."""
    with Workspace(database_file("demo")).unit() as unit:
        waiver = unit.records.find(Waiver, gap.record_id)
    assert waiver is not None
    return waiver.gap_id


def note_where(name: str, **query: str) -> None:
    """Instead of going to a page, note which is the first."""
    st.session_state.setdefault("gone", (name, query))


def pressing_on_the_board() -> None:
    """Press the button of every row of the board, and note where each leads."""
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from sakimori.services.gaps.rows import GapFilter, all_rows  # noqa: PLC0415
    from sakimori.ui.frame.session import open_page  # noqa: PLC0415
    from sakimori.ui.gaps.listing import follow_fix  # noqa: PLC0415

    led: dict[str, object] = {}
    with open_page("") as page:
        for row in list(all_rows(page.workspace, page.as_of, GapFilter())):
            for left in ("party_dialog", "gone"):
                st.session_state.pop(left, None)
            st.session_state["gaps_fix"] = row
            follow_fix(page)
            led.setdefault(
                row.gap_id,
                (*st.session_state["gone"], st.session_state.get("party_dialog"), st.session_state.get("party_asked")),
            )
    st.session_state["led"] = led


def test_every_row_of_the_board_leads_where_its_dossier_leads(
    fixes: dict[Place, Known], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sakimori.ui.gaps.listing.go_to", note_where)
    at = AppTest.from_function(pressing_on_the_board, default_timeout=120)
    take_seat(at, COMPLIANCE)
    at.run()
    assert not at.exception, at.exception
    led = at.session_state["led"]
    for (record, field, _), gap in fixes.items():
        page, query, dialog, asked = led[gap.gap_id]
        if record == "assessment" or field == "assessment":
            there = {"id": gap.record_id, "q": gap.field} if gap.record_id and record == "assessment" else None
            assert (page, query) == ("assess", there or {"party": gap.third_party_id, "begin": "1"}), gap
        elif record == "waiver":
            assert led[gap.gap_id] == led[waived_by(gap)]
        else:
            assert (page, query) == ("party", {"party": gap.third_party_id, "tab": "gaps"}), gap
            assert dialog == ("fix", {"gap_id": gap.gap_id}), gap
            assert asked == gap.third_party_id


@pytest.mark.parametrize("whose", ["theirs", "ours"])
def test_the_board_opens_the_dialog_in_the_dossier(fixes: dict[Place, Known], whose: str) -> None:
    place = ("third_party", "address", True) if whose == "theirs" else ("data_set", "retention_months", True)
    gap = fixes[place]
    workspace = Workspace(database_file("demo"))
    with workspace.unit() as unit:
        number = unit.number_on(today(), today=today())
    rows = all_rows(workspace, AsOf(today(), number), GapFilter())
    at = AppTest.from_file(str(MAIN), default_timeout=60)
    take_seat(at, COMPLIANCE)
    at.session_state["gaps_fix"] = next(row for row in rows if row.gap_id == gap.gap_id)
    at.switch_page(str(MAIN.parent / "screens" / "gaps.py"))
    at.run()
    assert not at.exception, at.exception
    assert missing(gap, at) == []


def pressing_on_flows() -> None:
    """Press the button beside each gap on the page of each flow, and note what that opens."""
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from sakimori.domain.records.data_flow import DataFlow  # noqa: PLC0415
    from sakimori.services.flows.view import flow_view  # noqa: PLC0415
    from sakimori.ui.flows.fix import fix_words, lead_to, open_fix  # noqa: PLC0415
    from sakimori.ui.frame.session import open_page  # noqa: PLC0415

    led: dict[str, object] = {}
    with open_page("") as page:
        with page.workspace.unit() as unit:
            flows = [flow.id for flow in unit.records.select(DataFlow)]
        for flow_id in flows:
            for gap in flow_view(page.workspace, flow_id, on=page.on, number=page.number).gaps:
                st.session_state.pop("party_dialog", None)
                st.session_state.pop("flow_going", None)
                lead_to(gap)
                dialog, going = st.session_state.get("party_dialog"), st.session_state.get("flow_going")
                st.session_state.pop("party_dialog", None)
                open_fix(flow_id, gap.fix)
                from_dossier = st.session_state.get("party_dialog")
                led[gap.gap.gap_id] = (gap.fix, fix_words(gap.fix), dialog, going, from_dossier, flow_id)
    st.session_state["led"] = led


def test_every_gap_on_the_page_of_a_flow_leads_where_its_dossier_leads(fixes: dict[Place, Known]) -> None:
    at = AppTest.from_function(pressing_on_flows, default_timeout=120)
    take_seat(at, COMPLIANCE)
    at.run()
    assert not at.exception, at.exception
    led = at.session_state["led"]
    seen = set()
    for gap_id, (fix, words, dialog, going, from_dossier, flow_id) in led.items():
        assert words, fix
        seen.add(fix.record)
        if fix.record in OF_FLOW:
            assert going is None, fix
            assert dialog is not None, fix
            assert dialog[0].startswith("flow_"), fix
            assert dialog == from_dossier, fix
        elif fix.record in FORMS:
            assert going == ("purposes", {"record": fix.record, "id": fix.record_id}), fix
        elif fix.record in {"provision_record", "receipt_record"}:
            assert going == ("records", {"flow": flow_id}), fix
            assert dialog is None, fix
        elif fix.record == "passed_on":
            assert going[0] == "requests", fix
        else:
            assert going[0] == "party", fix
            assert dialog == ("fix", {"gap_id": gap_id}), fix
    assert seen >= {"data_flow", "cloud_facts", "foreign_basis", "consent_text"}
    assert {gap.gap_id for (record, _, _), gap in fixes.items() if record == "cloud_facts"} & set(led)


def test_whoever_comes_back_from_an_assessment_stays_in_the_dossier(fixes: dict[Place, Known]) -> None:
    gap = fixes["assessment", QUESTION, True]
    at = pressed(gap)
    assert at.query_params["id"] == gap.record_id
    at.query_params.clear()
    at.query_params["party"] = gap.third_party_id
    at.switch_page(str(MAIN.parent / "screens" / "party.py"))
    at.run()
    assert "id" not in at.query_params
    assert at.segmented_control(key="party_which").value == "all"


def test_who_may_not_sign_is_told_who_does(fixes: dict[Place, Known]) -> None:
    at = pressed(fixes["cloud_facts", "signed_off_by", True], person=PROCUREMENT)
    assert at.button(key="flow_sign_do").disabled
    assert any("法務" in line.value for line in at.info)
