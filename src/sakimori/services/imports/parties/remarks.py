"""What a plan remarks about a row beside its outcome: a fault that only the register shows, or a thing to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.parties.fields import FIELD_LABELS, ThirdPartyField
from sakimori.services.imports.parties.plan_rows import Saying

F = ThirdPartyField


@dataclass(frozen=True, slots=True)
class Remark:
    """A kind of remark: on which field, what is so, and what to do."""

    code: str
    field: ThirdPartyField
    message: Text
    expected: Text
    severity: ProblemSeverity = ProblemSeverity.WARNING

    def on(
        self, saying: Saying, labels: Mapping[ThirdPartyField, str], *, value: str, name: str | None = None
    ) -> Problem:
        """The remark about one row; `name` is the other third party that it speaks of."""
        return Problem(
            code=self.code,
            message=self.message if name is None else self.message.format(name=name),
            expected=self.expected,
            sheet=saying.row.sheet,
            row=saying.row.row,
            column=labels.get(self.field, FIELD_LABELS[self.field].ja),
            value=value,
            severity=self.severity,
        )


_APART: Final = Text(
    "別の取引先として登録します。同じなら統合してください。", "It is registered apart. Merge them if they are the same."
)
SIMILAR: Final = Remark(
    "similar_name",
    F.LEGAL_NAME,
    Text("「{name}」と名前が似ています。", "Its name is like that of “{name}”."),
    _APART,
)
NAMESAKE: Final = Remark(
    "similar_name",
    F.LEGAL_NAME,
    Text("「{name}」と同じ名前で、法人番号が違います。", "“{name}” has the same name and another number."),
    _APART,
)
ARCHIVED: Final = Remark(
    "archived",
    F.LEGAL_NAME,
    Text("保管されている取引先です。", "This third party is archived."),
    Text("保管のままです。使うなら調書で戻してください。", "It stays so. Bring it back in its dossier to use it."),
)
STEP_BARRED: Final = Remark(
    "step_barred",
    F.LIFECYCLE,
    Text("いまの状況からは進めません。", "This does not follow from where the relation stands."),
    Text("状況は変えません。調書で変えてください。", "It stays as it is. Change it in the dossier."),
)
TOO_LONG: Final = Remark(
    "too_long",
    F.NOTE,
    Text("メモに入る分が長すぎます。", "What goes into the note is too long."),
    Text("合わせて10,000字までにしてください。", "Use up to 10,000 characters in all."),
    ProblemSeverity.ERROR,
)
_IN_THE_NOTE: Final = Text(
    "メモに残します。取込の後に選んでください。", "It stands in the note. Choose one afterwards."
)
NO_USER: Final = Remark(
    "owner_not_found",
    F.OWNER,
    Text("この名前の利用者がいません。", "No person of ours has this name."),
    _IN_THE_NOTE,
)
NO_PARENT: Final = Remark(
    "parent_not_found",
    F.PARENT,
    Text("この名前の取引先がないか、2社以上あります。", "No third party, or more than one, has this name."),
    _IN_THE_NOTE,
)
PARENT_LOOP: Final = Remark(
    "parent_not_found",
    F.PARENT,
    Text("親会社の並びが輪になります。", "The parents would form a circle."),
    _IN_THE_NOTE,
)
