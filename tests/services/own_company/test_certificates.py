"""What rests on a certificate of our own company, and what a change of it does to whoever receives the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor
from kit.flowing import a_flow, a_party, keep
from sakimori.domain.codes import Severity, UserRole
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.data_flow import DataFlow, ForeignBasis, ForeignBasisKind, LegalRoute
from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import NotPermittedError
from sakimori.services.certificates.rows import own_certificate_uses
from sakimori.services.gaps.of_dossier import Lane
from sakimori.services.kernel.confirmations import compare_scope
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.view import dossier_view

ENDS = date(2027, 3, 26)


def ours(workspace: Workspace, scheme: Scheme = Scheme.CBPR, *, covers: bool = True) -> Certificate:
    """A certificate of ours whose scope was compared."""
    made = keep(workspace, Certificate("", SELF_ID, scheme, issued_on=date(2026, 3, 27), valid_until=ENDS))
    return compare_scope(workspace, made.id, covers_us=covers, actor=an_actor(), at=AT).record


def resting(
    workspace: Workspace, certificate_id: str | None, kind: ForeignBasisKind = ForeignBasisKind.OWN_CBPR
) -> DataFlow:
    """A hand-over to a processor in the United States, with its basis."""
    party = a_party(workspace, legal_name="Harbor Desk Inc.", country="US")
    abroad = frozenset({"US"})
    flow = a_flow(
        workspace, party, route=LegalRoute.ENTRUST, storage_countries=abroad, processing_countries=abroad
    )  # fmt: skip
    keep(workspace, ForeignBasis("", party.id, flow.id, kind, certificate_id=certificate_id))
    return flow


def uses(workspace: Workspace, certificate: Certificate, *, number: int | None = None) -> list[str]:
    known = workspace.head()[0] if number is None else number
    return [use.flow_id for use in own_certificate_uses(workspace, certificate, number=known)]


def open_gaps(workspace: Workspace, flow: DataFlow, on: date) -> set[str]:
    with workspace.unit() as unit:
        spans = unit.spans.as_known(workspace.head()[0], on, third_party_id=flow.third_party_id)
    return {span.rule_id for span in spans}


def test_nothing_rests_on_a_certificate_that_no_basis_counts_on() -> None:
    workspace = a_workspace()
    certificate = ours(workspace)
    resting(workspace, None, ForeignBasisKind.EQUIV_CBPR)
    assert uses(workspace, certificate) == []


@pytest.mark.parametrize("names_it", [True, False])
def test_a_hand_over_rests_on_our_cbpr_whether_it_names_it_or_not(names_it: bool) -> None:
    workspace = a_workspace()
    certificate = ours(workspace)
    flow = resting(workspace, certificate.id if names_it else None)
    (use,) = own_certificate_uses(workspace, certificate, number=workspace.head()[0])
    assert (use.flow_id, use.flow, use.third_party) == (flow.id, flow.name, "Harbor Desk Inc.")


def test_a_renewed_cbpr_carries_what_names_the_one_before_it() -> None:
    workspace = a_workspace()
    before = ours(workspace)
    flow = resting(workspace, before.id)
    after = keep(workspace, Certificate("", SELF_ID, Scheme.CBPR, issued_on=ENDS, valid_until=date(2028, 3, 26)))
    assert uses(workspace, after) == [flow.id]
    assert "A-28-1" in open_gaps(workspace, flow, date(2027, 6, 1))
    compare_scope(workspace, after.id, covers_us=True, actor=an_actor(), at=AT)
    assert "A-28-1" not in open_gaps(workspace, flow, date(2027, 6, 1))


def test_another_certificate_of_ours_carries_nothing_by_itself() -> None:
    workspace = a_workspace()
    cbpr, mark = ours(workspace), ours(workspace, Scheme.PMARK)
    flow = resting(workspace, cbpr.id)
    assert uses(workspace, mark) == []
    assert uses(workspace, cbpr) == [flow.id]


def test_what_was_recorded_later_is_not_known_earlier() -> None:
    workspace = a_workspace()
    certificate = ours(workspace)
    before = workspace.head()[0]
    flow = resting(workspace, certificate.id)
    assert uses(workspace, certificate, number=before) == []
    assert uses(workspace, certificate) == [flow.id]


def test_the_basis_of_the_recipient_ends_the_day_after_our_certificate() -> None:
    workspace = a_workspace()
    flow = resting(workspace, ours(workspace).id)
    assert "A-28-1" not in open_gaps(workspace, flow, ENDS)
    assert "A-28-1" in open_gaps(workspace, flow, date(2027, 3, 27))


def test_a_scope_that_leaves_the_hand_over_out_takes_the_basis_away_at_once() -> None:
    workspace = a_workspace()
    certificate = ours(workspace)
    flow = resting(workspace, certificate.id)
    assert "A-28-1" not in open_gaps(workspace, flow, TODAY)
    compare_scope(workspace, certificate.id, covers_us=False, actor=an_actor(), at=AT)
    assert "A-28-1" in open_gaps(workspace, flow, TODAY)


@pytest.mark.parametrize("role", [UserRole.SALES, UserRole.AUDITOR, UserRole.ADMIN])
def test_sales_the_auditor_and_the_administrator_write_none_and_compare_none(role: UserRole) -> None:
    workspace = a_workspace()
    certificate = ours(workspace)
    with pytest.raises(NotPermittedError):
        record(workspace, replace(certificate, number="1"), actor=an_actor(role), at=AT)
    with pytest.raises(NotPermittedError):
        compare_scope(workspace, certificate.id, covers_us=False, actor=an_actor(role), at=AT)


def due(workspace: Workspace, on: date = TODAY) -> list[tuple[date, str, str]]:
    view = dossier_view(workspace, SELF_ID, on=on, today=TODAY, number=workspace.head()[0])
    return [(d.due_on, d.title.ja, d.severity or "") for d in view.due_days if d.lane is Lane.CERTIFICATE]


@pytest.mark.parametrize(("on", "is_told"), [(ENDS, True), (date(2027, 3, 27), False)])
def test_our_own_dossier_tells_the_last_day_of_our_certificate_until_it_is_over(on: date, is_told: bool) -> None:
    workspace = a_workspace()
    ours(workspace)
    assert due(workspace, on) == ([(ENDS, "当社のCBPR認証の満了", Severity.MEDIUM)] if is_told else [])


def test_the_last_day_weighs_more_where_hand_overs_abroad_rest_on_it() -> None:
    workspace = a_workspace()
    resting(workspace, ours(workspace).id)
    title = "当社のCBPR認証の満了（外国での取扱い1件の根拠）"
    assert due(workspace) == [(ENDS, title, Severity.HIGH)]


def test_a_certificate_that_a_renewed_one_replaces_tells_no_last_day_of_its_own() -> None:
    workspace = a_workspace()
    ours(workspace)
    keep(workspace, Certificate("", SELF_ID, Scheme.CBPR, issued_on=ENDS, valid_until=date(2028, 3, 26)))
    assert [day for day, *_ in due(workspace)] == [date(2028, 3, 26)]


def test_no_third_party_is_told_of_our_certificates() -> None:
    workspace = a_workspace()
    ours(workspace)
    party = a_party(workspace)
    view = dossier_view(workspace, party.id, on=TODAY, today=TODAY, number=workspace.head()[0])
    assert not [d for d in view.due_days if d.lane is Lane.CERTIFICATE]
