"""Changes of an opt-out filing or a joint use that are kept beside it, as clearance asks for them (法27条3項・6項)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sakimori.domain.gap import Fix
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange, SharingChangeKind
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.rule_kit import Statement, bar, condition, question, unknown


def changes_of(case: Case, record: Filing | JointUse) -> tuple[SharingChange, ...]:
    """The changes that name a record."""
    return tuple(
        one
        for one in case.dossier.registers.sharing_changes
        if record.id == (one.filing_id if isinstance(record, Filing) else one.joint_use_id)
    )


def items_told(case: Case, filing: Filing, on: date | None = None) -> Iterator[date]:
    """When the persons were told of changes of items, of those that count on a day; without one, of all."""
    for one in changes_of(case, filing):
        counts = on is None or (one.changed_on is not None and one.changed_on <= on)
        if one.kind is SharingChangeKind.OPTOUT_ITEMS and one.told_on is not None and counts:
            yield one.told_on


def change_days(case: Case, record: Filing | JointUse) -> Iterator[date | None]:
    """Every day on which what is said of its changes may turn."""
    for one in changes_of(case, record):
        yield from (one.changed_on, one.told_on, one.filed_on)


def look_at_changes(case: Case, record: Filing | JointUse, on: date) -> Iterator[Statement]:
    """What is due beforehand bars until it is done; what is due without delay is a condition.

    A change of the purpose of a joint use is judged by a person, as one that its own record tells.
    """
    is_filed = isinstance(record, Filing)
    for one in changes_of(case, record):
        if one.changed_on is None or one.kind is None:
            field = "changed_on" if one.changed_on is None else "kind"
            yield unknown(_named(one, Text("変更の日か種類が未登録", "day or kind not recorded")), _fix(one, field))
        elif one.changed_on <= on and not (is_filed and one.kind is SharingChangeKind.OPTOUT_END):
            yield from _begun(one, on, is_filed=is_filed)


def _begun(one: SharingChange, on: date, *, is_filed: bool) -> Iterator[Statement]:
    days = {"told_on": one.told_on} | ({"filed_on": one.filed_on} if is_filed else {})
    open_field = next((field for field, day in days.items() if day is None), None)
    late_field = next((field for field, day in days.items() if day is not None and on < day), None)
    if one.kind is not None and not one.kind.is_beforehand:
        if field := open_field or late_field:
            what = Text("遅滞なく知らせる（届出の変更は届け出る）", "tell it, and file it where filed, without delay")
            yield condition(_named(one, what), fix=_fix(one, field))
    elif open_field:
        what = Text("前もって知らせて届け出たか未確認", "whether it was told and filed beforehand is not known")
        yield unknown(_named(one, what), _fix(one, open_field))
    elif late_field:
        what = Text("まだ知らせて届け出ていない", "it was not told and filed beforehand")
        yield bar(_named(one, what), fix=_fix(one, late_field))
    elif not is_filed:
        what = Text("変更後も、本人が通常予期できる範囲か", "would the persons ordinarily expect it?")
        yield question(_named(one, what), fix=_fix(one, "changed_on"))


def _named(one: SharingChange, what: Text) -> Text:
    return Text("変更「{name}」：{what}", "Change “{name}”: {what}").format(name=one.name, what=what)


def _fix(one: SharingChange, field: str) -> Fix:
    return Fix("sharing_change", one.id, field)
