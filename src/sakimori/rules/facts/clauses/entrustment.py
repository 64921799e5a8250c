"""What a contract of entrustment is read for: personal data in Japan (ITK), and the My Number on top (MYN)."""

from __future__ import annotations

from sakimori.domain.records.contract import ClauseSetCode
from sakimori.domain.values.text import Text
from sakimori.rules.facts.clauses.clause_rows import COMMON, MUST, SHOULD, Row, clause_set

_ITK: tuple[Row, ...] = (
    ("01", SHOULD, "委託する業務・データの項目・目的と、その範囲を超えた利用の禁止",
     "Work, data items and purpose, and no use beyond them", "GL 3-4-4・GL 3-6-3", "GL 3-4-4, GL 3-6-3"),
    ("02", SHOULD, "当社と委託先の責任の分担", "Who of the two answers for what",
     "Pマーク指針 J.9.4", "P-mark guide J.9.4"),
    ("03", SHOULD, "安全管理措置の内容（GL 10の項目ごと）", "Agreed security measures, by heading of GL 10",
     "GL 3-4-4(2)", "GL 3-4-4(2)"),
    ("04", COMMON, "秘密保持（従業者、契約終了後を含む）", "Confidentiality, also of staff and after the end",
     "Pマーク指針 J.9.4・実務", "P-mark guide J.9.4, practice"),
    ("05", COMMON, "複製と持出しの制限", "Limits on copying and taking out", "実務", "Practice"),
    ("06", COMMON, "第三者への提供の禁止", "No provision to others", "実務", "Practice"),
    ("07", COMMON, "委託先自身や他の委託元のデータとの突合、委託先自身の目的での利用（AIの学習を含む）の禁止",
     "No matching with other data and no use of its own, training of models included",
     "Q&A 7-42・7-43", "Q&A 7-42, 7-43"),
    ("08", SHOULD, "再委託の事前の報告または承認、同等の義務、再委託先の一覧（その先も同じ）",
     "Sub-processing only after report or approval, with the same duties and a list, at every level",
     "GL 3-4-4", "GL 3-4-4"),
    ("09", COMMON, "取扱者または部署の特定とアクセスの制限", "Named handlers or departments, and limits of access",
     "GL 10-3・GL 10-6", "GL 10-3, GL 10-6"),
    ("10", COMMON, "従業者の教育と監督", "Training and supervision of staff", "GL 10-4", "GL 10-4"),
    ("11", SHOULD, "取扱状況の報告（内容と頻度）", "Reports on the handling: what, and how often",
     "GL 3-4-4(2)・Pマーク指針 J.9.4", "GL 3-4-4(2), P-mark guide J.9.4"),
    ("12", SHOULD, "定期と必要時の監査または確認の権利", "Right to audit or check, at intervals and when needed",
     "GL 3-4-4(3)・Pマーク指針 J.9.4", "GL 3-4-4(3), P-mark guide J.9.4"),
    ("13", SHOULD, "事故時の速やかな通知（時間数）、報告9項目、調査への協力",
     "Notice of incidents within set hours, with the nine items and cooperation",
     "規則9条・Pマーク指針 J.9.4", "Rules 9, P-mark guide J.9.4"),
    ("14", SHOULD, "終了時の返却または復元できない消去と、その証明書",
     "Return, or erasure beyond recovery, at the end, with a certificate",
     "GL 10-5(4)・Pマーク指針 J.9.4", "GL 10-5(4), P-mark guide J.9.4"),
    ("15", COMMON, "取り扱う場所。国外での取扱いと国の変更の事前承認",
     "Place of handling; approval before going abroad or changing country", "GL 10-7", "GL 10-7"),
    ("16", COMMON, "開示等の請求への協力", "Help with requests of persons", "法33条〜35条", "APPI Arts. 33–35"),
    ("17", SHOULD, "違反したときの措置、損害賠償、解除", "What follows a breach: measures, damages, termination",
     "Pマーク指針 J.9.4", "P-mark guide J.9.4"),
    ("18", COMMON, "ログと記録の保存", "Logs and evidence are kept", "GL 10-3(2)", "GL 10-3(2)"),
    ("19", COMMON, "期間と存続条項。契約が切れている間は新たに渡さない",
     "Term and survival; nothing new is handed over while no contract is in force", "実務", "Practice"),
    ("20", COMMON, "データを持つ間は契約書を保存", "The contract is kept as long as the data",
     "Pマーク指針 J.9.4（実務）", "P-mark guide J.9.4, practice"),
)  # fmt: skip

_MYN: tuple[Row, ...] = (
    ("01", MUST, "秘密保持", "Confidentiality", "番号法ガイドライン", "GL-MN"),
    ("02", MUST, "事業所の外への持出しの禁止", "Nothing leaves the premises", "番号法ガイドライン", "GL-MN"),
    ("03", MUST, "目的外の利用の禁止", "No use for another purpose", "番号法ガイドライン", "GL-MN"),
    ("04", MUST, "再委託は最初の委託元である当社の許諾を得てから（あらかじめの許諾は相手・能力・報告を定めて）",
     "Sub-processing only with our permission as the company that first entrusted the data; in advance only for a "
     "named, checked and reporting one", "番号法10条・番号法ガイドライン", "My Number Act Art. 10, GL-MN"),
    ("05", MUST, "漏えい等の事案が発生した場合の委託先の責任",
     "Its responsibility when data leak", "番号法ガイドライン", "GL-MN"),
    ("06", MUST, "終了後の返却または廃棄", "Return or disposal after the end", "番号法ガイドライン", "GL-MN"),
    ("07", MUST, "従業者の監督と教育", "Supervision and training of staff", "番号法ガイドライン", "GL-MN"),
    ("08", MUST, "契約を守っているかの報告", "Reports on keeping to the contract", "番号法ガイドライン", "GL-MN"),
    ("09", SHOULD, "取り扱う従業者の明確化", "The handlers are named", "番号法ガイドライン", "GL-MN"),
    ("10", SHOULD, "当社による実地の調査", "We may inspect on site", "番号法ガイドライン", "GL-MN"),
)  # fmt: skip

ENTRUSTMENT_SETS = (
    clause_set(
        ClauseSetCode.ITK,
        Text("委託契約（国内）", "Entrustment in Japan"),
        Text(
            "委託先を監督するため、契約に置くことが望ましい事項です（GL 3-4-4）。",
            "What a contract should hold so that we can supervise a processor (GL 3-4-4).",
        ),
        _ITK,
    ),
    clause_set(
        ClauseSetCode.MYN,
        Text("マイナンバーの委託", "Entrustment of My Number"),
        Text(
            "個人番号を委託する契約に、必ず要る事項です（番号法ガイドライン）。",
            "What a contract that entrusts My Numbers must hold (My Number guideline).",
        ),
        _MYN,
    ),
)
