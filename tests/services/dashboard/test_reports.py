"""Reports leave as files that name the entry they stand on; whoever took one is noted, and nobody else gets one."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest

from kit.builders import a_third_party, an_actor
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.trail import GENESIS
from sakimori.domain.user import Actor
from sakimori.errors import NotPermittedError
from sakimori.exchange.paper.report import Facts, Report
from sakimori.services.dashboard.reports import ReportForm, ReportKind, report_file, standing_at
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

REPORT = Report(
    language="ja",
    title="取引先調書",
    subject="株式会社みなも",
    made_of=(("基準日", "2026/11/26"),),
    footer="取引先調書",
    overview="概要",
    blocks=(Facts("基本情報", (("名称", "株式会社みなも"),)),),
)
SALES = Actor("us03", "営業", frozenset({UserRole.SALES}))


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace()
    register(made, a_third_party(legal_name="株式会社みなも"), actor=an_actor(), at=now())
    return made


BEGINS = {ReportForm.PDF: b"%PDF", ReportForm.XLSX: b"PK"}


@pytest.mark.parametrize("form", ReportForm)
@pytest.mark.parametrize("kind", ReportKind)
def test_a_report_that_leaves_is_noted_with_what_it_is_of(
    workspace: Workspace, kind: ReportKind, form: ReportForm
) -> None:
    number, head = workspace.head()
    made = report_file(
        workspace, REPORT, kind, form, actor=an_actor(), at=now(), number=number, key="tp_1", third_party_id="tp_1"
    )
    assert made.startswith(BEGINS[form])
    with workspace.unit() as unit:
        (line,) = unit.accesses.lines(limit=1)
    assert (line.entry.action, line.entry.record_id) == (f"{kind}.exported", "tp_1")
    assert workspace.head() == (number, head)


def test_a_paper_bears_the_instant_of_its_entry_and_not_of_its_making(workspace: Workspace) -> None:
    number, _ = workspace.head()
    first, second = (
        report_file(workspace, REPORT, ReportKind.RISK, ReportForm.PDF, actor=an_actor(), at=at, number=number)
        for at in (now(), now() + timedelta(days=400))
    )
    assert first == second
    made = pypdf.PdfReader(io.BytesIO(first)).metadata
    assert made is not None
    assert made.creation_date == standing_at(workspace, number).at.replace(microsecond=0)  # type: ignore[union-attr]


def test_a_report_stands_on_the_entry_up_to_which_it_knows(workspace: Workspace) -> None:
    number, head = workspace.head()
    register(workspace, a_third_party(legal_name="株式会社あとから"), actor=an_actor(), at=now())
    then, today = standing_at(workspace, number), standing_at(workspace, workspace.head()[0])
    assert (then.number, then.head) == (number, head)
    assert (today.number, today.head) == workspace.head() != (number, head)


def test_before_the_first_entry_a_report_stands_on_nothing() -> None:
    blank = Workspace()
    assert standing_at(blank, 0) == standing_at(blank, blank.head()[0])
    assert (standing_at(blank, 0).head, standing_at(blank, 0).at) == (GENESIS, None)
    made = report_file(blank, REPORT, ReportKind.RISK, ReportForm.PDF, actor=an_actor(), at=now(), number=0)
    assert made.startswith(b"%PDF")


def test_sales_take_no_report(workspace: Workspace) -> None:
    with pytest.raises(NotPermittedError):
        report_file(workspace, REPORT, ReportKind.RISK, ReportForm.PDF, actor=SALES, at=now(), number=1)
    with workspace.unit() as unit:
        assert unit.accesses.lines(limit=1) == []
