"""A record of processing over several sheets, as CISO Assistant keeps it, to flows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from kit.builders import AT, a_third_party, a_workspace, an_actor
from kit.files.register_lists import plan_source
from kit.files.workbooks import Value, saved
from kit.lists import of
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.exchange.lists.source import Source
from sakimori.exchange.registers.kinds import ListKind
from sakimori.exchange.registers.processing_workbook import read_register_source
from sakimori.services.imports.intake import guess_kind, run_import
from sakimori.services.imports.plan import RowOutcome
from sakimori.services.parties.write import register

NAME = "株式会社つむぎコールセンター"
SHEETS: Mapping[str, Sequence[Sequence[Value]]] = {
    "Processing": (
        ("ref_id", "name", "description", "status", "dpia_required"),
        ("PR-1", "Payroll", "Pays the staff", "approved", "FALSE"),
        ("PR-2", "Newsletter", "", "draft", "FALSE"),
        ("PR-3", "Archive", "", "draft", "FALSE"),
    ),
    "Purposes": (("processing_ref_id", "name", "legal_basis"), ("PR-1", "Paying salaries", "contract")),
    "Personal data": (
        ("processing_ref_id", "name", "category", "retention"),
        ("PR-1", "Bank account", "bank_account", "7 years"), ("PR-1", "Salary", "salary_information", "7 years"),
        ("PR-2", "E-mail", "email", ""),
    ),
    "Data subjects": (("processing", "category"), ("Payroll", "Employee"), ("Newsletter", "Customer")),
    "Recipients": (
        ("processing_ref_id", "name", "category"),
        ("PR-1", "HR", "internal_team"), ("PR-2", "Marketing", "internal_team"),
    ),
    "Contractors": (
        ("processing_ref_id", "name", "relationship_type", "country"),
        ("PR-1", NAME, "data_processor", "JP"), ("PR-2", "Example Mail Inc.", "data_processor", "US"),
    ),
    "Transfers": (("processing_ref_id", "name", "country", "guarantees"), ("PR-2", "To the sender", "US", "SCC")),
}  # fmt: skip


def source(sheets: Mapping[str, Sequence[Sequence[Value]]] = SHEETS) -> Source:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return read_register_source(saved(book), "processing.xlsx")


def test_it_is_known_by_its_sheets() -> None:
    assert guess_kind(source()) is ListKind.PROCESSING_REGISTER


def test_each_activity_has_what_the_other_sheets_say_of_it() -> None:
    (grid,) = [one for one in source().grids if one.sheet == "Processing"]
    labels = grid.rows[0].cells
    said = [{label: row.cell(column) for column, label in enumerate(labels)} for row in grid.rows[1:]]
    assert said[0]["Categories of data"] == "Bank account\nSalary"
    assert (said[0]["Recipients"], said[0]["Retention"], said[0]["Countries of processing"]) == (NAME, "7 years", "JP")
    assert said[1]["Recipients"] == "Example Mail Inc."
    assert "SCC" in said[1]["Remarks"]
    assert said[2]["Recipients"] == ""


def test_it_becomes_flows_that_a_person_has_yet_to_decide() -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name=NAME), actor=an_actor(), at=AT)
    plan = plan_source(workspace, ListKind.PROCESSING_REGISTER, source())
    assert not any(problem.is_error for problem in plan.problems), plan.problems
    asked = [row.name for row in plan.of(RowOutcome.ASK)]
    assert asked == ["Example Mail Inc.", "Newsletter → Example Mail Inc."]
    run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
    (flow,) = of(workspace, DataFlow)
    assert (flow.name, flow.external_key, flow.direction) == ("Payroll", "PR-1", Direction.OUT)
    assert (flow.processing_countries, flow.retention_months) == (frozenset({"JP"}), 84)
    assert flow.route_decided_by is None
    assert set(flow.data_items) == {"Bank account", "Salary"}


def test_a_workbook_without_the_other_sheets_stays_as_it_is() -> None:
    alone = source({"Processing": SHEETS["Processing"]})
    assert alone.grids[0].rows[0].cells == SHEETS["Processing"][0]
