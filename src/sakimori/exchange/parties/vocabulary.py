"""The words for our codes that lists of third parties use, in both languages; a word not here is asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Generic, TypeVar

from sakimori.domain.codes import Criticality, DataCategory, KindOfBody, Lifecycle, Role
from sakimori.domain.records.third_party import Foreign
from sakimori.domain.values.names import fold
from sakimori.domain.values.numbers import mask
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import Fault, Parsed, is_not_given, parse_yes_no

C = TypeVar("C", bound=StrEnum)

_SEPARATORS: Final = re.compile(r"[、,，;；/／|｜\n]+|\s+[+&]\s+")
_DOTS: Final = re.compile(r"[・･]")


class Vocabulary(Generic[C]):
    """Words to the members of one closed list; the first word of each member in a language is the one to ask for."""

    def __init__(self, words: Mapping[C, tuple[str, str]]) -> None:
        """Take, for each member, its Japanese and its English words, separated by bars."""
        self._codes = {
            fold(word): code
            for code, both in words.items()
            for word in (code.value, *(word for column in both for word in column.split("|")))
        }
        self._asked = {code: Text(ja.partition("|")[0], en.partition("|")[0]) for code, (ja, en) in words.items()}
        ja, en = "、".join(self.offered("ja")), ", ".join(self.offered("en"))
        self.expected = Text(f"次のどれかにしてください: {ja}", f"Use one of: {en}")

    def offered(self, language: str) -> tuple[str, ...]:
        """The word to ask for of each member."""
        return tuple(word.get(language) for word in self._asked.values())

    def word(self, code: C | None, language: str) -> str | None:
        """The word to ask for of one member; nothing for None."""
        return None if code is None else self._asked[code].get(language)

    def words(self, codes: frozenset[C] | None, language: str) -> str | None:
        """The words of several members, in the order of the list; nothing for None."""
        separator = "、" if language == "ja" else ", "
        return (
            None
            if codes is None
            else separator.join(self._asked[code].get(language) for code in self._asked if code in codes)
        )

    def code(self, word: str) -> C | None:
        """The member that a word means."""
        return self._codes.get(fold(word))

    def parse_one(self, raw: str) -> Parsed[C]:
        """The one member that a cell names."""
        if code := self.code(raw):
            return Parsed(code)
        return Parsed(None) if is_not_given(raw) else Parsed(None, self._unknown(raw))

    def parse_several(self, raw: str) -> Parsed[frozenset[C]]:
        """All members that a cell names; an unknown word refuses the cell, for a shorter set would look complete."""
        if is_not_given(raw):
            return Parsed(None)
        codes: set[C] = set()
        for part in filter(None, (part.strip() for part in _SEPARATORS.split(raw))):
            whole = self.code(part)
            for word in (part,) if whole else _DOTS.split(part):
                code = self.code(word)
                if code is None:
                    return Parsed(None, self._unknown(word))
                codes.add(code)
        return Parsed(frozenset(codes))

    def _unknown(self, word: str) -> Fault:
        safe = mask(word)
        shown = safe if len(safe) <= 40 else f"{safe[:39]}…"
        return Fault(
            "unknown_word", Text(f"「{shown}」は知らない言葉です。", f"“{shown}” is not known here."), self.expected
        )


ROLES: Final = Vocabulary[Role](
    {
        Role.PROCESSOR: ("委託先|業務委託先|外部委託先|委託|業務委託", "processor|data processor|outsourcing"),
        Role.CLOUD_PROVIDER: (
            "クラウド事業者|クラウド|クラウドサービス|クラウドサービス事業者|クラウドベンダー",
            "cloud provider|cloud|cloud service provider|SaaS|PaaS|IaaS|CSP",
        ),
        Role.RECIPIENT: ("提供先|第三者提供先|第三者提供", "recipient|third-party recipient|data recipient"),
        Role.JOINT_USER: ("共同利用者|共同利用先|共同利用", "joint user|joint use"),
        Role.SOURCE: ("提供元|取得元|データ提供元", "source|data source|data provider"),
        Role.SUB_PROCESSOR: ("再委託先|再委託|再々委託先", "sub-processor|subprocessor|sub processor|subcontractor"),
    }
)

LIFECYCLES: Final = Vocabulary[Lifecycle](
    {
        Lifecycle.CANDIDATE: ("候補|検討中|検討|導入検討中|新規候補", "candidate|prospect|under review|evaluating"),
        Lifecycle.IN_USE: ("利用中|取引中|稼働中|契約中|継続|継続中|利用|有効", "in use|active|live|current"),
        Lifecycle.SUSPENDED: ("利用停止|停止|停止中|一時停止|取引停止", "suspended|on hold|paused"),
        Lifecycle.OFFBOARDING: ("終了手続中|解約手続中|解約予定|終了予定", "offboarding|terminating"),
        Lifecycle.ENDED: ("終了|取引終了|契約終了|解約|解約済|解約済み|利用終了", "ended|terminated|closed|former"),
        Lifecycle.DECLINED: ("見送り|不採用|却下|導入見送り", "declined|rejected"),
    }
)

CRITICALITIES: Final = Vocabulary[Criticality](
    {
        Criticality.CRITICAL: ("極めて重要|最重要|高|重大", "critical|high|mission critical"),
        Criticality.IMPORTANT: ("重要|中|やや重要", "important|medium|moderate"),
        Criticality.MINOR: ("軽微|低|一般|通常", "minor|low"),
    }
)

KINDS_OF_BODY: Final = Vocabulary[KindOfBody](
    {
        KindOfBody.COMPANY: (
            "会社|法人|民間企業|企業|株式会社|合同会社|有限会社|一般法人|民間",
            "company|corporation|private company",
        ),
        KindOfBody.PUBLIC_BODY_EXCLUDED: (
            "国・自治体|国の機関|行政機関|国の行政機関|地方公共団体|自治体|独立行政法人|官公庁",
            "government body|public body|municipality|local government",
        ),
        KindOfBody.PUBLIC_BODY_OPERATOR: (
            "国立大学法人等|国立大学法人|大学共同利用機関法人",
            "national university|public body (operator)",
        ),
        KindOfBody.SOLE_TRADER: ("個人事業主|個人事業者|フリーランス", "sole trader|sole proprietor|freelancer"),
        KindOfBody.PRIVATE_INDIVIDUAL: ("個人", "private individual|individual"),
        KindOfBody.BODY_58_2: (
            "自治体の病院・大学（法58条2項）|自治体の病院|公立病院|公立大学",
            "local-government hospital or university (58(2))|public hospital",
        ),
        KindOfBody.BODY_57_1: (
            "報道・著述・宗教・政治団体|報道機関|宗教団体|政治団体",
            "press / religious / political body|press",
        ),
        KindOfBody.AUTHORITY: (
            "捜査・監督当局|監督官庁|規制当局|警察|裁判所|捜査機関",
            "authority|regulator|police|court",
        ),
    }
)

CATEGORIES: Final = Vocabulary[DataCategory](
    {
        DataCategory.PI_CONTACT: (
            "連絡先|氏名|住所|電話番号|メールアドレス|名刺情報|氏名・連絡先|連絡先情報|担当者情報|会社名|役職",
            "contact data|contact|contact details|name|email|email address|phone|address|business contact",
        ),
        DataCategory.PI_TRANSACTION: (
            "取引|取引情報|取引履歴|購買履歴|注文|注文情報|問合せ|問い合わせ|契約情報|購入履歴",
            "transactions|transaction data|orders|purchase history|enquiries|contract data",
        ),
        DataCategory.PI_BEHAVIOUR_ID: (
            "行動履歴（本人と結び付く）|会員行動履歴|会員の行動履歴",
            "behaviour of known persons|identified behaviour",
        ),
        DataCategory.PI_HR: (
            "人事情報|人事|従業員情報|社員情報|給与|給与情報|採用情報|応募者情報|勤怠|雇用管理情報",
            "HR data|HR|employee data|payroll|applicant data|recruitment data",
        ),
        DataCategory.PI_FINANCIAL: (
            "決済情報|口座情報|銀行口座|クレジットカード|クレジットカード情報|カード情報|金融情報|財務情報",
            "financial data|payment data|bank account|card data|credit card",
        ),
        DataCategory.PI_IDCODE: (
            "個人識別符号|運転免許証番号|旅券番号|パスポート番号|基礎年金番号|免許証番号",
            "identification code|passport number|driving licence number",
        ),
        DataCategory.PI_BIOMETRIC: (
            "生体情報|生体認証|顔特徴データ|顔認証|指紋",
            "biometric data|biometrics|fingerprint",
        ),
        DataCategory.PI_SPECIAL: (
            "要配慮個人情報|健康情報|病歴|医療情報|健康診断結果|犯罪歴|障害",
            "special-care data|special care|sensitive data|health data|medical data",
        ),
        DataCategory.PI_EU_SPECIAL: (
            "EU特別カテゴリー|特別カテゴリー|労働組合|性的指向|性生活",
            "EU special category|special category|union membership|sexual orientation",
        ),
        DataCategory.PI_MINOR: ("未成年者|未成年|子どもの情報|児童", "minors|children|data of minors"),
        DataCategory.MYNUMBER: ("マイナンバー|個人番号|特定個人情報", "My Number|individual number"),
        DataCategory.PSEUDO: ("仮名加工情報", "pseudonymised data|pseudonymously processed information"),
        DataCategory.ANON: ("匿名加工情報", "anonymised data|anonymously processed information"),
        DataCategory.REL: (
            "個人関連情報|cookie|クッキー|閲覧履歴|端末識別子|広告ID|IPアドレス|位置情報",
            "personal-related information|cookies|device identifiers|IP address|browsing history",
        ),
        DataCategory.STAT: ("統計情報|統計データ", "statistics|aggregate data"),
        DataCategory.LEGAL_ENTITY: ("法人情報|企業情報", "company data|legal entity data"),
        DataCategory.DECEASED: ("死者の情報|死者情報", "data of deceased persons|deceased"),
    }
)
NO_DATA: Final = Text("個人データなし", "No personal data")
_NO_DATA_WORDS: Final = frozenset(
    fold(word)
    for word in (
        "なし",
        "無",
        "無し",
        "個人データなし",
        "個人情報なし",
        "取扱いなし",
        "取り扱いなし",
        "none",
        "no personal data",
    )
)


def parse_data_categories(raw: str) -> Parsed[frozenset[DataCategory]]:
    """The categories that a cell names; a word for none gives the empty set, which is an answer."""
    return Parsed(frozenset()) if fold(raw) in _NO_DATA_WORDS else CATEGORIES.parse_several(raw)


FOREIGN: Final = Vocabulary[Foreign](
    {
        Foreign.NONE: ("国内のみ|国内|なし|無|外国での取扱いなし", "Japan only|domestic|no"),
        Foreign.DESIGNATED: (
            "EEA・英国のみ|EEAと英国のみ|EU・英国のみ|同等水準国のみ|指定国のみ",
            "EEA or UK only|designated countries only|designated",
        ),
        Foreign.OTHER: ("その他の外国|その他外国|EEA・英国以外|指定国以外", "other countries|other"),
    }
)


def parse_foreign(raw: str) -> Parsed[Foreign]:
    """Where data are handled; a bare yes does not say in which countries, so the answer stays open."""
    if code := FOREIGN.code(raw):
        return Parsed(code)
    said = parse_yes_no(raw)
    if said.value is True:
        message = Text(
            "どの国かが分からないため、未回答のままにします。",
            "This does not say which countries; it stays unanswered.",
        )
        return Parsed(None, Fault("foreign_where", message, FOREIGN.expected, ProblemSeverity.WARNING))
    return Parsed(Foreign.NONE) if said.value is False else FOREIGN.parse_one(raw)
