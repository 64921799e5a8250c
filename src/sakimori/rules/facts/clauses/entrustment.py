"""What contracts of entrustment are read for: in Japan (ITK), My Number (MYN), and abroad (XBR, DPA, SCC, CCP)."""

from __future__ import annotations

from sakimori.domain.records.contract import ClauseSetCode
from sakimori.domain.values.text import Text, cited
from sakimori.rules.facts.clauses.clause_rows import COMMON, MUST, SHOULD, Row, clause_set

_ITK: tuple[Row, ...] = (
    ("01", SHOULD, "委託する業務・データの項目・目的と、その範囲を超えた利用の禁止",
     "Work, data items and purpose, and no use beyond them",
     "{law:gl-3-4-4}・{law:gl-3-6-3}", "{law:gl-3-4-4}, {law:gl-3-6-3}"),
    ("02", SHOULD, "当社と委託先の責任の分担", "Who of the two answers for what",
     "Pマーク指針 J.9.4", "P-mark guide J.9.4"),
    ("03", SHOULD, "安全管理措置の内容（{law:gl-10}の項目ごと）", "Agreed security measures, by heading of {law:gl-10}",
     "{law:gl-3-4-4-2}", "{law:gl-3-4-4-2}"),
    ("04", COMMON, "秘密保持（従業者、契約終了後を含む）", "Confidentiality, also of staff and after the end",
     "Pマーク指針 J.9.4・実務", "P-mark guide J.9.4, practice"),
    ("05", COMMON, "複製と持出しの制限", "Limits on copying and taking out", "実務", "Practice"),
    ("06", COMMON, "第三者への提供の禁止", "No provision to others", "実務", "Practice"),
    ("07", COMMON, "委託先自身や他の委託元のデータとの突合、委託先自身の目的での利用（AIの学習を含む）の禁止",
     "No matching with other data and no use of its own, training of models included",
     "{law:qa-7-42}・7-43", "{law:qa-7-42}, 7-43"),
    ("08", SHOULD, "再委託の事前の報告または承認、同等の義務、再委託先の一覧（その先も同じ）",
     "Sub-processing only after report or approval, with the same duties and a list, at every level",
     "{law:gl-3-4-4}", "{law:gl-3-4-4}"),
    ("09", COMMON, "取扱者または部署の特定とアクセスの制限", "Named handlers or departments, and limits of access",
     "{law:gl-10-3}・{law:gl-10-6}", "{law:gl-10-3}, {law:gl-10-6}"),
    ("10", COMMON, "従業者の教育と監督", "Training and supervision of staff", "{law:gl-10-4}", "{law:gl-10-4}"),
    ("11", SHOULD, "取扱状況の報告（内容と頻度）", "Reports on the handling: what, and how often",
     "{law:gl-3-4-4-2}・Pマーク指針 J.9.4", "{law:gl-3-4-4-2}, P-mark guide J.9.4"),
    ("12", SHOULD, "定期と必要時の監査または確認の権利", "Right to audit or check, at intervals and when needed",
     "{law:gl-3-4-4-3}・Pマーク指針 J.9.4", "{law:gl-3-4-4-3}, P-mark guide J.9.4"),
    ("13", SHOULD, "事故時の速やかな通知（時間数）、報告9項目、調査への協力",
     "Notice of incidents within set hours, with the nine items and cooperation",
     "{law:rules-9}・Pマーク指針 J.9.4", "{art:rules-9}, P-mark guide J.9.4"),
    ("14", SHOULD, "終了時の返却または復元できない消去と、その証明書",
     "Return, or erasure beyond recovery, at the end, with a certificate",
     "{law:gl-10-5-4}・Pマーク指針 J.9.4", "{law:gl-10-5-4}, P-mark guide J.9.4"),
    ("15", COMMON, "取り扱う場所。国外での取扱いと国の変更の事前承認",
     "Place of handling; approval before going abroad or changing country", "{law:gl-10-7}", "{law:gl-10-7}"),
    ("16", COMMON, "開示等の請求への協力", "Help with requests of persons",
     "{law:act-33}〜{art:act-35}", "{law:act-33}–{art:act-35}"),
    ("17", SHOULD, "違反したときの措置、損害賠償、解除", "What follows a breach: measures, damages, termination",
     "Pマーク指針 J.9.4", "P-mark guide J.9.4"),
    ("18", COMMON, "ログと記録の保存", "Logs and evidence are kept", "{law:gl-10-3-2}", "{law:gl-10-3-2}"),
    ("19", COMMON, "期間と存続条項。契約が切れている間は新たに渡さない",
     "Term and survival; nothing new is handed over while no contract is in force", "実務", "Practice"),
    ("20", COMMON, "データを持つ間は契約書を保存", "The contract is kept as long as the data",
     "Pマーク指針 J.9.4（実務）", "P-mark guide J.9.4, practice"),
)  # fmt: skip

_MYN: tuple[Row, ...] = (
    ("01", MUST, "秘密保持", "Confidentiality", "{law:gl-mn}", "{law:gl-mn}"),
    ("02", MUST, "事業所の外への持出しの禁止", "Nothing leaves the premises", "{law:gl-mn}", "{law:gl-mn}"),
    ("03", MUST, "目的外の利用の禁止", "No use for another purpose", "{law:gl-mn}", "{law:gl-mn}"),
    ("04", MUST, "再委託は最初の委託元である当社の許諾を得てから（あらかじめの許諾は相手・能力・報告を定めて）",
     "Sub-processing only with our permission as the company that first entrusted the data; in advance only for a "
     "named, checked and reporting one", "{law:my-number-10}・{law:gl-mn}", "{law:my-number-10}, {law:gl-mn}"),
    ("05", MUST, "漏えい等の事案が発生した場合の委託先の責任",
     "Its responsibility when data leak", "{law:gl-mn}", "{law:gl-mn}"),
    ("06", MUST, "終了後の返却または廃棄", "Return or disposal after the end", "{law:gl-mn}", "{law:gl-mn}"),
    ("07", MUST, "従業者の監督と教育", "Supervision and training of staff", "{law:gl-mn}", "{law:gl-mn}"),
    ("08", MUST, "契約を守っているかの報告", "Reports on keeping to the contract", "{law:gl-mn}", "{law:gl-mn}"),
    ("09", SHOULD, "取り扱う従業者の明確化", "The handlers are named", "{law:gl-mn}", "{law:gl-mn}"),
    ("10", SHOULD, "当社による実地の調査", "We may inspect on site", "{law:gl-mn}", "{law:gl-mn}"),
)  # fmt: skip

ENTRUSTMENT_SETS = (
    clause_set(
        ClauseSetCode.ITK,
        Text("個人データの委託", "Entrustment of personal data"),
        cited(
            "委託先を監督するため、契約に置くことが望ましい事項です（{law:gl-3-4-4}）。",
            "What a contract should hold so that we can supervise a processor ({law:gl-3-4-4}).",
        ),
        _ITK,
    ),
    clause_set(
        ClauseSetCode.MYN,
        Text("マイナンバーの委託", "Entrustment of My Number"),
        cited(
            "個人番号を委託する契約に、必ず要る事項です（{law:gl-mn}）。",
            "What a contract that entrusts My Numbers must hold (My Number guideline).",
        ),
        _MYN,
    ),
)


_XBR: tuple[Row, ...] = (
    ("01", MUST, "利用目的の特定と、その範囲での利用", "Purpose fixed, and use within it",
     "{law:gl-f-4-2}（{law:act-17}・{art:act-18}）", "{law:gl-f-4-2} ({art:act-17}, {art:act-18})"),
    ("02", MUST, "不適正な利用の禁止", "No improper use",
     "{law:gl-f-4-2}（{law:act-19}）", "{law:gl-f-4-2} ({art:act-19})"),
    ("03", MUST, "適正な取得", "Proper acquisition",
     "{law:gl-f-4-2}（{law:act-20-1}）", "{law:gl-f-4-2} ({art:act-20-1})"),
    ("04", MUST, "利用目的を知らせるのは誰か", "Who tells persons the purpose", "{law:gl-f-4-2}（{law:act-21}）",
     "{law:gl-f-4-2} ({art:act-21})"),
    ("05", MUST, "正確さの確保と不要なデータの消去", "Accuracy, and erasure of what is not needed",
     "{law:gl-f-4-2}（{law:act-22}）", "{law:gl-f-4-2} ({art:act-22})"),
    ("06", MUST, "安全管理措置", "Security measures",
     "{law:gl-f-4-2}（{law:act-23}）", "{law:gl-f-4-2} ({art:act-23})"),
    ("07", MUST, "従業者の監督", "Supervision of staff",
     "{law:gl-f-4-2}（{law:act-24}）", "{law:gl-f-4-2} ({art:act-24})"),
    ("08", MUST, "再委託先の監督",
     "Supervision of sub-processors", "{law:gl-f-4-2}（{law:act-25}）", "{law:gl-f-4-2} ({art:act-25})"),
    ("09", MUST, "漏えい等のとき、誰が誰に報告するか",
     "In a breach: who reports to whom", "{law:gl-f-4-2}（{law:act-26}）", "{law:gl-f-4-2} ({art:act-26})"),
    ("10", MUST, "国内と第三国への再提供の制限", "Limits on passing on, at home and to third countries",
     "{law:gl-f-4-2}（{law:act-27}・{art:act-28}）", "{law:gl-f-4-2} ({art:act-27}, {art:act-28})"),
    ("11", MUST, "開示等の請求に誰が応じるか", "Who answers requests of persons",
     "{law:gl-f-4-2}（{law:act-32}〜{art:act-38}）",
     "{law:gl-f-4-2} ({art:act-32}–{art:act-38})"),
    ("12", MUST, "苦情の処理", "Complaints are dealt with",
     "{law:gl-f-4-2}（{law:act-40}）", "{law:gl-f-4-2} ({art:act-40})"),
    ("13", SHOULD, "提供先による年1回の確認と、外国の制度の変更の通知",
     "Yearly confirmation by the recipient, and notice when the law of its country changes",
     "{law:act-28-3}・{law:rules-18}", "{law:act-28-3}, {art:rules-18}"),
    ("14", COMMON, "提供を止め、データを取り戻す当社の権利", "Our right to suspend and to get data back",
     "{law:rules-18-1-2}（実務）", "{art:rules-18-1-2}, practice"),
    ("15", SHOULD, "本人の求めに応じて知らせる情報の提供", "Information for persons who ask",
     "{law:act-28-3}・{law:rules-18-3}",
     "{law:act-28-3}, {art:rules-18-3}"),
    ("16", SHOULD, "提供を終えた後も、返却または消去まで義務が続くこと",
     "The duties last until return or erasure, also after provision has ended", "{law:gl-f-6}", "{law:gl-f-6}"),
)  # fmt: skip

_DPA: tuple[Row, ...] = (
    ("01", MUST, "対象・期間・性質・目的・データと本人の種類",
     "Subject, duration, nature, purpose, kinds of data and persons", "{law:gdpr-28-3}", "{law:gdpr-28-3}"),
    ("02", MUST, "書面の指示に従うこと（移転を含む）", "Documented instructions, transfers included",
     "{law:gdpr-28-3}(a)",
     "{law:gdpr-28-3}(a)"),
    ("03", MUST, "秘密保持", "Confidentiality", "{law:gdpr-28-3}(b)", "{law:gdpr-28-3}(b)"),
    ("04", MUST, "安全管理措置", "Security", "{law:gdpr-28-3}(c)・{law:gdpr-32}", "{law:gdpr-28-3}(c), {law:gdpr-32}"),
    ("05", MUST, "再委託の承認と同等の義務", "Sub-processors: authorisation and the same duties",
     "{law:gdpr-28-2}・3項(d)・4項", "{law:gdpr-28-2}, (3)(d), (4)"),
    ("06", MUST, "本人の権利行使への協力", "Help with the rights of persons",
     "{law:gdpr-28-3}(e)", "{law:gdpr-28-3}(e)"),
    ("07", MUST, "安全管理・侵害の報告・影響評価への協力", "Help with security, breach notices and impact assessment",
     "{law:gdpr-28-3}(f)", "{law:gdpr-28-3}(f)"),
    ("08", MUST, "終了時の消去または返却", "Deletion or return at the end", "{law:gdpr-28-3}(g)", "{law:gdpr-28-3}(g)"),
    ("09", MUST, "情報の提供と監査、違法な指示の警告", "Information and audits; a warning of unlawful instructions",
     "{law:gdpr-28-3}(h)", "{law:gdpr-28-3}(h)"),
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
        cited("外国提供（{law:rules-16}）", "Recipient abroad ({art:rules-16})"),
        cited(
            "外国の提供先が、日本の法と同じ水準の措置を続けるための事項です。書面でなく実質で備えてもかまいません。",
            "What keeps a recipient abroad at the level of the Act. Its substance counts, written or not "
            "({law:gl-f-4-2}).",
        ),
        _XBR,
    ),
    clause_set(
        ClauseSetCode.DPA,
        Text("GDPRの処理契約", "GDPR processing agreement"),
        cited(
            "EU・英国の人のデータを処理者に預けるときの事項です（{law:gdpr-28}）。",
            "What {law:gdpr-28} asks when a processor gets data of persons in the EU or UK.",
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
