"""Whether a label says plainly that given answers stand below it, not those that somebody hopes for or once gave."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.exchange.lists.grid import LABEL_SEPARATOR

ANSWER_WORDS: Final = (
    "回答|ご回答|貴社回答|貴社ご回答|御社回答|回答欄|ご回答欄|記入欄|設定|チェック|判定|結果|対応状況|実施状況|"
    "遵守状況|対策状況|対応有無|実施有無|適合状況|適合性|充足状況|当社の状況|貴社の状況|現状|自己評価|自己点検|"
    "確認結果|点検結果|評価結果|選択|回答選択|選択回答|対応可否|実施可否|可否|適否|合否|有無|対応区分|"
    "評価|評価点|評点|自己採点|自己判定|評価レベル|成熟度|"
    "応答|Answer|Answers|Your answer|Response|Responses|Vendor response|Vendor answer|Supplier response|"
    "Supplier answer|Status of compliance|Compliance status|Implementation status|Control status|Compliance|"
    "Compliant|In place|Implemented|Self assessment|Score|Rating|Maturity|Maturity level|Yes/No|Y/N|Respuesta"
)
"""Labels of the column that is answered in."""
_PLAIN: Final = frozenset(map(fold, ANSWER_WORDS.split("|")))
_LONGEST: Final = 300
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN: Final = re.compile(r"[\s_\-‐–—./:：'’]+")
_BRACKET: Final = re.compile(r"[(（【\[〔]([^)）】\]〕]*)[)）】\]〕]")
_MARKS: Final = re.compile(r"[※*＊]\s*(?:必須|required)|[※*＊●★☆✓?？]", re.IGNORECASE)
_ALSO_PLAIN: Final = re.compile(
    r"(?:(?:the|your|our|my|vendors?|vendor s|suppliers?|supplier s|providers?|provider s|(?:service|"
    r"solution) provider|csp"
    r"|caiq|company|company s|organi[sz]ation|organi[sz]ation s|third party|respondent|final|current|actual|"
    r"question) )*"
    r"(?:answers?|responses?|reply|replies|respuestas?|réponses?|antwort(?:en)?|risposta|resposta|odpowiedź)"
    r"(?: (?:given|field|value|text|here|choice|selected|code|status))*"
)
_ALSO_PLAIN_JA: Final = re.compile(
    r"(?:貴社|御社|貴団体|貴組織|貴法人|委託先|受託者|取引先|ベンダー?|サプライヤー?|事業者|提供者|提供元|相手方|"
    r"回答者|自社|当社|"
    r"今年度?|本年度?|今回|今期|現在|現時点|最新|20[0-9]{2}年度?|様|ご担当者|による|から|の|ご|御)*"
    r"(?:(?:回答|応答|返答|お答え|答え|記入|自己評価)(?:欄|内容|結果|状況|記入欄|入力欄|ください|選択|区分|値)*|"
    r"(?:対応|実施|遵守|対策|適合|充足|運用|整備|導入|準拠)の?(?:状況|有無|可否|状態|結果))"
)
_QUALIFIED_JA: Final = re.compile(
    r"基準(?!日)|目標|必須|あるべき|推奨|推薦|模範|手本|見本|サンプル|雛形|ひな[形型]|テンプレ|(?:記入|記載|回答|"
    r"入力|設定|対応)例|"
    r"例示|^例|の例$|前回|前年|前期|昨年|昨期|去年|過去の?回答|以前|従来|期待|想定|理想|望まし|最適|最良|ベスト|"
    r"既定|標準|初期|デフォルト|^[仮旧]|暫定|下書き|ドラフト|案$|正解|正答|正しい|(?:適合|合格)となる|合格|許容|"
    r"要求|求め|参考|候補|予定|計画|将来|次回|来期|来年|他社|同業|一般的|典型|目安|ターゲット|満点|最低|予測|推定|提案"
)
_QUALIFIED_EN: Final = re.compile(
    r"\b(?:expected|correct|right|ideal|target(?:ed)?|best|required|mandatory|default|samples?|model|examples?|"
    r"preferred|"
    r"desired|desirable|recommended|suggested|proposed|draft|standard|baseline|benchmark|reference|previous|prior|last|"
    r"old|past|original|initial|planned|future|goal|minimum|acceptable|accepted|passing|golden|template|typical|"
    r"placeholder|wanted|hoped|intended|anticipated|predicted|generated|canned|compliant (?:response|answer)|"
    r"esperad[ao]s?|correct[ao]s?|recomendad[ao]s?|anterior(?:es)?|ejemplo|attendue?s?|correcte?s?|recommandée?s?|"
    r"précédente?s?|exemple|erwartete?|richtige?|muster|beispiel|vorherige|soll)\b"
)
_CORE: Final = re.compile(
    r"回答|応答|解答|返答|答え|判定|結果|\banswers?\b|\bresponses?\b|\breply\b|respuesta|réponse|antwort"
)
_ALONE: Final = frozenset(
    map(
        fold,
        (
            *(
                "正答",
                "正解",
                "初期値",
                "既定値",
                "期待値",
                "推奨値",
                "目標値",
                "基準値",
                "模範",
                "例",
                "記入例",
                "記載例",
            ),
            *("expected", "ideal", "default", "target", "sample", "example", "model", "desired", "recommended"),
        ),
    )
)
"""What is hoped for or shown, named without a word for answers."""
_REQUIRED: Final = frozenset(map(fold, ("必須", "任意", "required", "optional", "mandatory")))
"""In brackets these say that the cell has to be filled."""
_LONGEST_ASIDE: Final = 24
_PARTED: Final = re.compile(r"[\s/／・,、|]+")


def words_of(label: str) -> str:
    """A label as words in small letters with a blank between each two, however it joins them."""
    text = unicodedata.normalize("NFKC", label)
    return _BETWEEN.sub(" ", _CAMEL.sub(" ", text)).strip().casefold()


def is_qualified(label: str) -> bool:
    """Whether a label says of its answers that they are hoped for, shown, of another time, or of anybody else."""
    if len(label) > _LONGEST:
        return False
    return any(_qualifies(part) for part in label.split(LABEL_SEPARATOR))


def _qualifies(part: str) -> bool:
    asides = (found.group(1) for found in _BRACKET.finditer(part))
    return _names_others(_MARKS.sub(" ", _BRACKET.sub(" ", part))) or any(map(_is_qualifier, asides))


def _names_others(text: str) -> bool:
    words = words_of(text)
    return bool(_QUALIFIED_EN.search(words) or _QUALIFIED_JA.search(words.replace(" ", "")))


def _is_qualifier(aside: str) -> bool:
    """Whether brackets behind a label take it back, as in 回答（模範）; an example of an answer or a span does not."""
    is_telling = any(sign.isdigit() or sign in ":：=＝" for sign in aside)
    if is_telling or len(aside) > _LONGEST_ASIDE or any(fold(part) in _REQUIRED for part in _PARTED.split(aside)):
        return False
    return _names_others(aside)


def is_plain_answer(label: str) -> bool:
    """Whether a label says that answers stand below it, and nothing that makes them other than those given here."""
    if len(label) > _LONGEST or is_qualified(label):
        return False
    return any(map(_is_plain, label.split(LABEL_SEPARATOR)))


def _is_plain(part: str) -> bool:
    bare = _MARKS.sub(" ", _BRACKET.sub(" ", part))
    words = words_of(bare)
    if fold(words) in _PLAIN or _ALSO_PLAIN.fullmatch(words):
        return True
    return bool(_ALSO_PLAIN_JA.fullmatch(words.replace(" ", "")))


def names_another_answer(label: str) -> bool:
    """Whether a label announces an answer that is not the one given, such as `Expected answer` and 正答."""
    if fold(label) in _ALONE:
        return True
    return is_qualified(label) and bool(_CORE.search(words_of(label)))
