"""The demo company: real history, every kind of state, and gaps that its own rules confirm."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from kit.demos import DemoIn
from sakimori.demo.company import make_demo
from sakimori.demo.steps import NAMES
from sakimori.demo.third_parties import COMPANY, read_cast
from sakimori.demo.words import DATA
from sakimori.domain.clearance import Inquiry, InquiryState, Slip
from sakimori.domain.codes import AssessmentState, Decision, GapKind, Lifecycle, Outcome, Severity
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, ContractKind
from sakimori.domain.records.data_flow import DataFlow, ForeignBasis, ForeignBasisKind, LegalRoute
from sakimori.domain.records.hand_over import HandOver, NoRecord, ProvisionRecord, ReceiptRecord, RecordMethod, Release
from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink, walk
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.errors import StateError
from sakimori.rules import RULES
from sakimori.services.assessments.view import assessment_view
from sakimori.services.audit.view import verify
from sakimori.services.clearance.slips import SlipState, slip_standing
from sakimori.services.flows.rows import flow_rows
from sakimori.services.flows.states import FlowState
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.reply import can_reply
from sakimori.services.questionnaires.suggestions import suggestions
from sakimori.services.records.provisions import ReleaseDraft
from sakimori.services.requests.stops import check_stop_key
from sakimori.store.records import RECORD_TYPES

ON = date(2026, 11, 25)

SPEAKS_OF = {
    "C-CN1": "hibari amber",
    "C-CN2": "komichi",
    "C-CN3": "amber",
    "C-CN4": "sazanami",
    "C-CN5": "asagiri isaribi kawasemi",
    "C-CN6": "hoshikuzu",
    "C-CN7": "nimbus",
    "A-25-2": "hoshikuzu",
    "A-MN5": "kogane",
    "A-MN5S": "kogane",
    "A-28-16": "hanbit",
    "A-JU5": "minato_g",
    "A-PS7": "akebi",
    "C-CL1": "slatework",
    "C-CL2": "tidepool harukaze",
    "C-CL3": "kasasagi hinata",
    "C-CE1": "mikazuki formosa",
    "C-CE2": "aomori_bpo slatework",
    "C-CE3": "nimbus",
    "C-CE4": "kogane",
    "C-CE5": "hotaru",
    "C-CE6": "tsumugi",
    "C-CE7": "slatework",
    "C-CE8": "kirari",
    "A-25-4": "tsumugi nijiiro",
    "A-25-4U": "tsumugi hanbit",
    "A-MN4": "kogane",
    "C-SB1": "nijiiro",
    "C-SB2": "nimbus",
    "C-SB3": "nimbus nagareboshi",
    "C-SB4": "asagiri",
    "C-SB5": "hanamizuki",
    "A-CL1": "orchid",
    "A-CL5": "luna",
    "A-CL1S": "yukimichi",
    "A-IT1": "nimbus",
    "A-28-1": "formosa saigon amber",
    "C-SR4": "lotus",
    "A-28-3a": "aoba_us lotus formosa",
    "C-28-3a": "formosa",
    "A-28-3b": "maple",
    "A-28-3c": "aoba_us",
    "C-CP1": "krung",
    "C-CP2": "fjordmail",
    "C-CP3": "hanbit",
    "C-FL1": "hinata",
    "C-FL2": "komorebi",
    "C-FL3": "nagareboshi",
    "C-TR1": "tanpopo",
    "A-27-0": "amber",
    "C-RT1": "nagareboshi",
    "A-EX5": "kibou_univ",
    "A-27-1": "harukaze",
    "A-28-2": "krung",
    "A-OO0": "suzuran",
    "A-OO4": "suzuran",
    "C-OO1": "suzuran",
    "C-OO2": "suzuran",
    "A-OO1": "suzuran",
    "A-18-1": "tomoshibi",
    "A-17-1P": "komichi",
    "A-27-2P": "suzuran",
    "A-32-1U": "amber",
    "A-18-1D": "kasasagi",
    "A-32-1F": "saigon",
    "A-21P": "kasasagi",
    "C-RE1": "kitakaze",
    "A-22": "kageboshi",
    "C-RE2": "yamabiko kageboshi",
    "A-29": "tomoshibi",
    "A-29I": "komichi",
    "C-RR1": "nagisa",
    "C-RR2": "shiosai",
    "A-30I": "nagisa",
    "C-RL1": "komichi",
}
"""Stories that the demo tells on purpose: who is in the wrong today, by rule over papers and flows."""

BEFORE = {
    "A-18-1C": "shiosai",
    "A-27-3": "krung",
    "A-21-1F": "brightquill",
    "A-30": "nagisa",
    "A-JU1": "minato_g",
    "A-JU2P": "minato_g",
    "A-MN1": "minato_s",
    "A-OO3": "susuki",
    "A-PS1": "kibou_univ",
    "A-SU1": "hamanasu",
    "C-SR3": "maple",
}
"""What was true for weeks until somebody put it right, or stopped the flow."""

COMING = {"A-28-5": "lumen"}
"""What becomes true on a day to come."""

OWN = {
    "A-17-2", "A-21-1", "A-28-2T", "A-28-2C", "C-SE2", "A-32-1", "A-OO4P", "A-OO5", "A-JU2", "C-SE3", "A-22-1", "C-SE4",
    "A-30-4", "C-SE5",
}  # fmt: skip
ONCE = {"C-SE0", "C-SE1", "A-17-1", "A-20-1", "A-20-2", "A-30-1", "A-OO8"}
"""Own rules that are true today, and those that were true before anything was written, or before a wording changed."""

IN_ORDER = {
    "akatsuki",
    "asatsuyu",
    "hakuba",
    "ichou",
    "kotori",
    "kumo_base",
    "mahoroba",
    "midori_city",
    "papermoon",
    "sakuragai",
    "shirakaba",
    "tsubame",
    "yuunagi",
}
"""Third parties whose papers and flows leave nothing open, whatever their assessments say."""

STEPS = {"key", "party", "on", "file", "open", "read", "read_on", "for", "absent", "weak", "unread", "excused"} | {
    "renewed", "covers", "unconfirmed", "compared", "judged", "undecided", "signed", "of_all", "confirmed", "why",
    "mended",
}  # fmt: skip
"""What the files may say beyond the fields of a record: how it is dealt with."""

STEPS_OF = {
    "demo_governance.toml": {
        "record",
        "reading",
        "erasure",
        "do",
        "act",
        "who",
        "approver",
        "says",
        "people",
        "text",
        "note",
    },
    "demo_hand_overs.toml": {f.name for f in fields(HandOver)}
    | {"of", "flow", "nothing", "unapproved", "rule_id", "holds", "reason"},
    "demo_clearances.toml": {"flow", "who", "message", "answered", "approve", "answer", "decided", "rule_id", "reason"}
    | {"slip", "withdrawn", "revoked", "about", "to", "days", "text", "talk", "question", "reply"},
    "demo_releases.toml": {f.name for f in fields(ReleaseDraft)}
    | {"slip", "flow", "first", "last", "count", "how", "numbers", "reviewed", "review", "extended", "corrected", "fix"}
    | {"correction", "route", "confirmed", "acquired", "published"},
    "demo_asked.toml": {"title", "sender", "filename", "asked", "due", "answered", "decided", "rows"}
    | {"path", "text", "answer", "note", "reason", "adverse"},
    "demo_requests.toml": {f.name for f in fields(PersonRequest)}
    | {
        "sets",
        "received",
        "number",
        "identity",
        "how",
        "searched",
        "found",
        "asked",
        "recipients",
        "reply",
        "told",
        "way",
    }
    | {"explained", "erased", "flow", "by", "again", "answered", "answer"},
    "demo_incidents.toml": {f.name for kind in (IncidentPlan, Drill) for f in fields(kind)}
    | {"clock", "known", "who", "what", "act", "do", "facts", "items", "not_yet", "text", "step", "due", "way", "to"}
    | {"receipt", "how", "why", "cause", "kind", "reached"},
}
"""The same of files that tell of steps rather than of records."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), ON))


@pytest.fixture(scope="module")
def key_of(demo: Workspace) -> dict[str, str]:
    """The key in the cast by the id of a third party."""
    keys = {part.party.legal_name: part.key for part in read_cast()}
    with demo.unit() as unit:
        return {p.id: keys.get(p.legal_name, p.id) for p in unit.records.select(ThirdParty)}


@pytest.fixture(scope="module")
def today(demo: Workspace, key_of: dict[str, str]) -> dict[str, set[str]]:
    """By rule, whose gaps are true today."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with demo.unit() as unit:
        for span in unit.spans.as_known(unit.number(), ON):
            found[span.rule_id].add(key_of[span.third_party_id])
    return found


def test_the_gaps_of_the_demo_are_what_the_rules_say_from_scratch(demo: Workspace) -> None:
    assert [found for _, _, found in recompute(demo, on=ON) if found] == []


def test_the_trail_of_the_demo_verifies(demo: Workspace) -> None:
    assert verify(demo).is_intact


def test_about_sixty_third_parties_show_every_lifecycle(demo: Workspace) -> None:
    with demo.unit() as unit:
        parties = [p for p in unit.records.select(ThirdParty) if p.id != SELF_ID]
    assert 55 <= len(parties) <= 80
    assert {p.lifecycle for p in parties} == set(Lifecycle)
    assert any(p.merged_into for p in parties)
    assert any(p.parent_id for p in parties)


def test_assessments_stand_in_every_state_and_decision(demo: Workspace) -> None:
    with demo.unit() as unit:
        assessments = unit.records.select(Assessment)
    assert {a.state for a in assessments} >= set(AssessmentState) - {AssessmentState.CANCELLED}
    assert {a.decision for a in assessments} == {*Decision, None}


def test_gaps_of_every_severity_and_kind_are_true_today(demo: Workspace) -> None:
    with demo.unit() as unit:
        spans = unit.spans.as_known(unit.number(), ON)
    assert {s.severity for s in spans} == set(Severity)
    assert {s.kind for s in spans} == set(GapKind)


def test_every_rule_fires_somewhere_now_or_later_and_stays_silent_elsewhere(demo: Workspace) -> None:
    with demo.unit() as unit:
        by_rule = {
            str(r["rule_id"]): int(str(r["n"]))
            for r in unit.query("SELECT rule_id, COUNT(DISTINCT third_party_id) AS n FROM gap_span GROUP BY rule_id")
        }
        parties = int(str(unit.query("SELECT COUNT(*) AS n FROM third_party")[0]["n"]))
    # A service refuses a waiver or an exception that its asker approves, and a receipt of which nobody says how the
    # provider was confirmed, so no history made by services holds one.
    expected = {rule.id for rule in RULES} - {"C-WV2", "C-GV11", "C-RR3"}
    assert expected - by_rule.keys() == set()
    assert all(by_rule[rule] < parties - 1 for rule in expected)


def test_no_rule_over_papers_and_flows_speaks_of_whose_papers_are_in_order(today: dict[str, set[str]]) -> None:
    ids = [rule.id for rule in RULES]
    register = ids[ids.index("C-CN1") : ids.index("C-WV1")]
    assert {rule: today[rule] & IN_ORDER for rule in register if today[rule] & IN_ORDER} == {}


@pytest.mark.parametrize(("rule", "keys"), SPEAKS_OF.items())
def test_a_rule_speaks_of_whom_it_should(today: dict[str, set[str]], rule: str, keys: str) -> None:
    assert set(keys.split()) <= today[rule]


@pytest.fixture(scope="module")
def lately(demo: Workspace, key_of: dict[str, str]) -> set[tuple[str, str]]:
    """By key in the cast, the rules that spoke on a day of the last months."""
    seen: set[tuple[str, str]] = set()
    with demo.unit() as unit:
        for days in range(1, 120):
            day = ON - timedelta(days=days)
            spans = unit.spans.as_known(unit.number_on(day, today=ON), day)
            seen |= {(key_of[s.third_party_id], s.rule_id) for s in spans}
    return seen


@pytest.mark.parametrize(("rule", "key"), BEFORE.items())
def test_a_rule_spoke_of_what_has_been_put_right(
    lately: set[tuple[str, str]], today: dict[str, set[str]], rule: str, key: str
) -> None:
    assert (key, rule) in lately
    assert not today[rule]


@pytest.mark.parametrize(("rule", "key"), COMING.items())
def test_a_rule_speaks_of_what_is_to_come(
    demo: Workspace, key_of: dict[str, str], today: dict[str, set[str]], rule: str, key: str
) -> None:
    with demo.unit() as unit:
        spans = [s for s in unit.spans.known_now(next(i for i, k in key_of.items() if k == key)) if s.rule_id == rule]
    assert all(s.from_on is not None and s.from_on > ON for s in spans)
    assert spans
    assert key not in today[rule]


@pytest.mark.parametrize("rule", sorted(OWN | ONCE))
def test_rules_over_our_own_registers_speak_of_us_alone(demo: Workspace, today: dict[str, set[str]], rule: str) -> None:
    with demo.unit() as unit:
        ever = unit.query("SELECT DISTINCT third_party_id AS id FROM gap_span WHERE rule_id = :rule", rule=rule)
    assert [row["id"] for row in ever] == [SELF_ID]
    assert today[rule] == ({SELF_ID} if rule in OWN else set())


def test_a_few_vivid_stops_stand_among_flows_in_every_state(demo: Workspace) -> None:
    states = Counter(row.state for row in flow_rows(demo, on=ON, number=demo.head()[0]))
    assert set(states) >= {FlowState.BLOCK, FlowState.HIGH, FlowState.MEDIUM, FlowState.UNKNOWN, FlowState.OK}
    assert 5 <= states[FlowState.BLOCK] <= 14
    assert 2 * states[FlowState.OK] > states.total()


def test_most_third_parties_have_nothing_that_blocks(demo: Workspace) -> None:
    with demo.unit() as unit:
        blocked = {s.third_party_id for s in unit.spans.as_known(unit.number(), ON) if s.severity is Severity.BLOCK}
    assert 5 <= len(blocked) <= 18


def test_our_own_dossier_says_who_we_are(demo: Workspace) -> None:
    with demo.unit() as unit:
        own = unit.records.get(ThirdParty, SELF_ID)
    assert own.legal_name == COMPANY
    assert all((own.address, own.representative, own.corporate_number, own.kana, own.country == "JP"))


@pytest.mark.parametrize(
    ("kind", "field", "codes"),
    [
        (Contract, "kind", set(ContractKind)),
        (DataFlow, "route", set(LegalRoute)),
        (ForeignBasis, "kind", set(ForeignBasisKind)),
        (Stop, "channel", set(StopChannel)),
        (SubProcessorLink, "approval", {*Approval, None}),
    ],
)
def test_every_code_is_somewhere(demo: Workspace, kind: type, field: str, codes: set[object]) -> None:
    with demo.unit() as unit:
        records: list[object] = unit.records.select(kind)
    assert {getattr(record, field) for record in records} == codes


def test_a_tree_of_sub_processors_goes_three_deep(demo: Workspace) -> None:
    with demo.unit() as unit:
        trees: defaultdict[str, list[SubProcessorLink]] = defaultdict(list)
        for link in unit.records.select(SubProcessorLink):
            trees[link.third_party_id].append(link)
    assert {depth for links in trees.values() for depth, _ in walk(links)} == {1, 2, 3}


def test_a_reseller_covers_a_foreign_provider(demo: Workspace, key_of: dict[str, str]) -> None:
    with demo.unit() as unit:
        resale = next(c for c in unit.records.select(Contract) if c.kind is ContractKind.RESALE)
        covers = unit.records.select(ContractCover, "contract_id = :id", {"id": resale.id})
        covered = {key_of[c.third_party_id]: unit.records.get(ThirdParty, c.third_party_id) for c in covers}
    assert covered.keys() == {"ichou", "slatework"}
    assert covered["slatework"].country == "US"
    assert all(c.confirmed_on is not None for c in covers)


def test_who_confirms_and_decides_is_not_who_recorded(demo: Workspace) -> None:
    with demo.unit() as unit:
        lines = unit.query(
            "SELECT action, actor FROM audit_entry WHERE record_kind IN ('data_flow', 'contract_clause')"
        )
        buyers = {str(r["actor"]) for r in lines if str(r["action"]) == "data_flow.recorded"}
        deciders = {str(r["actor"]) for r in lines if str(r["action"]) == "data_flow.route_decided"}
        excused = [c for c in unit.records.select(ContractClause) if c.reason_approved_by is not None]
    assert buyers.isdisjoint(deciders)
    assert excused
    assert all(c.reason_approved_by != c.checked_by for c in excused)


def test_the_files_say_nothing_that_is_not_read() -> None:
    known = {field.name for kind in NAMES.values() for field in fields(kind)} | STEPS | NAMES.keys()
    for file in sorted(DATA.glob("demo_*.toml")):
        read = known | STEPS_OF.get(file.name, set())
        for entries in tomllib.loads(file.read_text(encoding="utf-8")).values():
            inner = [i for e in entries for v in e.values() if isinstance(v, list) for i in v if isinstance(i, dict)]
            assert {name for entry in (*entries, *inner) for name in entry} <= read, file.name


def test_our_own_company_has_answered_one_customer_and_has_suggestions_for_the_next(demo: Workspace) -> None:
    number = demo.head()[0]
    with demo.unit() as unit:
        asked = "third_party_id = :own AND kind = 'asked'"
        done, waiting = unit.records.select(Assessment, asked, {"own": SELF_ID}, order="opened_on")
    assert (done.state, waiting.state) == (AssessmentState.DECIDED, AssessmentState.DRAFT)
    work = assessment_view(demo, waiting.id, on=ON, number=number)
    found = suggestions(demo, work, on=ON, number=number)
    assert 0 < sum(offered[0].is_sure for offered in found.values()) < len(found) < len(work.questions)
    assert can_reply(demo, waiting)


def test_the_records_of_the_demo_were_made_in_every_way_and_corrected(demo: Workspace) -> None:
    with demo.unit() as unit:
        releases, provisions = unit.records.select(Release), unit.records.select(ProvisionRecord)
        receipts = unit.records.select(ReceiptRecord)
    assert {r.route for r in provisions} == {LegalRoute.CONSENT, LegalRoute.CONSENT_28, LegalRoute.OPTOUT}
    assert {r.method for r in provisions} == {RecordMethod.EACH, RecordMethod.BULK}
    assert len([r for r in provisions if r.corrects_id]) == 2
    assert {r.no_record for r in releases} == {None, NoRecord.ENTRUST, NoRecord.JOINT}
    assert {r.route for r in receipts} == {LegalRoute.CONSENT, LegalRoute.OPTOUT}
    assert {r.slip_id is None for r in releases} == {True, False}


def test_most_flows_may_go_and_each_answer_occurs(demo: Workspace) -> None:
    with demo.unit() as unit:
        held = [one for one in unit.outcomes.as_known(unit.number(), ON) if one.subject_kind == "flow"]
    words = Counter(one.outcome for one in held)
    assert words.keys() == set(Outcome)
    may_go = words[Outcome.ALLOWED] + words[Outcome.CONDITIONAL]
    assert may_go > words[Outcome.BLOCKED] + words[Outcome.REVIEW]
    assert words[Outcome.ALLOWED] == max(words.values())


def test_inquiries_and_slips_stand_in_every_state(demo: Workspace) -> None:
    with demo.unit() as unit:
        inquiries, slips = unit.records.select(Inquiry), unit.records.select(Slip)
        states = Counter(slip_standing(unit, slip, ON).state for slip in slips)
    assert {inquiry.state for inquiry in inquiries} == set(InquiryState)
    assert states.keys() == {SlipState.GOOD, SlipState.LAPSED, SlipState.REVOKED}
    assert states[SlipState.GOOD] >= 3
    assert {slip.outcome for slip in slips} == {Outcome.ALLOWED, Outcome.CONDITIONAL}
    assert any(slip.inquiry_id for slip in slips)


def test_the_key_of_the_stops_lies_beside_the_file(tmp_path: Path, demo_in: DemoIn) -> None:
    workspace = Workspace(demo_in(tmp_path, ON))
    check_stop_key(workspace)
    with workspace.unit() as unit:
        assert not any("example.jp" in str(value) for row in unit.query("SELECT * FROM stop") for value in tuple(row))


def test_nothing_was_written_behind_the_services(demo: Workspace) -> None:
    with demo.unit() as unit:
        for table in RECORD_TYPES:
            if table == "gap":  # identities follow from findings; people's decisions on them are audited
                continue
            stored = {str(r["id"]) for r in unit.query(f"SELECT id FROM {table}")} - {SELF_ID}
            noted = {
                str(r["record_id"])
                for r in unit.query("SELECT record_id FROM audit_entry WHERE record_kind = :kind", kind=table)
            }
            assert stored <= noted, table


def test_history_reaches_back_a_year_and_more(demo: Workspace) -> None:
    with demo.unit() as unit:
        numbers = [unit.number_on(ON - timedelta(days=30 * months), today=ON) for months in range(17)]
    assert numbers == sorted(numbers, reverse=True)
    assert 0 < numbers[-1] < numbers[0]


def test_the_demo_never_replaces_a_workspace_of_somebodys_own(tmp_path: Path) -> None:
    own = Workspace(tmp_path / "own.db")
    own.set_meta(kind="own")
    with pytest.raises(StateError):
        make_demo(tmp_path / "own.db", on=ON)
    assert own.meta("kind") == "own"


def test_somebody_of_sales_asked_procurement_to_register_a_company(demo: Workspace) -> None:
    with demo.unit() as unit:
        (errand,) = unit.records.select(Errand, "kind = :kind", {"kind": ErrandKind.REGISTER.value})
        names = {party.legal_name for party in unit.records.select(ThirdParty)}
    assert (errand.state, errand.asked_by, errand.person_id) == (ErrandState.OPEN, "us03", "us02")
    assert errand.due_on > ON
    assert errand.about not in names


def test_procurement_asked_for_a_decision_and_compliance_asked_back(demo: Workspace) -> None:
    with demo.unit() as unit:
        (errand,) = unit.records.select(Errand, "kind = :kind", {"kind": ErrandKind.DECISION.value})
        assessment = unit.records.get(Assessment, errand.assessment_id or "")
        waiting = [inquiry for inquiry in unit.records.select(Inquiry) if inquiry.awaits_reply]
    assert (errand.state, errand.person_id, errand.asked_by != "us01") == (ErrandState.OPEN, "us01", True)
    assert assessment.state is AssessmentState.SUBMITTED
    assert [inquiry.state for inquiry in waiting] == [InquiryState.OPEN]
