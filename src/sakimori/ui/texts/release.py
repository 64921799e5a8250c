"""Wording of the dialogs in which hand-overs are recorded."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "release.title": Text("提供の実施を記録", "Record a hand-over"),
    "release.uncleared_title": Text("提供可否票なしの提供を記録", "Record a hand-over without clearance"),
    "release.extend_title": Text("提供の期間を延ばす", "Extend the period"),
    "release.slip": Text("提供可否票", "Clearance slip"),
    "release.choose_slip": Text("本日有効な提供可否票から選んでください", "Choose a slip that is good today"),
    "release.choose_flow": Text("データフローを選んでください", "Choose the data flow"),
    "release.choose_contract": Text("契約を選んでください", "Choose the contract"),
    "release.no_slips": Text(
        "本日有効な提供可否票がありません。まず提供可否チェックで調べ、提供可否票を発行してください。",
        "There is no slip that is good today. Check first whether the data may go, and issue a slip.",
    ),
    "release.no_flows": Text(
        "渡しているデータフローが登録されていません。先にデータフローを登録してください。",
        "No data flow goes out yet. Record the data flow first.",
    ),
    "release.to_check": Text("提供可否チェックへ", "To the clearance check"),
    "release.to_uncleared": Text("提供可否票なしに渡した場合", "It went without clearance"),
    "release.uncleared_note": Text(
        "渡した事実は、提供可否票がなくても記録します。法務が経緯を確認するまで不備として残ります。",
        "What went is recorded even without a slip. It stays a gap until Compliance has reviewed it.",
    ),
    "release.why": Text("提供可否票なしに渡した理由（必須）", "Why it went without clearance (required)"),
    "release.only_day": Text("渡した日", "Day of the hand-over"),
    "release.items_hint": Text("項目ごとに選ぶか、書いてください", "Choose or write each item"),
    "release.up_to": Text("人数（{count}まで）", "Persons (up to {count})"),
    "release.counted": Text("人数：{count}", "Persons: {count}"),
    "release.how_hint": Text("会員番号など", "such as the member number"),
    "release.numbers": Text("顧客番号（任意）", "Customer numbers (optional)"),
    "release.lines": Text(
        "1行に1つ。あとで本人から記録を探せます。", "One on each line. Records can then be found by person."
    ),
    "release.free": Text("提供の記録は要りません。理由：{why}", "No record of the provision is needed. Reason: {why}"),
    "release.for_services": Text(
        "本人への商品やサービスの提供に関する契約で、記録の項目がすべて書かれている",
        "The contract is about goods or services to the person and holds every item",
    ),
    "release.kept": Text("根拠：{ground}。保存期限：{day}", "Ground: {ground}. Keep until {day}"),
    "release.to_do": Text(
        "次の条件が残っています。満たすまでは渡せません。満たしたら、提供可否票を出し直してください。",
        "These conditions are open, and nothing may go before they are met. Then issue a new slip.",
    ),
    "release.lacks": Text(
        "提供先の住所か代表者が登録されていません。記録に不足として残ります。調書に登録してから記録してください。",
        "Address or representative of the recipient is not on record, so the record will lack it. "
        "Add it to the dossier first.",
    ),
    "release.save": Text("記録する", "Record"),
    "release.said": Text("提供の記録を作りました。保存期限は{day}です。", "The record was made. Keep it until {day}."),
    "release.said_free": Text(
        "提供の実施を記録しました。提供の記録は要りません（{why}）。",
        "The hand-over is recorded. It needs no record of provision ({why}).",
    ),
    "release.extend": Text("期間を延ばす", "Extend the period"),
    "release.extend_note": Text(
        "いまの末日は{day}です。期間全体の記録を新しく作り、元の記録も同じ期限まで残します。",
        "The present last day is {day}. A record of the whole period is made; the former one is kept as long.",
    ),
    "release.new_last": Text("新しい末日", "New last day"),
    "release.extend_persons": Text("期間全体の人数", "Persons over the whole period"),
    "release.extend_numbers": Text("加わった顧客番号（任意）", "Customer numbers to add (optional)"),
}
