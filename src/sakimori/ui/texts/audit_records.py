"""Wording of the audit trail for hand-overs made and for the records of provision and receipt."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "audit.kind.hand_over_release": Text("提供の実施", "Hand-over made"),
    "audit.kind.provision_record": Text("提供の記録", "Record of a provision"),
    "audit.kind.receipt_record": Text("受領の記録", "Record of a receipt"),
    "audit.value.hand_over_release": Text("提供の実施", "Hand-over made"),
    "audit.value.record": Text("提供・受領の記録", "Record of a provision or receipt"),
    "action.hand_over_release.recorded": Text("提供の実施を記録した", "Recorded a hand-over"),
    "action.hand_over_release.extended": Text("提供の期間を延ばした", "Extended the period of a hand-over"),
    "action.hand_over_release.reviewed": Text(
        "提供可否票なしの提供を確認した", "Reviewed a hand-over without clearance"
    ),
    "action.provision_record.made": Text("提供の記録を作った", "Made the record of a provision"),
    "action.provision_record.corrected": Text("提供の記録を改めた", "Corrected the record of a provision"),
    "action.provision_record.purged": Text("提供の記録を廃棄した", "Purged the record of a provision"),
    "action.receipt_record.made": Text("受領の記録を作った", "Made the record of a receipt"),
    "action.receipt_record.corrected": Text("受領の記録を改めた", "Corrected the record of a receipt"),
    "action.receipt_record.purged": Text("受領の記録を廃棄した", "Purged the record of a receipt"),
    "action.record.found_by_person": Text("本人から記録を探した", "Looked for the records of a person"),
    "action.records.exported": Text("提供・受領の記録を出力した", "Exported records of provision and receipt"),
    "action.records.printed": Text("提供・受領の記録を印刷した", "Printed records of provision and receipt"),
}
