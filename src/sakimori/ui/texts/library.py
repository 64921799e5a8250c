"""Words of the answer library and of what it suggests."""

from __future__ import annotations

from sakimori.domain.text import Text

TEXTS = {
    "library.months_ago.one": Text("{count}か月前", "{count} month ago"),
    "library.months_ago.other": Text("{count}か月前", "{count} months ago"),
    "library.this_month": Text("1か月以内", "less than a month ago"),
    "library.day_and_age": Text("{day}（{age}）", "{day} ({age})"),
    "library.of_service": Text("{pack}「{service}」", "{pack}, {service}"),
    "library.pack_version": Text("{pack} {version}版", "{pack} v{version}"),
    "library.document_until": Text("{name}（{day}まで）", "{name} (through {day})"),
    "library.stale_age": Text("1年より前の回答", "older than a year"),
    "library.stale_evidence": Text("証跡が期限切れ", "its evidence has run out"),
    "library.stale_certificate": Text("根拠の認証が無効", "its certificate no longer speaks"),
    "library.ground_question": Text("同じ設問", "same question"),
    "library.ground_wording": Text("同じ文言", "same wording"),
    "library.ground_id": Text("同じ番号 {id}", "same id {id}"),
    "library.ground_control": Text("同じ管理策 {control}", "same control {control}"),
    "library.ground_alike": Text("似た文言 {percent}%", "similar wording, {percent}%"),
    "library.caution": Text("要確認：{what}", "Check first: {what}"),
    "library.caution_wording": Text("文言が違う", "other wording"),
    "library.caution_contested": Text("回答が分かれている", "answers differ"),
    "library.caution_subject": Text("別のサービスの回答", "answered for another service"),
    "library.caution_draft": Text("未提出の回答", "not handed in"),
    "library.caution_reason": Text("理由が要る", "needs a reason"),
    "library.suggested": Text("候補：{answer}", "Suggested: {answer}"),
    "library.was_asked": Text("元の設問：{text}", "It was asked: {text}"),
    "library.evidence_said": Text("証跡 {names}", "evidence {names}"),
    "library.no_evidence": Text("なし", "None"),
    "library.batch": Text("回答集の候補を確認 {count}", "Review suggestions ({count})"),
    "library.batch_title": Text("回答集からの候補", "Suggestions from the answer library"),
    "library.batch_lead": Text(
        "同じ文言で、提出済みの新しい回答には印を付けてあります。それ以外は元の設問と読み比べ、合うものに印を付けてください。",
        "Answers to the same wording that were handed in and still hold are ticked. Read the others beside the earlier "
        "question, and tick those that fit.",
    ),
    "library.batch_reasons.one": Text(
        "理由の記入が要る候補{count}件は、設問の画面で使ってください。",
        "{count} suggestion needs a reason; use it at its question.",
    ),
    "library.batch_reasons.other": Text(
        "理由の記入が要る候補{count}件は、設問の画面で使ってください。",
        "{count} suggestions need a reason; use them at their questions.",
    ),
    "library.batch_save.one": Text("印を付けた{count}問に回答する", "Answer {count} ticked question"),
    "library.batch_save.other": Text("印を付けた{count}問に回答する", "Answer {count} ticked questions"),
    "library.batch_done.one": Text("{count}問に回答しました。", "{count} question answered."),
    "library.batch_done.other": Text("{count}問に回答しました。", "{count} questions answered."),
    "library.same_words": Text("同じ文言", "Same wording"),
    "library.col_take": Text("使う", "Use"),
    "library.col_suggested": Text("候補の回答", "Suggested answer"),
    "library.col_caution": Text("要確認", "Check first"),
    "library.col_was": Text("元の設問", "Earlier question"),
    "library.col_ground": Text("候補とした理由", "Why suggested"),
    "library.col_source": Text("出典", "Source"),
    "library.col_day": Text("回答日", "Answered"),
    "library.col_evidence": Text("証跡", "Evidence"),
}
