"""Wording of the way from an older version of a pack to a newer one."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "take_over.there_is": Text(
        "新しい版 {version} があります（いまは版 {now}）。", "There is a newer version, {version} (this one is {now})."
    ),
    "take_over.open": Text("新しい版へ引き継ぐ", "Take over to the newer version"),
    "take_over.title": Text("新しい版への引継ぎ", "Take over to the newer version"),
    "take_over.kept": Text("そのまま残る回答 {count}", "answers that stay: {count}"),
    "take_over.again": Text("聞き直し {count}", "asked again: {count}"),
    "take_over.added": Text("新しい質問 {count}", "new: {count}"),
    "take_over.dropped": Text("使わなくなる回答 {count}", "answers dropped: {count}"),
    "take_over.details": Text("質問ごとに見る", "Question by question"),
    "take_over.again_head": Text("聞き直し（問う内容が変わりました）", "Asked again, for what is asked has changed"),
    "take_over.added_head": Text("新しい質問", "New questions"),
    "take_over.dropped_head": Text("使わなくなる回答", "Answers that are dropped"),
    "take_over.all_stay": Text("すべての回答がそのまま残ります。", "Every answer stays as it is."),
    "take_over.to_changes": Text("この版の変更をすべて見る", "See everything that this version changed"),
    "take_over.lead": Text(
        "いまの審査を取り消し、同じ取引先、範囲、期限のまま、版{version}で始め直します。",
        "This assessment is cancelled and opened again on version {version}: same third party, depth and due day.",
    ),
    "take_over.what_stays": Text(
        "残る回答は、答えた人と日付のまま移ります。取り消した審査は、回答とともに記録に残ります。元の版には戻せません。",
        "Answers that stay keep who gave them and when. The cancelled assessment stays on record with its answers. "
        "There is no way back to the older version.",
    ),
    "take_over.confirm": Text("内容を確かめました", "I have seen what changes"),
    "take_over.do": Text("引き継ぐ", "Take over"),
    "take_over.gone": Text(
        "引き継げる新しい版はもうありません。画面を開き直してください。",
        "There is no newer version any more. Open the page again.",
    ),
    "take_over.cannot_tell": Text(
        "質問票のファイルに直すところがあり、新しい版があるかどうかは分かりません。回答は続けられます。",
        "A file of a pack has to be mended; until then nobody can tell whether there is a newer version. "
        "You can go on answering.",
    ),
    "take_over.to_packs": Text("直すところを見る", "See what to mend"),
}
