"""The words that stand above the columns of questionnaires."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from sakimori.exchange.header import LabelMatch, Lexicon
from sakimori.exchange.questionnaires.normal import normalise
from sakimori.exchange.questionnaires.reading import Normal

_LONGEST: Final = 300
SURE: Final = 0.95
"""The confidence from which a label says all by itself."""


class ColumnRole(StrEnum):
    """What a column of a questionnaire holds."""

    ID = "id"
    SECTION = "section"
    QUESTION = "question"
    GUIDANCE = "guidance"
    ANSWER = "answer"
    COMMENT = "comment"
    EVIDENCE = "evidence"
    OWNERSHIP = "ownership"
    UNIT = "unit"
    REQUIRED = "required"
    WEIGHT = "weight"
    CONTROL = "control"


_LEXICON: Final[Lexicon[ColumnRole]] = Lexicon(
    {
        ColumnRole.ID: (
            "№|No.|No|番号|項番|通番|通し番号|設問番号|質問番号|項目番号|管理番号|連番|ID|Ref|Ref.|Reference|"
            "Question ID|Question No|Question Number|Item No|設問No|質問No|項目No|質問ID|設問ID|項目ID|CAIQ ID|uid"
        ),
        ColumnRole.ANSWER: (
            "回答|ご回答|貴社回答|貴社ご回答|御社回答|回答欄|ご回答欄|記入欄|設定|チェック|判定|結果|対応状況|実施状況|"
            "遵守状況|対策状況|対応有無|実施有無|適合状況|適合性|充足状況|当社の状況|貴社の状況|現状|自己評価|自己点検|"
            "確認結果|点検結果|評価結果|選択|"
            "応答|Answer|Answers|Your answer|Response|Responses|Vendor response|Vendor answer|Supplier response|"
            "Supplier answer|Status of compliance|Compliance status|Yes/No|Y/N|Respuesta"
        ),
        ColumnRole.COMMENT: (
            "備考|備考欄|コメント|詳細|回答詳細|回答の詳細|回答内容詳細|具体的内容|具体的な内容|具体的対策|具体的な対策|"
            "実施内容|対応内容|対策内容|理由|補足説明|補足事項|特記事項|補足コメント|回答理由|回答補足|自由記述|"
            "Comment|Comments|Remarks|Notes|Additional Information|Implementation Description|Details|Explanation|"
            "Comments / Notes|Observaciones"
        ),
        ColumnRole.EVIDENCE: (
            "証跡|証憑|根拠|根拠資料|証跡資料|エビデンス|添付|添付資料|確認資料|関連文書|関連規程|参照文書|"
            "Evidence|Citation|Attachment|Attachments|Supporting documents|Documentation reference"
        ),
        ColumnRole.GUIDANCE: (
            "解説|補足|記入例|回答例|記載例|設定例|判断基準|評価基準|回答の観点|確認の観点|確認ポイント|確認方法|説明|記入要領|"
            "留意点|参考|Guidance|Help|Instructions|Hint|Example|Description|Rationale"
        ),
        ColumnRole.OWNERSHIP: "責任分界|責任区分|責任範囲|SSRM|SSRM Control Ownership|Control Ownership|Ownership",
        ColumnRole.UNIT: "測定単位|単位|Unit",
        ColumnRole.REQUIRED: "必須|必須区分|必須/任意|必須項目|Required|Mandatory",
        ColumnRole.WEIGHT: "重要度|配点|重み|優先度|Weight|Importance|Points",
        ColumnRole.CONTROL: (
            "管理策|管理策番号|対応する管理策|関連規格|準拠規格|CCM Control ID|Control|Control ID|Controls|Mapping"
        ),
        ColumnRole.QUESTION: (
            "質問|質問内容|質問事項|質問項目|設問|設問内容|ご質問|お尋ね|確認事項|確認項目|確認内容|チェック項目|チェック内容|"
            "点検項目|点検内容|評価項目|評価内容|調査項目|要求事項|要求内容|要件|規定内容|実施項目|実施事項|対策項目|"
            "遵守事項|セキュリティ要件|項目内容|項目|内容|text_ja|質問文|設問文|"
            "Question|Questions|Question text|Requirement|Requirements|Control question|Checklist item|Item|Pregunta|"
            "text_en"
        ),
        ColumnRole.SECTION: (
            "種別|大項目|中項目|小項目|大分類|中分類|小分類|分類|区分|カテゴリ|カテゴリー|領域|分野|観点|章|節|"
            "大区分|中区分|小区分|項目例|項目名|脆弱性の種類|対策の性質|テーマ|"
            "Domain|Category|Sub-category|Subcategory|Chapter|Section|Area|Topic|Family|Group|Function|Theme|Pillar"
        ),
    }
)

_NUMBER_SIGNS: Final = frozenset({"#", "＃", "№"})
_DECORATION: Final = re.compile(r"\s*[（(【\[][^）)】\]]*[）)】\]]\s*")
_MEANT: Final = frozenset({Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA, Normal.PLANNED, Normal.UNKNOWN})


def role_of(label: str) -> LabelMatch[ColumnRole] | None:
    """What a label says that its column holds; a sign of number alone is left of no folded label."""
    if len(label) > _LONGEST:
        return None
    if label.strip() in _NUMBER_SIGNS:
        return LabelMatch(ColumnRole.ID, 1.0, label.strip())
    return _LEXICON.match(label)


def mark_of(label: str) -> Normal | None:
    """What a mark in a column means that is named by a token, such as はい, △ or N/A; None for any other label."""
    if len(label) > _LONGEST:
        return None
    for bare in (label.strip(), _DECORATION.sub("", label).strip()):
        found = normalise(bare)
        if found.normal in _MEANT and not found.comment:
            return found.normal
    return None
