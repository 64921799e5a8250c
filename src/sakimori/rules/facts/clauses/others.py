"""What other agreements are read for: joint use, provision, special kinds of data, cloud, talks on succession.

Where the law file gives no level the clause is common practice, but for what the Act itself makes the parties say
(ANP-01, TPP-03, TPP-07) and what our own policy asks for the cloud exception (CLD-01, CLD-02).
"""

from __future__ import annotations

from sakimori.domain.records.contract import ClauseSetCode
from sakimori.domain.values.text import Text, cited
from sakimori.rules.facts.clauses.clause_rows import COMMON, MUST, SHOULD, Row, clause_set

_JUS: tuple[Row, ...] = (
    ("01", MUST, "共同利用をすること", "That there is joint use", "{law:act-27-5-3}", "{law:act-27-5-3}"),
    ("02", MUST, "共同で利用するデータの項目", "The data items used", "{law:act-27-5-3}", "{law:act-27-5-3}"),
    ("03", MUST, "利用する者の範囲", "The scope of the users", "{law:act-27-5-3}", "{law:act-27-5-3}"),
    ("04", MUST, "利用目的", "The purposes", "{law:act-27-5-3}", "{law:act-27-5-3}"),
    ("05", MUST, "管理に責任を持つ者の名称・住所・代表者", "Name, address and representative of the one responsible",
     "{law:act-27-5-3}", "{law:act-27-5-3}"),
    ("11", SHOULD, "共同利用者の要件", "What makes a party a joint user", "{law:gl-3-6-3-3}", "{law:gl-3-6-3-3}"),
    ("12", SHOULD, "各利用者の責任者と連絡先", "The responsible person and contact of each user", "{law:gl-3-6-3-3}",
     "{law:gl-3-6-3-3}"),
    ("13", SHOULD, "漏えいの防止、目的外の利用と複製の禁止、終了時の返却と消去",
     "No leaks, no use or copy beyond the purpose, return or erasure at the end",
     "{law:gl-3-6-3-3}", "{law:gl-3-6-3-3}"),
    ("14", SHOULD, "取決めに反したときの措置", "What follows when the arrangement is not kept", "{law:gl-3-6-3-3}",
     "{law:gl-3-6-3-3}"),
    ("15", SHOULD, "事故のときの報告と連絡", "Reports and contacts in an incident",
     "{law:gl-3-6-3-3}", "{law:gl-3-6-3-3}"),
    ("16", SHOULD, "共同利用を終えるときの手続", "How joint use is ended", "{law:gl-3-6-3-3}", "{law:gl-3-6-3-3}"),
    ("21", MUST, "変更の記録", "A log of changes", "{law:act-27-6}", "{law:act-27-6}"),
    ("22", MUST, "仮名加工情報では5項目を公表すること", "For pseudonymised data the five items are published",
     "{law:act-41-6}", "{law:act-41-6}"),
)  # fmt: skip

_TPP: tuple[Row, ...] = (
    ("01", COMMON, "提供の根拠と、同意文言の版の証拠", "Basis of the provision, and proof of the consent text", "実務",
     "Practice"),
    ("02", COMMON, "適法に取得したことの表明",
     "The provider warrants lawful acquisition", "{law:act-30-1}", "{law:act-30-1}"),
    ("03", MUST, "取得の経緯の申告", "Statement of how the data were acquired", "{law:act-30-1}", "{law:act-30-1}"),
    ("04", COMMON, "項目・形式・頻度", "Items, format and frequency", "実務", "Practice"),
    ("05", COMMON, "提供先の利用目的と制限", "Purpose of the recipient, and its limits", "実務", "Practice"),
    ("06", COMMON, "再提供の禁止", "No passing on", "実務", "Practice"),
    ("07", MUST, "双方の記録と保存期間（どちらが書くか、契約書で代えられる場合）",
     "Records of both sides and how long: who writes, and when the contract stands in for them",
     "{law:act-29}・{art:act-30}",
     "{law:act-29}, {art:act-30}"),
    ("08", COMMON, "停止と訂正の求めの伝達", "Requests to stop or correct are passed on", "実務", "Practice"),
    ("09", COMMON, "安全管理と外国での取扱い", "Security, and handling abroad", "実務", "Practice"),
    ("10", COMMON, "事故の通知", "Notice of incidents", "実務", "Practice"),
    ("11", COMMON, "目的を終えた後の消去", "Erasure once the purpose is done", "実務", "Practice"),
    ("12", COMMON, "オプトアウトによる再提供の禁止", "No passing on by opt-out", "{law:act-27-2}", "{law:act-27-2}"),
    ("13", COMMON, "監査または確認", "Audit or confirmation", "実務", "Practice"),
    ("14", COMMON, "不適正な利用の禁止", "No improper use", "{law:act-19}", "{law:act-19}"),
)  # fmt: skip

_PRI: tuple[Row, ...] = (
    ("01", COMMON, "個人データとして取得するかどうかの表明",
     "Whether the recipient takes it as personal data", "{law:act-31-1}", "{law:act-31-1}"),
    ("02", COMMON, "取得するなら、同意の取得・日付・文言", "If so: that consent was obtained, when, in which words",
     "{law:act-31-1-1}", "{law:act-31-1-1}"),
    ("03", COMMON, "外国にあるときの情報の提供", "The information on abroad was given", "{law:act-31-1-2}",
     "{law:act-31-1-2}"),
    ("04", COMMON, "使い方が変わるときの通知", "Notice when the use changes", "実務", "Practice"),
    ("05", COMMON, "記録への協力", "Help with records", "{law:act-31-3}", "{law:act-31-3}"),
    ("06", COMMON, "委託先が自身の目的で利用しないこと",
     "A processor of ours does not use it for itself", "実務", "Practice"),
)  # fmt: skip

_PSE: tuple[Row, ...] = (
    ("01", MUST, "仮名加工情報であることの明示",
     "It is said clearly that the data are pseudonymised", "{law:gl-p-2-2-3}", "{law:gl-p-2-2-3}"),
    ("02", MUST, "本人を識別するための照合の禁止", "No collation to identify persons",
     "{law:act-41-7}", "{law:act-41-7}"),
    ("03", MUST, "連絡のための利用の禁止", "No use to contact persons", "{law:act-41-8}", "{law:act-41-8}"),
    ("04", MUST, "第三者提供の禁止（同意があっても）", "No provision to others, consent or not", "{law:act-41-6}",
     "{law:act-41-6}"),
    ("05", COMMON, "対応表と元のデータは当社に残す",
     "Mapping and originals stay with us", "{law:act-41-2}", "{law:act-41-2}"),
    ("06", COMMON, "委託先には委託契約の事項も適用", "For a processor the entrustment points as well", "{law:act-25}",
     "{law:act-25}"),
    ("07", COMMON, "取り扱う国", "The country of handling", "{law:gl-10-7}", "{law:gl-10-7}"),
)  # fmt: skip

_ANP: tuple[Row, ...] = (
    ("01", MUST, "匿名加工情報であることの明示", "It is said clearly that the data are anonymised",
     "{law:act-43-4}・{art:act-44}",
     "{law:act-43-4}, {art:act-44}"),
    ("02", COMMON, "再識別の禁止", "No re-identification", "{law:act-45}", "{law:act-45}"),
    ("03", COMMON, "安全管理", "Security", "{law:act-46}", "{law:act-46}"),
    ("04", COMMON, "さらに提供するときの公表", "Publication again before passing on", "{law:act-44}", "{law:act-44}"),
)  # fmt: skip

_CLD: tuple[Row, ...] = (
    ("01", MUST, "保存された個人データを事業者が取り扱わないこと", "The provider does not handle stored personal data",
     "会社方針・{law:qa-7-53}", "Policy, {law:qa-7-53}"),
    ("02", MUST, "アクセス制御と技術的な遮断", "Access control and a technical block", "会社方針・{law:qa-7-53}",
     "Policy, {law:qa-7-53}"),
    ("03", COMMON, "保守のためのアクセスは当社の操作によること、その記録",
     "Maintenance access only by our act, and logged", "実務", "Practice"),
    ("04", COMMON, "事業者自身の目的での利用の禁止", "No use for its own purposes", "実務", "Practice"),
    ("05", COMMON, "事業者とサーバーの国、変更の通知", "Countries of provider and servers, and notice of changes",
     "{law:gl-10-7}", "{law:gl-10-7}"),
    ("06", COMMON, "事故の通知", "Notice of incidents", "実務", "Practice"),
    ("07", COMMON, "終了時の取出しと消去", "Export and erasure at the end", "実務", "Practice"),
    ("08", COMMON, "認証の維持", "Certificates are kept up", "実務", "Practice"),
    ("09", COMMON, "下にあるサービスの一覧", "A list of the services below it", "実務", "Practice"),
)  # fmt: skip

_SUC: tuple[Row, ...] = (
    ("01", MUST, "利用目的と取扱方法", "Purpose and handling", "{law:gl-3-6-3-2}", "{law:gl-3-6-3-2}"),
    ("02", MUST, "漏えい等のときの措置", "Measures when data leak", "{law:gl-3-6-3-2}", "{law:gl-3-6-3-2}"),
    ("03", MUST, "交渉が成立しなかったときの措置", "Measures if the deal fails",
     "{law:gl-3-6-3-2}", "{law:gl-3-6-3-2}"),
)  # fmt: skip

OTHER_SETS = (
    clause_set(
        ClauseSetCode.JUS,
        Text("共同利用", "Joint use"),
        Text(
            "共同利用者と取り決めておく事項です。本人に通知などをする5項目は当社の記録で確かめます。",
            "What joint users agree on; the five items that persons are told are checked on our own record.",
        ),
        _JUS,
    ),
    clause_set(
        ClauseSetCode.TPP,
        Text("第三者提供", "Provision to a third party"),
        Text(
            "提供する側と受け取る側で取り決めておく事項です。",
            "What provider and recipient agree on.",
        ),
        _TPP,
    ),
    clause_set(
        ClauseSetCode.PRI,
        Text("個人関連情報", "Personal-related information"),
        cited(
            "提供先が個人データとして取得するかを確かめる事項です（{law:act-31}）。",
            "What shows whether the recipient takes it as personal data ({law:act-31}).",
        ),
        _PRI,
    ),
    clause_set(
        ClauseSetCode.PSE,
        Text("仮名加工情報", "Pseudonymised information"),
        cited(
            "仮名加工情報を委託先や共同利用者に渡すときの事項です（{law:gl-p-2-2-3}）。",
            "What a processor or joint user must be told of pseudonymised data ({law:gl-p-2-2-3}).",
        ),
        _PSE,
    ),
    clause_set(
        ClauseSetCode.ANP,
        Text("匿名加工情報", "Anonymised information"),
        Text("匿名加工情報を渡すときの事項です。", "What is said when anonymised data are handed over."),
        _ANP,
    ),
    clause_set(
        ClauseSetCode.CLD,
        Text("取り扱わないクラウド", "Cloud that does not handle data"),
        cited(
            "事業者が個人データを取り扱わないといえるための事項です（{law:qa-7-53}、会社方針）。",
            "What shows that a provider does not handle the data ({law:qa-7-53}, our policy).",
        ),
        _CLD,
    ),
    clause_set(
        ClauseSetCode.SUC,
        Text("事業承継の交渉", "Talks on succession"),
        cited(
            "事業承継の交渉でデータを見せる前に、契約に要る事項です（{law:gl-3-6-3-2}）。",
            "What a contract must hold before data are shown in talks on succession ({law:gl-3-6-3-2}).",
        ),
        _SUC,
    ),
)
