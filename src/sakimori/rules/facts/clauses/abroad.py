"""What contracts that reach abroad are read for: Rules 16 (XBR), GDPR (DPA, SCC), California (CCP).

XBR-01 to 12 are the substance of GL-F 4-2; 13, 15 and 16 serve our own duty of Article 28(3) and weigh as policy.
The last three were not read in their primary text: they weigh as company policy, whatever their own law calls them.
"""

from __future__ import annotations

from sakimori.domain.records.contract import ClauseSetCode
from sakimori.domain.values.text import Text
from sakimori.rules.facts.clauses.clause_rows import COMMON, MUST, SHOULD, Row, clause_set

_XBR: tuple[Row, ...] = (
    ("01", MUST, "利用目的の特定と、その範囲での利用", "Purpose fixed, and use within it",
     "GL外国第三者編 4-2（法17条・18条）", "GL-F 4-2 (Arts. 17, 18)"),
    ("02", MUST, "不適正な利用の禁止", "No improper use", "GL外国第三者編 4-2（法19条）", "GL-F 4-2 (Art. 19)"),
    ("03", MUST, "適正な取得", "Proper acquisition", "GL外国第三者編 4-2（法20条1項）", "GL-F 4-2 (Art. 20(1))"),
    ("04", MUST, "利用目的を知らせるのは誰か", "Who tells persons the purpose", "GL外国第三者編 4-2（法21条）",
     "GL-F 4-2 (Art. 21)"),
    ("05", MUST, "正確さの確保と不要なデータの消去", "Accuracy, and erasure of what is not needed",
     "GL外国第三者編 4-2（法22条）", "GL-F 4-2 (Art. 22)"),
    ("06", MUST, "安全管理措置", "Security measures", "GL外国第三者編 4-2（法23条）", "GL-F 4-2 (Art. 23)"),
    ("07", MUST, "従業者の監督", "Supervision of staff", "GL外国第三者編 4-2（法24条）", "GL-F 4-2 (Art. 24)"),
    ("08", MUST, "再委託先の監督",
     "Supervision of sub-processors", "GL外国第三者編 4-2（法25条）", "GL-F 4-2 (Art. 25)"),
    ("09", MUST, "漏えい等のとき、誰が誰に報告するか",
     "In a breach: who reports to whom", "GL外国第三者編 4-2（法26条）", "GL-F 4-2 (Art. 26)"),
    ("10", MUST, "国内と第三国への再提供の制限", "Limits on passing on, at home and to third countries",
     "GL外国第三者編 4-2（法27条・28条）", "GL-F 4-2 (Arts. 27, 28)"),
    ("11", MUST, "開示等の請求に誰が応じるか", "Who answers requests of persons", "GL外国第三者編 4-2（法32条〜38条）",
     "GL-F 4-2 (Arts. 32–38)"),
    ("12", MUST, "苦情の処理", "Complaints are dealt with", "GL外国第三者編 4-2（法40条）", "GL-F 4-2 (Art. 40)"),
    ("13", SHOULD, "提供先による年1回の確認と、外国の制度の変更の通知",
     "Yearly confirmation by the recipient, and notice when the law of its country changes",
     "法28条3項・規則18条", "APPI Art. 28(3), Rules 18"),
    ("14", COMMON, "提供を止め、データを取り戻す当社の権利", "Our right to suspend and to get data back",
     "規則18条1項2号（実務）", "Rules 18(1)(ii), practice"),
    ("15", SHOULD, "本人の求めに応じて知らせる情報の提供", "Information for persons who ask", "法28条3項・規則18条3項",
     "APPI Art. 28(3), Rules 18(3)"),
    ("16", SHOULD, "提供を終えた後も、返却または消去まで義務が続くこと",
     "The duties last until return or erasure, also after provision has ended", "GL外国第三者編 6", "GL-F 6"),
)  # fmt: skip

_DPA: tuple[Row, ...] = (
    ("01", MUST, "対象・期間・性質・目的・データと本人の種類",
     "Subject, duration, nature, purpose, kinds of data and persons", "GDPR 28条3項", "GDPR Art. 28(3)"),
    ("02", MUST, "書面の指示に従うこと（移転を含む）", "Documented instructions, transfers included", "GDPR 28条3項(a)",
     "GDPR Art. 28(3)(a)"),
    ("03", MUST, "秘密保持", "Confidentiality", "GDPR 28条3項(b)", "GDPR Art. 28(3)(b)"),
    ("04", MUST, "安全管理措置", "Security", "GDPR 28条3項(c)・32条", "GDPR Arts. 28(3)(c), 32"),
    ("05", MUST, "再委託の承認と同等の義務", "Sub-processors: authorisation and the same duties",
     "GDPR 28条2項・3項(d)・4項", "GDPR Art. 28(2), (3)(d), (4)"),
    ("06", MUST, "本人の権利行使への協力", "Help with the rights of persons", "GDPR 28条3項(e)", "GDPR Art. 28(3)(e)"),
    ("07", MUST, "安全管理・侵害の報告・影響評価への協力", "Help with security, breach notices and impact assessment",
     "GDPR 28条3項(f)", "GDPR Art. 28(3)(f)"),
    ("08", MUST, "終了時の消去または返却", "Deletion or return at the end", "GDPR 28条3項(g)", "GDPR Art. 28(3)(g)"),
    ("09", MUST, "情報の提供と監査、違法な指示の警告", "Information and audits; a warning of unlawful instructions",
     "GDPR 28条3項(h)", "GDPR Art. 28(3)(h)"),
)  # fmt: skip

_SCC: tuple[Row, ...] = (
    ("01", MUST, "当事者の立場に合うモジュール（1〜4）の選択", "The module (1–4) that fits the parties", "SCC", "SCC"),
    ("02", MUST, "付属書I：当事者・移転の内容・監督機関", "Annex I: parties, description, authority", "SCC 付属書I",
     "SCC annex I"),
    ("03", MUST, "付属書II：技術的・組織的措置", "Annex II: technical and organisational measures", "SCC 付属書II",
     "SCC annex II"),
    ("04", MUST, "付属書III：再委託先の一覧", "Annex III: sub-processors", "SCC 付属書III", "SCC annex III"),
    ("05", MUST, "移転の影響評価（TIA）の保管", "Transfer impact assessment on file", "SCC 14条", "SCC clause 14"),
    ("06", COMMON, "後から当事者が加わる条項（7条）", "Docking clause (7)", "SCC 7条", "SCC clause 7"),
    ("07", MUST, "英国のデータがあるときの英国追補またはIDTA", "UK Addendum or IDTA where there are UK data", "UK GDPR",
     "UK GDPR"),
)  # fmt: skip

_CCP: tuple[Row, ...] = (
    ("01", MUST, "限られた、特定の目的", "A limited and specified purpose", "CCPA規則 §7051", "CCPA regs. §7051"),
    ("02", MUST, "販売と共有の禁止", "No sale, no sharing", "CCPA規則 §7051", "CCPA regs. §7051"),
    ("03", MUST, "目的の外、取引関係の外での利用の禁止", "No use outside the purpose or the relation",
     "CCPA規則 §7051", "CCPA regs. §7051"),
    ("04", MUST, "他のデータとの結合の禁止", "No combining with other data", "CCPA規則 §7051", "CCPA regs. §7051"),
    ("05", MUST, "法の遵守と同じ水準の保護", "Compliance, and the same level of protection", "CCPA規則 §7051",
     "CCPA regs. §7051"),
    ("06", MUST, "止めさせ、是正させる当社の権利", "Our right to stop and remedy", "CCPA規則 §7051",
     "CCPA regs. §7051"),
    ("07", MUST, "守れなくなったときの5営業日以内の通知",
     "Notice within five business days when it can no longer comply", "CCPA規則 §7051", "CCPA regs. §7051"),
    ("08", MUST, "再委託先への同じ義務", "The same duties for those below it", "CCPA規則 §7051", "CCPA regs. §7051"),
    ("09", MUST, "消費者の請求への協力", "Help with requests of consumers", "CCPA規則 §7051", "CCPA regs. §7051"),
    ("10", MUST, "監査の権利", "Right to audit", "CCPA規則 §7051", "CCPA regs. §7051"),
)  # fmt: skip

ABROAD_SETS = (
    clause_set(
        ClauseSetCode.XBR,
        Text("外国提供（規則16条）", "Recipient abroad (Rules 16)"),
        Text(
            "外国の提供先が、日本の法と同じ水準の措置を続けるための事項です。書面でなく実質で備えてもかまいません。",
            "What keeps a recipient abroad at the level of the Act. Its substance counts, written or not (GL-F 4-2).",
        ),
        _XBR,
    ),
    clause_set(
        ClauseSetCode.DPA,
        Text("GDPRの処理契約", "GDPR processing agreement"),
        Text(
            "EU・英国の人のデータを処理者に預けるときの事項です（GDPR 28条）。",
            "What GDPR Art. 28 asks when a processor gets data of persons in the EU or UK.",
        ),
        _DPA,
    ),
    clause_set(
        ClauseSetCode.SCC,
        Text("標準契約条項", "Standard contractual clauses"),
        Text(
            "EUの標準契約条項で移されたデータを、その先へ渡すときの事項です。",
            "What is looked for where data moved, or move on, under the EU standard clauses.",
        ),
        _SCC,
    ),
    clause_set(
        ClauseSetCode.CCP,
        Text("カリフォルニア州（CCPA）", "California (CCPA)"),
        Text(
            "カリフォルニア州の人のデータを委託するときの事項です（CCPA規則 §7051）。",
            "What the CCPA regulations (§7051) ask of a contract with a service provider.",
        ),
        _CCP,
    ),
)
