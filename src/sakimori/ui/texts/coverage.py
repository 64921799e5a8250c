"""Wording of how far a framework is covered."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "coverage.framework": Text("枠組み", "Framework"),
    "coverage.known.one": Text(
        "「{framework}」のうち、当社が番号を把握している{count}項目での状況です。枠組み全体の充足率ではありません。",
        "Of the ids of “{framework}” the {count} that we know is shown, not the whole framework.",
    ),
    "coverage.known.other": Text(
        "「{framework}」のうち、当社が番号を把握している{count}項目での状況です。枠組み全体の充足率ではありません。",
        "Of the ids of “{framework}” the {count} that we know are shown, not the whole framework.",
    ),
    "coverage.empty": Text(
        "取引先がまだありません。審査が済むと、枠組みの充足がここに出ます。",
        "There are no third parties yet. Once one is assessed, its coverage is shown here.",
    ),
    "coverage.nothing": Text(
        "判定待ち・判定済みの審査にも有効な認証にも、この枠組みに触れる回答がありません。",
        "Neither a submitted or decided assessment nor a valid certificate says anything of this framework.",
    ),
    "coverage.states": Text("状態", "State"),
    "coverage.state.not_met": Text("不適合", "Not met"),
    "coverage.state.partly": Text("一部", "Partly"),
    "coverage.state.open": Text("未確認", "Unknown"),
    "coverage.state.touched": Text("触れているのみ", "Touched only"),
    "coverage.state.sound": Text("充足", "Covered"),
    "coverage.state.not_applicable": Text("対象外", "N/A"),
    "coverage.state.not_asked": Text("未質問", "Not asked"),
    "coverage.only_old": Text("古い根拠のみ {count}", "Old grounds only {count}"),
    "coverage.only_old_words": Text("古い根拠のみ", "Old grounds only"),
    "coverage.stale.one": Text(
        "充足のうち{count}項目は、古い根拠によります。", "{count} of the covered ones rests on something too old."
    ),
    "coverage.stale.other": Text(
        "充足のうち{count}項目は、古い根拠によります。", "{count} of the covered ones rest on something too old."
    ),
    "coverage.none_left": Text("この絞り込みに合う項目はありません。", "No control matches these filters."),
    "coverage.row_hint": Text(
        "行を選ぶと、根拠の設問が下に出ます。", "Choose a row to see the questions behind it below."
    ),
    "coverage.ground_hint": Text("行を選ぶと、審査の設問が開きます。", "Choose a row to open its question."),
    "coverage.table_alt": Text(
        "枠組みの項目ごとの充足。足りないものから並んでいます。", "Controls of the framework, worst first."
    ),
    "coverage.grounds_alt": Text(
        "この項目を問う設問と回答の状態。", "Questions behind this control, and how they stand."
    ),
    "coverage.asked": Text("{asked} / {all}", "{asked} of {all}"),
    "coverage.no_grounds": Text("設問なし", "No question"),
    "coverage.no_question": Text(
        "審査した質問票に、この項目を問う設問がありません。", "No pack that was assessed asks about this control."
    ),
    "coverage.col_state": Text("状態", "State"),
    "coverage.col_id": Text("項目", "Control"),
    "coverage.col_asked": Text("質問済み", "Asked"),
    "coverage.col_ground": Text("根拠の設問", "Question behind it"),
    "coverage.col_standing": Text("回答", "Answer"),
    "coverage.col_pack": Text("質問票", "Pack"),
    "coverage.col_day": Text("回答日", "Answered"),
    "coverage.col_oldest": Text("最も古い回答", "Oldest answer"),
    "coverage.col_old": Text("古い理由", "Why too old"),
    "coverage.col_certificate": Text("認証", "Certificate"),
    "coverage.old.age": Text("12か月より前の回答", "Answered over 12 months ago"),
    "coverage.old.evidence": Text("証跡の期限切れ", "Evidence ran out"),
    "coverage.old.certificate": Text("認証が有効でない", "Certificate not valid"),
}
