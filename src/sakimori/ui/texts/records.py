"""Wording of the book of records of provision and receipt."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    # Tiles
    "records.tile_needed": Text("記録が必要", "Records needed"),
    "records.tile_there": Text("あり", "There"),
    "records.tile_none": Text("なし", "Missing"),
    "records.tile_incomplete": Text("項目不足", "Incomplete"),
    "records.tile_uncleared": Text("可否票なし", "Without slip"),
    "records.note_needed": Text("法29条・30条", "APPI Arts. 29, 30"),
    "records.note_there": Text("改めた記録を除く", "current records"),
    "records.note_none": Text("うち遅れ {count}", "{count} of them late"),
    "records.note_incomplete": Text("「あり」のうち", "among those there"),
    "records.note_uncleared": Text("法務の確認待ち", "to be reviewed"),
    "records.own": Text("自分が記録したものだけを表示しています。", "Only what you recorded yourself is shown."),
    # Steps
    "records.act_release": Text("提供の実施を記録", "Record a hand-over"),
    "records.act_receipt": Text("受領を記録", "Record a receipt"),
    "records.to_flows": Text("データフローを見る", "See the data flows"),
    # What is missing
    "records.missing": Text("先にすること", "To do first"),
    "records.missing_note": Text("行を選ぶと記録できます", "Choose a row to record it"),
    "records.nothing_missing": Text(
        "登録されているデータフローのうち、必要な記録はすべてあります。",
        "Every record that the registered flows need is there.",
    ),
    "records.undecided": Text(
        "渡す根拠が未確認のデータフローが{count}あり、記録が要るかを決められません。",
        "For {count} of the flows the ground is unknown, so nobody can tell whether a record is needed.",
    ),
    "records.say_uncleared": Text("{day}、{who}が渡した", "{who} handed over on {day}"),
    "records.say_since": Text("{ground}、{day}から", "{ground}, since {day}"),
    "records.say_due": Text("。{day}までに記録（会社方針）", "; record it by {day} (company policy)"),
    "records.since_unknown": Text("開始日未確認", "an unknown day"),
    "records.say_missing": Text("不足：{items}", "Missing: {items}"),
    "records.say_corrected": Text(
        "この記録は新しい記録（{id}）に改められています。", "A later record ({id}) has corrected this one."
    ),
    "records.lacking": Text(
        "{party}への「{flow}」には、有効な提供可否票がありません。渡す前であれば提供可否チェックで調べてください。",
        "There is no valid slip for “{flow}” to {party}. Check first whether the data may go.",
    ),
    # States
    "records.state_uncleared": Text("可否票なし", "No slip"),
    "records.state_none": Text("記録なし", "Missing"),
    "records.state_incomplete": Text("項目不足", "Incomplete"),
    "records.state_due": Text("記録待ち", "To record"),
    "records.state_coming": Text("開始前", "To begin"),
    "records.state_there": Text("あり", "There"),
    "records.state_corrected": Text("改め済み", "Corrected"),
    "records.state_free": Text("不要", "Not needed"),
    "records.state_depends": Text("未確認", "Unknown"),
    # Columns
    "records.col_state": Text("状態", "State"),
    "records.col_kind": Text("種類", "Kind"),
    "records.col_party": Text("取引先", "Third party"),
    "records.col_recipient": Text("提供先", "Recipient"),
    "records.col_provider": Text("提供元", "Provider"),
    "records.col_flow": Text("データフロー", "Data flow"),
    "records.col_what": Text("内容", "What"),
    "records.col_period": Text("期間", "Period"),
    "records.col_persons": Text("人数", "Persons"),
    "records.col_method": Text("記録の方法", "Method"),
    "records.col_acquired": Text("取得の経緯", "How acquired"),
    "records.col_handed_over": Text("渡した日", "Handed over"),
    "records.col_why": Text("記録が要らない理由", "Why no record is needed"),
    "records.kind_provision": Text("提供", "Provision"),
    "records.kind_receipt": Text("受領", "Receipt"),
    "records.provision_29": Text("提供の記録（法29条）", "Record of provision (APPI Art. 29)"),
    "records.receipt_30": Text("受領の記録（法30条）", "Record of receipt (APPI Art. 30)"),
    "records.period": Text("{first}～{last}", "{first} to {last}"),
    "records.over": Text("（期限後）", " (over)"),
    "records.every": Text("継続中のフロー", "running flow"),
    "records.depends": Text("{why}。28条の根拠が未確認", "{why}; its Art. 28 basis is unknown"),
    # Tabs
    "records.tab_provisions": Text("提供（29条） {count}", "Provision (Art. 29) {count}"),
    "records.tab_receipts": Text("受領（30条） {count}", "Receipt (Art. 30) {count}"),
    "records.tab_free": Text("記録の免除 {count}", "No record needed {count}"),
    "records.free_note": Text(
        "記録が要らない提供と受領です。未確認のものは、外国の相手の基準適合体制が登録されるまで、記録が要るものとします。",
        "These need no record. Unknown ones do until an equivalent system of the recipient abroad is on record.",
    ),
    "records.no_free": Text("記録が要らない提供はまだありません。", "Nothing yet that needs no record."),
    "records.none_yet": Text("まだ記録がありません。", "No records yet."),
    "records.none_found": Text(
        "条件に合う記録がありません。検索か期間を広げてください。", "Nothing matches. Widen the search or the period."
    ),
    "records.cut": Text(
        "{count}件のうち先頭の{shown}件を表示しています。検索で絞り込んでください。",
        "The first {shown} of {count} are shown. Narrow the search to see the rest.",
    ),
    # Empty
    "records.empty": Text(
        "まだ記録がありません。いま登録されているデータフローには、記録が必要なものもありません。",
        "There are no records yet, and no registered flow needs one.",
    ),
    "records.empty_coming": Text(
        "まだ記録がありません。これから始まる{count}のデータフローに記録が必要です。",
        "There are no records yet. {count} of the flows that are to begin will need one.",
    ),
    "records.empty_own": Text(
        "自分で記録した提供がまだありません。提供可否票で渡したら、ここに記録します。",
        "You have not recorded a hand-over yet. Record it here once the data went under a slip.",
    ),
    # Search
    "records.search": Text("取引先・データフロー", "Third party or flow"),
    "records.search_hint": Text("名称の一部", "part of a name"),
    "records.from": Text("この日から", "From"),
    "records.until": Text("この日まで", "Until"),
    "records.by_person": Text("本人から探す", "Find by person"),
    "records.widen": Text("絞り込みを解除", "Show all again"),
    "records.with_old": Text("改めた記録も表示", "Show corrected ones"),
    "records.found": Text(
        "指定した本人が載っている記録：{count}。出力にもこの記録だけが入ります。",
        "Records that name this person: {count}. Files hold these alone.",
    ),
    "records.find_note": Text(
        "本人からの開示の請求（法33条5項）に使います。番号は保存しません。調べたことは記録に残ります。",
        "For requests of the person (APPI Art. 33(5)). The number is not kept; that you looked is noted.",
    ),
    "records.find_number": Text("顧客番号", "Customer number"),
    "records.find": Text("探す", "Find"),
    # One record
    "records.dialog_record": Text("記録", "Record"),
    "records.dialog_lacking": Text("記録がないデータフロー", "Flow without a record"),
    "records.dialog_correct": Text("記録を改める", "Correct the record"),
    "records.dialog_purge": Text("記録を廃棄", "Purge the record"),
    "records.dialog_review": Text("提供可否票なしの提供", "Hand-over without clearance"),
    "records.dialog_find": Text("本人から記録を探す", "Find records by person"),
    "records.gone": Text(
        "この記録は表示できません。一覧から選び直してください。", "This record is not there. Choose it from the list."
    ),
    "records.checklist": Text("記録の項目", "Items of the record"),
    "records.checklist_note": Text("根拠：{ground}", "Ground: {ground}"),
    "records.not_there": Text("{item}がない", "{item}: missing"),
    "records.made": Text("{day}（{who}）", "{day} ({who})"),
    "records.hidden": Text("（表示する権限がありません）", "(not for your role)"),
    "records.and_more": Text(
        "{numbers}、ほか{count}（全件は「記録簿（Excel）」）", "{numbers} and {count} more (all in the Excel file)"
    ),
    "records.print": Text("様式どおりに印刷", "Print"),
    "records.kept_until": Text(
        "{day}まで保存します。それまでは廃棄できません。", "Kept until {day}. It cannot be purged before."
    ),
    "records.correct": Text("記録を改める", "Correct"),
    "records.correct_note": Text(
        "元の記録は残り、新しい記録が代わります。根拠と方法は変えられません。",
        "The former record stays and a new one takes its place. Ground and method cannot be changed.",
    ),
    "records.correct_why": Text("改める理由（必須）", "Reason (required)"),
    "records.purge": Text("廃棄する", "Purge"),
    "records.purge_note": Text(
        "{party}の記録と、これが改めた元の記録を廃棄します。保存期限は{day}でした。元に戻せません。",
        "The record about {party} and those it corrected are destroyed. It was to be kept until {day}. "
        "This cannot be undone.",
    ),
    "records.purge_why": Text("廃棄の理由（必須）", "Reason (required)"),
    "records.review": Text("確認を記録", "Record the review"),
    "records.review_why": Text("確かめた経緯と対応（必須）", "What was found and done (required)"),
    "records.review_by": Text("法務が経緯を確認します。", "Compliance reviews what happened."),
    "records.review_not_you": Text(
        "渡した本人は確認できません。ほかの担当者に依頼してください。",
        "Whoever handed it over cannot review it. Ask somebody else.",
    ),
    "records.reviewed": Text("{day}に{who}が確認しました。", "Reviewed by {who} on {day}."),
    "records.why_without": Text("提供可否票なしに渡した理由", "Why without clearance"),
    # Where a gap is closed
    "records.fix_make": Text("記録する", "Record it"),
    "records.fix_correct": Text("記録を改める", "Correct the record"),
    "records.fix_review": Text("経緯を確認する", "Review it"),
    # Files
    "records.paper": Text("{count}、{day}時点", "{count}, as of {day}"),
    "records.paper_foot": Text(
        "出力：{who}　{at}　監査記録 {number}番 {head}", "Printed by {who}, {at}; audit entry {number} {head}"
    ),
    "records.export_provisions": Text("提供の記録（PDF）", "Records of provision (PDF)"),
    "records.export_receipts": Text("受領の記録（PDF）", "Records of receipt (PDF)"),
    "records.export_xlsx": Text("記録簿（Excel）", "Book of records (Excel)"),
    "records.sheet_provisions": Text("提供（29条）", "Provision (Art. 29)"),
    "records.sheet_receipts": Text("受領（30条）", "Receipt (Art. 30)"),
    "records.sheet_cut": Text(
        "ほか{count}件は、期間を絞って出力してください。", "{count} more: narrow the period and export again."
    ),
    "records.sheet_about": Text("この出力について", "About this file"),
}
