"""Wording of the gap board."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    # Filters
    "gaps.severity": Text("重大度", "Severity"),
    "gaps.horizon": Text("期間", "Period"),
    "gaps.horizon_now": Text("いま", "Now"),
    "gaps.horizon_30": Text("30日", "30 days"),
    "gaps.horizon_90": Text("90日", "90 days"),
    "gaps.horizon_all": Text("すべて", "All"),
    "gaps.mine": Text("自分の担当", "Mine"),
    "gaps.whose": Text("担当", "Owner"),
    "gaps.basis": Text("根拠", "Basis"),
    "gaps.basis_law": Text("法令", "Law"),
    "gaps.basis_guideline": Text("指針", "Guideline"),
    "gaps.basis_policy": Text("方針", "Policy"),
    "gaps.department": Text("部門", "Department"),
    "gaps.departments": Text("すべての部門", "All departments"),
    "gaps.group": Text("まとめ方", "Group by"),
    "gaps.group_none": Text("まとめない", "No grouping"),
    "gaps.group_party": Text("取引先ごと", "By third party"),
    "gaps.group_rule": Text("規則ごと", "By rule"),
    "gaps.group_owner": Text("担当ごと", "By owner"),
    "gaps.narrowed": Text("絞り込み：{what}", "Narrowed to: {what}"),
    "gaps.narrowed_parties": Text("取引先の不備", "Gaps of third parties"),
    "gaps.narrowed_own": Text("自社の不備", "Our own gaps"),
    "gaps.narrowed_overdue": Text("期限を過ぎたもの", "overdue"),
    "gaps.narrowed_coming": Text("{count}日以内が期限のもの", "due within {count} days"),
    "gaps.narrowed_month": Text("{month}に始まるもの", "beginning in {month}"),
    "gaps.widen": Text("絞り込みを解除", "Show all again"),
    # The line above the table
    "gaps.summary": Text(
        "{count}。期限を過ぎたもの {overdue}、例外承認中 {waived}。",
        "{count} gaps: {overdue} overdue, {waived} waived.",
    ),
    "gaps.cut": Text(
        "先頭の{shown}件を表示しています。絞り込むと残りも見られます。",
        "The first {shown} are shown. Narrow the list to see the rest.",
    ),
    # The table
    "gaps.col_severity": Text("重大度", "Severity"),
    "gaps.col_party": Text("取引先", "Third party"),
    "gaps.col_gap": Text("不備", "Gap"),
    "gaps.col_basis": Text("根拠", "Basis"),
    "gaps.col_since": Text("いつから", "Since"),
    "gaps.col_due": Text("期限", "Due"),
    "gaps.col_owner": Text("担当", "Owner"),
    "gaps.col_state": Text("状態", "State"),
    "gaps.col_fix": Text("直す場所", "Where to fix"),
    "gaps.col_tier": Text("区分", "Tier"),
    "gaps.col_area": Text("管理策", "Control area"),
    "gaps.col_kind": Text("種類", "Kind"),
    "gaps.col_from": Text("開始日", "From"),
    "gaps.col_due_day": Text("期限日", "Due day"),
    "gaps.col_plan": Text("是正計画", "Remediation plan"),
    "gaps.col_plan_day": Text("是正の期限", "Plan due"),
    "gaps.col_rule": Text("規則", "Rule"),
    "gaps.col_points": Text("項目", "Points"),
    "gaps.col_count": Text("件数", "Gaps"),
    "gaps.col_tally": Text("内訳", "Of which"),
    "gaps.col_first_due": Text("最も早い期限", "First due"),
    "gaps.table_alt": Text("不備の一覧。重い順に並んでいます。", "List of gaps, the gravest first."),
    "gaps.groups_alt": Text(
        "不備をまとめた一覧。行を選ぶと中身が出ます。", "Gaps in groups. Choose a row to see what is in it."
    ),
    "gaps.group_hint": Text("行を選ぶと、その不備が下に出ます。", "Choose a row to list its gaps below."),
    "gaps.fix_assessment": Text("審査を開く", "To assessment"),
    "gaps.fix_start": Text("審査を始める", "Assess now"),
    "gaps.fix_field": Text("調書で直す", "Fix in dossier"),
    "gaps.fix_waiver": Text("元の不備へ", "Open dossier"),
    # State of a gap
    "gaps.state_open": Text("未着手", "Not started"),
    "gaps.state_later": Text("開始前", "Not begun"),
    "gaps.state_planned": Text("是正中 {day}まで", "In hand until {day}"),
    "gaps.state_planned_open": Text("是正中", "In hand"),
    "gaps.state_waived": Text("例外 {day}まで", "Waived until {day}"),
    "gaps.state_asked": Text("例外申請中", "Waiver asked"),
    "gaps.state_expired": Text("例外の期限切れ", "Waiver ran out"),
    "gaps.state_outgrown": Text("例外より重い", "Outgrew its waiver"),
    # What is chosen
    "gaps.chosen": Text("{count}件を選択中", "{count} chosen"),
    "gaps.choose": Text(
        "行を選ぶと、担当・是正計画・例外申請の操作ができます。",
        "Choose rows to set an owner, plan a remediation or ask for a waiver.",
    ),
    "gaps.how": Text("直し方：{what}", "How to fix: {what}"),
    "gaps.plan_is": Text("是正計画：{plan}", "Plan: {plan}"),
    "gaps.due_is": Text(
        "期限 {day}（{distance}）。日数は会社方針です。",
        "Due {day} ({distance}). The number of days is company policy.",
    ),
    "gaps.open_party": Text("調書を開く", "Open dossier"),
    "gaps.only_record": Text(
        "不備は、原因の記録が直ると自動で閉じます。手で閉じることはできません。",
        "A gap closes when the record behind it is corrected. Nobody can close it by hand.",
    ),
    # Acts
    "gaps.assign": Text("担当を決める", "Set owner"),
    "gaps.assign_title": Text("不備の担当", "Owner of the gaps"),
    "gaps.assign_who": Text("担当（必須）", "Owner (required)"),
    "gaps.assign_back": Text("取引先の担当に戻す", "Back to the owner of the third party"),
    "gaps.assign_effect": Text("{count}件の担当を変えます。", "This changes the owner of {count} gaps."),
    "gaps.assign_do": Text("担当にする", "Set owner"),
    "gaps.plan": Text("是正計画", "Plan"),
    "gaps.plan_title": Text("是正計画", "Remediation plan"),
    "gaps.plan_what": Text("何をするか", "What will be done"),
    "gaps.plan_when": Text("いつまでに", "By when"),
    "gaps.plan_do": Text("計画を保存", "Save the plan"),
    "gaps.waive": Text("例外を申請", "Ask for a waiver"),
    "gaps.waive_title": Text("例外の申請", "Request for a waiver"),
    "gaps.waive_why": Text("理由（必須）", "Justification (required)"),
    "gaps.waive_why_hint": Text(
        "直せない事情と、代わりの対策を書いてください。", "Say why it cannot be fixed, and what is done instead."
    ),
    "gaps.waive_until": Text("最終日（必須・1年以内）", "Last day (required, within a year)"),
    "gaps.waive_note": Text(
        "法務が判断します。承認されると最終日まで有効で、翌日に自動で戻ります。重大度や事実が変わると失効します。",
        "Compliance decides. Once approved it holds until the last day and turns back alone the day after. "
        "It lapses when severity or facts change.",
    ),
    "gaps.waive_do": Text("申請する", "Send the request"),
    "gaps.waive_never": Text(
        "法令と指針の義務による停止は、例外を認められません。", "What law or guideline stops cannot be waived."
    ),
    "gaps.withdraw": Text("申請を取り下げる", "Withdraw the request"),
    # Requests that wait
    "gaps.waiting.one": Text(
        "例外の申請が{count}件、判断を待っています。", "{count} waiver request waits for a decision."
    ),
    "gaps.waiting.other": Text(
        "例外の申請が{count}件、判断を待っています。", "{count} waiver requests wait for a decision."
    ),
    "gaps.decide": Text("判断する", "Decide"),
    "gaps.decide_title": Text("例外の判断", "Decide on a waiver"),
    "gaps.decide_which": Text("申請", "Request"),
    "gaps.decide_gap": Text("不備：{what}（{cites}）", "Gap: {what} ({cites})"),
    "gaps.decide_why": Text("申請の理由：{why}", "Justification: {why}"),
    "gaps.decide_until": Text("{who}さんの申請、最終日 {day}。", "Asked for by {who}, last day {day}."),
    "gaps.decide_note": Text("判断の理由（承認しないときは必須）", "Reason (required when refused)"),
    "gaps.approve": Text("例外を承認", "Approve"),
    "gaps.refuse": Text("承認しない", "Refuse"),
    "gaps.not_you": Text(
        "申請者、不備の担当、取引先の担当は判断できません。別の人が判断します。",
        "Who asked, owns the gap or owns the third party cannot decide. Somebody else does.",
    ),
    # Nothing there
    "gaps.none_today": Text("今日の不備はありません。", "There are no gaps today."),
    "gaps.none_on": Text("{day}の不備はありません。", "There are no gaps on {day}."),
    "gaps.none_next": Text("次は {day} に始まります。", "The next one begins on {day}."),
    "gaps.none_known": Text("これから始まる予定のものもありません。", "None is known to begin."),
    "gaps.none_left": Text("この絞り込みに合う不備はありません。", "No gap matches these filters."),
    "gaps.empty": Text(
        "まだ取引先がありません。取引先を登録すると、足りないものがここに並びます。",
        "There are no third parties yet. Once one is registered, what it lacks is listed here.",
    ),
    "gaps.to_parties": Text("取引先を登録", "Register a third party"),
    "gaps.to_imports": Text("台帳を取り込む", "Import a list"),
    "gaps.to_calendar": Text("期限カレンダーを見る", "See the deadlines"),
    # Files
    "gaps.export_xlsx": Text("Excel", "Excel"),
    "gaps.export_csv": Text("CSV", "CSV"),
    "gaps.export_about": Text("この表について", "About this file"),
    "gaps.export_by": Text("出力した人", "Made by"),
    "gaps.export_at": Text("出力した日時", "Made at"),
    "gaps.export_filter": Text("絞り込み", "Filter"),
    "gaps.export_head": Text("監査記録の先頭", "Head of the audit trail"),
}
