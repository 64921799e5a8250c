"""Wording of the approved recipients."""

from __future__ import annotations

from sakimori.domain.text import Text

TEXTS = {
    "approved.what_it_is": Text(
        "審査の状況です。データごとの可否はまだ判定しません。",
        "This is how assessments stand. It does not judge which data may be handed over.",
    ),
    "approved.search": Text("相手の名称で絞り込む", "Filter by name"),
    "approved.categories": Text("審査の対象としたデータ", "Data that the assessment looked at"),
    "approved.soon": Text("期限まで30日以内", "Ends within 30 days"),
    "approved.count": Text("{count}の審査が有効です。", "The assessments of {count} are valid."),
    "approved.left_out": Text(
        "ほかに{count}は、審査は有効でも、停止にあたる不備があるため載せていません。名称で絞り込むと理由が出ます。",
        "Assessed as well, but left out because a gap stops them: {count}. Filter by name to see why.",
    ),
    "approved.left_out_why": Text(
        "{name}には渡せません。停止にあたる不備があります：{what}（{cites}）。",
        "Hand nothing to {name}. A gap stops it: {what} ({cites}).",
    ),
    "approved.left_out_unknown": Text(
        "{name}には、確かめるまで渡せません：{what}（{cites}）。",
        "Hand nothing to {name} until this is known: {what} ({cites}).",
    ),
    "approved.decision_approved": Text("承認", "Approved"),
    "approved.decision_conditional": Text("条件付き承認", "Conditional"),
    "approved.col_decision": Text("審査", "Assessment"),
    "approved.col_name": Text("相手", "Recipient"),
    "approved.col_roles": Text("役割", "Role"),
    "approved.col_categories": Text("審査したデータ", "Data assessed"),
    "approved.col_valid": Text("有効期限", "Valid until"),
    "approved.col_conditions": Text("承認の条件", "Conditions"),
    "approved.col_worst": Text("重い不備", "Worst gap"),
    "approved.col_owner": Text("担当", "Owner"),
    "approved.alt": Text(
        "有効な審査のある相手。行を選ぶと条件と担当が出ます。",
        "Recipients with a valid assessment. Choose a row for conditions and owner.",
    ),
    "approved.condition": Text("{text}（{day} まで）", "{text} (by {day})"),
    "approved.exception": Text("例外承認：{text}（{day} まで）", "Waiver: {text} (until {day})"),
    "approved.col_stopped": Text("停止フロー", "To stop"),
    "approved.stopped_count": Text("{flows}件中{count}件", "{count} of {flows}"),
    "approved.stopped": Text(
        "「{name}」には渡せません。停止にあたる不備があります。", "Hand nothing over in “{name}”: a gap stops it."
    ),
    "approved.conditions_count": Text("{count}件", "{count}"),
    "approved.details": Text("{name}の条件と担当", "{name}: conditions and owner"),
    "approved.no_conditions": Text("満たしていない条件はありません。", "No condition is open."),
    "approved.ask": Text("渡す前に、担当の{owner}に確かめてください。", "Before handing anything over, ask {owner}."),
    "approved.ask_anyone": Text(
        "担当が決まっていません。渡す前に、法務に確かめてください。",
        "No owner is named. Before handing anything over, ask Compliance.",
    ),
    "approved.elsewhere": Text(
        "ここにない相手は、審査が済んでいないか、有効期間が切れているか、停止にあたる不備があります。法務に相談してください。",
        "Whoever is not listed was not assessed, the assessment has ended, or a gap stops everything. Ask Compliance.",
    ),
    "approved.hint": Text("行を選ぶと、条件と担当が出ます。", "Choose a row for its conditions and owner."),
    "approved.empty": Text(
        "有効な審査があり、停止にあたる不備のない相手は、まだありません。渡したい相手があるときは、法務に相談してください。",
        "No recipient has a valid assessment and no gap that stops it yet. To hand something over, ask Compliance.",
    ),
    "approved.to_list": Text("取引先一覧へ", "To the third parties"),
    "approved.none_left": Text("絞り込みに合う相手はありません。", "No recipient matches."),
}
