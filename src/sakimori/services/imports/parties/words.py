"""Values of a row in words, and what the plan of a list of third parties says besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sakimori.domain.values.problem import ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.parties.row import ThirdPartyRow, shown_cell
from sakimori.exchange.reference import country_name
from sakimori.exchange.registers.fields import field_words
from sakimori.services.imports.words import STAYS_IN_NOTE, UNKNOWN

AS_BEFORE: Final = Text("前回の取込と同じ値です。", "The values of the last import again.")
_KEPT: Final = Text(
    "前回の取込と同じ値です。Sakimoriで変えた項目（{fields}）は、そのまま残します。",
    "The values of the last import again. What was changed in Sakimori stays ({fields}).",
)
_APART: Final = Text(
    "別の取引先として登録します。同じなら統合してください。", "It is registered apart. Merge them if they are the same."
)
SIMILAR: Final = Fault(
    "similar_name",
    Text("「{name}」と名前が似ています。", "Its name is like that of “{name}”."),
    _APART,
    ProblemSeverity.WARNING,
)
NAMESAKE: Final = Fault(
    "similar_name",
    Text("「{name}」と同じ名前で、法人番号が違います。", "“{name}” has the same name and another number."),
    _APART,
    ProblemSeverity.WARNING,
)
ARCHIVED: Final = Fault(
    "archived",
    Text("保管されている取引先です。", "This third party is archived."),
    Text("保管のままです。使うなら調書で戻してください。", "It stays so. Bring it back in its dossier to use it."),
    ProblemSeverity.WARNING,
)
STEP_BARRED: Final = Fault(
    "step_barred",
    Text("いまの状況からは進めません。", "This does not follow from where the relation stands."),
    Text("状況は変えません。調書で変えてください。", "It stays as it is. Change it in the dossier."),
    ProblemSeverity.WARNING,
)
TOO_LONG: Final = Fault(
    "too_long",
    Text("メモに入る分が長すぎます。", "What goes into the note is too long."),
    Text("合わせて10,000字までにしてください。", "Use up to 10,000 characters in all."),
)
NO_USER: Final = Fault(
    "owner_not_found",
    Text("この名前の利用者がいません。", "No person of ours has this name."),
    STAYS_IN_NOTE,
    ProblemSeverity.WARNING,
)
NO_PARENT: Final = Fault(
    "parent_not_found",
    Text("この名前の取引先がないか、2社以上あります。", "No third party, or more than one, has this name."),
    STAYS_IN_NOTE,
    ProblemSeverity.WARNING,
)
PARENT_LOOP: Final = Fault(
    "parent_not_found",
    Text("親会社の並びが輪になります。", "The parents would form a circle."),
    STAYS_IN_NOTE,
    ProblemSeverity.WARNING,
)


def kept_as_ours(fields: Sequence[str]) -> Text:
    """Why a row changes nothing although Sakimori says something else."""
    labels = [field_words(ThirdPartyRow, one) for one in fields]
    listed = Text("・".join(label.ja for label in labels), ", ".join(label.en for label in labels))
    return _KEPT.format(fields=listed)


def shown(field: str, value: Any, names: Mapping[str, str]) -> Text:  # noqa: ANN401 - any field of a row
    """A value in words; `names` holds what ids of people and third parties are called."""
    if value is None or value == "" or (field == "roles" and not value):
        return UNKNOWN
    if field == "country":
        return country_name(value)
    if isinstance(value, tuple):
        return Text("、".join(value), ", ".join(value))
    spoken = names.get(value, value) if field in {"owner", "parent"} else value
    return Text(*(_worded(shown_cell(field, spoken, language)) for language in ("ja", "en")))


def _worded(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
