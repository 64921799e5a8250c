"""Wording of contracts and flows abroad on the dashboard."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "risk.register_section": Text("契約・外国提供", "Contracts and flows abroad"),
    "risk.register_note": Text("契約とデータフローの登録から", "From the register of contracts and data flows"),
    "risk.register_notice": Text("通知期限 {days}日以内", "Notice within {days} days"),
    "risk.register_late": Text("期限を過ぎて未決 {count}", "Past it, undecided: {count}"),
    "risk.register_without": Text("契約なしで利用中", "In use without contract"),
    "risk.register_without_note": Text("有効な契約がない取引先", "No contract is in force"),
    "risk.register_checks": Text("年次確認の超過", "Annual checks overdue"),
    "risk.register_checks_note": Text("まもなく・未確認 {count}", "Coming or unknown: {count}"),
    "risk.register_abroad": Text("外国への提供", "Flows abroad"),
    "risk.register_abroad_note": Text("根拠なし {none}・未確認 {unknown}", "No basis {none}, unknown {unknown}"),
    "risk.abroad": Text("外国への提供の根拠", "What carries flows abroad"),
    "risk.abroad_note": Text("国ごとの件数（再委託先を含む）", "By country, sub-processors included"),
    "risk.abroad_none": Text("外国への提供は登録されていません。", "No flow abroad is on record."),
    "risk.flows_none": Text("データフローがまだ登録されていません。", "No data flow is on record yet."),
    "risk.abroad_more": Text("ほか{count}か国は表にあります。", "{count} more countries are in the table."),
    "risk.abroad_alt": Text(
        "{count}か国への提供の根拠。根拠なしと未確認は合わせて{bare}件。",
        "What carries flows into {count} countries; {bare} without a known basis.",
    ),
    "risk.country": Text("国", "Country"),
    "risk.flows": Text("フロー", "Flows"),
    "risk.flow": Text("フロー", "Flow"),
    "risk.basis": Text("28条の根拠", "Art. 28 basis"),
    "risk.contract": Text("契約", "Contract"),
    "risk.notices": Text("{days}日以内に通知期限が来る契約", "Notice due within {days} days"),
    "risk.notices_none": Text(
        "{days}日以内に通知期限が来る契約はありません。", "No contract has its notice due within {days} days."
    ),
    "risk.checks": Text("年次確認（28条3項）", "Annual checks (Art. 28(3))"),
    "risk.checks_note": Text("超過と、まもなく期限のもの", "Overdue and coming"),
    "risk.checks_none": Text("期限の近い年次確認はありません。", "No annual check is due soon."),
}
