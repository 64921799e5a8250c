"""Values of a list in the words that people read, and the sentences of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.row_reading import RowClass
from sakimori.exchange.paper.safe_files import Cell
from sakimori.exchange.parties.fields import FIELD_LABELS, ThirdPartyField
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.parties.template import shown_field
from sakimori.exchange.reference import country_name
from sakimori.services.imports.parties.memory import Value

F = ThirdPartyField

UNKNOWN: Final = Text("未確認", "Unknown")
_NOBODY: Final = ThirdPartyRow(legal_name="")

SKIPPED_REASONS: Final = {
    RowClass.BLANK: Text("空の行です。", "A blank row."),
    RowClass.REPEATED_HEADER: Text("見出しの繰り返しです。", "The header again."),
    RowClass.NOTE: Text("注記か合計の行です。", "A remark or a total."),
}
SKIPPED_BY_PERSON: Final = Text("飛ばすと決めた行です。", "You chose to skip it.")
_IS_NEW: Final = Text("新しく登録します。", "It will be registered.")
_IS_NEW_WITH: Final = Text("新しく登録します（{facts}）。", "It will be registered ({facts}).")
_FACT: Final = Text("{label}：{value}", "{label}: {value}")
IS_CHANGED: Final = Text("ファイルで変わった項目を更新します。", "What changed in the file is updated.")
AS_BEFORE: Final = Text("前回の取込と同じ値です。", "The values of the last import again.")
AS_OURS: Final = Text("登録済みの値と同じです。", "The same as what is registered.")
ASK_WHO: Final = Text("登録済みの取引先かどうか、選んでください。", "Say whether it is a third party that we know.")
ASK_WHOSE: Final = Text("どちらの値にするか、選んでください。", "Say which of the two values stays.")
_KEPT: Final = Text(
    "前回の取込と同じ値です。Sakimoriで変えた項目（{fields}）は、そのまま残します。",
    "The values of the last import again. What was changed in Sakimori stays ({fields}).",
)
_WAITS: Final = Text("{row}行目を決めると決まります。", "It follows from row {row}.")


def waits_for(row: int) -> Text:
    """Why a row is not decided by itself."""
    return _WAITS.format(row=row)


def kept_as_ours(fields: Sequence[ThirdPartyField]) -> Text:
    """Why a row changes nothing although Sakimori says something else."""
    labels = [FIELD_LABELS[one] for one in fields]
    listed = Text("・".join(label.ja for label in labels), ", ".join(label.en for label in labels))
    return _KEPT.format(fields=listed)


def registered_with(values: Mapping[ThirdPartyField, Value], names: Mapping[str, str]) -> Text:
    """What a new third party will say besides its name, as the cells were understood."""
    facts = [
        _FACT.format(label=FIELD_LABELS[one], value=shown(one, value, names))
        for one, value in values.items()
        if one is not F.LEGAL_NAME and value not in {None, "", ()} and not (one is F.ROLES and not value)
    ]
    listed = Text("、".join(fact.ja for fact in facts), "; ".join(fact.en for fact in facts))
    return _IS_NEW_WITH.format(facts=listed) if facts else _IS_NEW


def shown(field: ThirdPartyField, value: Value, names: Mapping[str, str]) -> Text:
    """A value in words; `names` holds what ids of people and third parties are called."""
    if value is None or value == "" or (field is F.ROLES and not value):
        return UNKNOWN
    if field in {F.OWNER, F.PARENT}:
        name = names.get(str(value), str(value))
        return Text(name, name)
    if field is F.COUNTRY:
        return country_name(str(value))
    if isinstance(value, tuple):
        return Text("、".join(value), ", ".join(value))
    row = replace(_NOBODY, **{field.value: value})  # type: ignore[arg-type]
    return Text(*(_worded(shown_field(row, field, language)) for language in ("ja", "en")))


def _worded(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
