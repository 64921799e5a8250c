"""What other agreements are read for: joint use, provision, special kinds of data, cloud, talks on succession.

Where the law file gives no level the clause is common practice, but for what the Act itself makes the parties say
(ANP-01, TPP-03, TPP-07) and what our own policy asks for the cloud exception (CLD-01, CLD-02).
"""

from __future__ import annotations

from sakimori.domain.records.contract import ClauseSetCode
from sakimori.domain.values.text import Text
from sakimori.rules.facts.clauses.clause_rows import COMMON, MUST, SHOULD, Row, clause_set

_JUS: tuple[Row, ...] = (
    ("01", MUST, "共同利用をすること", "That there is joint use", "法27条5項3号", "APPI Art. 27(5)(iii)"),
    ("02", MUST, "共同で利用するデータの項目", "The data items used", "法27条5項3号", "APPI Art. 27(5)(iii)"),
    ("03", MUST, "利用する者の範囲", "The scope of the users", "法27条5項3号", "APPI Art. 27(5)(iii)"),
    ("04", MUST, "利用目的", "The purposes", "法27条5項3号", "APPI Art. 27(5)(iii)"),
    ("05", MUST, "管理に責任を持つ者の名称・住所・代表者", "Name, address and representative of the one responsible",
     "法27条5項3号", "APPI Art. 27(5)(iii)"),
    ("11", SHOULD, "共同利用者の要件", "What makes a party a joint user", "GL 3-6-3(3)", "GL 3-6-3(3)"),
    ("12", SHOULD, "各利用者の責任者と連絡先", "The responsible person and contact of each user", "GL 3-6-3(3)",
     "GL 3-6-3(3)"),
    ("13", SHOULD, "漏えいの防止、目的外の利用と複製の禁止、終了時の返却と消去",
     "No leaks, no use or copy beyond the purpose, return or erasure at the end", "GL 3-6-3(3)", "GL 3-6-3(3)"),
    ("14", SHOULD, "取決めに反したときの措置", "What follows when the arrangement is not kept", "GL 3-6-3(3)",
     "GL 3-6-3(3)"),
    ("15", SHOULD, "事故のときの報告と連絡", "Reports and contacts in an incident", "GL 3-6-3(3)", "GL 3-6-3(3)"),
    ("16", SHOULD, "共同利用を終えるときの手続", "How joint use is ended", "GL 3-6-3(3)", "GL 3-6-3(3)"),
    ("21", MUST, "変更の記録", "A log of changes", "法27条6項", "APPI Art. 27(6)"),
    ("22", MUST, "仮名加工情報では5項目を公表すること", "For pseudonymised data the five items are published",
     "法41条6項", "APPI Art. 41(6)"),
)  # fmt: skip

_TPP: tuple[Row, ...] = (
    ("01", COMMON, "提供の根拠と、同意文言の版の証拠", "Basis of the provision, and proof of the consent text", "実務",
     "Practice"),
    ("02", COMMON, "適法に取得したことの表明",
     "The provider warrants lawful acquisition", "法30条1項", "APPI Art. 30(1)"),
    ("03", MUST, "取得の経緯の申告", "Statement of how the data were acquired", "法30条1項", "APPI Art. 30(1)"),
    ("04", COMMON, "項目・形式・頻度", "Items, format and frequency", "実務", "Practice"),
    ("05", COMMON, "提供先の利用目的と制限", "Purpose of the recipient, and its limits", "実務", "Practice"),
    ("06", COMMON, "再提供の禁止", "No passing on", "実務", "Practice"),
    ("07", MUST, "双方の記録と保存期間（どちらが書くか、契約書で代えられる場合）",
     "Records of both sides and how long: who writes, and when the contract stands in for them", "法29条・30条",
     "APPI Arts. 29, 30"),
    ("08", COMMON, "停止と訂正の求めの伝達", "Requests to stop or correct are passed on", "実務", "Practice"),
    ("09", COMMON, "安全管理と外国での取扱い", "Security, and handling abroad", "実務", "Practice"),
    ("10", COMMON, "事故の通知", "Notice of incidents", "実務", "Practice"),
    ("11", COMMON, "目的を終えた後の消去", "Erasure once the purpose is done", "実務", "Practice"),
    ("12", COMMON, "オプトアウトによる再提供の禁止", "No passing on by opt-out", "法27条2項", "APPI Art. 27(2)"),
    ("13", COMMON, "監査または確認", "Audit or confirmation", "実務", "Practice"),
    ("14", COMMON, "不適正な利用の禁止", "No improper use", "法19条", "APPI Art. 19"),
)  # fmt: skip

_PRI: tuple[Row, ...] = (
    ("01", COMMON, "個人データとして取得するかどうかの表明",
     "Whether the recipient takes it as personal data", "法31条1項", "APPI Art. 31(1)"),
    ("02", COMMON, "取得するなら、同意の取得・日付・文言", "If so: that consent was obtained, when, in which words",
     "法31条1項1号", "APPI Art. 31(1)(i)"),
    ("03", COMMON, "外国にあるときの情報の提供", "The information on abroad was given", "法31条1項2号",
     "APPI Art. 31(1)(ii)"),
    ("04", COMMON, "使い方が変わるときの通知", "Notice when the use changes", "実務", "Practice"),
    ("05", COMMON, "記録への協力", "Help with records", "法31条3項", "APPI Art. 31(3)"),
    ("06", COMMON, "委託先が自身の目的で利用しないこと",
     "A processor of ours does not use it for itself", "実務", "Practice"),
)  # fmt: skip

_PSE: tuple[Row, ...] = (
    ("01", MUST, "仮名加工情報であることの明示",
     "It is said clearly that the data are pseudonymised", "GL仮名匿名編 2-2-3", "GL-P 2-2-3"),
    ("02", MUST, "本人を識別するための照合の禁止", "No collation to identify persons", "法41条7項", "APPI Art. 41(7)"),
    ("03", MUST, "連絡のための利用の禁止", "No use to contact persons", "法41条8項", "APPI Art. 41(8)"),
    ("04", MUST, "第三者提供の禁止（同意があっても）", "No provision to others, consent or not", "法41条6項",
     "APPI Art. 41(6)"),
    ("05", COMMON, "対応表と元のデータは当社に残す",
     "Mapping and originals stay with us", "法41条2項", "APPI Art. 41(2)"),
    ("06", COMMON, "委託先には委託契約の事項も適用", "For a processor the entrustment points as well", "法25条",
     "APPI Art. 25"),
    ("07", COMMON, "取り扱う国", "The country of handling", "GL 10-7", "GL 10-7"),
)  # fmt: skip

_ANP: tuple[Row, ...] = (
    ("01", MUST, "匿名加工情報であることの明示", "It is said clearly that the data are anonymised", "法43条4項・44条",
     "APPI Arts. 43(4), 44"),
    ("02", COMMON, "再識別の禁止", "No re-identification", "法45条", "APPI Art. 45"),
    ("03", COMMON, "安全管理", "Security", "法46条", "APPI Art. 46"),
    ("04", COMMON, "さらに提供するときの公表", "Publication again before passing on", "法44条", "APPI Art. 44"),
)  # fmt: skip

_CLD: tuple[Row, ...] = (
    ("01", MUST, "保存された個人データを事業者が取り扱わないこと", "The provider does not handle stored personal data",
     "会社方針・Q&A 7-53", "Policy, Q&A 7-53"),
    ("02", MUST, "アクセス制御と技術的な遮断", "Access control and a technical block", "会社方針・Q&A 7-53",
     "Policy, Q&A 7-53"),
    ("03", COMMON, "保守のためのアクセスは当社の操作によること、その記録",
     "Maintenance access only by our act, and logged", "実務", "Practice"),
    ("04", COMMON, "事業者自身の目的での利用の禁止", "No use for its own purposes", "実務", "Practice"),
    ("05", COMMON, "事業者とサーバーの国、変更の通知", "Countries of provider and servers, and notice of changes",
     "GL 10-7", "GL 10-7"),
    ("06", COMMON, "事故の通知", "Notice of incidents", "実務", "Practice"),
    ("07", COMMON, "終了時の取出しと消去", "Export and erasure at the end", "実務", "Practice"),
    ("08", COMMON, "認証の維持", "Certificates are kept up", "実務", "Practice"),
    ("09", COMMON, "下にあるサービスの一覧", "A list of the services below it", "実務", "Practice"),
)  # fmt: skip

_SUC: tuple[Row, ...] = (
    ("01", MUST, "利用目的と取扱方法", "Purpose and handling", "GL 3-6-3(2)", "GL 3-6-3(2)"),
    ("02", MUST, "漏えい等のときの措置", "Measures when data leak", "GL 3-6-3(2)", "GL 3-6-3(2)"),
    ("03", MUST, "交渉が成立しなかったときの措置", "Measures if the deal fails", "GL 3-6-3(2)", "GL 3-6-3(2)"),
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
        Text(
            "提供先が個人データとして取得するかを確かめる事項です（法31条）。",
            "What shows whether the recipient takes it as personal data (APPI Art. 31).",
        ),
        _PRI,
    ),
    clause_set(
        ClauseSetCode.PSE,
        Text("仮名加工情報", "Pseudonymised information"),
        Text(
            "仮名加工情報を委託先や共同利用者に渡すときの事項です（GL仮名匿名編 2-2-3）。",
            "What a processor or joint user must be told of pseudonymised data (GL-P 2-2-3).",
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
        Text(
            "事業者が個人データを取り扱わないといえるための事項です（Q&A 7-53、会社方針）。",
            "What shows that a provider does not handle the data (Q&A 7-53, our policy).",
        ),
        _CLD,
    ),
    clause_set(
        ClauseSetCode.SUC,
        Text("事業承継の交渉", "Talks on succession"),
        Text(
            "事業承継の交渉でデータを見せる前に、契約に要る事項です（GL 3-6-3(2)）。",
            "What a contract must hold before data are shown in talks on succession (GL 3-6-3(2)).",
        ),
        _SUC,
    ),
)
