"""Wording of the clause sheet of one contract."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    # The sheet
    "contracts.to_list": Text("契約の一覧へ", "To the list"),
    "contracts.standing": Text("契約の状況", "Contract"),
    "contracts.stands_undecided": Text(
        "通知期限（{notice}）を過ぎましたが、続けるかが決まっていません。期間の終わりは{end}です。",
        "The last day of notice ({notice}) has passed undecided. The term ends on {end}.",
    ),
    "contracts.stands_renewed": Text(
        "{end}に期間が終わり、続けるかを決めないまま自動更新されています。",
        "The term ended on {end}, and it renewed by itself with nobody deciding.",
    ),
    "contracts.stands_notice": Text(
        "{notice}までに、続けるか終えるかを決めてください。何もしないと{end}の後も続きます。",
        "Decide by {notice} whether it goes on. Without notice it continues after {end}.",
    ),
    "contracts.stands_notice_unknown": Text(
        "{end}に期間が終わり自動更新されますが、通知期限が未確認です。",
        "It renews by itself after {end}, but the notice period is unknown.",
    ),
    "contracts.stands_ended": Text("{day}に終わっています。", "It ended on {day}."),
    "contracts.stands_ending": Text(
        "{day}に終わります。更新するか決めてください。", "It ends on {day}. Decide what follows."
    ),
    "contracts.stands_unsigned": Text(
        "締結日も開始日も未確認のため、有効な契約として数えていません。",
        "Neither signing nor start is known, so it does not count as in force.",
    ),
    "contracts.stands_term_unknown": Text(
        "期間が未確認です。いつまで有効か分かりません。", "Its term is unknown. Nobody knows how long it lasts."
    ),
    "contracts.stands_coming": Text("{day}に始まります。", "It begins on {day}."),
    "contracts.stands_in_force": Text("有効です。", "It is in force."),
    "contracts.stands_until": Text("{day}まで有効です。", "It is in force until {day}."),
    "contracts.stands_renews": Text(
        "有効です。次の通知期限は{notice}です。", "It is in force. The next notice is due by {notice}."
    ),
    "contracts.stands_renewal_open": Text("自動更新の通知期限は未確認です。", "The notice period is unknown."),
    "contracts.goes_on": Text("継続する", "Go on"),
    "contracts.ends": Text("更新しない", "Do not renew"),
    "contracts.renewal": Text("継続の判断", "Does it go on?"),
    "contracts.renewal_notice": Text("通知期限は{day}（{distance}）です。", "Notice is due by {day} ({distance})."),
    "contracts.effect_goes_on": Text("契約は{day}まで続きます。", "The contract goes on until {day}."),
    "contracts.effect_next": Text("次の通知期限は{day}です。", "The next notice is due by {day}."),
    "contracts.effect_ends": Text(
        "契約は{day}で終わり、翌日から契約なしとして数えます。",
        "The contract ends on {day}; from the next day there is none.",
    ),
    "contracts.effect_notice": Text(
        "相手への通知は別に行ってください。ここでは決めたことを記録します。",
        "Tell the other side yourself. This records the decision.",
    ),
    "contracts.effect_late": Text(
        "通知期限を過ぎています。この日に終えるには、相手の合意が要ります。",
        "The last day of notice has passed. To end it on this day, the other side must agree.",
    ),
    "contracts.renewal_reason": Text("判断の理由", "Why"),
    "contracts.documents": Text("契約書", "Documents"),
    "contracts.documents_none": Text("契約書のファイルはまだありません。", "No document is filed yet."),
    "contracts.document_filed": Text("{day} に登録", "filed on {day}"),
    "contracts.document_withdrawn": Text("{day} に取下げ", "withdrawn on {day}"),
    "contracts.terms_at": Text("規約の場所：{url}", "Terms at {url}"),
    "contracts.add_document": Text("契約書を添える", "File a document"),
    "contracts.document_file": Text("ファイル（20MBまで）", "File (up to 20 MB)"),
    "contracts.document_reuse": Text("登録済みの文書から選ぶ", "Or choose a filed document"),
    "contracts.choose": Text("選ぶ", "Choose"),
    "contracts.covers": Text("対象の取引先", "Covered third parties"),
    "contracts.covers_note": Text("確認した取引先だけを数えます。", "Only confirmed ones count."),
    "contracts.covers_none": Text("対象の取引先が登録されていません。", "No third party is named as covered."),
    "contracts.add_cover": Text("対象を加える", "Add a third party"),
    "contracts.add_cover_note": Text(
        "代理店との契約で使うサービスの事業者や、同じ契約のグループ会社を加えます。確認は後で行います。",
        "The provider behind a reseller, or a group company under the same contract. Confirm it afterwards.",
    ),
    "contracts.cover_sets": Text("確かめる条項：{sets}", "Read for: {sets}"),
    "contracts.cover_open": Text("対象として未確認", "Not confirmed"),
    "contracts.cover_confirmed": Text("{name}が{day}に確認", "Confirmed by {name} on {day}"),
    "contracts.cover_removed": Text("{day}に対象から外しました", "Taken out on {day}"),
    "contracts.confirm": Text("対象と確認", "Confirm"),
    "contracts.confirm_what": Text(
        "「{title}」が「{name}」を対象としていることを確認します。", "“{title}” covers {name}."
    ),
    "contracts.confirm_note": Text(
        "契約書を読んで確かめてください。あなたの名前と日付が残ります。",
        "Read the contract for it. Your name and the day are kept.",
    ),
    "contracts.remove": Text("外す", "Take out"),
    "contracts.remove_what": Text("「{title}」の対象から「{name}」を外します。", "Take {name} out of “{title}”."),
    "contracts.reason": Text("理由（必須）", "Reason (required)"),
    "contracts.term_followed": Text(
        "{term}（登録は{recorded}、以後は自動更新）", "{term} (on record {recorded}, renewed since)"
    ),
    "contracts.facts": Text("契約の内容", "On record"),
    "contracts.edit": Text("内容を直す", "Edit the contract"),
    "contracts.tree": Text("親子の契約", "Master and children"),
    # Clauses
    "contracts.clauses": Text("条項", "Clauses"),
    "contracts.clauses_note": Text("選ぶとその場で保存します。", "Each choice is saved at once."),
    "contracts.no_set": Text(
        "対象の取引先の役割やデータフローから、確かめる条項が決まりません。役割を登録してください。",
        "Role and data flows of the covered parties call for no clauses. Record their role.",
    ),
    "contracts.no_cover": Text(
        "対象の取引先がないため、確かめる条項が決まりません。",
        "No third party is covered, so nothing calls for clauses.",
    ),
    "contracts.musts_missing": Text(
        "必須条項が{count}件ありません：{names}", "Must clauses missing ({count}): {names}"
    ),
    "contracts.other_sets": Text("ほかの条項も確かめる", "Read for other clauses"),
    "contracts.other_sets_hint": Text("条項の一覧を選ぶ", "Choose a set"),
    "contracts.why": Text("{name}：{why}", "{name}: {why}"),
    "contracts.why_not": Text(
        "対象の取引先からは求められていません。", "Nothing about the covered parties calls for it."
    ),
    "contracts.check_many": Text("未確認{count}件をまとめて記す", "Note {count} unchecked at once"),
    "contracts.many": Text("条項をまとめて記す", "Note clauses at once"),
    "contracts.many_which": Text("条項", "Clauses"),
    "contracts.many_state": Text("契約書での有無", "What the contract says"),
    "contracts.many_note": Text(
        "契約書を読んで確かめたものだけを選んでください。", "Choose only those that you have read for."
    ),
    "contracts.many_do": Text("{count}件を「{state}」と記す", "Note {count} as “{state}”"),
    "contracts.words": Text("メモ・理由", "Note"),
    "contracts.why_reason": Text(
        "契約書になくても実質で備えているとき、その理由を書きます。承認を受けると不備ではなくなります。",
        "Where its substance is secured otherwise, say how. Once approved it is no gap.",
    ),
    "contracts.reason_is": Text("理由：{reason}", "Reason: {reason}"),
    "contracts.waits": Text("理由の承認を待っています", "The reason waits for approval"),
    "contracts.approve": Text("理由を承認", "Approve the reason"),
    "contracts.approve_own": Text("自分が記した理由は承認できません。", "You cannot approve a reason of your own."),
    "contracts.approved_by": Text("{name}が{day}に承認", "Approved by {name} on {day}"),
    "contracts.approved_in_vain": Text(
        "{name}が{day}に承認しましたが、この条項は理由では補えません。",
        "Approved by {name} on {day}, but no reason stands in for this clause.",
    ),
    "contracts.checked_by": Text("{name}が{day}に確認", "Read by {name} on {day}"),
    "contracts.unread_yet": Text("まだ確かめていません。", "Not read yet."),
    "contracts.elsewhere": Text("別の契約にあります：{title}{where}", "In another contract: {title}{where}"),
    "contracts.at_page": Text("（{page}）", " ({page})"),
}
