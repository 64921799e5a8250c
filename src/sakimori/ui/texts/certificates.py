"""Wording of certificates: the tab of the dossier, its forms, and what they propose in an assessment."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "party.tab_certificates": Text("認証 {count}", "Certificates {count}"),
    "certificates.dialog": Text("認証", "Certificate"),
    "certificates.fix_covers_us": Text("範囲を比べる", "Compare the scope"),
    "certificates.fix_valid_until": Text("認証を更新", "Renew it"),
    "certificates.add": Text("認証を登録", "Record a certificate"),
    "certificates.none": Text(
        "認証はまだ登録されていません。認証は審査の代わりになりませんが、範囲と期限の中で設問に答えられます。",
        "No certificate is recorded yet. None replaces the assessment, but within scope and validity one may answer "
        "questions.",
    ),
    "certificates.role": Text(
        "認証は審査の代わりになりません。範囲に当社の業務を含む間だけ、設問への回答を提案します。",
        "A certificate never replaces the assessment. It proposes answers only while its scope covers our work.",
    ),
    "certificates.own_none": Text(
        "自社の認証はまだ登録されていません。CBPR認証は、外国の委託先に取り扱わせる根拠になります（規則16条1号）。",
        "No certificate of ours is recorded yet. CBPR is a ground for entrusting data abroad (PPC Rules Art. 16(i)).",
    ),
    "certificates.own_role": Text(
        "CBPR認証は、範囲に含む間だけ、外国の委託先に取り扱わせる根拠になります（規則16条1号）。",
        "CBPR is a ground for entrusting data abroad only while its scope covers that (PPC Rules Art. 16(i)).",
    ),
    "certificates.own_col_covers": Text("提供を含むか", "Hand-overs"),
    "certificates.own_use": Text("この認証を根拠とする提供", "What rests on this certificate"),
    "certificates.own_use_none": Text("根拠としている提供はありません。", "Nothing rests on it."),
    "certificates.own_compare": Text("範囲はこの提供を含みますか", "Does the scope cover this?"),
    "certificates.to_own": Text("自社の認証を見る", "See our certificates"),
    "certificates.is_own": Text(
        "自社の認証です。自社調書で直します。", "This certificate is ours; it is kept in our own dossier."
    ),
    "certificates.gone": Text("この認証は登録されていません。", "This certificate is not recorded."),
    "certificates.own_to_compare.one": Text(
        "範囲を提供の内容と比べていない認証が{count}件あります：{names}",
        "{count} certificate whose scope nobody has compared with what we hand over: {names}",
    ),
    "certificates.own_to_compare.other": Text(
        "範囲を提供の内容と比べていない認証が{count}件あります：{names}",
        "{count} certificates whose scope nobody has compared with what we hand over: {names}",
    ),
    "certificates.to_compare.one": Text(
        "範囲を当社の業務と比べていない認証が{count}件あります：{names}",
        "{count} certificate whose scope nobody has compared with our work: {names}",
    ),
    "certificates.to_compare.other": Text(
        "範囲を当社の業務と比べていない認証が{count}件あります：{names}",
        "{count} certificates whose scope nobody has compared with our work: {names}",
    ),
    "certificates.window_open": Text(
        "{name}は更新の申請期間です（{day}まで、{left}）。申請した日はまだ登録されていません。",
        "{name}: renewal is to be applied for until {day} ({left}). No application is recorded.",
    ),
    "certificates.alt": Text("認証の一覧", "Certificates"),
    "certificates.col_state": Text("状態", "Status"),
    "certificates.col_scheme": Text("制度", "Scheme"),
    "certificates.col_covers": Text("当社の業務", "Our work"),
    "certificates.col_through": Text("有効な最後の日", "Valid through"),
    "certificates.col_next": Text("次に必要なこと", "Next"),
    "certificates.col_scope": Text("対象範囲", "Scope"),
    "certificates.state_withdrawn": Text("取消", "Withdrawn"),
    "certificates.state_lapsed": Text("期限切れ", "Lapsed"),
    "certificates.state_unknown": Text("期限未確認", "End unknown"),
    "certificates.state_ending": Text("期限が近い", "Ending soon"),
    "certificates.state_renewing": Text("更新結果未確認", "Renewal awaited"),
    "certificates.state_coming": Text("開始前", "Not begun"),
    "certificates.state_valid": Text("有効", "Valid"),
    "certificates.state_replaced": Text("更新済み", "Replaced"),
    "certificates.covers_yes": Text("含む", "Covered"),
    "certificates.covers_no": Text("含まない", "Not covered"),
    "certificates.endless": Text("期限なし（自己宣言）", "No end (own declaration)"),
    "certificates.next_renewal": Text("{day}までに更新申請", "Apply to renew by {day}"),
    "certificates.next_surveillance": Text("{day}までに維持審査", "Surveillance by {day}"),
    "certificates.late_surveillance": Text("維持審査 {distance}", "Surveillance {distance}"),
    "certificates.proof": Text("確かめるもの：{proof}", "Proof: {proof}"),
    "certificates.lacks_base": Text(
        "ISO/IEC 27001の認証に付く認証です。その認証が登録されていません。",
        "It extends a certificate under ISO/IEC 27001, which is not recorded.",
    ),
    "certificates.with_base": Text(
        "ISO/IEC 27001の認証とともに終わります。", "It ends with the certificate under ISO/IEC 27001."
    ),
    "certificates.compared": Text("範囲は{day}に{who}が確かめました。", "{who} compared the scope on {day}."),
    "certificates.not_begun": Text(
        "{day}ごろに始まる見込みの制度です。記録はできますが、それまで取得を求められません。",
        "The scheme is to begin about {day}. It can be recorded, but not be required before.",
    ),
    "certificates.facts": Text("認証の内容", "Facts of the certificate"),
    "certificates.end_on": Text(
        "この制度では{day}まで有効として扱います。", "By its scheme it counts as valid through {day}."
    ),
    "certificates.end_unknown": Text(
        "期限を計算できません。{fields}を入れてください。", "Its last day cannot be told. Give: {fields}."
    ),
    "certificates.renew": Text("更新後の認証を登録", "Record the renewed one"),
    "certificates.whole": Text(
        "サービスを選ばなければ、取引先全体の認証として扱います。",
        "Without services it counts for the third party as a whole.",
    ),
    "certificates.no_scope": Text("対象範囲は未確認です。", "The scope is not known."),
    "certificates.our_work": Text("当社のための業務", "What is done for us"),
    "certificates.no_services": Text("サービスはまだ登録されていません。", "No service is recorded yet."),
    "certificates.compare": Text("範囲は当社の業務を含みますか", "Does the scope cover our work?"),
    "certificates.compare_why": Text("どこを見て確かめたか", "What you looked at"),
    "audit.value.certificate": Text("認証による提案から", "From a certificate"),
    "certificates.proposed": Text("認証の提案：{answer}", "A certificate proposes: {answer}"),
    "certificates.ground": Text("{name}（{day}まで）", "{name} (through {day})"),
    "certificates.answered": Text("{name}（{day}まで有効）により回答", "Answered by {name} (valid through {day})"),
    "certificates.batch": Text("認証の提案を確認 {count}", "Review what certificates propose ({count})"),
    "certificates.batch_title": Text("認証による回答の提案", "Answers that certificates propose"),
    "certificates.batch_lead": Text(
        "範囲に当社の業務を含む、有効な認証だけを根拠にしています。適用宣言書や報告書で確かめたものに印を付けてください。",
        "Only valid certificates whose scope covers our work count. Tick what you have checked in the statement of "
        "applicability or the report.",
    ),
    "certificates.batch_save.one": Text("確かめた{count}問に回答する", "Answer {count} checked question"),
    "certificates.batch_save.other": Text("確かめた{count}問に回答する", "Answer {count} checked questions"),
    "certificates.batch_done.one": Text("{count}問に回答しました。", "{count} question answered."),
    "certificates.batch_done.other": Text("{count}問に回答しました。", "{count} questions answered."),
    "certificates.col_checked": Text("確かめた", "Checked"),
    "certificates.col_proposal": Text("提案", "Proposal"),
    "certificates.col_control": Text("管理策", "Control"),
    "certificates.col_ground": Text("根拠の認証", "By which certificate"),
    "certificates.compare_save": Text("範囲の確認を記録", "Record the comparison"),
}
