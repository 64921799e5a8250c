"""A folder carries nobody's decision in, adds and removes no administrator, and names records by ids of ours alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from kit.builders import AT, TODAY
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import ContractCover
from sakimori.domain.records.governance import Acknowledgement
from sakimori.domain.records.hand_over import Judgement
from sakimori.domain.records.own_registers import DataSet
from sakimori.domain.records.third_party import Contact
from sakimori.domain.records.training import Attendance
from sakimori.domain.user import User
from sakimori.domain.values.ids import is_id
from sakimori.errors import StateError
from sakimori.services.imports.register_files.decisions import DECIDED, UNDER_OWN_NAME
from sakimori.services.imports.register_files.folder import FOLDER, export_folder, import_folder, plan_folder
from sakimori.services.imports.register_files.writing import CODED
from sakimori.services.kernel.confirmations import confirm_cover
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.records import TABLES, columns
from services.imports.register_files.carrying import (
    COLLEAGUE,
    EVERYTHING,
    HER_NAME,
    IMPORTER,
    folder_with,
    manned,
    one_of,
    said_by_colleague,
)

TEXTS_OF_OTHERS = {"done_by", "sub_processors_complete_by"}
"""Who of the vendor erased, or said so: words out of a paper, no person of ours."""
ASKING = {"asked_by"}
"""Whoever asks decides nothing; another one approves."""


def deciding(kind: type) -> set[str]:
    """Every field of a kind that says who decided or found something, and what is settled with it."""
    named = {f.name for f in fields(kind) if f.name == "by" or f.name.endswith("_by")}
    return (named | {*DECIDED.get(kind, ()), *UNDER_OWN_NAME.get(kind, ())}) - TEXTS_OF_OTHERS - ASKING


DECIDING = [(kind, name) for kind in FOLDER for name in sorted(deciding(kind))]


def stored_in(workspace: Workspace, kind: type, record_id: str) -> Any:
    with workspace.unit() as unit:
        return unit.records.find(kind, record_id)


def values_in(one: Any) -> Iterator[Any]:
    for spec in fields(one):
        yield getattr(one, spec.name)
    for fact in getattr(one, "facts", ()):
        yield fact.read_by


def test_every_field_that_says_who_decided_is_settled_by_a_table() -> None:
    covered = {(kind, name) for kind in FOLDER for name in (*DECIDED.get(kind, ()), *UNDER_OWN_NAME.get(kind, ()))}
    named = {(kind, name) for kind, name in DECIDING if name == "by" or name.endswith("_by")}
    assert named <= covered
    assert len(named) == 22  # and `read_by`, which stands in the facts of a country


@pytest.mark.parametrize(("kind", "name"), DECIDING, ids=lambda one: getattr(one, "__name__", one))
def test_no_decision_of_a_colleague_comes_in_by_a_changed_row(kind: type, name: str) -> None:
    workspace = manned()
    standing = one_of(workspace, kind)
    said = said_by_colleague(standing, name)
    plan = plan_folder(workspace, folder_with(workspace, said), actor=IMPORTER, at=AT)
    assert plan.problems == ()
    if said != standing:
        import_folder(workspace, plan, actor=IMPORTER, at=AT)
    stored = stored_in(workspace, kind, said.id)
    for one in DECIDED.get(kind, ()):
        assert getattr(stored, one) == getattr(standing, one)
    whose = [getattr(said, one) for one in deciding(kind) if one.endswith("by")]
    if kind not in {Acknowledgement, Attendance}:
        assert not {COLLEAGUE, HER_NAME} & {*map(str, values_in(stored))}
        if {COLLEAGUE, HER_NAME} & {*whose}:
            assert any(HER_NAME in one.message.ja for one in plan.decisions)
    else:
        assert stored == standing or stored.how == type(stored.how).IMPORTED


@pytest.mark.parametrize("kind", [kind for kind in FOLDER if deciding(kind)], ids=lambda kind: kind.__name__)
def test_no_decision_of_a_colleague_comes_in_with_a_new_row(kind: type) -> None:
    workspace = manned()
    standing = one_of(workspace, kind)
    said = standing
    for name in deciding(kind):
        said = said_by_colleague(said, name)
    files = folder_with(workspace, said)
    other = manned()
    plan = plan_folder(other, files, actor=IMPORTER, at=AT)
    assert plan.problems == ()
    assert plan.decisions
    import_folder(other, plan, actor=IMPORTER, at=AT)
    stored = stored_in(other, kind, said.id)
    if kind is Judgement:
        assert stored is None
    elif kind in {Acknowledgement, Attendance}:
        assert stored.how == type(stored.how).IMPORTED
    else:
        assert not {COLLEAGUE, HER_NAME} & {*map(str, values_in(stored))}
        blank = {f.name: f.default for f in fields(kind)}
        assert all(getattr(stored, one) == blank[one] for one in DECIDED.get(kind, ()))
    with other.unit() as unit:
        kept = unit.trail.lines(record_kind="carried_decision", record_id=said.id)
    assert kept
    assert kept[0].after is not None
    assert kept[0].after["table"] == TABLES[kind]


def test_a_change_of_what_was_confirmed_takes_the_confirmation_back() -> None:
    workspace = manned()
    cover = one_of(workspace, ContractCover)
    cover = confirm_cover(workspace, cover.id, actor=EVERYTHING, at=AT).record
    said = replace(cover, removed_on=TODAY)
    plan = plan_folder(workspace, folder_with(workspace, said), actor=IMPORTER, at=AT)
    assert [one.code for one in plan.decisions] == ["needs_decision"]
    import_folder(workspace, plan, actor=IMPORTER, at=AT)
    stored = stored_in(workspace, ContractCover, cover.id)
    assert (stored.removed_on, stored.confirmed_by, stored.confirmed_on) == (TODAY, None, None)


def test_what_was_decided_here_and_comes_back_unchanged_is_no_change() -> None:
    workspace = manned()
    cover = one_of(workspace, ContractCover)
    confirm_cover(workspace, cover.id, actor=EVERYTHING, at=AT)
    plan = plan_folder(workspace, export_folder(workspace, actor=IMPORTER, at=AT), actor=IMPORTER, at=AT)
    assert (plan.new, plan.changed, plan.problems, plan.decisions) == ({}, {}, (), ())


@pytest.mark.parametrize(
    "change",
    [{"left_on": TODAY}, {"name": "別の 人"}, {"department": "営業"}, {"roles": frozenset({UserRole.SALES})}],
    ids=str,
)
def test_people_are_changed_only_by_who_may_manage_them(change: dict[str, Any]) -> None:
    workspace = manned()
    before = stored_in(workspace, User, "us01")
    files = folder_with(workspace, replace(before, **change))
    plan = plan_folder(workspace, files, actor=IMPORTER, at=AT)
    if "roles" in change:
        assert (plan.problems, plan.changed) == ((), {})
    else:
        assert [(one.sheet, one.code) for one in plan.problems] == [("app_user.csv", "refused")]
        with pytest.raises(StateError):
            import_folder(workspace, plan, actor=IMPORTER, at=AT)
    assert stored_in(workspace, User, "us01") == before


def test_a_new_person_comes_in_without_a_role_and_only_with_who_may_manage_people() -> None:
    workspace = manned()
    files = folder_with(workspace, User("us_0a1b2c3d4e5f", "新しい 人", roles=frozenset({UserRole.ADMIN})))
    assert [one.sheet for one in plan_folder(workspace, files, actor=IMPORTER, at=AT).problems] == ["app_user.csv"]
    import_folder(workspace, plan_folder(workspace, files, actor=EVERYTHING, at=AT), actor=EVERYTHING, at=AT)
    assert stored_in(workspace, User, "us_0a1b2c3d4e5f").roles == frozenset()


def test_the_last_administrator_stays_even_for_an_administrator() -> None:
    workspace = manned()
    files = folder_with(workspace, replace(stored_in(workspace, User, "us01"), left_on=TODAY))
    plan = plan_folder(workspace, files, actor=EVERYTHING, at=AT)
    assert ["管理者がいなくなります" in one.message.ja for one in plan.problems] == [True]


TOO_LONG = "sv_" + "0" * 40
HOSTILE = ("sv_'; DROP TABLE service; --", "../../etc/passwd", "a b", "=1+1", "番号", TOO_LONG, "sv_0001\n", "")
REFERRING = [
    (kind, column.name)
    for kind in FOLDER
    for column in columns(kind)
    if column.field == "id" or column.field.endswith(("_id", "_ids", "merged_into"))
]


@pytest.mark.parametrize(("kind", "column"), REFERRING, ids=lambda one: getattr(one, "__name__", one))
def test_what_is_no_id_is_refused_with_its_row(kind: type, column: str) -> None:
    workspace = manned()
    name = f"{TABLES[kind]}.csv"
    standing = one_of(workspace, kind if kind in KINDS or kind is Evidence else Contact)
    files = folder_with(workspace, standing)
    rows = list(csv.DictReader(io.StringIO(files[name].decode())))
    if not rows:
        rows = [dict.fromkeys(next(csv.reader(io.StringIO(files[name].decode()))), "")]
    is_list = rows[0][column].startswith("[")
    hostile = [one for one in HOSTILE if one or column == "id"]
    if column in CODED:
        hostile.remove(TOO_LONG)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    for number, text in enumerate(hostile):
        writer.writerow(rows[0] | {"id": f"zz_{number:04}"} | {column: json.dumps([text]) if is_list else text})
    files |= {name: out.getvalue().encode()}
    plan = plan_folder(workspace, files, actor=EVERYTHING, at=AT)
    refused = {one.row for one in plan.problems if one.sheet == name}
    assert {row.line for row in plan.rows if row.file == name} == refused
    assert len(refused) >= len(hostile)


def test_ids_of_every_version_of_ours_are_ids() -> None:
    for text in ("us01", "tp_0001", "sv_0a1b2c3d4e5f", "self", "US"):
        assert is_id(text)


def test_an_id_that_stands_twice_in_a_file_is_refused_and_no_row_is_passed_over() -> None:
    workspace = manned()
    standing = one_of(workspace, DataSet)
    files = folder_with(workspace, standing)
    first = files["data_set.csv"].decode().splitlines()
    files["data_set.csv"] = "\n".join([*first, first[1].replace("あ", "い")]).encode()
    problems = plan_folder(workspace, files, actor=EVERYTHING, at=AT).problems
    assert [(one.sheet, one.row, one.code) for one in problems] == [("data_set.csv", 3, "twice")]
