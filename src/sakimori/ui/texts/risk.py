"""Wording of the risk dashboard."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "risk.empty": Text("まだ取引先がありません。", "There are no third parties yet."),
    "risk.empty_then": Text("この日には、まだ取引先の記録がありません。", "No third party was on record on this day."),
    "risk.register": Text("取引先を登録", "Register a third party"),
    "risk.take_in": Text("台帳を取り込む", "Import a register"),
    # Tiles
    "risk.tile_blocked": Text("提供できない取引先", "May not receive data"),
    "risk.tile_overdue": Text("期限を過ぎた不備", "Overdue gaps"),
    "risk.tile_due_soon": Text("{days}日以内の期限", "Due within {days} days"),
    "risk.tile_unknown": Text("事実が未確認の取引先", "With unknown facts"),
    "risk.tile_slips": Text("有効な提供可否票", "Good slips"),
    "risk.help_blocked": Text(
        "判定が不可のデータフローが1件でもある取引先の数です。",
        "Third parties with at least one data flow that is not allowed.",
    ),
    "risk.help_overdue": Text(
        "直す期限を過ぎた不備の数です。未確認は含みません。",
        "Gaps past the day by which to close them; unknowns apart.",
    ),
    "risk.help_due_soon": Text(
        "{days}日以内に期限が来る不備の数です。これから始まるものを含みます。",
        "Gaps whose due day falls within {days} days, those about to begin among them.",
    ),
    "risk.help_unknown": Text(
        "まだ誰も答えていない事実がある取引先の数です。", "Third parties of which some fact is known to nobody yet."
    ),
    "risk.help_slips": Text(
        "発行された提供可否票のうち、失効も取消しもしていないものです。",
        "Clearance slips that were issued and have neither lapsed nor been revoked.",
    ),
    "risk.since_last_month": Text("前月末比", "since month end"),
    "risk.rows": Text("内訳を見る", "See the rows"),
    "risk.now": Text("いまの不備", "Open gaps"),
    # Charts
    "risk.heat": Text("不備のある取引先", "Companies with gaps"),
    "risk.heat_note": Text(
        "数字は社数、色は区分内の割合、斜線は未確認", "Companies; colour: share of tier; hatch: unknown"
    ),
    "risk.forecast": Text("これから生じる不備", "Gaps to come"),
    "risk.forecast_note": Text("何もしなければ始まる・重くなる件数", "Begin or grow graver if nothing is done"),
    "risk.cell": Text("{tier} × {area}", "{tier} × {area}"),
    "risk.chosen": Text("{what}：{counts}", "{what}: {counts}"),
    "risk.joint": Text("・", ", "),
    "risk.unknown_number": Text("未確認{number}", "unknown {number}"),
    "risk.with_unknown": Text("{number}（{unknown}）", "{number} ({unknown})"),
    "risk.open_board": Text("不備ボードで開く", "Open on the gap board"),
    # Columns
    "risk.tier": Text("区分", "Tier"),
    "risk.companies": Text("社数", "Companies"),
    "risk.month": Text("月", "Month"),
    "risk.total": Text("合計", "Total"),
    "risk.worst": Text("重い不備", "Worst"),
    "risk.severity": Text("重大度", "Severity"),
    "risk.third_party": Text("取引先", "Third party"),
    "risk.gap": Text("不備", "Gap"),
    "risk.from": Text("始まる日", "Begins"),
    "risk.reason": Text("理由", "Reason"),
    "risk.since": Text("いつから", "Since"),
    "risk.persons": Text("人数", "Persons"),
    "risk.owner": Text("担当", "Owner"),
    "risk.due": Text("期限", "Due"),
    "risk.left": Text("残り", "Left"),
    "risk.last_day": Text("最終日", "Last day"),
    "risk.department": Text("部門", "Department"),
    # What to do first
    "risk.first": Text("先に手を打つ取引先", "Deal with these first"),
    "risk.first_note": Text("不備のある{total}社のうち、重い順に{shown}社", "The worst {shown} of {total} with gaps"),
    "risk.first_none": Text("確認できた不備のある取引先はありません。", "No third party has a confirmed gap."),
    # Reviews, waivers, departments
    "risk.reviews": Text("定期見直し", "Periodic reviews"),
    "risk.reviews_note": Text(
        "期限超過 {overdue}、{days}日以内 {coming}", "Overdue: {overdue}; within {days} days: {coming}"
    ),
    "risk.reviews_none": Text(
        "期限を過ぎた見直しも、{days}日以内に期限が来る見直しもありません。",
        "No review is overdue, and none falls due within {days} days.",
    ),
    "risk.all_in_calendar": Text("すべては期限カレンダーで", "All of them in the calendar"),
    "risk.waivers": Text("まもなく切れる例外承認", "Waivers running out"),
    "risk.waivers_note": Text("切れた翌日から、不備に戻ります", "The gap counts again from the day after"),
    "risk.waivers_none": Text("{days}日以内に切れる例外承認はありません。", "No waiver runs out within {days} days."),
    "risk.departments": Text("部門別の不備", "Gaps by department"),
    "risk.departments_note": Text("行を選ぶと不備ボードへ", "A row opens the gap board"),
    "risk.no_owner": Text("担当未設定", "No owner"),
    # Third parties
    "risk.areas": Text("人数と最も重い不備", "Persons and worst gap"),
    "risk.areas_note": Text("面積は預けている個人データの人数", "Area is the number of persons whose data they hold"),
    "risk.coverage": Text("どこまで分かっているか", "How much is known"),
    "risk.coverage_note": Text(
        "割合は審査が必要な社数のうち、回答率は提出された審査のもの",
        "Share of those that need an assessment; answers of submitted ones",
    ),
    "risk.holding": Text("審査が有効な社数", "Validly assessed"),
    "risk.share": Text("割合", "Share"),
    "risk.answered": Text("回答率", "Answered"),
    "risk.with_unknown_parties": Text("未確認のある社数", "With unknowns"),
    "risk.unknown_gaps": Text("未確認の件数", "Unknown facts"),
    "risk.counts": Text("取引先の内訳", "Third parties by state"),
    "risk.counts_note": Text(
        "全{total}。区分と判定は、終了・見送りを除きます", "{total} in all; tier and decision leave out ended ones"
    ),
    "risk.by_lifecycle": Text("関係の段階", "Lifecycle"),
    "risk.by_tier": Text("区分", "Tier"),
    "risk.by_decision": Text("審査の判定", "Decision"),
    "risk.standing_approved": Text("承認", "Approved"),
    "risk.standing_conditional": Text("条件付き承認", "Approved with conditions"),
    "risk.standing_rejected": Text("不承認", "Rejected"),
    "risk.standing_expired": Text("有効期限切れ", "No longer valid"),
    "risk.standing_undecided": Text("未判定", "Not decided"),
    "risk.standing_not_required": Text("審査の対象外", "No assessment needed"),
}
