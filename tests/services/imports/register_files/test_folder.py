"""The register goes out as a folder and comes back as it was."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.examples import examples
from sakimori.domain.codes import UserRole
from sakimori.domain.records.campaigns import Campaign
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, ContractKind
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.governance import InternalAudit, Meeting, PolicyText
from sakimori.domain.records.hand_over import Judgement
from sakimori.domain.records.own_registers import DataSet, Purpose, Stop, StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout
from sakimori.domain.records.person_requests import PersonRequest, RequestChannel, RequestKind
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service
from sakimori.domain.records.training import Course
from sakimori.domain.user import User
from sakimori.errors import NotPermittedError, StateError
from sakimori.services.imports.register_files.archive import unzipped, zipped
from sakimori.services.imports.register_files.decisions import DECIDED, UNDER_OWN_NAME
from sakimori.services.imports.register_files.folder import FOLDER, export_folder, import_folder, plan_folder
from sakimori.services.imports.register_files.writing import CODED
from sakimori.services.kernel.confirmations import confirm_cover, decide_route
from sakimori.services.kernel.record_kinds import most_of
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import add_service, register
from sakimori.store.records import TABLES

ACTOR = an_actor()


def state(workspace: Workspace) -> dict[str, list[Any]]:
    """Every record of the register; versions, the roles of people and decisions do not go along."""
    with workspace.unit() as unit:
        found: dict[str, list[Any]] = {}
        for kind in FOLDER:
            bare: dict[str, Any] = {"version": 1} | ({"roles": frozenset()} if kind is User else {})
            if kind is Judgement:  # which is a decision and nothing else
                continue
            bare |= dict.fromkeys((*DECIDED.get(kind, ()), *UNDER_OWN_NAME.get(kind, ())))
            records: list[Any] = unit.records.select(kind)
            found[TABLES[kind]] = [replace(one, **bare) for one in records]
        return found


def brought_over(workspace: Workspace) -> Workspace:
    other = a_workspace()
    plan = plan_folder(other, export_folder(workspace, actor=ACTOR, at=AT), actor=ACTOR, at=AT)
    assert plan.problems == ()
    import_folder(other, plan, actor=ACTOR, at=AT)
    return other


def filled() -> Workspace:
    workspace = a_workspace()
    party = register(workspace, a_third_party(), actor=ACTOR, at=AT).record
    purpose = record(workspace, Purpose("", "受注", "ご注文の品を届けるため"), actor=ACTOR, at=AT).record
    contract = record(
        workspace, Contract("", party.id, "業務委託契約", ContractKind.ENTRUSTMENT), actor=ACTOR, at=AT
    ).record
    record(workspace, ContractClause("", contract.id, party.id, "ITK-01", note="=1+1"), actor=ACTOR, at=AT)
    with workspace.unit() as unit:
        cover = unit.records.select(ContractCover)[0]
    confirm_cover(workspace, cover.id, actor=ACTOR, at=AT)
    flow = DataFlow("", party.id, "発送", route=LegalRoute.ENTRUST, route_rationale="発送の委託", purpose_id=purpose.id)
    decide_route(workspace, record(workspace, flow, actor=ACTOR, at=AT).record.id, actor=ACTOR, at=AT)
    above = record(workspace, SubProcessorLink("", party.id, "'さざなみ"), actor=ACTOR, at=AT).record
    record(workspace, SubProcessorLink("", party.id, "しおさい", parent_id=above.id), actor=ACTOR, at=AT)
    record(workspace, CountryProfile("US", date(2026, 11, 24), law="無し\n（連邦）"), actor=ACTOR, at=AT)
    return workspace


def test_a_register_comes_back_as_it_was_but_for_what_somebody_decided() -> None:
    workspace = filled()
    assert state(brought_over(workspace)) == state(workspace)


def test_the_same_folder_again_changes_nothing() -> None:
    workspace = filled()
    files = export_folder(workspace, actor=ACTOR, at=AT)
    plan = plan_folder(workspace, files, actor=ACTOR, at=AT)
    assert (plan.problems, plan.new, plan.changed) == ((), {}, {})
    head = workspace.head()
    import_folder(workspace, plan, actor=ACTOR, at=AT)
    assert workspace.head() == head
    assert export_folder(workspace, actor=ACTOR, at=AT) == files


def test_a_dry_run_writes_nothing() -> None:
    files = export_folder(filled(), actor=ACTOR, at=AT)
    other = a_workspace()
    before = (other.head(), state(other))
    assert sum(plan_folder(other, files, actor=ACTOR, at=AT).new.values()) > 8
    assert (other.head(), state(other)) == before


def test_one_changed_record_is_one_changed_line() -> None:
    workspace = filled()
    before = export_folder(workspace, actor=ACTOR, at=AT)
    with workspace.unit() as unit:
        flow = unit.records.select(DataFlow)[0]
    record(workspace, replace(flow, note="別のメモ"), actor=ACTOR, at=AT)
    after = export_folder(workspace, actor=ACTOR, at=AT)
    differing = [name for name in before if before[name] != after[name]]
    assert differing == ["data_flow.csv", "ABOUT.txt"] or sorted(differing) == ["ABOUT.txt", "data_flow.csv"]
    lines = set(before["data_flow.csv"].splitlines()) ^ set(after["data_flow.csv"].splitlines())
    assert len(lines) == 2


def test_every_problem_is_named_with_file_line_and_column_and_nothing_goes_in() -> None:
    files = export_folder(filled(), actor=ACTOR, at=AT)
    files["data_flow.csv"] = files["data_flow.csv"].replace(b"ENTRUST", b"GIVE")
    files["contract.csv"] = files["contract.csv"].replace("業務委託契約".encode(), b"")
    del files["filing.csv"]
    other = a_workspace()
    plan = plan_folder(other, files, actor=ACTOR, at=AT)
    found = {(p.sheet, p.row, p.column) for p in plan.problems}
    assert {("data_flow.csv", 2, "route"), ("filing.csv", None, ""), ("contract.csv", 2, "title")} <= found
    with pytest.raises(StateError):
        import_folder(other, plan, actor=ACTOR, at=AT)
    assert state(other)["third_party"] == state(a_workspace())["third_party"]


def test_a_my_number_in_a_folder_is_refused_and_not_repeated() -> None:
    files = export_folder(filled(), actor=ACTOR, at=AT)
    files["purpose.csv"] = files["purpose.csv"].replace("受注".encode(), "番号 123456789018".encode())
    plan = plan_folder(a_workspace(), files, actor=ACTOR, at=AT)
    assert any(p.sheet == "purpose.csv" for p in plan.problems)
    assert "123456789018" not in repr(plan.problems)


def test_only_who_may_write_everything_takes_a_folder_in() -> None:
    files = export_folder(filled(), actor=ACTOR, at=AT)
    with pytest.raises(NotPermittedError):
        plan_folder(a_workspace(), files, actor=an_actor(UserRole.PROCUREMENT), at=AT)
    with pytest.raises(NotPermittedError):
        export_folder(filled(), actor=an_actor(UserRole.SALES), at=AT)


def test_a_zipped_folder_is_the_folder() -> None:
    files = export_folder(filled(), actor=ACTOR, at=AT)
    assert unzipped(zipped(files)) == files
    assert zipped(files) == zipped(dict(reversed(files.items())))


TEXT = st.text(
    st.characters(exclude_categories=["C"], exclude_characters="0123456789０１２３４５６７８９"), max_size=12
).map(str.strip)


def strategy_of(hint: Any, field: str = "") -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one return a type
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.none() | strategy_of(next(a for a in args if a is not type(None)), field)
    if origin is frozenset:
        return st.frozensets(
            st.sampled_from(["JP", "US", "DE"]) if args[0] is str else strategy_of(args[0]), max_size=3
        )
    if origin is tuple and is_dataclass(args[0]):
        kind: Any = args[0]
        hints = get_type_hints(kind)
        return st.lists(st.builds(kind, **{n: strategy_of(h, n) for n, h in hints.items()}), max_size=2).map(tuple)
    if origin is tuple:
        return st.lists(TEXT.map(lambda t: " ".join(t.split())).filter(bool), max_size=2).map(tuple)
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(0, min(10_000, most_of(field)))
    if hint is date:
        return st.dates(date(2000, 1, 1), date(2050, 1, 1))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return TEXT.map(lambda text: " ".join(text.split()) or "あ")


def records_of_kind(kind: type) -> st.SearchStrategy[Any]:
    """Any record of a kind without what must name another one."""
    hints, spec = get_type_hints(kind), KINDS[kind]
    given_fields = {
        f.name: strategy_of(hints[f.name], f.name)
        for f in fields(kind)
        if f.name
        not in {"id", "version", "third_party_id", *spec.references, *(b for pair in spec.in_order for b in pair)}
        and not f.name.endswith(("_by",))
    }
    given_fields |= {name: st.sampled_from(["ITK-01", "own-2", "x"]) for name in CODED & given_fields.keys()}
    if "country" in given_fields:
        given_fields["country"] = st.none() | st.sampled_from(["JP", "US"])
    if "governing_law" in given_fields:
        given_fields["governing_law"] = st.none() | st.sampled_from(["JP", "US"])
    return st.fixed_dictionaries(given_fields)


def bases(workspace: Workspace, kind: type) -> dict[str, str]:
    """The records that one of a kind cannot be without, by the fields that name them."""
    references = KINDS[kind].references
    party = register(workspace, a_third_party(), actor=ACTOR, at=AT).record
    found = {"third_party_id": party.id} if "third_party_id" in references else {}
    needed = {spec.name for spec in fields(kind) if spec.default is MISSING}
    made: dict[str, Any] = {
        "contract_id": Contract("", party.id, "契約", ContractKind.ENTRUSTMENT),
        "flow_id": DataFlow("", party.id, "発送"),
        "data_set_id": DataSet("", "会員"),
        "campaign_id": Campaign("", party.id, "案内"),
        "course_id": Course("", "研修"),
        "policy_text_id": PolicyText("", "規程", "第1版"),
        "audit_id": InternalAudit("", "内部監査"),
        "meeting_id": Meeting("", "委員会"),
    }
    for name in made.keys() & references.keys() & needed:
        found[name] = record(workspace, made[name], actor=ACTOR, at=AT).record.id
    if "service_id" in needed:
        found["service_id"] = add_service(workspace, Service("", party.id, "支援"), actor=ACTOR, at=AT).record.id
    found |= {name: ACTOR.id for name in needed if name.endswith("_by") or name == "user_id"}
    if kind is ContractCover:
        other = a_third_party(legal_name="株式会社ほしくず配送")
        found["third_party_id"] = register(workspace, other, actor=ACTOR, at=AT).record.id
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=examples(8), suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_any_record_comes_back_as_it_was(kind: type, data: st.DataObject) -> None:
    workspace = a_workspace()
    found = bases(workspace, kind)
    record_id = "US" if kind is CountryProfile else ""
    is_single = kind is CountryProfile or bool(
        {"contract_id", "flow_id", "third_party_id", "policy_text_id", "data_set_id", "service_id"}
        & {*KINDS[kind].once_per}
    )
    for values in data.draw(st.lists(records_of_kind(kind), min_size=1, max_size=1 if is_single else 3)):
        record(workspace, kind(id=record_id, **found, **values), actor=ACTOR, at=AT)
    assert state(brought_over(workspace)) == state(workspace)


def test_what_was_passed_on_for_a_request_stays_here_and_the_folder_says_so() -> None:
    workspace = filled()
    with workspace.change("passed_on.asked", actor=ACTOR, at=AT) as change:
        flow = change.records.select(DataFlow)[0]
        asked = PersonRequest("pr1", "PR-2026-0001", RequestKind.CORRECTION, TODAY, RequestChannel.MAIL)
        change.insert(asked)
        of_request = PassedOn("po1", flow.third_party_id, flow.id, PassedOnAbout.CORRECTION, TODAY, TODAY, asked.id)
        change.insert(of_request)
        change.insert(replace(of_request, id="po2", request_id=None, stop_batch_id="use-2026-11-25"))
    files = export_folder(workspace, actor=ACTOR, at=AT)
    assert b"po2" in files["passed_on.csv"]
    assert b"po1" not in files["passed_on.csv"]
    assert "1件" in files["ABOUT.txt"].decode()
    other = brought_over(workspace)
    with other.unit() as unit:
        assert [one.id for one in unit.records.select(PassedOn)] == ["po2"]
    assert plan_folder(workspace, files, actor=ACTOR, at=AT).problems == ()
    assert "書き出していません" not in export_folder(other, actor=ACTOR, at=AT)["ABOUT.txt"].decode()


def test_every_kind_of_the_register_goes_into_the_folder_and_stops_do_not() -> None:
    assert set(KINDS) <= set(FOLDER)
    workspace = filled()
    stop = Stop("st_0001", "deadbeef" * 8, StopChannel.MAIL, date(2026, 11, 1), "窓口")
    with workspace.change("stop.recorded", actor=ACTOR, at=AT) as change:
        change.insert(stop)
    files = export_folder(workspace, actor=ACTOR, at=AT)
    assert f"{TABLES[Stop]}.csv" not in files
    assert not any(stop.key_hash.encode() in body for body in files.values())
    other = a_workspace()
    import_folder(other, plan_folder(other, files, actor=ACTOR, at=AT), actor=ACTOR, at=AT)
    with other.unit() as unit:
        assert unit.records.select(Stop) == []
