"""Wording of the page 比較."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "compare.view": Text("表示", "View"),
    "compare.view_pair": Text("2つの審査", "Two assessments"),
    "compare.view_coverage": Text("枠組みの充足", "Coverage of a framework"),
    # What is held against what
    "compare.left_party": Text("左", "Left"),
    "compare.right_party": Text("右", "Right"),
    "compare.left_one": Text("左の審査", "Assessment on the left"),
    "compare.right_one": Text("右の審査", "Assessment on the right"),
    "compare.party": Text("取引先", "Third party"),
    "compare.choose_party": Text("取引先を選んでください。", "Choose a third party."),
    "compare.choose_one": Text("審査を選んでください。", "Choose an assessment."),
    "compare.no_other": Text("ほかの審査がありません。", "There is no other assessment."),
    "compare.choose_both": Text(
        "左と右に審査を1つずつ選んでください。", "Choose one assessment on the left and one on the right."
    ),
    "compare.cycles": Text("前回のある審査", "Assessed more than once"),
    "compare.cycles_hint": Text("行を選ぶと、前回と今回を並べます。", "Choose a row to put both side by side."),
    "compare.cycles_alt": Text(
        "前回と今回の審査の組。新しいものから並んでいます。", "Earlier and later assessments in pairs, newest first."
    ),
    "compare.swap": Text("左右を入れ替える", "Swap sides"),
    "compare.of_cycles": Text("**前回と今回**：{left}「{pack}」", "**Last time and now**: {left}, “{pack}”"),
    "compare.of_turned_cycles": Text(
        "**今回と前回**：{left}「{pack}」。左のほうが新しい審査です。",
        "**Now and last time**: {left}, “{pack}”. The left one is the newer assessment.",
    ),
    "compare.of_subjects": Text(
        "**同じ取引先の2つの対象**：{left} と {right}「{pack}」",
        "**Two subjects of one third party**: {left} and {right}, “{pack}”",
    ),
    "compare.of_vendors": Text(
        "**2社**：{left} と {right}「{pack}」", "**Two third parties**: {left} and {right}, “{pack}”"
    ),
    "compare.of_packs": Text(
        "**質問票どうし**：{left}「{one}」と {right}「{other}」。共通の管理策ごとに並べます。",
        "**Two packs**: {left}, “{one}”, and {right}, “{other}”, put side by side under shared controls.",
    ),
    "compare.versions": Text("　版 {old} → {new}", "　Version {old} → {new}"),
    "compare.empty": Text(
        "比べるには審査が2つ要ります。審査を始めるか、質問票を取り込んでください。",
        "Comparing takes two assessments. Begin one, or import a questionnaire.",
    ),
    "compare.to_assess": Text("審査へ", "To the assessments"),
    # Ways to this page
    "compare.with_last": Text("前回と比べる", "Compare with last time"),
    "compare.with_other": Text("比べる", "Compare"),
    # How a side stands
    "compare.standing.sound": Text("適合", "Met"),
    "compare.standing.partly": Text("一部", "Partly"),
    "compare.standing.not_met": Text("不適合", "Not met"),
    "compare.standing.known": Text("回答あり", "Answered"),
    "compare.standing.not_applicable": Text("対象外", "N/A"),
    "compare.standing.open": Text("未確認", "Unknown"),
    "compare.standing.not_asked": Text("質問なし", "Not asked"),
    "compare.blank": Text("未回答", "No answer"),
    "compare.not_asked": Text("質問なし", "Not asked"),
    "compare.no_points": Text("配点なし", "Not scored"),
    "compare.see_each": Text("設問ごと", "By question"),
    # How the sides differ
    "compare.time.left": Text("前回", "Last time"),
    "compare.time.right": Text("今回", "Now"),
    "compare.time.worse": Text("悪化", "Worse"),
    "compare.time.now_open": Text("未確認へ", "Now unknown"),
    "compare.time.better": Text("改善", "Better"),
    "compare.time.now_known": Text("確認できた", "Now known"),
    "compare.time.changed": Text("変更", "Changed"),
    "compare.time.not_comparable": Text("比較不可", "Not comparable"),
    "compare.time.only_left": Text("前回のみ", "Last time only"),
    "compare.time.only_right": Text("今回のみ", "Now only"),
    "compare.time.both_open": Text("両方未確認", "Both unknown"),
    "compare.time.same": Text("同じ", "Same"),
    "compare.sides.left": Text("左", "Left"),
    "compare.sides.right": Text("右", "Right"),
    "compare.sides.worse": Text("右が劣る", "Right is weaker"),
    "compare.sides.now_open": Text("右が未確認", "Right unknown"),
    "compare.sides.better": Text("右が優る", "Right is stronger"),
    "compare.sides.now_known": Text("左が未確認", "Left unknown"),
    "compare.sides.changed": Text("異なる", "Different"),
    "compare.sides.not_comparable": Text("比較不可", "Not comparable"),
    "compare.sides.only_left": Text("左のみ", "Left only"),
    "compare.sides.only_right": Text("右のみ", "Right only"),
    "compare.sides.both_open": Text("両方未確認", "Both unknown"),
    "compare.sides.same": Text("同じ", "Same"),
    # The rows
    "compare.kinds": Text("違い", "Difference"),
    "compare.search": Text("設問・回答を検索", "Search questions and answers"),
    "compare.questions": Text("{count}を表示（全{total}問）", "{count} shown of {total}"),
    "compare.controls.one": Text("管理策{count}件を表示（全{total}件）", "{count} control shown of {total}"),
    "compare.controls.other": Text("管理策{count}件を表示（全{total}件）", "{count} controls shown of {total}"),
    "compare.nothing": Text("並べられる設問がありません。", "There is nothing to put side by side."),
    "compare.none_left": Text("この絞り込みに合う設問はありません。", "No question matches these filters."),
    "compare.row_hint": Text(
        "行を選ぶと、両方の回答と設問への入口が下に出ます。",
        "Choose a row to see both answers below, with the way to each question.",
    ),
    "compare.table_alt": Text(
        "2つの審査の違い。違うものから並んでいます。", "Differences between two assessments, changes first."
    ),
    "compare.col_difference": Text("違い", "Difference"),
    "compare.col_id": Text("番号", "Id"),
    "compare.col_question": Text("設問", "Question"),
    "compare.col_control": Text("管理策", "Control"),
    "compare.col_section": Text("区分", "Section"),
    "compare.col_source": Text("出典", "Source"),
    "compare.col_standing": Text("{side}", "{side}"),
    "compare.col_answer": Text("{side}の回答", "{side}: answer"),
    "compare.col_points": Text("{side}の点", "{side}: points"),
    "compare.col_evidence": Text("{side}の証跡", "{side}: evidence"),
    "compare.col_day": Text("{side}の回答日", "{side}: answered"),
    "compare.reason": Text("理由：{text}", "Reason: {text}"),
    "compare.facts": Text(
        "点 {points}・証跡 {evidence}・回答日 {day}", "Points {points}, evidence {evidence}, answered {day}"
    ),
    "compare.open_question": Text("この設問を開く", "Open this question"),
    # Files
    "compare.export_xlsx": Text("Excel", "Excel"),
    "compare.export_csv": Text("CSV", "CSV"),
    "compare.export_about": Text("この表について", "About this file"),
    "compare.export_by": Text("出力した人", "Made by"),
    "compare.export_at": Text("出力した日時", "Made at"),
    "compare.export_filter": Text("絞り込み", "Filter"),
    "compare.export_head": Text("監査記録の先頭", "Head of the audit trail"),
}
