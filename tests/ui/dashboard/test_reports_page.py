"""報告 as people open it: the quarter report, its history, every report in one place, a file known again."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pypdf
import pytest

from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.values.quarter import quarter_of
from sakimori.services.dashboard.reports.history import issued_page, verify_file
from sakimori.services.dashboard.reports.kinds import ReportKind
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.text import TEXTS
from ui.conftest import Given, Show

COMPLIANCE, PROCUREMENT, SALES = "us01", "us02", "us03"
LAST = quarter_of(today(), DEFAULT_POLICY.fiscal_year_month).moved(-1)


def words_of(at: object) -> str:
    shown = (*at.markdown, *at.caption, *at.info, *at.success, *at.warning, *at.error)  # type: ignore[attr-defined]
    return " ".join(str(one.value) for one in shown)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_last_quarter_is_issued_in_the_language_that_is_asked_for(
    demo_home: Path, show: Show, given: Given, language: str
) -> None:
    at = show("scorecard", view="reports", person=COMPLIANCE, language="ja")
    assert not at.exception
    assert at.selectbox(key="reports_quarter").value == LAST.code
    assert TEXTS["reports.not_issued"].ja in words_of(at)
    at.segmented_control(key="reports_language").set_value(language).run()
    name = f"sakimori-quarter-report-{LAST.code}-{language}.pdf"
    made = given[name]()
    root = pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]
    assert root["/Lang"] == language  # type: ignore[index]
    workspace = Workspace(demo_home / "demo.db")
    (row,), total = issued_page(workspace, on=today(), kind=ReportKind.QUARTER, first=0, limit=9)
    assert (row.key, row.on, row.language, total) == (LAST.code, LAST.last, language, 1)
    assert verify_file(workspace, made).is_issued
    workspace.close()
    again = show("scorecard", view="reports", person=COMPLIANCE, language="ja")
    assert TEXTS["reports.not_issued"].ja not in words_of(again)
    assert row.sha256[:10] in list(tables(again)[0].value["sha256"])


def test_who_may_not_issue_it_reads_what_was_issued_and_who_may(demo_home: Path, show: Show, given: Given) -> None:
    assert demo_home.exists()
    at = show("scorecard", view="reports", person=PROCUREMENT, language="ja")
    assert not at.exception
    assert not [name for name in given if name.startswith("sakimori-quarter-report")]
    assert "法務が発行します。" in words_of(at).replace("\\", "")
    assert not show("scorecard", view="reports", person=SALES, language="ja").selectbox


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_report_stands_in_one_place_with_who_may_issue_it(demo_home: Path, show: Show, language: str) -> None:
    assert demo_home.exists()
    at = show("scorecard", view="reports", tab="kinds", person=PROCUREMENT, language=language)
    assert not at.exception
    rows = tables(at)[0].value
    assert list(rows["kind"]) == [TEXTS[f"reports.kind.{kind.value}"].get(language) for kind in ReportKind]
    assert all(rows["who"])


def test_a_file_is_compared_with_what_was_issued(demo_home: Path, show: Show, given: Given) -> None:
    assert demo_home.exists()
    show("scorecard", person=COMPLIANCE, language="ja")
    made = next(make() for name, make in given.items() if name.endswith(".pdf"))
    at = show("scorecard", view="reports", tab="check", person=PROCUREMENT, language="ja")
    at.file_uploader(key="reports_file").set_value(("a.pdf", made, "application/pdf")).run()
    assert not at.exception
    assert TEXTS["reports.check_yes"].ja in words_of(at)
    assert "15項目スコアカード（" in words_of(at)
    assert at.code[0].value == hashlib.sha256(made).hexdigest()
    at.file_uploader(key="reports_file").set_value(("b.pdf", made + b"\n", "application/pdf")).run()
    assert not at.error
    assert TEXTS["reports.check_no"].ja in words_of(at)


def test_a_new_workspace_says_that_nothing_was_issued(empty_home: Path, show: Show) -> None:
    assert empty_home.exists()
    at = show("scorecard", view="reports", language="ja")
    assert not at.exception
    assert TEXTS["issued.none"].ja in words_of(at)
