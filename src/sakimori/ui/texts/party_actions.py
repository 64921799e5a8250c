"""Wording of what can be done to a whole dossier."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "party.actions": Text("操作", "Actions"),
    "party.act_lifecycle": Text("状態を変える", "Change the status"),
    "party.act_owner": Text("担当を変える", "Change the owner"),
    "party.act_edit": Text("基本情報を直す", "Edit the facts"),
    "party.act_certificate_check": Text("認証の確認を記録する", "Record a certificate check"),
    "party.certificate_check_note": Text(
        "区分3の定期見直しは、認証の確認で終えられます。次の期限は今日から数えます。",
        "For tier 3, checking certificates completes the periodic review. The next one counts from today.",
    ),
    "party.certificate_checked": Text("確かめた認証と番号（必須）", "Certificate checked and its number (required)"),
    "party.act_what_if": Text("もし…ならを試す", "Try what if"),
    "party.act_merge": Text("別の取引先に統合する", "Merge into another"),
    "party.act_undo": Text("統合を取り消す", "Take a merging back"),
    "party.act_archive": Text("保管する", "Archive"),
    "party.act_restore": Text("保管から戻す", "Bring back"),
    "party.act_delete": Text("削除する", "Delete"),
    "party.lifecycle_from": Text("いまは「{before}」です。", "It is “{before}” now."),
    "party.lifecycle_to": Text("次の状態", "Next status"),
    "party.archive_note": Text(
        "履歴は残ります。いまの不備{count}件は数えなくなります。いつでも戻せます。",
        "Its history stays. Its gaps of today ({count}) are counted no more. It can be brought back.",
    ),
    "party.restore_note": Text(
        "不備をもう一度調べ、一覧に戻します。", "Its gaps are judged again, and it is back in the list."
    ),
    "party.delete_note": Text(
        "次の記録があるため削除できません。保管か統合を選んでください。",
        "These records stand in the way. Archive or merge it instead.",
    ),
    "party.delete_open": Text("{label} {count}件", "{label}: {count}"),
    "party.delete_history": Text("履歴はいつも残ります。", "The history always stays."),
    "party.merge_into": Text("統合先の取引先", "Merge into"),
    "party.merge_choose": Text(
        "統合先を選ぶと、違う項目と影響が出ます。", "Choose one to see what differs and what moves."
    ),
    "party.merge_from": Text("この取引先", "This one"),
    "party.merge_keep": Text("統合先", "The other"),
    "party.merge_both": Text("両方", "Both"),
    "party.merge_field": Text(
        "{field}　この取引先：{mine}　／　統合先：{theirs}", "{field}: this one {mine}, the other {theirs}"
    ),
    "party.merge_one_sided": Text("片方だけが持つ項目 {count}", "Known on one side only: {count}"),
    "party.merge_effects": Text(
        "移るもの：サービス{services}・別名{aliases}・連絡先{contacts}・審査{assessments}・証跡{evidence}・条件{conditions}。"
        "子会社{children}社を付け替えます。",
        "Moves: services {services}, names {aliases}, contacts {contacts}, assessments {assessments}, "
        "evidence {evidence}, conditions {conditions}. Subsidiaries re-pointed: {children}.",
    ),
    "party.merge_register": Text(
        "台帳から移るもの：契約{contracts}・認証{certificates}・データフロー{flows}・再委託先{sub_processors}。"
        "両方にかかる契約は1つにまとめます。",
        "Moves in the register: contracts {contracts}, certificates {certificates}, data flows {flows}, "
        "sub-processors {sub_processors}. A contract that covers both covers one.",
    ),
    "party.merge_adopt": Text(
        "判定済み・提出済みの審査{count}件は、審査者が引き継ぐまで数えません。",
        "Submitted or decided assessments ({count}) count only after a reviewer adopts them.",
    ),
    "party.merge_waivers": Text("例外承認{count}件は失効します。", "Waivers that lapse: {count}."),
    "party.merge_aliases": Text("別名に加わるもの：{names}", "Added as other names: {names}"),
    "party.merge_do": Text("統合する", "Merge"),
    "party.undo_which": Text("取り消す統合", "Merging to take back"),
    "party.undo_option": Text("{name}（{day}、{reason}）", "{name} ({day}, {reason})"),
    "party.undo_note": Text(
        "統合の後に変えていない項目は元に戻ります。変えた項目はいまの値のままです。",
        "Every field that nobody changed since is again what it was. Changed ones keep their present value.",
    ),
    "party.undo_kept": Text("統合の後に変わったため、そのままの項目：{fields}", "Left as changed since: {fields}"),
    "party.undo_do": Text("統合を取り消す", "Take it back"),
}
