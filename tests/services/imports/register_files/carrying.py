"""Register folders in which a colleague has decided something elsewhere: people, one record of each kind, and a row."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import ContactKind, UserRole
from sakimori.domain.questions.assessment import Evidence, EvidenceReview
from sakimori.domain.records.campaigns import Campaign
from sakimori.domain.records.contract import Contract, ContractCover, ContractKind
from sakimori.domain.records.country import Certainty, CountryFact, CountryProfile, Point
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.governance import Acknowledgement, AcknowledgementWay, InternalAudit, Meeting, PolicyText
from sakimori.domain.records.own_registers import DataSet
from sakimori.domain.records.third_party import Contact, Service
from sakimori.domain.records.training import Attendance, AttendanceWay, Course
from sakimori.domain.user import Actor, User
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.services.imports.register_files.decisions import DECIDED
from sakimori.services.imports.register_files.folder import FILES, export_folder, import_folder, plan_folder
from sakimori.services.imports.register_files.rows import csv_of
from sakimori.services.imports.register_files.writing import CODED
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import add_service, register
from sakimori.services.settings.users import add_user
from sakimori.store.records import TABLES

EVERYTHING = an_actor()
IMPORTER = an_actor(UserRole.COMPLIANCE, user_id="us02", name="高橋 健")
COLLEAGUE, HER_NAME = "us03", "山本 彩"
DOCUMENT = "本文".encode()


def manned() -> Workspace:
    workspace = a_workspace()
    for user_id, name in (("us02", IMPORTER.name), (COLLEAGUE, HER_NAME)):
        add_user(
            workspace,
            name=name,
            department="法務部",
            roles=frozenset({UserRole.COMPLIANCE}),
            user_id=user_id,
            actor=EVERYTHING,
            at=AT,
        )
    return workspace


def one_of(workspace: Workspace, kind: type) -> Any:
    """A record of a kind, as a person has recorded it, of which nobody has decided anything."""
    if kind is Evidence:
        party = register(workspace, a_third_party(), actor=EVERYTHING, at=AT).record
        return file_evidence(
            workspace, third_party_id=party.id, filename="報告書.txt", body=DOCUMENT, actor=EVERYTHING, at=AT
        ).record
    if kind is Contact:  # and whatever else a company comes with
        given = {"services": (Service("", "", "電話"),), "contacts": (Contact("", "", ContactKind.CONTRACT, "窓口"),)}
        register(workspace, a_third_party(), aliases=("つむぎ",), actor=EVERYTHING, at=AT, **given)  # type: ignore[arg-type]
        with workspace.unit() as unit:
            return unit.records.select(Contact)[0]
    if kind is CountryProfile:
        return record(workspace, CountryProfile("US", TODAY), actor=EVERYTHING, at=AT).record
    references = KINDS[kind].references
    party = register(workspace, a_third_party(), actor=EVERYTHING, at=AT).record
    needed = {spec.name for spec in fields(kind) if spec.default is MISSING and spec.name != "id"}
    hints = get_type_hints(kind)
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
    said = {name: value_of(hints[name], name) for name in needed - references.keys()}
    said |= {n: record(workspace, made[n], actor=EVERYTHING, at=AT).record.id for n in made if n in references}
    if "third_party_id" in references:
        said["third_party_id"] = party.id
    if "service_id" in needed:
        said["service_id"] = add_service(workspace, Service("", party.id, "支援"), actor=EVERYTHING, at=AT).record.id
    if kind is ContractCover:
        other = register(workspace, a_third_party(legal_name="株式会社ほしくず"), actor=EVERYTHING, at=AT).record
        said["third_party_id"] = other.id
    if "user_id" in needed:
        said["user_id"] = COLLEAGUE
    said |= {name: EVERYTHING.id for name in ("decided_by", "by") if name in needed}
    return record(workspace, kind(id="", **said), actor=EVERYTHING, at=AT).record


def value_of(hint: Any, name: str) -> Any:  # noqa: PLR0911 - one return a type
    """Something that a field may hold and that stands nowhere yet."""
    if get_origin(hint) in (Union, types.UnionType):
        return value_of(next(inner for inner in get_args(hint) if inner is not type(None)), name)
    if name.endswith("by"):
        return HER_NAME if name == "by" else COLLEAGUE
    if name == "fact":
        return "scope_checked"
    if name == "rule_id":
        return CLEARANCE_RULES[0].id
    if name == "facts":
        return (
            CountryFact(Point.GENERAL_LAW, Certainty.SOURCE, "ある", "Yes", "官報", read_on=TODAY, read_by=COLLEAGUE),
        )
    if hint is bool:
        return True
    if name == "last_day":
        return TODAY + timedelta(days=30)
    if hint is date:
        return date(2026, 11, 24)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return list(hint)[-1]
    if get_origin(hint) is tuple:
        return ()
    return "あ" if name not in CODED else "ITK-01"


def said_by_colleague(standing: Any, name: str) -> Any:
    """A record as a folder says that the colleague has decided it, with all that is settled together."""
    kind = type(standing)
    hints = get_type_hints(kind)
    together = {name, *(DECIDED[kind] if name in DECIDED.get(kind, ()) else ())}
    told = {one: value_of(hints[one], one) for one in together}
    if kind is Evidence and "review" in told:
        told["review"] = EvidenceReview.ACCEPTED
    if kind in {Acknowledgement, Attendance}:
        told["how"] = AcknowledgementWay.SIGNED_IN if kind is Acknowledgement else AttendanceWay.QUIZ
    return replace(standing, **told)


def folder_with(workspace: Workspace, said: Any) -> dict[str, bytes]:
    files = export_folder(workspace, actor=EVERYTHING, at=AT)
    with workspace.unit() as unit:
        others = [one for one in unit.records.select(type(said)) if one.id != said.id]
    if isinstance(said, User):
        others = [replace(one, roles=frozenset()) for one in others]
    if isinstance(said, Evidence):
        files |= {f"{FILES}{said.sha256}": DOCUMENT}
    return files | {f"{TABLES[type(said)]}.csv": csv_of(type(said), [*others, said])}


def bring(workspace: Workspace, said: Any, *, files: dict[str, bytes] | None = None, by: Actor = IMPORTER) -> None:
    plan = plan_folder(workspace, files or folder_with(workspace, said), actor=by, at=AT)
    assert plan.problems == ()
    import_folder(workspace, plan, actor=by, at=AT)


def said_of(standing: Any) -> Any:
    """A record that the colleague decided elsewhere, with all that she decided of it."""
    said = standing
    for name in DECIDED[type(standing)]:
        said = said_by_colleague(said, name)
    return said
