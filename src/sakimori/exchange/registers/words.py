"""The words for the codes of the register, in both languages: what files may say, and what screens show.

The first word of each language is the one that is shown and asked for; the others are understood as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.records.certificate import Opinion, Scheme
from sakimori.domain.records.contract import ClauseLevel, ClauseState, ContractKind
from sakimori.domain.records.country import PRINCIPLE_NAMES, Certainty, Point
from sakimori.domain.records.data_flow import (
    Direction,
    Encryption,
    ErasureKind,
    ForeignBasisKind,
    Frequency,
    LegalRoute,
    Origin,
    SubjectGroup,
    SupportAccess,
    TransferMethod,
    VolumeBand,
)
from sakimori.domain.records.hand_over import (
    DemandKind,
    Misuse,
    NoRecord,
    Objection,
    RecordExemption,
    RecordMethod,
    SuccessionKind,
)
from sakimori.domain.records.own_registers import (
    AcquisitionHistory,
)
from sakimori.domain.records.sub_processor import Approval
from sakimori.domain.values.identifier import IdentifierKind
from sakimori.domain.values.text import Text
from sakimori.exchange.registers.own_words import OWN_WORDS
from sakimori.exchange.registers.party_codes import PARTY_CODES
from sakimori.exchange.registers.vocabulary import Vocabulary

_WORDS: Final[tuple[Mapping[Any, tuple[str, str]], ...]] = (
    {
        RecordMethod.EACH: ("そのつど", "Each time"),
        RecordMethod.BULK: ("一括", "In one for the period"),
        RecordMethod.CONTRACT: ("契約書などで代える", "Contract standing in"),
    },
    {
        NoRecord.ENTRUST: ("委託（27条5項1号）", "Entrustment (27(5)(i))"),
        NoRecord.SUCCESSION: ("事業の承継（27条5項2号）", "Succession (27(5)(ii))"),
        NoRecord.JOINT: ("共同利用（27条5項3号）", "Joint use (27(5)(iii))"),
        NoRecord.PUBLIC_BODY: ("国・地方公共団体など（16条2項）", "A public body (16(2))"),
        NoRecord.EXCEPTION: ("27条1項の例外", "Exception of 27(1)"),
        NoRecord.NOT_PROVISION: ("第三者への提供に当たらない", "No provision to a third party"),
        NoRecord.TO_PERSON: ("本人に渡した", "Given to the data subject|Given to the person"),
        NoRecord.BY_PERSON: ("本人による提供", "Provided by the data subject|Provided by the person"),
        NoRecord.FOR_PERSON: ("本人に代わる提供", "Passed on for the data subject|Passed on for the person"),
        NoRecord.PERSONS_SIDE: ("本人の側の人への提供", "To someone on the data subject's side|To someone at the person's side"),
        NoRecord.PUBLIC: ("公開されている情報", "Already public"),
        NoRecord.MY_NUMBER: ("番号法による提供", "Provision under the My Number Act"),
        NoRecord.PSEUDONYMISED: ("仮名加工情報（41条6項）", "Pseudonymised information (41(6))"),
        NoRecord.ANONYMISED: ("匿名加工情報", "Anonymised information"),
        NoRecord.RELATED: ("相手が本人と結び付けない個人関連情報", "Personal-related information not tied to data subjects|Related data that is not tied to persons"),
        NoRecord.OUTSIDE: ("個人データでない", "No personal data"),
        NoRecord.PURGED: ("保存期限を過ぎて廃棄した", "Purged after its last day"),
    },
    {
        Misuse.NO_SIGN: ("兆候なし", "No sign"),
        Misuse.SIGNS: ("兆候がある", "Signs"),
        Misuse.KNOWN: ("わかっている", "Known"),
    },
    {
        Objection.REFUSED_MARKETING: ("広告・勧誘の拒否", "Marketing refused"),
        Objection.OPTOUT_STOP: ("オプトアウトの停止の求め（27条2項）", "Opt-out stop (27(2))"),
        Objection.CONSENT_WITHDRAWN: ("提供の同意の撤回", "Consent to provision withdrawn"),
        Objection.PROVISION_STOPPED: ("第三者提供の停止を認めた（35条3項）", "Stop of provision granted (35(3))"),
        Objection.USE_STOPPED: ("利用停止を認めた（35条1項・5項）", "Stop of use granted (35(1), 35(5))"),
        Objection.CLAIM_PENDING: ("請求を受けて対応中", "Claim pending"),
        Objection.CLAIM_REFUSED: ("請求に応じないと回答済み", "Claim refused with reasons"),
    },
    {
        DemandKind.WARRANT: ("令状・差押え", "Warrant or seizure"),
        DemandKind.LEGAL_DUTY: ("法令上の報告・提出義務", "Statutory duty to report or submit"),
        DemandKind.POLICE_INQUIRY: ("捜査関係事項照会（刑事訴訟法197条2項）", "Police inquiry (Code of Criminal Procedure 197(2))"),
        DemandKind.BAR_INQUIRY: ("弁護士会照会（弁護士法23条の2）", "Bar association inquiry (Attorneys Act 23-2)"),
        DemandKind.VOLUNTARY: ("任意の依頼", "Voluntary request"),
    },
    {
        AcquisitionHistory.LAWFUL: ("適法に取得している", "Lawful"),
        AcquisitionHistory.DOUBTFUL: ("疑いがある", "Doubtful"),
        AcquisitionHistory.UNLAWFUL: ("不正に取得されている", "Unlawful"),
    },
    {
        SuccessionKind.BUSINESS: ("事業の承継（合併・分割・事業譲渡）", "Succession of a business"),
        SuccessionKind.TALKS: ("承継の交渉の段階", "Talks on a succession"),
        SuccessionKind.SHARES: ("株式の譲渡", "Share deal"),
        SuccessionKind.LIST_ALONE: ("名簿だけの譲渡", "Sale of a list alone"),
    },
    {
        RecordExemption.NONE: ("なし（記録が要る）", "None (a record is needed)"),
        RecordExemption.BY_PERSON: ("本人による提供", "Provided by the data subject|Provided by the person"),
        RecordExemption.FOR_PERSON: ("本人に代わる提供", "Passed on for the data subject|Passed on for the person"),
        RecordExemption.PERSONS_SIDE: ("本人の側の人への提供", "To someone on the data subject's side|To someone at the person's side"),
        RecordExemption.PUBLIC: ("公開されている情報", "Already public"),
    },
    {
        ContractKind.ENTRUSTMENT: ("業務委託契約|業務委託|委託契約|委託", "Entrustment agreement|Service agreement|MSA"),
        ContractKind.NDA: ("秘密保持契約|NDA|機密保持契約", "NDA|Non-disclosure agreement"),
        ContractKind.DPA: ("データ処理契約（DPA）|DPA|データ処理契約", "DPA|Data processing agreement"),
        ContractKind.JOINT_USE: ("共同利用の覚書|共同利用|共同利用覚書", "Joint use agreement|Joint use"),
        ContractKind.PROVISION: ("第三者提供契約|第三者提供|提供契約", "Provision agreement|Data provision"),
        ContractKind.FOREIGN_PROVISION: (
            "外国提供の覚書（規則16条）|外国提供|規則16条|外国提供覚書", "Foreign provision memorandum|Rules 16"
        ),
        ContractKind.TERMS: ("利用規約|約款|サービス規約", "Terms of service|Terms"),
        ContractKind.SCC: ("標準契約条項（SCC）|SCC|標準契約条項", "SCC|Standard contractual clauses"),
        ContractKind.RESALE: ("販売代理店契約|代理店契約|再販契約", "Reseller agreement|Resale"),
        ContractKind.SUCCESSION_TALKS: ("事業承継の交渉契約|事業承継|デューデリジェンス", "Succession talks|Due diligence"),
        ContractKind.GROUP_RULES: ("グループ内規程|グループ規程|BCR", "Group rules|BCR"),
        ContractKind.OTHER: ("その他|その他の契約", "Other"),
    },
    {
        ClauseState.PRESENT: ("有|あり|○|有り", "Present|Yes"),
        ClauseState.WEAK: ("弱い|△|不十分", "Weak|Partly"),
        ClauseState.ABSENT: ("なし|無|×|無し", "Absent|No"),
        ClauseState.NOT_CHECKED: ("未確認|未読", "Not checked|Unchecked"),
    },
    {
        ClauseLevel.MUST: ("必須|義務", "Must"),
        ClauseLevel.SHOULD: ("望ましい|推奨", "Should"),
        ClauseLevel.COMMON: ("実務|一般", "Common"),
    },
    {
        Scheme.PMARK: ("プライバシーマーク|Pマーク|Ｐマーク", "PrivacyMark|P-mark"),
        Scheme.ISO27001: ("ISMS（ISO/IEC 27001）|ISMS|ISO27001|ISO/IEC 27001|JIS Q 27001", "ISO/IEC 27001|ISMS|ISO 27001"),
        Scheme.ISO27017: ("ISO/IEC 27017|ISO27017|ISMSクラウドセキュリティ", "ISO/IEC 27017|ISO 27017"),
        Scheme.ISO27018: ("ISO/IEC 27018|ISO27018", "ISO/IEC 27018|ISO 27018"),
        Scheme.ISO27701: ("ISO/IEC 27701|ISO27701|PIMS", "ISO/IEC 27701|ISO 27701"),
        Scheme.SOC2_T1: ("SOC 2 Type I|SOC2 Type1|SOC2タイプ1", "SOC 2 Type I|SOC 2 Type 1|SOC2 T1"),
        Scheme.SOC2_T2: ("SOC 2 Type II|SOC2 Type2|SOC2タイプ2|SOC2", "SOC 2 Type II|SOC 2 Type 2|SOC2 T2|SOC 2"),
        Scheme.ISMAP: ("ISMAP", "ISMAP"),
        Scheme.ISMAP_LIU: ("ISMAP-LIU", "ISMAP-LIU"),
        Scheme.CSA_L1: ("CSA STAR レベル1|CSA STAR Level 1", "CSA STAR Level 1"),
        Scheme.CSA_L2_CERTIFICATION: ("CSA STAR レベル2（認証）", "CSA STAR Level 2 certification"),
        Scheme.CSA_L2_ATTESTATION: ("CSA STAR レベル2（保証報告）", "CSA STAR Level 2 attestation"),
        Scheme.PCIDSS: ("PCI DSS|PCIDSS", "PCI DSS|PCIDSS"),
        Scheme.TRUSTE: ("TRUSTe", "TRUSTe"),
        Scheme.CBPR: ("CBPR|APEC CBPR|グローバルCBPR", "CBPR|APEC CBPR|Global CBPR"),
        Scheme.PRP: ("PRP（処理者認証）|PRP", "PRP|CBPR PRP"),
        Scheme.SECACT1: ("SECURITY ACTION 一つ星|SECURITY ACTION ★", "SECURITY ACTION one star"),
        Scheme.SECACT2: ("SECURITY ACTION 二つ星|SECURITY ACTION ★★", "SECURITY ACTION two stars"),
        Scheme.SCS3: ("SCS評価制度 ★3|SCS ★3|SCS3", "SCS three stars|SCS 3"),
        Scheme.SCS4: ("SCS評価制度 ★4|SCS ★4|SCS4", "SCS four stars|SCS 4"),
        Scheme.FISC: ("FISC安全対策基準の対応表|FISC", "FISC correspondence table|FISC"),
        Scheme.MED3: ("3省2ガイドラインの対応|3省2ガイドライン", "Medical guidelines of three ministries"),
        Scheme.ASPIC: ("情報開示認定制度（ASPIC）|ASPIC|情報開示認定", "ASPIC disclosure certification|ASPIC"),
    },
    {
        Opinion.UNQUALIFIED: ("無限定|無限定意見", "Unqualified"),
        Opinion.QUALIFIED: ("限定付き|限定付意見", "Qualified"),
        Opinion.ADVERSE: ("不適正|不適正意見", "Adverse"),
    },
    {
        Direction.OUT: ("渡す|提供|送信", "Out|Outbound"),
        Direction.IN: ("受け取る|受領|受信", "In|Inbound"),
    },
    {
        LegalRoute.UNDECIDED: ("未決定|未定", "Undecided"),
        LegalRoute.ENTRUST: ("委託|委託（27条5項1号）", "Entrustment|Processing on behalf"),
        LegalRoute.JOINT: ("共同利用|共同利用（27条5項3号）", "Joint use"),
        LegalRoute.SUCCESSION: ("事業承継|事業承継（27条5項2号）", "Business succession"),
        LegalRoute.CONSENT: ("本人の同意|同意|同意（27条1項）", "Consent"),
        LegalRoute.CONSENT_28: ("外国提供の同意|同意（28条）|28条同意", "Consent (Art. 28)|Consent to provision abroad|Consent 28"),
        LegalRoute.OPTOUT: ("オプトアウト|オプトアウト（27条2項）", "Opt-out"),
        LegalRoute.EXC_LAW: ("例外：法令|法令に基づく場合|法令", "Exception: law"),
        LegalRoute.EXC_LIFE: ("例外：生命・身体・財産|生命・身体・財産", "Exception: life, body, property"),
        LegalRoute.EXC_HEALTH_CHILD: ("例外：公衆衛生・児童|公衆衛生・児童", "Exception: public health, children"),
        LegalRoute.EXC_STATE: ("例外：国などへの協力|国などへの協力", "Exception: cooperation with the state"),
        LegalRoute.EXC_ACADEMIC: ("例外：学術研究|学術研究", "Exception: academic research"),
        LegalRoute.SAME_ENTITY: ("同じ法人の中|同一法人", "Same legal person"),
        LegalRoute.TO_PERSON: ("本人への提供|本人へ", "To the data subject|To the person"),
        LegalRoute.BY_PERSON: ("本人による提供|本人が提供", "By the data subject|By the person"),
        LegalRoute.NOT_PROVISION: ("提供に当たらない（クラウド例外など）|クラウド例外|提供に当たらない", "No provision|Cloud exception"),
    },
    {
        SubjectGroup.CUSTOMER: ("顧客|お客様|会員|利用者", "Customers|Customer|Users"),
        SubjectGroup.PROSPECT: ("見込み客|見込客|潜在顧客", "Prospects|Prospect|Leads"),
        SubjectGroup.BUSINESS_CONTACT: ("取引先の担当者|取引先担当者|名刺", "Business contacts|Business contact"),
        SubjectGroup.EMPLOYEE: ("従業者|従業員|社員|役職員", "Employees|Employee|Staff"),
        SubjectGroup.APPLICANT: ("応募者|採用応募者", "Applicants|Applicant|Job applicants"),
        SubjectGroup.FAMILY: ("家族|扶養家族", "Family members|Family"),
        SubjectGroup.VISITOR: ("来訪者|サイト訪問者|訪問者", "Visitors|Visitor"),
        SubjectGroup.PATIENT: ("患者", "Patients|Patient"),
        SubjectGroup.STUDENT: ("生徒・学生|生徒|学生", "Students|Student|Pupils"),
        SubjectGroup.OTHER: ("その他の本人|その他", "Others|Other"),
    },
    {
        Origin.JP: ("日本|国内", "Japan"),
        Origin.EU_ADEQ: ("EU（十分性認定）|EU十分性", "EU (adequacy)"),
        Origin.UK_ADEQ: ("英国（十分性認定）|英国十分性", "UK (adequacy)"),
        Origin.EU_SCC: ("EU・英国（SCC）|SCC", "EU or UK (SCC)"),
        Origin.GDPR_DIRECT: ("EU・英国から直接取得|直接取得（GDPR）", "Collected directly in the EU or UK"),
        Origin.US_CA: ("米国カリフォルニア州|カリフォルニア", "California"),
        Origin.ASIA_LOCAL: ("アジアの現地拠点で取得|アジア現地", "Collected by a local unit in Asia"),
        Origin.OTHER: ("その他の国|その他", "Other countries|Other"),
    },
    {
        VolumeBand.UP_TO_100: ("100人以下|～100", "Up to 100"),
        VolumeBand.UP_TO_1000: ("1,000人以下|1000人以下|～1000", "Up to 1,000"),
        VolumeBand.UP_TO_10000: ("10,000人以下|10000人以下|～10000", "Up to 10,000"),
        VolumeBand.UP_TO_100000: ("100,000人以下|100000人以下|～100000", "Up to 100,000"),
        VolumeBand.OVER_100000: ("100,000人超|100000人超", "Over 100,000"),
    },
    {
        TransferMethod.WEB_ENTRY: ("画面入力|Web入力|入力", "Entry on screen|Web entry"),
        TransferMethod.API: ("API連携|API|システム連携", "API"),
        TransferMethod.FILE_TRANSFER: ("ファイル転送|SFTP|ファイル共有", "File transfer|SFTP"),
        TransferMethod.MAIL_ATTACHMENT: ("メール添付|メール|電子メール", "Mail attachment|E-mail"),
        TransferMethod.MEDIA: ("記録媒体|媒体|USB", "Media|USB"),
        TransferMethod.PAPER: ("紙|書類|郵送", "Paper"),
        TransferMethod.REMOTE_ACCESS: ("当社システムの利用|当社システムへのアクセス|アクセス権の付与|リモートアクセス", "Access to our system|Remote access"),
        TransferMethod.OTHER: ("その他の方法|その他", "Other"),
    },
    {
        Encryption.BOTH: ("通信と保存の両方|両方", "In transit and at rest|Both"),
        Encryption.IN_TRANSIT: ("通信のみ|通信", "In transit only|In transit"),
        Encryption.AT_REST: ("保存のみ|保存", "At rest only|At rest"),
        Encryption.NONE: ("暗号化なし|なし", "Not encrypted|None"),
    },
    {
        Frequency.CONTINUOUS: ("常時|随時連携|リアルタイム", "Continuous|Real time"),
        Frequency.DAILY: ("毎日|日次", "Daily"),
        Frequency.WEEKLY: ("毎週|週次", "Weekly"),
        Frequency.MONTHLY: ("毎月|月次", "Monthly"),
        Frequency.YEARLY: ("毎年|年次", "Yearly|Annually"),
        Frequency.ON_DEMAND: ("必要なとき|都度|随時", "On demand|As needed"),
        Frequency.ONCE: ("一回だけ|1回|単発", "Once"),
    },
    {
        SupportAccess.NONE: ("保守でも見えない|なし", "No access|None"),
        SupportAccess.BY_OUR_ACT: ("当社の操作があるときだけ|都度許可", "Only by our act each time|By our act"),
        SupportAccess.STANDING: ("常に見られる|常時", "Standing access|Standing"),
    },
    {
        ForeignBasisKind.NOT_FOREIGN: ("外国の第三者に当たらない|国内扱い", "Not a foreign third party"),
        ForeignBasisKind.DESIGNATED: ("規則15条の指定国|指定国（規則15条）|指定国", "Designated country (PPC Rules Art. 15)|Designated country|Designated"),
        ForeignBasisKind.EQUIV_CONTRACT: ("基準適合体制：契約|基準適合（契約）|契約", "Equivalent system by contract"),
        ForeignBasisKind.EQUIV_GROUP_RULES: ("基準適合体制：グループ規程|基準適合（グループ規程）", "Equivalent system by group rules"),
        ForeignBasisKind.EQUIV_CBPR: ("基準適合体制：相手のCBPR認証|基準適合（CBPR）", "Equivalent system by their CBPR"),
        ForeignBasisKind.OWN_CBPR: ("基準適合体制：当社のCBPR認証|基準適合（自社CBPR）", "Equivalent system by our CBPR"),
        ForeignBasisKind.CONSENT_28: ("本人の同意（28条1項）|同意|28条同意", "Consent under Art. 28(1)|Consent"),
        ForeignBasisKind.EXCEPTION_27_1: ("27条1項の例外|例外", "Exception of Art. 27(1)"),
        ForeignBasisKind.NOT_NEEDED: ("28条は適用されない|不要", "Art. 28 does not apply|Not needed"),
        ForeignBasisKind.NONE: ("根拠なし|なし", "No basis|None"),
    },
    {
        ErasureKind.RETURNED: ("返却|返還", "Returned"),
        ErasureKind.ERASED: ("消去|削除|廃棄", "Erased|Deleted"),
        ErasureKind.RETURNED_AND_ERASED: ("返却と消去|返却・消去", "Returned and erased"),
    },
    {
        Approval.PENDING: ("承諾待ち|申請中", "Waiting|Pending"),
        Approval.REPORTED: ("事前報告を受けた|報告済み", "Reported before|Reported"),
        Approval.APPROVED: ("個別に承諾|承諾|承認", "Approved"),
        Approval.GENERAL: ("包括的に承諾|包括承諾", "Approved in general|General"),
        Approval.REFUSED: ("承諾しない|拒否", "Refused"),
    },
    *OWN_WORDS,
    *PARTY_CODES,
    {
        IdentifierKind.MAIL_ADDRESS: ("メールアドレス|メール", "Mail address|Mail"),
        IdentifierKind.PHONE_NUMBER: ("電話番号|電話", "Telephone number|Phone"),
        IdentifierKind.POSTAL_ADDRESS: ("住所", "Postal address|Address"),
        IdentifierKind.CUSTOMER_NUMBER: ("顧客番号|会員番号", "Customer number"),
    },
    {
        Certainty.SOURCE: ("原文で確認", "Read in the source"),
        Certainty.SECONDARY: ("二次資料で確認", "Read in a secondary source"),
        Certainty.MEMORY: ("要確認", "To be checked"),
    },
    {
        Point.GENERAL_LAW: ("包括的な法律", "General law"),
        Point.IN_FORCE: ("施行日", "In force"),
        Point.EU_ADEQUACY: ("EUの十分性認定", "EU adequacy"),
        Point.CBPR_ECONOMY: ("CBPRの参加", "CBPR economy"),
        Point.MISSING_OECD: ("OECD8原則との差", "Missing OECD principles"),
        Point.GOVERNMENT_ACCESS: ("政府によるアクセス", "Government access"),
        Point.LOCALISATION: ("国内保存の義務", "Data localisation"),
        Point.AUTHORITY: ("監督機関", "Authority"),
    },
    {principle: (names.ja, names.en) for principle, names in PRINCIPLE_NAMES.items()},
)  # fmt: skip

VOCABULARIES: Final[Mapping[type[StrEnum], Vocabulary[Any]]] = {
    type(next(iter(words))): Vocabulary(words) for words in _WORDS
}
"""One vocabulary for each closed list of the register."""


def code_word(code: StrEnum) -> Text:
    """The word for one code."""
    vocabulary = VOCABULARIES[type(code)]
    return Text(str(vocabulary.word(code, "ja")), str(vocabulary.word(code, "en")))
