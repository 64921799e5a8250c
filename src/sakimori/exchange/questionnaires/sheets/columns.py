"""What a column of a questionnaire holds, by the words above it and by what its cells say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sakimori.exchange.lists.grid import GridRow, Header, LabelMatch, Lexicon
from sakimori.exchange.questionnaires.reading.answer_labels import ANSWER_WORDS, is_plain_answer, is_qualified
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.normal import normalise
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.choices import answer_of, options_in
from sakimori.exchange.questionnaires.sheets.few_tokens import holds_few_words

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
        ColumnRole.ANSWER: ANSWER_WORDS,
        ColumnRole.COMMENT: (
            "備考|備考欄|コメント|詳細|回答内容|回答詳細|回答の詳細|回答内容詳細|具体的内容|具体的な内容|具体的対策|具体的な対策|"
            "実施内容|対応内容|対策内容|理由|補足説明|補足事項|特記事項|補足コメント|回答理由|回答補足|自由記述|"
            "Comment|Comments|Remarks|Notes|Additional Information|Implementation Description|Details|Explanation|"
            "Comments / Notes|Justification|Justification for inclusion|Justification for exclusion|Observaciones"
        ),
        ColumnRole.EVIDENCE: (
            "証跡|証憑|根拠|根拠資料|証跡資料|エビデンス|添付|添付資料|確認資料|関連文書|関連規程|参照文書|"
            "Evidence|Citation|Attachment|Attachments|Supporting documents|Documentation reference"
        ),
        ColumnRole.GUIDANCE: (
            "解説|補足|記入例|回答例|記載例|設定例|判断基準|評価基準|評価観点|評価の観点|確認観点|回答の観点|確認の観点|確認ポイント|確認方法|説明|記入要領|"
            "留意点|参考|選択肢|回答形式|回答方式|回答方法|回答種別|Answer type|Response type|Response options|"
            "Answer options|Options|Choices|Guidance|Help|Instructions|Hint|Example|Description|Rationale"
        ),
        ColumnRole.OWNERSHIP: "責任分界|責任区分|責任範囲|SSRM|SSRM Control Ownership|Control Ownership|Ownership",
        ColumnRole.UNIT: "測定単位|単位|Unit",
        ColumnRole.REQUIRED: "必須|必須区分|必須/任意|必須項目|Required|Mandatory",
        ColumnRole.WEIGHT: "重要度|配点|満点|重み|優先度|Weight|Importance|Points|Max score|Maximum score",
        ColumnRole.CONTROL: (
            "管理策|管理策番号|対応する管理策|関連規格|準拠規格|CCM Control ID|Control|Control ID|Controls|Mapping"
        ),
        ColumnRole.QUESTION: (
            "質問|質問内容|質問事項|質問項目|設問|設問内容|ご質問|お尋ね|確認事項|確認項目|確認内容|チェック項目|チェック内容|"
            "点検項目|点検内容|評価項目|評価内容|調査項目|要求事項|要求内容|要件|規定内容|実施項目|実施事項|対策項目|"
            "遵守事項|セキュリティ要件|要求仕様|要件内容|監査項目|監査内容|点検事項|チェックポイント|対策基準|実施基準|"
            "管理策の内容|項目内容|項目|内容|text_ja|質問文|設問文|"
            "Question|Questions|Question text|Requirement|Requirements|Control question|Checklist item|Item|Pregunta|"
            "Requirement description|Security requirement|Control description|Control statement|Assessment question|"
            "text_en"
        ),
        ColumnRole.SECTION: (
            "種別|大項目|中項目|小項目|大分類|中分類|小分類|分類|区分|カテゴリ|カテゴリー|領域|分野|観点|章|節|"
            "大区分|中区分|小区分|項目例|項目名|脆弱性の種類|対策の性質|テーマ|"
            "Domain|Category|Sub-category|Subcategory|Chapter|Section|Area|Topic|Family|Group|Function|Theme|Pillar"
        ),
    }
)

_BY_THE_ANSWERER: Final = re.compile(
    r"回答|応答|記入|自己|貴社|御社|委託先|\banswer|\bresponse|\bvendor|\bsupplier|\bself\b|respuesta",
    re.IGNORECASE,
)
_EARLIER: Final = re.compile(
    r"前回|前年|昨年|過去の?回答|\b(?:previous|prior|last) (?:year|answer|response|assessment|review)", re.IGNORECASE
)
_JUDGED: Final = re.compile(
    r"評価者|審査|査定|監査人|レビュ|(?:弊社|当社)(?:に?て|の|が)?(?:判定|評価|確認|記入|使用|チェック)|"
    r"\b(?:reviewer|assessor|auditor|evaluator|internal use)",
    re.IGNORECASE,
)
_ABOUT_ANSWERS: Final = re.compile(
    r"選択肢|回答(?:形式|方式|方法|種別)|\b(?:answer|response) (?:type|format|options?|choices)\b|"
    r"^(?:対象|適用|対象範囲|適用範囲|適用区分|options|choices|scope|in scope|applicability)$",
    re.IGNORECASE,
)
"""What may be answered, how, and by whom."""
_DONE: Final = frozenset({"回答内容", "対応内容", "具体的内容", "具体的な内容"})
"""Words for what is done, which is the answer itself where nothing else is."""
_AROUND: Final = re.compile(r"(?:日|日付|者|方法|基準|対象|観点|時期|期限|担当)$")
"""With these a label that holds a word for answers names what goes with one: who gave it, when, how."""
_NUMBER_SIGNS: Final = frozenset({"#", "＃", "№"})
_BESIDE: Final = re.compile(r"\s*[・･/／|｜、,]\s*|\s+or\s+|\s*(?:または|又は|か)\s*|(?<=[○△×])(?=[○△×])")
_DECORATION: Final = re.compile(r"\s*[（(【\[][^）)】\]]*[）)】\]]\s*")
MEANT: Final = frozenset({Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA, Normal.PLANNED, Normal.UNKNOWN})
"""What a cell says that is an answer, whatever remark follows."""


def role_of(label: str) -> LabelMatch[ColumnRole] | None:
    """What a label says that its column holds; a sign of number alone is left of no folded label."""
    if len(label) > _LONGEST:
        return None
    if label.strip() in _NUMBER_SIGNS:
        return LabelMatch(ColumnRole.ID, 1.0, label.strip())
    if _lists_answers(label):
        return LabelMatch(ColumnRole.ANSWER, 1.0, label.strip())
    found = _LEXICON.match(label)
    is_unsure = found is not None and found.confidence < SURE and found.key is ColumnRole.ANSWER
    return None if is_unsure and names_around(label) else found


def _lists_answers(label: str) -> bool:
    """Whether a label is nothing but the answers that may stand below it, as in `Yes / No / NA` and `○・×`."""
    parts = [normalise(part) for part in _BESIDE.split(label.strip())]
    meant = {part.normal for part in parts if not part.comment}
    return len(parts) > 1 and len(meant) > 1 and meant <= MEANT | {Normal.AMBIGUOUS}


def mark_of(label: str) -> Normal | None:
    """What a mark in a column means that is named by a token, such as はい, △ or N/A; None for any other label."""
    if len(label) > _LONGEST:
        return None
    for bare in (label.strip(), _DECORATION.sub("", label).strip()):
        found = normalise(bare)
        if found.normal in MEANT and not found.comment:
            return found.normal
    return None


def names_around(label: str) -> bool:
    """Whether a label names what goes with an answer: who gave it, when, how."""
    return bool(_AROUND.search(_DECORATION.sub(" ", label[:_LONGEST]).strip()))


def is_of_others(label: str) -> bool:
    """Whether what a column holds is no answer given here: of last year, of a judge, hoped for, shown, or to choose."""
    if len(label) > _LONGEST:
        return False
    return bool(_EARLIER.search(label) or _JUDGED.search(label)) or is_qualified(label) or tells_how_to_answer(label)


def tells_how_to_answer(label: str) -> bool:
    """Whether what may be answered, or how, stands below a label."""
    return bool(_ABOUT_ANSWERS.search(_DECORATION.sub(" ", label).strip()))


def is_answered_in(label: str) -> bool:
    """Whether a label says plainly that it is answered below it, or is nothing but the answers that may stand there."""
    return is_plain_answer(label) or _lists_answers(label)


def is_given_here(label: str) -> bool:
    """Whether a label says that whoever is asked writes below it; a judgement beside it is somebody else's."""
    return len(label) <= _LONGEST and bool(_BY_THE_ANSWERER.search(label))


def says_what_is_done(label: str) -> bool:
    """Whether a column of remarks says what is done, and so is the answer where no other column is."""
    found = role_of(label)
    return found is not None and found.key is ColumnRole.COMMENT and found.word in _DONE


def says_contents(label: str) -> bool:
    """Whether a label says no more than that contents stand below it, be they of a question or of an answer."""
    found = role_of(label)
    return found is not None and found.word == "内容"


_LOOKED_AT: Final = 500
_FEWEST: Final = 3
_MOST: Final = 0.8
_ID: Final = re.compile(r"[A-Za-z&.]{0,8}[-_ .]?\(?[0-9０-９]{1,6}[0-9A-Za-z０-９()（）.\-‐_–]{0,16}|[①-⑳]")
_ASKS: Final = re.compile(r"(?:[?？]|か[。.]?|(?:ください|下さい)[。.]?)\s*$")
_TAIL: Final = 20
_NO_TOKENS: Final = frozenset({Normal.TEXT, Normal.BLANK, Normal.DEFAULT, Normal.AMBIGUOUS})


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """Shares from 0 to 1: of filled cells that are tokens, of rows whose cell offers a list, of values that differ.

    `given` is how many of its cells are tokens, be they few, `asks` the share of texts that end as questions do,
    `varied` whether its tokens mean different things, `length` the usual length of its texts, `unique` the share of
    rows that its values tell apart: a cell merged over several tells them apart no more than one that repeats.
    """

    is_filled: bool
    tokens: float
    given: int
    varied: bool
    offers: float
    distinct: float
    unique: float
    length: float
    asks: float
    is_id: bool
    is_number: bool
    is_few: bool
    is_hidden: bool


def facts_of(sheet: Sheet, header: Header) -> Mapping[int, ColumnFacts]:
    """The facts of each column of its own that has a label or a cell below the header.

    Sheets drawn on grid paper merge each cell over many columns; of these the first one holds what is said.
    """
    first = header.row - header.depth
    heads = [row for row in sheet.grid.rows if first < row.number <= header.row]
    rows = [row for row in sheet.grid.rows if row.number > header.row and _is_record(row, header)][:_LOOKED_AT]
    width = max([len(header.labels), *(len(row.cells) for row in rows)])
    own = (column for column in range(width) if not _only_repeats([*heads, *rows], column))
    return {column: _facts(sheet, rows, column) for column in own}


def _only_repeats(rows: list[GridRow], column: int) -> bool:
    """Whether each of its cells is merged with the one to the left, in the header as well as below."""
    shown = [row for row in rows if row.cell(column)]
    return bool(shown) and all(column in row.copies for row in shown)


def is_id_shaped(text: str) -> bool:
    """Whether a text looks like an id, such as 3, 1-(i)-a, A&A-01.1 or Q12."""
    return bool(_ID.fullmatch(text.strip()))


def asks_at_end(text: str) -> bool:
    """Whether a text ends as questions do."""
    return bool(_ASKS.search(text[-_TAIL:]))


def _is_record(row: GridRow, header: Header) -> bool:
    """Whether a row says more than one thing and does not repeat the header; banners and notes say one."""
    said = {cell.strip() for cell in row.cells if cell.strip()}
    return len(said) > 1 and any(header.label(column) != " ".join(cell.split()) for column, cell in row.own.items())


def _facts(sheet: Sheet, rows: list[GridRow], column: int) -> ColumnFacts:
    own = [cell for row in rows if column not in row.from_above and (cell := row.cell(column))]
    shown = {cell for row in rows if (cell := row.cell(column))}
    offered = sum((row.number, column) in sheet.facts.lists for row in rows)
    tokens = [normal for cell in own if (normal := _token(cell)) is not None]
    shaped = sum(map(is_id_shaped, own))
    enough = len(own) >= _FEWEST
    distinct = len(set(own)) / len(own) if own else 0.0
    return ColumnFacts(
        is_filled=enough,
        tokens=len(tokens) / len(own) if enough else 0.0,
        given=len(tokens),
        varied=len(set(tokens)) > 1,
        offers=offered / len(rows) if rows else 0.0,
        distinct=distinct,
        unique=len(shown) / len(rows) if rows else 0.0,
        length=sum(map(len, own)) / len(own) if own else 0.0,
        asks=sum(map(asks_at_end, own)) / len(own) if own else 0.0,
        is_id=enough and distinct == 1 and shaped >= _MOST * len(own),
        is_number=enough and sum(cell.strip().isdecimal() for cell in own) >= _MOST * len(own),
        is_few=holds_few_words(own),
        is_hidden=column in sheet.facts.hidden_columns,
    )


def _token(cell: str) -> Normal | None:
    """What a cell answers by a token; a number or an x alone is as well a count, a weight or a tick."""
    normal = answer_of(cell).normal
    if options_in(cell):
        return normal
    return None if normal in _NO_TOKENS else normal
