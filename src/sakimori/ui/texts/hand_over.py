"""Wording of the facts of a hand-over: why each is asked, and how they are answered, approved and decided."""

from __future__ import annotations

from sakimori.domain.values.text import Text
from sakimori.exchange.registers.hand_over_fields import table_of

_WHY = """
    scope_checked | 個人に関わらない情報と確かめてあれば、ここで判定が終わります。 | If it is no personal data, the check ends here.
    is_loose | 検索できる形に整理していない情報か、法務が判断します。 | Compliance decides whether it was never made searchable.
    directory_unchanged | 名簿業者から買った名簿は当たりません。3要件を満たすか、法務が判断します。 | A list bought from a list broker is none. Compliance decides whether all three conditions are met.
    returns_to_entruster | 委託元へ返すことは、第三者への提供にあたりません。 | Giving data back to the company that entrusted them is no provision to a third party.
    sealed_carriage | 封緘された状態で運送するだけの相手は、内容を取り扱っていません。 | Whoever only carries it under seal does not handle the data.
    identity_checked | 別人に渡すと漏えいになります。 | Handing it to somebody else would be a leak.
    entruster_agreed | 預かったデータは、委託元が認めた範囲でだけ渡せます。 | Data entrusted to us go only as far as the company that entrusted them agreed.
    by_foreign_authority | 外国の当局の求めは、日本の法令による提供にあたりません。 | What a foreign authority demands is no case of Japanese law.
    demand | 強制力のない照会なら、応じる範囲を法務が判断します。 | Where nothing compels the answer, Compliance decides how far to answer.
    stress_check | ストレスチェックの結果は、本人の同意なしに渡せません。 | Results of a stress check need the worker's consent.
    to_employer | ストレスチェックの結果を事業者に渡すには、労働者の同意が要ります。 | The result of a stress check goes to the employer only as the worker consents.
    worker_consented | 本人の同意がなければ、結果は渡せません。 | Without consent the results may not go.
    misuse | 違法または不当な利用を助長する提供は禁止です。 | What would further unlawful or unfair use is forbidden.
    objections | 停止や拒否を申し出た本人のデータは、止まることがあります。 | Requests of data subjects may stop the use of their data.
    objectors_removed | 申し出た本人を外せば、ほかの人の分は渡せます。 | Without those data subjects the rest may go.
    items_needed | 目的に要らない項目は外して渡します。 | Items that the purpose does not need are left out.
    standard_met | 加工の基準を満たさなければ、元の個人データとして判定します。 | Otherwise it is judged as the personal data it came from.
    made_as_such | 安全管理のために氏名などを伏せただけのものは、元の個人データとして判定します。 | What was only masked for security is judged as the personal data it came from.
    told_recipient | 加工した情報であることは、渡すときに相手へ明らかにします。 | The recipient must be told what kind of data it gets.
    originals_apart | 元のデータや対応表があれば、本人に戻せてしまいます。 | With originals or mapping, data subjects could be identified again.
    contact_use | 仮名加工情報を本人への連絡に使うことは禁止です。 | Pseudonymised information may not be used to contact data subjects.
    items_published | 匿名加工情報は、項目と提供方法をあらかじめ公表します。 | Items and method of anonymised data are published first.
    method_secret | 加工の方法が漏れると、本人に戻せてしまいます。 | If the method leaks, data subjects could be identified again.
    reidentifies | 本人を識別しようとする相手には渡せません。 | Nobody who tries to identify the data subjects may get it.
    we_can_tie | 当社が本人と結び付けられる情報は、個人データです。 | What we can tie to data subjects is personal data.
    recipient_ties | 相手が個人データとして取得するなら、本人の同意の確認が要ります。 | If the recipient ties it to data subjects, their consent is confirmed first.
    ties_by_design | 仕組みとして結び付けるなら、相手の説明より優先します。 | A design that ties it goes before what the recipient says.
    no_tie_clause | 約束があれば、個人データとしての取得を想定しません。 | With such a clause no tying is to be expected.
    recipient_consent_confirmed | 相手が同意を得たことを、渡す前に確かめます。 | That consent is confirmed before anything goes.
    recipient_consent_informed | 外国の相手なら、その国の制度なども伝えた同意が要ります。 | Abroad, the data subjects must have been informed about the country.
    own_duty | 自らの職務で受ける相手は、委託先といえないことがあります。 | Whoever acts in its own duty may be no processor.
    own_use | 相手自身の目的で利用するなら、委託に当たりません。 | Use for its own purposes ends the entrustment.
    mixes_data | 他社のデータと突き合わせるなら、委託にあたりません。 | Matching with the data of others ends the entrustment.
    decides_purpose | 目的を相手が決めるなら、委託にあたりません。 | Whoever decides the purpose is no processor.
    succession | 事業と一緒に移るデータだけが、承継として渡せます。 | Only data that go along with a business are carried over.
    inside_joint_use | 公表した項目・利用者・目的の外では、共同利用といえません。 | Outside what was published it is no joint use.
    consent_reaches | 同意は、示した項目と提供先にだけ及びます。 | Consent reaches only the items and recipients that were named.
    at_request | 本人の求めで渡すなら、同意があったものとして扱えます。 | A request by the data subject is taken as consent.
    as_filed | 届け出ていない項目や方法では渡せません。 | Nothing beyond what was filed may go.
    provider_confirmed | 提供を受けるときは、提供元を確認して記録します。 | Whoever receives data confirms and records the provider.
    provider_history | 不正に取得されたデータと知って受け取ることはできません。 | What is known to be got unlawfully may not be taken.
    optout_seen | オプトアウトの届出は、個人情報保護委員会が公表しています。 | Opt-out filings are published by the PPC.
    record_exempt | 本人による提供などは、記録の義務がありません。 | A provision made by the data subject, for example, needs no record.
    record_prepared | 第三者に提供したら、記録を作って保存します。 | A provision is recorded, and the record is kept.
    marketing | 広告・勧誘に使うときは、拒否した人と連絡手段の定めを確かめます。 | For marketing, opt-outs and the rules of each channel are checked.
    channels | 連絡の手段ごとに、守ることが違います。 | Each channel has rules of its own.
    optin_basis | 広告メールは、同意などの根拠がある宛先にだけ送れます。 | Mail goes only to addresses with a basis such as consent.
    optin_record | 同意により送る宛先は、同意を得た時期と方法の記録を保存する義務があります。 | When and how consent was given has to be kept for addresses that rest on it.
    mail_order_ad | 通信販売の広告メールには、特定商取引法の請求または承諾が別に要ります。 | Mail that advertises mail-order sales needs a request or consent of its own.
    mail_order_consent | 名刺や継続的な取引だけでは、通信販売の広告メールを送れません。 | A business card or a continuing relation alone is not enough for mail-order advertising.
    refusal_display | 送信者と受信拒否の方法を示す義務があります。 | Sender and the way to refuse must be shown.
    suppression_on | 古い一覧では、その後に拒否した人へ届いてしまいます。 | An old list would miss those who refused since.
    onward_terms | EUからの移転では、再提供の条件も引き継ぎます。 | Terms of the transfer from the EU go along.
    circumstances_told | 第三国への移転をめぐる状況（移転先の国など）を、同意の前に伝えます。 | The circumstances of the transfer to the third country are told before consent.
    local_tool | 本人の国の法令が、別の手続を求めることがあります。 | The law of the data subjects' country may ask for a step of its own.
    first_time | はじめての相手には、法務の承認が要ります（会社方針）。 | A first hand-over is approved by Compliance (company policy).
"""  # noqa: E501 - one fact a line

TEXTS = {
    **{f"hand_over.why_{name}": words for name, words in table_of(_WHY).items()},
    "hand_over.none_on_file": Text("申出なし", "Nobody objects"),
    "hand_over.some_on_file": Text("申出あり", "Some object"),
    "hand_over.which": Text("どの申出か", "Which objections"),
    "hand_over.section": Text("提供の事実と今日の答え", "Facts of the hand-over and today's answer"),
    "hand_over.section_on": Text("提供の事実と{day}の答え", "Facts of the hand-over and the answer of {day}"),
    "hand_over.no_verdict": Text(
        "この日には、このフローで渡すものも受け取るものもありません。", "On this day nothing moves by this flow."
    ),
    "hand_over.to_check": Text("提供可否チェックで開く", "Open in the clearance check"),
    "hand_over.more": Text("ほかに当てはまる事実を加える", "Add another fact that holds"),
    "hand_over.more_which": Text("加える事実", "Facts"),
    "hand_over.more_help": Text(
        "答えがなければ、どれも厳しい方で判定しています。", "Without an answer each is judged the strict way."
    ),
    "hand_over.answer": Text("事実を答える", "Answer the facts"),
    "hand_over.answer_why": Text(
        "判定が求める事実と、答えてある事実です。分からないものは未確認のままにしてください。",
        "What the check asks for, and what was answered. Leave what you do not know as unknown.",
    ),
    "hand_over.unsettles": Text(
        "変更すると、{day}の承認は取り消されます。", "A change takes back the approval of {day}."
    ),
    "hand_over.nothing_asked": Text("判定が求める事実はありません。", "The check asks for no fact of this hand-over."),
    "hand_over.approve": Text("提供を承認する", "Approve the hand-over"),
    "hand_over.approve_why": Text(
        "リスクの高い提供は、事実を登録した人とは別の人が承認します（会社方針）。",
        "A hand-over of high risk is approved by somebody other than who recorded its facts (company policy).",
    ),
    "hand_over.approve_own": Text(
        "この提供の事実はあなたが登録したため、別の人の承認が要ります。",
        "You recorded facts of this hand-over, so somebody else has to approve it.",
    ),
    "hand_over.approve_facts_first": Text(
        "提供の事実がまだ登録されていません。先に事実を答えてください。",
        "No facts of the hand-over are recorded yet. Answer them first.",
    ),
    "hand_over.reason": Text("理由（必須）", "Reason (required)"),
    "hand_over.decide": Text("問いを判断する", "Decide the question"),
    "hand_over.decide_yes": Text("進めてよい", "It may go on"),
    "hand_over.decide_no": Text("認めない", "It may not"),
    "hand_over.decide_for": Text("だれについて", "For whom"),
    "hand_over.everybody": Text("全員", "Everybody"),
    "hand_over.fix_here": Text("事実を答える", "Answer the fact"),
    "hand_over.fix_approve": Text("承認する", "Approve"),
    "hand_over.fix_decide": Text("判断する", "Decide"),
    "hand_over.fix_open": Text("記録を開く", "Open the record"),
    "hand_over.col_reason": Text("渡すまでにすること", "Before it may go"),
    "hand_over.col_reason_in": Text("受け取るまでにすること", "Before it may be taken"),
    "hand_over.col_fix": Text("直す場所", "Where to mend it"),
    "hand_over.reasons_alt": Text(
        "このフローで渡すまでにすることと、その根拠", "What must be done before this flow may hand data over, and why"
    ),
    "hand_over.nothing_open": Text("渡すまでにすることはありません。", "Nothing has to be done before."),
    "hand_over.nothing_open_in": Text(
        "受け取るまでにすることはありません。", "Nothing has to be done before it is taken."
    ),
    "hand_over.no_end": Text("変わる日は、いまの記録からは見えません。", "No day of change is known from the records."),
    "hand_over.approved": Text("{who}が{day}に承認しました。", "{who} approved it on {day}."),
    "hand_over.judged": Text("{who}（{day}）：{what}。{reason}", "{who} ({day}): {what}. {reason}"),
    "hand_over.judged_head": Text("法務の判断 {count}件", "Decided by Compliance: {count}"),
    "hand_over.kind_bar": Text("渡せない", "Stops it"),
    "hand_over.kind_question": Text("要判断", "To decide"),
    "hand_over.kind_unknown": Text("未確認", "Unknown"),
    "hand_over.kind_condition": Text("条件", "Condition"),
    "hand_over.kind_confirmed": Text("確認済み", "Confirmed"),
    "hand_over.kind_duty": Text("守ること", "Duty"),
    "hand_over.for_parts": Text("対象：{parts}", "For: {parts}"),
}
