"""Wording that all pages share: the frame, facts that are missing, units, charts."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    # Sections and pages
    "section.share": Text("提供", "Share"),
    "section.third_parties": Text("取引先", "Third parties"),
    "section.outlook": Text("見通し", "Outlook"),
    "section.data": Text("データ", "Data"),
    "section.admin": Text("管理", "Admin"),
    "page.check": Text("提供可否チェック", "Clearance check"),
    "page.approved": Text("承認済み提供先", "Approved recipients"),
    "page.inbox": Text("照会・判定一覧", "Inquiries and answers"),
    "page.slip": Text("票の確認", "Slip check"),
    "page.parties": Text("取引先一覧", "Third parties"),
    "page.party": Text("取引先調書", "Dossier"),
    "page.assess": Text("審査", "Assessments"),
    "page.compare": Text("比較", "Compare"),
    "page.library": Text("回答集", "Answer library"),
    "page.packs": Text("質問票", "Packs"),
    "page.imports": Text("取込", "Import"),
    "page.risk": Text("リスク・ダッシュボード", "Risk dashboard"),
    "page.gaps": Text("不備ボード", "Gap board"),
    "page.calendar": Text("期限カレンダー", "Deadlines"),
    "page.flows": Text("データフロー", "Data flows"),
    "page.flow": Text("データフロー", "Data flow"),
    "page.flow_entry": Text("フローの登録", "Entry of a flow"),
    "page.purposes": Text("利用目的・同意", "Purposes and consent"),
    "page.records": Text("記録簿", "Records (Art. 29/30)"),
    "page.own": Text("自社調書", "Our own dossier"),
    "page.audit": Text("監査記録", "Audit trail"),
    "page.settings": Text("設定", "Settings"),
    # The frame
    "frame.demo": Text("デモ", "Demo"),
    "frame.demo_help": Text("架空の会社のデータです。自由に試せます。", "The data of a made-up company. Try anything."),
    "frame.as_of": Text("{day}時点", "As of {day}"),
    "frame.as_of_label": Text("基準日", "As-of date"),
    "frame.as_of_help": Text(
        "この日に分かっていた記録で、全画面を表示します。", "Every page shows what was known on this day."
    ),
    "frame.past": Text(
        "{day} に分かっていた記録です。編集はできません。", "What was known on {day}. Nothing can be edited."
    ),
    "frame.future": Text(
        "{day} の見込みです（本日の記録による）。編集はできません。",
        "The outlook for {day}, from today's records. Nothing can be edited.",
    ),
    "frame.back_to_today": Text("本日に戻る", "Back to today"),
    "frame.export": Text("出力", "Export"),
    "frame.other_language": Text("English", "日本語"),
    "frame.act_as": Text("{who}（{roles}）として見る", "View as {who} ({roles})"),
    "frame.begin_own": Text("自社のワークスペースを始める", "Start your own workspace"),
    "frame.to_own": Text("自社のワークスペースへ", "Go to your own workspace"),
    "frame.to_demo": Text("デモを見る", "See the demo"),
    "frame.demo_making": Text("デモの会社を用意しています。", "Preparing the demo company."),
    "frame.not_for_you": Text(
        "この画面を開けるのは{roles}です。",
        "This page is for {roles}.",
    ),
    "frame.reference": Text("受付番号 {reference}", "Reference {reference}"),
    "frame.failed": Text(
        "画面を表示できませんでした。保存した内容は残っています。続くときは、受付番号を管理者に伝えてください。",
        "This page could not be shown. What was saved is still there. "
        "If it happens again, give the reference to your administrator.",
    ),
    # Facts that are not there
    "fact.unknown": Text("未確認", "Unknown"),
    "fact.no_date": Text("期限未設定", "No date set"),
    "fact.none": Text("なし", "None"),
    "fact.not_applicable": Text("対象外", "N/A"),
    "fact.not_set": Text("未設定", "Not set"),
    "fact.yes": Text("はい", "Yes"),
    "fact.no": Text("いいえ", "No"),
    "state.unknown": Text("未確認", "Unknown"),
    "state.ok": Text("適合", "Met"),
    "state.not_applicable": Text("対象外", "N/A"),
    # Distances and counts
    "day.today": Text("本日", "today"),
    "day.left.one": Text("あと{count}日", "{count} day left"),
    "day.left.other": Text("あと{count}日", "{count} days left"),
    "day.overdue.one": Text("{count}日超過", "{count} day overdue"),
    "day.overdue.other": Text("{count}日超過", "{count} days overdue"),
    "day.open.one": Text("発生中 {count}日", "open {count} day"),
    "day.open.other": Text("発生中 {count}日", "open {count} days"),
    "day.from": Text("{day} から", "from {day}"),
    "day.until": Text("{day} まで", "until {day}"),
    "unit.persons.one": Text("{count}人", "{count} person"),
    "unit.persons.other": Text("{count}人", "{count} persons"),
    "unit.companies.one": Text("{count}社", "{count} company"),
    "unit.companies.other": Text("{count}社", "{count} companies"),
    "unit.cases.one": Text("{count}件", "{count}"),
    "unit.cases.other": Text("{count}件", "{count}"),
    "unit.questions.one": Text("{count}問", "{count} question"),
    "unit.questions.other": Text("{count}問", "{count} questions"),
    "unit.rows.one": Text("{count}行", "{count} row"),
    "unit.rows.other": Text("{count}行", "{count} rows"),
    "unit.days.one": Text("{count}日", "{count} day"),
    "unit.days.other": Text("{count}日", "{count} days"),
    "unit.minutes.one": Text("およそ{count}分", "about {count} minute"),
    "unit.minutes.other": Text("およそ{count}分", "about {count} minutes"),
    # Charts
    "chart.as_table": Text("表で見る", "As a table"),
    "chart.row_total": Text("{row} {total}社", "{row} ({total})"),
    "chart.cell": Text(
        "{row} × {column}：{count} / {total}（{share}）", "{row} × {column}: {count} of {total} ({share})"
    ),
    "chart.cell_unknown": Text(
        "{row} × {column}：不備の有無は未確認", "{row} × {column}: not known whether there are gaps"
    ),
    "chart.heat_alt": Text(
        "区分と管理策ごとの、不備のある取引先の数。最も多いのは{row} × {column}の{count}。",
        "Companies with gaps by tier and control area. Most: {row} × {column}, {count}.",
    ),
    "chart.heat_alt_empty": Text(
        "区分と管理策ごとの、不備のある取引先の数。不備はありません。",
        "Companies with gaps by tier and control area. There are no gaps.",
    ),
    "chart.forecast_alt": Text(
        "月ごとに新しく始まる不備の件数。最も多いのは{month}の{count}。", "New gaps by month. Most: {month}, {count}."
    ),
    "chart.forecast_alt_empty": Text(
        "月ごとに新しく始まる不備の件数。始まるものはありません。", "New gaps by month. None is coming."
    ),
    "chart.timeline_alt": Text(
        "{from_day}から{until_day}までの期限{count}。最初は{day}の{title}。",
        "{count} deadlines from {from_day} to {until_day}. First: {day}, {title}.",
    ),
    "chart.timeline_alt_empty": Text(
        "{from_day}から{until_day}までに期限はありません。", "No deadlines from {from_day} to {until_day}."
    ),
    "chart.month_alt": Text("{month}の期限{count}。", "{count} deadlines in {month}."),
    "chart.parties_alt": Text(
        "取引先の人数と最も重い不備。人数が最も多いのは{name}。",
        "Third parties by number of persons, with their worst gap. Most persons: {name}.",
    ),
    "chart.parties_alt_empty": Text(
        "人数の分かる取引先はまだありません。", "No third party has a known number of persons yet."
    ),
    "chart.parties_rest.one": Text("ほか {count}社", "{count} more"),
    "chart.parties_rest.other": Text("ほか {count}社", "{count} more"),
    "chart.parties_unknown.one": Text("人数未確認 {count}社", "{count} company, persons unknown"),
    "chart.parties_unknown.other": Text("人数未確認 {count}社", "{count} companies, persons unknown"),
    "chart.score_alt": Text(
        "リスク値 {total} の内訳。最も大きいのは{title}の{points}。",
        "What makes up the risk value {total}. Largest: {title}, {points}.",
    ),
    "chart.score_alt_empty": Text("リスク値を上げている回答はありません。", "No answer raises the risk value."),
    "chart.versions_alt": Text(
        "同意文言{lanes}の、版ごとの使用期間。版は{versions}。",
        "When each version was in use: {lanes} texts, {versions} versions.",
    ),
    "chart.today": Text("本日", "Today"),
}
