"""Hand-overs that took place, and data that came in, as somebody says them; and a slip to hand over by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kit.asking import AT, SALES, a_question, a_workspace_of
from kit.clearing import TODAY
from sakimori.domain.clearance import Slip
from sakimori.domain.records.data_flow import LegalRoute, TransferMethod
from sakimori.domain.records.hand_over import ProvisionRecord, Release
from sakimori.services.clearance.slips import issue_slip
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records.provisions import ReleaseDraft
from sakimori.services.records.receipts import ReceiptDraft

DAY = timedelta(days=1)
CONSENT: dict[str, Any] = {
    "recipient": {"roles": ["recipient"]},
    "flow": {"route": "CONSENT", "role": "recipient", "frequency": "once"},
    "data_set_parts": [{"consent_text_id": "co1"}],
    "consent_texts": [{}],
}
EACH_MONTH = CONSENT | {"flow": CONSENT["flow"] | {"frequency": "monthly"}}
OPTOUT: dict[str, Any] = {
    "recipient": {"roles": ["recipient"]},
    "flow": {"route": "OPTOUT", "role": "recipient", "frequency": "once", "filing_id": "fi1"},
    "filings": [{"data_items": "氏名、購入日", "provided_how": "ファイル", "acquired_how": "注文"}],
}
MY_NUMBER = "1234 5678 9018"


def a_draft(**facts: Any) -> ReleaseDraft:
    given: dict[str, Any] = {
        "first_on": TODAY, "last_on": TODAY, "items": ("氏名",), "person_count": 2,
        "method": TransferMethod.FILE_TRANSFER, "persons_how": "会員番号",
    }  # fmt: skip
    return ReleaseDraft(**(given | facts))


def cleared(given: Mapping[str, Any] = CONSENT, *, recorded_flow: bool = True) -> tuple[Workspace, Slip]:
    workspace = a_workspace_of(recorded_flow=recorded_flow, **given)
    question = a_question(recorded_flow=recorded_flow, **given)
    return workspace, issue_slip(workspace, question, actor=SALES, at=AT).record


def the_record(workspace: Workspace, made: Release) -> ProvisionRecord:
    assert made.record_id is not None
    with workspace.unit() as unit:
        return unit.records.get(ProvisionRecord, made.record_id)


def a_receipt(**facts: Any) -> ReceiptDraft:
    given: dict[str, Any] = {
        "third_party_id": "tp1", "route": LegalRoute.CONSENT, "first_on": TODAY, "last_on": TODAY, "items": ("氏名",),
        "person_count": 10, "persons_how": "受付番号", "confirmed_how": "登記事項証明書",
        "acquired_how": "会員登録。申込書の写し", "consented": True,
    }  # fmt: skip
    return ReceiptDraft(**(given | facts))
