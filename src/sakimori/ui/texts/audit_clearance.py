"""Wording of the audit trail for inquiries and clearance slips."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "audit.kind.inquiry": Text("照会", "Inquiry"),
    "audit.kind.slip": Text("提供可否票", "Clearance slip"),
    "action.inquiry.sent": Text("法務に照会した", "Asked Compliance"),
    "action.inquiry.completed": Text("照会の事実を補った", "Added facts to an inquiry"),
    "action.inquiry.approved": Text("照会を承認した", "Approved an inquiry"),
    "action.inquiry.refused": Text("照会を断った", "Refused an inquiry"),
    "action.inquiry.withdrawn": Text("照会を取り下げた", "Withdrew an inquiry"),
    "action.slip.issued": Text("提供可否票を発行した", "Issued a clearance slip"),
    "action.slip.revoked": Text("提供可否票を取り消した", "Revoked a clearance slip"),
    "action.slip.verified": Text("提供可否票を確かめた", "Checked a clearance slip"),
    "action.slip.downloaded": Text("提供可否票を受け取った", "Downloaded a clearance slip"),
    "audit.field.outcome": Text("判定", "Answer"),
    "audit.field.message": Text("照会の文", "Message"),
    "audit.field.answer": Text("回答の理由", "Reason given"),
    "audit.field.answered_by": Text("回答した人", "Answered by"),
    "audit.field.answered_at": Text("回答した日時", "Answered at"),
    "audit.field.number": Text("番号", "Number"),
    "audit.field.judged_on": Text("判定日", "Judged for"),
    "audit.field.issued_by": Text("発行した人", "Issued by"),
    "audit.field.issued_at": Text("発行した日時", "Issued at"),
    "audit.field.audit_number": Text("発行時の監査記録の連番", "Entry of the trail when issued"),
    "audit.field.audit_hash": Text("発行時の先頭ハッシュ", "Head hash when issued"),
    "audit.field.rules_digest": Text("規則の版", "Rules"),
    "audit.field.inquiry_id": Text("もとの照会", "Inquiry"),
    "audit.field.flow_id": Text("データフロー", "Data flow"),
    "audit.field.revoked_on": Text("取り消した日", "Revoked on"),
    "audit.field.revoked_by": Text("取り消した人", "Revoked by"),
    "audit.field.revoke_reason": Text("取り消した理由", "Why it was revoked"),
    "audit.value.open": Text("回答待ち", "Waiting"),
    "audit.value.approved": Text("承認", "Approved"),
    "audit.value.refused": Text("不承認", "Refused"),
}
