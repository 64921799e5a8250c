"""The workbook that we offer for a list of third parties: headers that we recognise, the current rows, and a guide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import YES_NO_EXPECTED
from sakimori.exchange.paper.safe_files import Cell, Choice, OutSheet, safe_xlsx
from sakimori.exchange.parties.fields import FIELD_LABELS, ThirdPartyField
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.parties.vocabulary import (
    CATEGORIES,
    CRITICALITIES,
    FOREIGN,
    KINDS_OF_BODY,
    LIFECYCLES,
    NO_DATA,
    ROLES,
)
from sakimori.exchange.reference import EXPECTED as COUNTRY_EXPECTED

_LIST: Final = Text("取引先", "Third parties")
_GUIDE: Final = Text("記入のしかた", "How to fill in")
_GUIDE_HEADERS: Final = (Text("項目", "Column"), Text("書き方", "What to write"))
_ANY_TEXT: Final = Text("文字で書いてください。空欄は未確認として扱います。", "Any text. A blank counts as not known.")
_SEVERAL: Final = Text("{expected}（複数は「、」で区切ります）", "{expected} (separate several by commas)")
_YES: Final = Text("はい", "Yes")
_NO: Final = Text("いいえ", "No")
_NAME_WIDTH: Final = 32
_WIDTH: Final = 18

_HOW: Final[dict[ThirdPartyField, Text]] = {
    ThirdPartyField.LEGAL_NAME: Text("必ず書いてください。", "Always needed."),
    ThirdPartyField.CORPORATE_NUMBER: Text(
        "13桁の数字です。マイナンバーは書かないでください。", "13 digits. Never write a My Number here."
    ),
    ThirdPartyField.COUNTRY: COUNTRY_EXPECTED,
    ThirdPartyField.KIND_OF_BODY: KINDS_OF_BODY.expected,
    ThirdPartyField.ROLES: _SEVERAL.format(expected=ROLES.expected),
    ThirdPartyField.DATA_CATEGORIES: _SEVERAL.format(expected=CATEGORIES.expected),
    ThirdPartyField.PERSON_COUNT: Text("数字で書いてください。", "Digits only."),
    ThirdPartyField.SPECIAL_CARE: YES_NO_EXPECTED,
    ThirdPartyField.FOREIGN: FOREIGN.expected,
    ThirdPartyField.CRITICALITY: CRITICALITIES.expected,
    ThirdPartyField.SUB_PROCESSORS_COMPLETE_ON: Text(
        "2026-11-27のように書いてください。再委託先があれば再委託先の一覧に登録し、ほかにないとの回答を受けた日を書きます。",
        "As 2026-11-27. List sub-processors apart; this is the day of the answer that there are no others.",
    ),
    ThirdPartyField.LIFECYCLE: LIFECYCLES.expected,
    ThirdPartyField.REGISTER_ID: Text(
        "変えないでください。新しい取引先では空欄にします。", "Leave it as it is; blank for a new third party."
    ),
}


def third_party_template(current_rows: Sequence[ThirdPartyRow], *, language: str) -> bytes:
    """A workbook with every column that we read, the rows given, and a sheet that says what to write where."""
    labels = [FIELD_LABELS[field].get(language) for field in ThirdPartyField]
    rows: list[list[Cell]] = [
        list(labels),
        *([shown_field(row, field, language) for field in ThirdPartyField] for row in current_rows),
    ]
    widths = tuple(_NAME_WIDTH if field is ThirdPartyField.LEGAL_NAME else _WIDTH for field in ThirdPartyField)
    guide: list[list[Cell]] = [[header.get(language) for header in _GUIDE_HEADERS]]
    guide += [
        [FIELD_LABELS[field].get(language), _HOW.get(field, _ANY_TEXT).get(language)] for field in ThirdPartyField
    ]
    return safe_xlsx(
        [
            OutSheet(_LIST.get(language), rows, widths=widths, choices=_choices(language)),
            OutSheet(_GUIDE.get(language), guide, widths=(24, 90)),
        ]
    )


def shown_field(row: ThirdPartyRow, field: ThirdPartyField, language: str) -> Cell:
    """One field of a row in the words that our reader takes back."""
    if show := _SHOWN.get(field):
        return show(row, language)
    value: Cell = getattr(row, field.value)
    return value


def _shown_categories(row: ThirdPartyRow, language: str) -> Cell:
    nothing = row.data_categories is not None and not row.data_categories
    return NO_DATA.get(language) if nothing else CATEGORIES.words(row.data_categories, language)


def _shown_special_care(row: ThirdPartyRow, language: str) -> Cell:
    return None if row.special_care is None else (_YES if row.special_care else _NO).get(language)


_SHOWN: Final[dict[ThirdPartyField, Callable[[ThirdPartyRow, str], Cell]]] = {
    ThirdPartyField.ALIAS: lambda row, _: "\n".join(row.aliases),
    ThirdPartyField.CORPORATE_NUMBER: lambda row, _: (
        row.corporate_number and shown_corporate_number(row.corporate_number)
    ),
    ThirdPartyField.KIND_OF_BODY: lambda row, language: KINDS_OF_BODY.word(row.kind_of_body, language),
    ThirdPartyField.ROLES: lambda row, language: ROLES.words(row.roles, language),
    ThirdPartyField.DATA_CATEGORIES: _shown_categories,
    ThirdPartyField.SPECIAL_CARE: _shown_special_care,
    ThirdPartyField.FOREIGN: lambda row, language: FOREIGN.word(row.foreign, language),
    ThirdPartyField.CRITICALITY: lambda row, language: CRITICALITIES.word(row.criticality, language),
    ThirdPartyField.SUB_PROCESSORS_COMPLETE_ON: lambda row, _: (
        row.sub_processors_complete_on and row.sub_processors_complete_on.isoformat()
    ),
    ThirdPartyField.LIFECYCLE: lambda row, language: LIFECYCLES.word(row.lifecycle, language),
}


def _choices(language: str) -> tuple[Choice, ...]:
    """Lists for the columns that take one word."""
    offered = {
        ThirdPartyField.KIND_OF_BODY: KINDS_OF_BODY.offered(language),
        ThirdPartyField.SPECIAL_CARE: (_YES.get(language), _NO.get(language)),
        ThirdPartyField.FOREIGN: FOREIGN.offered(language),
        ThirdPartyField.CRITICALITY: CRITICALITIES.offered(language),
        ThirdPartyField.LIFECYCLE: LIFECYCLES.offered(language),
    }
    return tuple(Choice(list(ThirdPartyField).index(field), words) for field, words in offered.items())
