"""Wording of the approved recipients."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "approved.search": Text("相手・フローの名称で絞り込む", "Filter by recipient or flow"),
    "approved.narrow": Text("判定と期限", "Answer and end"),
    "approved.categories": Text("渡すデータ", "Data"),
    "approved.soon": Text("あと30日以内", "Ends within 30 days"),
    "approved.count": Text("{count}に、{flows}件のフローで渡せます。", "{flows} flows to {count} may run."),
    "approved.held_back": Text("{name}の「{flow}」は{outcome}です。{why}", "{name}, “{flow}”: {outcome}. {why}"),
    "approved.why": Text("{why}（{cites}）。", "{why} ({cites})."),
    "approved.col_outcome": Text("判定", "Answer"),
    "approved.col_party": Text("相手", "Recipient"),
    "approved.col_data": Text("データ", "Data"),
    "approved.col_purpose": Text("目的", "Purpose"),
    "approved.col_route": Text("根拠", "Ground"),
    "approved.col_valid": Text("有効期限", "Valid until"),
    "approved.col_conditions": Text("条件", "Conditions"),
    "approved.col_flow": Text("フロー", "Flow"),
    "approved.and_more": Text("{first} ほか{count}件", "{first} and {count} more"),
    "approved.alt": Text(
        "渡してよい相手とデータ。行を選ぶと、提供可否チェックが開きます。",
        "Recipients and data that may be handed over. Choose a row to open the check.",
    ),
    "approved.elsewhere": Text(
        "行を選ぶと、その内容で提供可否チェックを開きます。ここにない相手は、提供可否チェックで照会してください。",
        "Choose a row to open the check with it. For whoever is not listed, ask through the clearance check.",
    ),
    "approved.to_check": Text("提供可否チェックへ", "To the clearance check"),
    "approved.empty": Text(
        "渡してよいと判定されたフローは、まだありません。提供可否チェックで確かめてください。",
        "No flow has been found to be allowed yet. Ask through the clearance check.",
    ),
    "approved.none_left": Text("絞り込みに合う相手はありません。", "No recipient matches."),
}
