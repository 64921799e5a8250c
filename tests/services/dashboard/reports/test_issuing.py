"""Reports leave as files that name the entry they stand on; whoever took one is noted, and nobody else gets one."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pypdf
import pytest

from kit.builders import a_third_party, an_actor, behind_the_guards
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.trail import GENESIS
from sakimori.domain.user import Actor
from sakimori.errors import NotPermittedError
from sakimori.exchange.paper.report import Facts, Report
from sakimori.services.audit.since import verify_since
from sakimori.services.audit.view import verify
from sakimori.services.dashboard.reports.history import issued_page, last_issued, verify_file
from sakimori.services.dashboard.reports.issuing import Issue, note_issued, report_file, standing_at
from sakimori.services.dashboard.reports.kinds import ACTION_OF, ISSUED_BY, RECORD_OF, ReportForm, ReportKind
from sakimori.services.kernel.access import may
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.store.outgoing.issued import IssuedFile, put_issued

REPORT = Report(
    language="ja",
    title="取引先調書",
    subject="株式会社みなも",
    made_of=(("基準日", "2026/11/26"),),
    footer="取引先調書",
    overview="概要",
    blocks=(Facts("基本情報", (("名称", "株式会社みなも"),)),),
)
ADMIN = Actor("us05", "管理", frozenset({UserRole.ADMIN}))
SALES = Actor("us03", "営業", frozenset({UserRole.SALES}))


def issue(kind: ReportKind = ReportKind.RISK, form: ReportForm = ReportForm.PDF, number: int = 0) -> Issue:
    return Issue(kind=kind, form=form, language="ja", on=today(), number=number, key="tp_1", third_party_id="tp_1")


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
    made = report_file(workspace, REPORT, issue(kind, form, number), actor=an_actor(), at=now())
    assert made.startswith(BEGINS[form])
    with workspace.unit() as unit:
        (line,) = unit.accesses.lines(limit=1)
    assert (line.entry.action, line.entry.record_kind, line.entry.record_id) == (
        ACTION_OF[kind],
        RECORD_OF[kind],
        "tp_1",
    )
    assert line.after is not None
    assert line.after["paper_sha256"] == hashlib.sha256(made).hexdigest()
    assert (line.after["paper_entry"], line.after["paper_head"]) == (number, head)
    assert workspace.head() == (number, head)


def test_a_paper_bears_the_instant_of_its_entry_and_not_of_its_making(workspace: Workspace) -> None:
    number, _ = workspace.head()
    first, second = (
        report_file(workspace, REPORT, issue(number=number), actor=an_actor(), at=at)
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
    made = report_file(blank, REPORT, issue(), actor=an_actor(), at=now())
    assert made.startswith(b"%PDF")


@pytest.mark.parametrize("kind", ReportKind)
def test_a_report_is_issued_by_those_who_may_and_nobody_else(workspace: Workspace, kind: ReportKind) -> None:
    for actor in (SALES, ADMIN):
        if may(actor, ISSUED_BY[kind]):
            continue
        with pytest.raises(NotPermittedError):
            report_file(workspace, REPORT, issue(kind), actor=actor, at=now())
        with pytest.raises(NotPermittedError):
            note_issued(workspace, b"", issue(kind), actor=actor, at=now())
    with workspace.unit() as unit:
        assert unit.accesses.lines(limit=1) == []


def test_the_history_tells_what_was_issued_the_newest_first(workspace: Workspace) -> None:
    number, head = workspace.head()
    for kind in (ReportKind.RISK, ReportKind.DOSSIER, ReportKind.RISK):
        report_file(workspace, REPORT, issue(kind, number=number), actor=an_actor(), at=now())
    rows, total = issued_page(workspace, on=today(), first=0, limit=2)
    assert ([row.kind for row in rows], total) == ([ReportKind.RISK, ReportKind.DOSSIER], 3)
    assert {(row.number, row.head, row.on, row.language) for row in rows} == {(number, head, today(), "ja")}
    assert issued_page(workspace, on=today(), kind=ReportKind.RISK, first=0, limit=9)[1] == 2
    assert issued_page(workspace, on=today(), by="nobody", first=0, limit=9)[1] == 0
    last = last_issued(workspace, on=today())
    assert {kind: row.seq for kind, row in last.items()} == {ReportKind.RISK: 3, ReportKind.DOSSIER: 2}


def test_a_past_day_knows_only_what_had_been_issued(workspace: Workspace) -> None:
    report_file(workspace, REPORT, issue(), actor=an_actor(), at=now())
    yesterday = today() - timedelta(days=1)
    assert issued_page(workspace, on=yesterday, first=0, limit=9) == ([], 0)
    assert last_issued(workspace, on=yesterday) == {}


def test_a_file_is_known_again_byte_for_byte_and_no_other(workspace: Workspace) -> None:
    number, _ = workspace.head()
    made = report_file(workspace, REPORT, issue(number=number), actor=an_actor(), at=now())
    again = report_file(workspace, REPORT, issue(number=number), actor=an_actor(), at=now() + timedelta(days=9))
    assert again == made
    check = verify_file(workspace, made)
    assert check.is_issued
    assert [row.seq for row in check.rows] == [2, 1]
    other = verify_file(workspace, made + b"\n")
    assert (other.is_issued, other.rows) == (False, ())


def test_a_line_that_was_taken_out_of_the_history_still_stands_in_the_chain(workspace: Workspace) -> None:
    made = report_file(workspace, REPORT, issue(number=1), actor=an_actor(), at=now())
    told = verify_file(workspace, made)
    with workspace.writing() as unit:
        behind_the_guards(unit.engine)
        unit.engine.execute("DELETE FROM issued_file")
    assert issued_page(workspace, on=today(), first=0, limit=9)[1] == 0
    assert verify_file(workspace, made) == told
    assert told.is_issued
    assert different(workspace) == [("1", ())]


def test_a_line_of_the_history_that_no_entry_bears_out_vouches_for_nothing(workspace: Workspace) -> None:
    report_file(workspace, REPORT, issue(), actor=an_actor(), at=now())
    forged = b"%PDF-1.7 never issued"
    with workspace.writing() as unit:
        unit.accesses.append(at=now(), actor="us01", action="risk_report.exported")
        put_issued(unit.engine, IssuedFile(2, "risk_report", "pdf", "ja", today(), 0, GENESIS, sha256_of(forged)))
    check = verify_file(workspace, forged)
    assert len(check.rows) == 1
    assert not check.is_issued
    assert different(workspace) == [("2", ())]


def test_verify_finds_a_line_of_the_history_that_was_changed_and_since_when(workspace: Workspace) -> None:
    report_file(workspace, REPORT, issue(), actor=an_actor(), at=now())
    before = verify(workspace)
    assert before.is_intact
    report_file(workspace, REPORT, issue(), actor=an_actor(), at=now())
    with workspace.writing() as unit:
        behind_the_guards(unit.engine)
        unit.engine.execute("UPDATE issued_file SET sha256 = '', form = 'xlsx' WHERE seq = 2")
    assert different(workspace) == [("2", ("paper_form", "paper_sha256"))]
    since = verify_since(workspace, before)
    assert since is not None
    assert [one.record_id for one in since.disagreements] == ["2"]


def test_a_file_that_bears_a_head_of_another_trail_is_not_vouched_for(workspace: Workspace) -> None:
    made = report_file(workspace, REPORT, issue(number=1), actor=an_actor(), at=now())
    assert verify_file(workspace, made).is_issued
    with workspace.writing() as unit:
        behind_the_guards(unit.engine)
        unit.engine.execute("UPDATE audit_entry SET hash = :other WHERE seq = 1", {"other": "f" * 64})
    assert not verify_file(workspace, made).is_issued


def test_what_was_issued_is_neither_changed_nor_deleted(workspace: Workspace) -> None:
    report_file(workspace, REPORT, issue(), actor=an_actor(), at=now())
    for statement in ("DELETE FROM issued_file", "UPDATE issued_file SET sha256 = ''"):
        with pytest.raises(Exception, match="only grows"), workspace.writing() as unit:
            unit.engine.execute(statement)


def different(workspace: Workspace) -> list[tuple[str, tuple[str, ...]]]:
    report = verify(workspace)
    assert not report.is_intact
    return [(one.record_id, one.fields) for one in report.disagreements if one.kind == "issued_file"]


def sha256_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
