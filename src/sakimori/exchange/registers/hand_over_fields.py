"""What the facts of a hand-over and the judgements on it are called."""

from __future__ import annotations

from typing import Final

HAND_OVER: Final = """
    scope_checked | 統計・法人・死者の情報であることを確かめた | Checked to be no personal data
    is_loose | データベースに入れたことがなく、入れる予定もない情報である | Never was in a database, nor will be
    directory_unchanged | 市販の電話帳・住宅地図・職員録など（施行令4条1項の3要件をすべて満たす）を、情報を加えずに渡す | Directory on sale to anybody (all of Order 4(1)), nothing added
    returns_to_entruster | 委託元に返す | Goes back to the company that entrusted the data
    sealed_carriage | 封緘された状態で運送するだけである | Only carried under seal
    identity_checked | 本人または代理人であることを確かめた | Identity, or authority of the agent, confirmed
    nobody_else_along | ほかの本人のデータを含まない | Nobody else's data are along
    entruster_agreed | 委託元の指示または承諾がある | The company that entrusted the data ordered it or agreed
    by_foreign_authority | 外国の当局や裁判所の求めである | A foreign authority or court demands it
    demand | 求めの種類 | Kind of demand
    stress_check | ストレスチェックの結果である | Results of a stress check
    to_employer | 提供先は、その従業員を雇う事業者である | The recipient is the employer of these workers
    worker_consented | その従業員が同意した | The worker consented
    misuse | 相手の不当な利用のおそれ | Signs of misuse by the recipient
    objections | 本人から受けている申出 | Requests received from data subjects
    objectors_removed | 申出のある人を除いた | Data subjects who objected are taken out
    items_needed | 渡す項目は必要な範囲にある | No more items than the purpose needs
    persons_needed | 渡す本人は必要な範囲にある | No more data subjects than the purpose needs
    standard_met | 加工の基準を満たすと判断した | The processing standard is met
    made_as_such | 仮名加工情報として取り扱うために作成した | Made in order to be handled as pseudonymised information
    told_recipient | 加工した情報であることを相手に伝えた | The recipient was told what kind of data it is
    originals_apart | 元のデータと対応表を渡さない | Originals and mapping stay here
    contact_use | 本人への連絡に使う | Used to contact data subjects
    items_published | 項目と提供方法を公表した | Items and method were published
    method_secret | 加工の方法を安全に管理している | The method is kept secure
    reidentifies | 相手が本人を識別しようとする兆候がある | Signs that the recipient re-identifies
    we_can_tie | 当社では本人と結び付けられる | We can tie it to data subjects
    recipient_ties | 相手は本人のデータとして取得する | The recipient takes it as personal data
    ties_by_design | 相手のサービスは本人と結び付ける仕組みである | The service ties it to data subjects by design
    no_tie_clause | 本人と結び付けない約束がある | A contract clause forbids tying it to data subjects
    recipient_consent_confirmed | 本人の同意を相手が得たことを確認した | Consent taken by the recipient is confirmed
    recipient_consent_informed | その同意で外国の情報も伝えられた | That consent told of the foreign country
    own_duty | 自らの職務として扱う相手である（士業・銀行・運送など） | In its own duty (lawyer, bank, insurer, carrier)
    own_use | 相手自身の目的でも利用する | The recipient also uses the data for its own purposes
    mixes_data | 相手が他のデータと本人ごとに突き合わせる | The recipient matches it with other data
    decides_purpose | 相手が利用目的を決める | The recipient decides the purpose
    succession | 事業承継の形 | Kind of succession
    inside_joint_use | 公表した共同利用の範囲に入る | Inside the published joint use
    consent_reaches | 同意した項目と提供先の範囲に入る | Inside the items and recipients consented to
    at_request | 本人の求めによる提供である | At the data subject's own request
    as_filed | 届出の項目と方法のとおりである | As filed
    provider_confirmed | 提供元の名称・住所・代表者を確認した | Provider, address and representative are confirmed
    provider_history | 提供元による取得の経緯 | How the provider got the data
    optout_seen | 提供元の届出を委員会の公表で確認した | The provider's filing was seen in the public list
    record_exempt | 提供の記録が要らない事情 | Why no record is needed
    record_prepared | 提供の記録の用意がある | The record is prepared
    receipt_duty_told | 受領時の確認・記録義務を提供先に伝えた | The recipient was told to confirm and record the receipt
    marketing | 広告・勧誘に使う | For marketing
    channels | 連絡の方法 | Channels
    in_our_name | 当社の名義または委託で送る広告メールである | Sent in our name or on our order
    optin_basis | 宛先ごとに送信の根拠がある | A basis for each address
    optin_record | 同意による宛先は、同意の記録を保存している | Consent is on record for each address that rests on it
    mail_order_ad | 通信販売の広告である | Advertises mail-order sales
    mail_order_consent | 通信販売の広告を送る全員に請求または承諾がある | Each addressee asked for or agreed to it
    refusal_display | 送信者と受信拒否の表示がある | Sender and way to refuse are shown
    suppression_on | 配信停止リストの日付 | Date of the suppression list
    onward_terms | SCCの再提供の条件を満たす | Onward terms of the SCC are kept
    circumstances_told | 移転の状況を本人に伝えた | Circumstances of the transfer were told
    local_tool | 本人の国の法令の手続を済ませた | What the law of the data subjects' country asks for is done
    first_time | この相手への最初の提供である | First hand-over to this recipient
    approved_by | 承認した人 | Approved by
    approved_on | 承認した日 | Approved on
"""  # noqa: E501 - one field a line

JUDGEMENT: Final = """
    rule_id | 判断した規則 | Rule decided on
    part_id | データセットの部分 | Part of a data set
    holds | 進めてよい | It may go on
    reason | 理由 | Reason
    decided_by | 判断した人 | Decided by
    decided_on | 判断した日 | Decided on
"""
