"""Wording of the clearance slip: on its PDF, in its dialog, and on the page that checks it."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "slip.title": Text("提供可否票", "Clearance slip"),
    # What stands on it
    "slip.data": Text("渡すデータ", "Data"),
    "slip.persons": Text("人数", "Persons"),
    "slip.persons_less": Text("{count}（停止を求めた本人を除く）", "{count} (less those who asked us to stop)"),
    "slip.items": Text("項目", "Items"),
    "slip.recipient": Text("渡す相手", "Recipient"),
    "slip.recipient_number": Text("{name}（法人番号 {number}）", "{name} (corporate number {number})"),
    "slip.purpose": Text("利用目的", "Purpose"),
    "slip.method": Text("方法", "Method"),
    "slip.ground": Text("根拠", "Ground"),
    "slip.ground_article": Text("{ground}（{article}）", "{ground} ({article})"),
    "slip.judged_on": Text("判定日", "Judged for"),
    "slip.valid_until": Text("有効期限", "Valid until"),
    "slip.no_end": Text("判定が変わる予定の日はない", "No day is known on which the answer changes"),
    "slip.no_end_short": Text("期限なし", "No end known"),
    "slip.issued_by": Text("発行", "Issued by"),
    "slip.issued": Text("{who}　{at}", "{who}, {at}"),
    "slip.ask": Text("相談先", "Whom to ask"),
    "slip.allowed": Text("渡せます。", "You may hand this over."),
    "slip.conditional": Text(
        "下の条件をすべて満たせば渡せます。", "You may hand this over once every condition below is met."
    ),
    "slip.conditions": Text("渡すまでにすること", "To be done before"),
    "slip.who": Text("担当：{who}", "for {who}"),
    "slip.duties": Text("渡したあとも守ること", "To be kept afterwards"),
    "slip.rules": Text("規則の版", "Rules"),
    "slip.rules_words": Text("{digest}（{rules}）", "{digest} ({rules})"),
    "slip.audit": Text("監査記録", "Audit trail"),
    "slip.audit_words": Text("連番 {number}　{hash}", "Entry {number}  {hash}"),
    "slip.check_at": Text("確認の方法", "To check it"),
    "slip.check_words": Text(
        "先守の「票の確認」で番号 {number} を調べる（{address}）。渡す日にもう一度確かめる。",
        "Look up {number} on the page “Slip check” of Sakimori ({address}). Check again on the day of the hand-over.",
    ),
    "slip.check_link": Text("票の番号で確かめる", "Check a slip by its number"),
    "slip.disclaimer": Text("法律上の助言ではありません。", "This is no legal advice."),
    "slip.article_ENTRUST": Text("法27条5項1号", "APPI Art. 27(5)(i)"),
    "slip.article_SUCCESSION": Text("法27条5項2号", "APPI Art. 27(5)(ii)"),
    "slip.article_JOINT": Text("法27条5項3号", "APPI Art. 27(5)(iii)"),
    "slip.article_CONSENT": Text("法27条1項", "APPI Art. 27(1)"),
    "slip.article_CONSENT_28": Text("法28条1項", "APPI Art. 28(1)"),
    "slip.article_OPTOUT": Text("法27条2項", "APPI Art. 27(2)"),
    "slip.article_EXC_LAW": Text("法27条1項1号", "APPI Art. 27(1)(i)"),
    "slip.article_EXC_LIFE": Text("法27条1項2号", "APPI Art. 27(1)(ii)"),
    "slip.article_EXC_HEALTH_CHILD": Text("法27条1項3号", "APPI Art. 27(1)(iii)"),
    "slip.article_EXC_STATE": Text("法27条1項4号", "APPI Art. 27(1)(iv)"),
    "slip.article_EXC_ACADEMIC": Text("法27条1項5号〜7号", "APPI Art. 27(1)(v)–(vii)"),
    # How it stands
    "slip.state_good": Text("有効", "Good"),
    "slip.state_not_yet": Text("開始前", "Not yet"),
    "slip.state_lapsed": Text("失効", "Lapsed"),
    "slip.state_revoked": Text("取消", "Revoked"),
    "slip.say_good": Text("この票は{day}の時点で有効です。", "This slip is good on {day}."),
    "slip.say_not_yet": Text("この票は{day}から有効です。", "This slip is good from {day}."),
    "slip.say_lapsed": Text("失効しています。渡せません。{why}", "This slip has lapsed. Do not hand over. {why}"),
    "slip.say_lapsed_unknown": Text(
        "いまの判定が見つかりません。法務に確かめてください。", "Today's answer is not known. Ask compliance."
    ),
    "slip.say_revoked": Text(
        "失効　{day} に{who}が取り消しました。理由：{why}", "Revoked by {who} on {day}. Reason: {why}"
    ),
    "slip.merged": Text("取引先が統合された", "The third party was merged into another"),
    # In the dialog and on the page
    "slip.issue": Text("提供可否票を発行", "Issue a slip"),
    "slip.issue_title": Text("提供可否票を発行する", "Issue a clearance slip"),
    "slip.issue_what": Text(
        "番号が付き、監査記録に残ります。渡す日まで有効かどうかは、票の番号で確かめられます。",
        "It gets a number and stands in the audit trail. Whether it is still good can be checked by its number.",
    ),
    "slip.issue_do": Text("この内容で発行する", "Issue it"),
    "slip.issued_note": Text("提供可否票 {number} を発行しました。", "Slip {number} was issued."),
    "slip.release": Text("提供の実施を記録", "Record the hand-over"),
    "slip.pdf": Text("PDFを受け取る", "Download the PDF"),
    "slip.then": Text("**{number}**　発行時の判定：{outcome}", "**{number}**  Answer when issued: {outcome}"),
    "slip.link_help": Text("この票を確かめるページ", "The page that checks this slip"),
    "slip.revoke": Text("取り消す", "Revoke"),
    "slip.revoke_title": Text("提供可否票を取り消す", "Revoke the slip"),
    "slip.revoke_why": Text("取り消す理由（必須）", "Reason (required)"),
    "slip.revoke_what": Text(
        "{number} は今日から使えなくなります。元に戻せません。",
        "{number} may not be used from today on. This is final.",
    ),
    "slip.number": Text("票の番号", "Number of the slip"),
    "slip.number_hint": Text("TK-2026-000123", "TK-2026-000123"),
    "slip.empty": Text(
        "票の番号を入れてください。有効かどうかと、書き換えられていないかを確かめます。",
        "Enter the number of a slip. You see whether it is good, and whether it was altered.",
    ),
    "slip.not_found": Text(
        "{number} という番号の票はありません。番号を確かめてください。", "There is no slip {number}. Check the number."
    ),
    "slip.genuine": Text(
        "発行したときの内容のままです（監査記録の連番 {seq}）。",
        "It reads as it was issued (entry {seq} of the audit trail).",
    ),
    "slip.altered": Text(
        "発行したときの内容と違います。使わないで、法務に知らせてください。",
        "It does not read as it was issued. Do not use it, and tell compliance.",
    ),
    "slip.head_holds": Text(
        "票に記した監査記録のハッシュは、監査記録と一致します。", "The hash on the slip is that of the audit trail."
    ),
    "slip.head_broken": Text(
        "票に記した監査記録のハッシュが、監査記録と一致しません。法務に知らせてください。",
        "The hash on the slip is not that of the audit trail. Tell compliance.",
    ),
    "slip.same": Text(
        "保存した事実から、同じ判定がもう一度得られました。", "The stored facts give the same answer once more."
    ),
    "slip.different": Text(
        "保存した事実から、同じ判定が得られません。法務に知らせてください。",
        "The stored facts do not give the same answer. Tell compliance.",
    ),
    "slip.other_rules": Text(
        "発行のあとに規則が変わったため、当時の規則ではもう判定できません。票の内容は発行時のままです。",
        "The rules have changed since, so those of that day can no longer be run. The slip stays as it was issued.",
    ),
    "slip.not_yours": Text(
        "内容は、発行した人・調達・法務・監査が読めます。",
        "Its content is for the issuer, procurement, compliance and the auditor.",
    ),
    "slip.other_good": Text("{day}の時点で有効です。", "It is good on {day}."),
    "slip.other_not_yet": Text("{day}の時点では、まだ有効ではありません。", "It is not good yet on {day}."),
    "slip.other_lapsed": Text("{day}の時点で失効しています。渡せません。", "It has lapsed on {day}. Do not hand over."),
    "slip.other_revoked": Text(
        "{day}の時点で取り消されています。渡せません。", "It is revoked on {day}. Do not hand over."
    ),
    "slip.since": Text("発行のあとに変わったこと", "What has changed since"),
    "slip.since_nothing": Text("判定も記録も変わっていません。", "Neither the answer nor the records have changed."),
    "slip.since_now": Text("いまの判定：{outcome}", "Today's answer: {outcome}"),
    "slip.since_came": Text("加わった理由：{text}", "New: {text}"),
    "slip.since_went": Text("なくなった理由：{text}", "Gone: {text}"),
    "slip.since_record": Text("記録", "Record"),
    "slip.since_before": Text("発行時", "When issued"),
    "slip.since_after": Text("いま", "Now"),
    "slip.since_whole": Text("記録ごと", "The whole record"),
    "slip.since_none": Text("なし", "None"),
    "slip.since_new": Text("あり（新しい記録）", "A new record"),
    "slip.since_used": Text("あり", "Used"),
    "slip.since_gone": Text("なし（使われなくなった）", "No longer used"),
    "slip.since_alt": Text("発行のあとに変わった記録と項目", "Records and fields that changed since"),
}
