"""The notices in force on a day beside what the registers say: point by point, with what no notice says of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.gap import Fix, Span, SubjectKind
from sakimori.domain.records.campaigns import SiteTag, TagScope
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import DataSetPart, Notice, PublicFacts, PublicItem, Purpose
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.text import NO_TEXT, Text, cited
from sakimori.exchange.reference import country_name
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.joint_uses import is_known
from sakimori.rules.gaps.own_company.notice_content import (
    BODY_RULE,
    COMPLAINT_RULE,
    FEE_RULE,
    OPERATOR_RULE,
    SECURITY_RULE,
)
from sakimori.rules.gaps.own_company.notices import in_force, places_of
from sakimori.rules.gaps.own_company.texts import NO_NOTICE_RULE
from sakimori.services.flows.heads import lean_flows, runs_on
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, party_at
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.unpublished_facts import Sort, UnpublishedFact, unpublished_facts

T = TypeVar("T")


class Point(StrEnum):
    """What a notice has to say, in the order of the law that asks for it (法27条, 32条1項, 施行令10条)."""

    NOTICE = "notice"
    OPERATOR = "operator"
    PURPOSES = "purposes"
    PROCEDURE = "procedure"
    SECURITY = "security"
    ABROAD = "abroad"
    COMPLAINT = "complaint"
    BODY = "body"
    JOINT_USE = "joint_use"
    OPTOUT = "optout"
    CHANGES = "changes"
    TAGS = "tags"


class PointState(StrEnum):
    """How a notice and what is done compare; what asks for action first."""

    DIFFERS = "differs"
    UNKNOWN = "unknown"
    SAME = "same"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class NoticePoint:
    """One point: what the notices in force say of it, what holds, and what is open about it.

    `lines` are the things that no notice says, each with its own words; `spans` the other gaps. `unused` is what a
    notice says though nothing on record does it: no gap, but a reader may wonder.
    """

    point: Point
    state: PointState
    said: tuple[Text, ...]
    real: tuple[Text, ...]
    cites: Text
    severity: Severity | None
    fix: Fix | None
    lines: tuple[UnpublishedFact, ...] = ()
    spans: tuple[Span, ...] = ()
    unused: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeCheck:
    """The notices in force, every point of them, and the records of which a draft of a passage is made."""

    notices: tuple[Notice, ...]
    points: tuple[NoticePoint, ...]
    company: ThirdParty
    facts: PublicFacts | None

    def with_state(self, *states: PointState) -> tuple[NoticePoint, ...]:
        """The points in some states."""
        return tuple(point for point in self.points if point.state in states)


_RULES_OF: Final[Mapping[Point, tuple[str, ...]]] = {
    Point.NOTICE: (NO_NOTICE_RULE,),
    Point.OPERATOR: (OPERATOR_RULE,),
    Point.PROCEDURE: (FEE_RULE,),
    Point.SECURITY: (SECURITY_RULE,),
    Point.COMPLAINT: (COMPLAINT_RULE,),
    Point.BODY: (BODY_RULE,),
}
_SORT_OF: Final[Mapping[Point, Sort]] = {
    Point.PURPOSES: Sort.PURPOSE, Point.ABROAD: Sort.COUNTRY, Point.JOINT_USE: Sort.JOINT_USE,
    Point.OPTOUT: Sort.OPTOUT,
}  # fmt: skip
_ITEM_OF: Final[Mapping[Point, PublicItem]] = {
    Point.OPERATOR: PublicItem.NAME_ADDRESS_REPRESENTATIVE,
    Point.PURPOSES: PublicItem.PURPOSES,
    Point.PROCEDURE: PublicItem.REQUEST_PROCEDURE,
    Point.SECURITY: PublicItem.SECURITY_MEASURES,
    Point.COMPLAINT: PublicItem.COMPLAINT_CONTACT,
}
CITES: Final[Mapping[Point, Text]] = {
    Point.NOTICE: cited("{law:act-21}・{art:act-32-1}", "{law:act-21}, {art:act-32-1}"),
    Point.OPERATOR: cited("{law:act-32-1-1}", "{law:act-32-1-1}"),
    Point.PURPOSES: cited("{law:act-21}・{art:act-32-1-2}", "{law:act-21}, {art:act-32-1-2}"),
    Point.PROCEDURE: cited("{law:act-32-1-3}", "{law:act-32-1-3}"),
    Point.SECURITY: cited("{law:act-32-1-4}・{law:order-10}", "{law:act-32-1-4}, {law:order-10}"),
    Point.ABROAD: cited("{law:act-32-1}・{law:gl-10-7}", "{law:act-32-1}, {law:gl-10-7}"),
    Point.COMPLAINT: cited("{law:order-10}", "{law:order-10}"),
    Point.BODY: cited("{law:order-10}", "{law:order-10}"),
    Point.JOINT_USE: cited("{law:act-27-5-3}", "{law:act-27-5-3}"),
    Point.OPTOUT: cited("{law:act-27-2}", "{law:act-27-2}"),
    Point.CHANGES: cited("{law:act-27-3}・6項", "{law:act-27-3}, {art:act-27-6}"),
    Point.TAGS: cited("会社方針・{law:telecom-27_12}", "Company policy, {law:telecom-27_12}"),
}
"""The place in the law that asks for each point."""


@needs(Permission.READ)
def notice_check(workspace: Workspace, *, on: date, number: int) -> NoticeCheck:
    """Every point on a day, as known after an entry."""
    lines = unpublished_facts(workspace, on=on, number=number)
    with workspace.unit() as unit:
        return _Checking(unit, lines, on=on, number=number).whole()


class _Checking:
    """The records of one knowledge, and the open gaps about what is published."""

    def __init__(self, unit: Unit, lines: Sequence[UnpublishedFact], *, on: date, number: int) -> None:
        self._unit, self._on, self._number, self._lines = unit, on, number, lines
        self._company = party_at(unit, SELF_ID, number=number) or ThirdParty(SELF_ID, "")
        self._facts = next(iter(self._all(PublicFacts)), None)
        self._notices = in_force(self._all(Notice), on)
        self._own_spans = unit.spans.as_known(number, on, third_party_id=SELF_ID)
        self._flows = [flow for flow in lean_flows(unit, number=number) if runs_on(flow, on)]

    def whole(self) -> NoticeCheck:
        """Every point."""
        make: Mapping[Point, Callable[[], NoticePoint]] = {
            Point.NOTICE: self._notice, Point.OPERATOR: self._operator, Point.PURPOSES: self._purposes,
            Point.PROCEDURE: lambda: self._word(Point.PROCEDURE, "fee", self._fee()),
            Point.SECURITY: self._security, Point.ABROAD: self._abroad,
            Point.COMPLAINT: lambda: self._word(Point.COMPLAINT, "complaint_contact", self._fact("complaint_contact")),
            Point.BODY: lambda: self._word(Point.BODY, "accredited_body", self._body()),
            Point.JOINT_USE: self._joint_uses, Point.OPTOUT: self._optouts, Point.CHANGES: self._changes,
            Point.TAGS: self._tags,
        }  # fmt: skip
        return NoticeCheck(self._notices, tuple(make[point]() for point in Point), self._company, self._facts)

    def _all(self, kind: type[T]) -> list[T]:
        return all_records(self._unit, kind, number=self._number)

    def _point(
        self,
        point: Point,
        said: Iterable[Text | str],
        real: Iterable[Text | str],
        spans: Iterable[Span] = (),
        unused: Iterable[Text | str] = (),
    ) -> NoticePoint:
        """The point with everything that is open about it; without a notice nothing is the same as what holds."""
        told, holds = _texts(said), _texts(real)
        own = [span for span in self._own_spans if span.rule_id in _RULES_OF.get(point, ())]
        every = (*own, *spans)
        lines = tuple(line for line in self._lines if _is_about(line, point))
        sure = [span for span in every if span.kind is not GapKind.UNKNOWN]
        sure_lines = [line for line in lines if not line.is_unknown]
        if sure or sure_lines:
            state = PointState.DIFFERS
        elif every or lines or (holds and not self._notices):
            state = PointState.UNKNOWN
        else:
            state = PointState.SAME if holds or told else PointState.NOT_NEEDED
        severities = [one.severity for one in (*(sure or every), *(sure_lines or lines))]
        first = next(iter((*sure, *every)), None)
        return NoticePoint(
            point=point,
            state=state,
            said=told,
            real=holds,
            cites=CITES[point],
            severity=min(severities, key=lambda one: one.rank, default=None),
            fix=Fix(first.fix_record, first.fix_id, first.fix_field) if first else None,
            lines=lines,
            spans=every,
            unused=_texts(unused),
        )

    def _notice(self) -> NoticePoint:
        names = [notice.name for notice in self._notices]
        return self._point(Point.NOTICE, names, names)

    def _operator(self) -> NoticePoint:
        own = self._company
        fields = ("operator_name", "operator_address", "operator_representative")
        said = (getattr(notice, field) for notice in self._notices for field in fields)
        return self._point(Point.OPERATOR, said, (own.legal_name, own.address or "", own.representative or ""))

    def _purposes(self) -> NoticePoint:
        """What flows and data sets use, beside what notices name; a named one that nothing uses is told apart."""
        names = {purpose.id: purpose.name for purpose in self._all(Purpose)}
        used = {flow.purpose_id for flow in self._flows if flow.purpose_id}
        used |= {purpose_id for part in self._all(DataSetPart) for purpose_id in part.purpose_ids}
        said = {purpose_id for notice in self._notices for purpose_id in notice.purpose_ids}

        def named(ids: Iterable[str]) -> list[str]:
            return sorted(names[i] for i in ids if i in names)

        return self._point(Point.PURPOSES, named(said), named(used), unused=named(said - used))

    def _word(self, point: Point, field: str, real: Text | str) -> NoticePoint:
        return self._point(point, (getattr(notice, field) for notice in self._notices), (real,))

    def _fact(self, field: str) -> str:
        return str(getattr(self._facts, field)) if self._facts else ""

    def _fee(self) -> Text | str:
        if self._facts is not None and self._facts.charges_fee is False:
            return Text("手数料を取らない", "No fee is charged")
        return self._fact("fee")

    def _body(self) -> Text | str:
        if self._facts is not None and self._facts.is_member is False:
            return Text("対象事業者でない", "Member of none")
        return self._fact("accredited_body")

    def _security(self) -> NoticePoint:
        stating = [notice for notice in self._notices if PublicItem.SECURITY_MEASURES in (notice.items or ())]
        words = {
            True: Text("措置の中身を書いている", "The measures themselves"),
            False: Text("「ガイドラインに従う」だけ", "Only that a guideline is followed"),
            None: Text("中身を書いているか未確認", "Whether in substance is not known"),
        }
        measures = ("measures_organisation", "measures_people", "measures_premises", "measures_technology")
        real = [field_words(PublicFacts, name) for name in measures if self._fact(name)]
        return self._point(Point.SECURITY, [words[notice.security_content] for notice in stating], real)

    def _abroad(self) -> NoticePoint:
        parties = {party.id: party for party in self._all(ThirdParty)}
        codes = frozenset[str]().union(*(places_of(parties[flow.third_party_id], flow) for flow in self._flows))
        said = frozenset[str]().union(*(notice.countries or () for notice in self._notices))
        return self._point(
            Point.ABROAD, map(country_name, sorted(said)), map(country_name, sorted(codes)),
            unused=map(country_name, sorted(said - codes)),
        )  # fmt: skip

    def _joint_uses(self) -> NoticePoint:
        """What is told of each joint use, and what is used jointly."""
        known = {one.id: one for one in self._all(JointUse)}
        told = [one.name for one in known.values() if is_known(one, self._on) and not one.missing]
        flows = [flow for flow in self._flows if flow.route is LegalRoute.JOINT]
        real = {known[flow.joint_use_id].name if flow.joint_use_id in known else flow.name for flow in flows}
        return self._point(Point.JOINT_USE, sorted(told), sorted(real), self._about(SubjectKind.JOINT_USE))

    def _optouts(self) -> NoticePoint:
        current = [one for one in self._all(Filing) if one.ended_on is None or self._on <= one.ended_on]
        said = {item for notice in self._notices for item in notice.optout_items or ()}
        told = [Text(f"{len(said)}項目を記載", f"{len(said)} items stated")] if said else []
        return self._point(Point.OPTOUT, told, sorted(one.name for one in current))

    def _changes(self) -> NoticePoint:
        """Changes that are planned or made, and those of them that the persons were told of."""
        every = self._all(SharingChange)
        told = [one.name for one in every if one.told_on is not None and one.told_on <= self._on]
        spans = [*self._about(SubjectKind.SHARING_CHANGE), *self._about(SubjectKind.FILING, changes=True)]
        return self._point(Point.CHANGES, sorted(told), sorted(one.name for one in every), spans)

    def _tags(self) -> NoticePoint:
        tags = [one for one in self._all(SiteTag) if one.used_until is None or self._on <= one.used_until]
        spans = [
            span
            for party in sorted({tag.third_party_id for tag in tags})
            for span in self._unit.spans.as_known(self._number, self._on, third_party_id=party)
            if span.subject_kind is SubjectKind.SITE_TAG and span.fix_field != "flow_id"
        ]
        return self._point(
            Point.TAGS,
            sorted(tag.name for tag in tags if tag.stated and tag.notice_id),
            sorted(tag.name for tag in tags if tag.scope in {None, TagScope.IN_SCOPE}),
            spans,
        )

    def _about(self, kind: SubjectKind, *, changes: bool = False) -> list[Span]:
        """Our open gaps about records of one kind; of filings those about changes alone, whose key names a field."""
        return [s for s in self._own_spans if s.subject_kind is kind and (not changes or "/" in s.subject_key)]


def _is_about(line: UnpublishedFact, point: Point) -> bool:
    if line.sort is Sort.ITEM:
        return point in _ITEM_OF and line.key == _ITEM_OF[point].value
    return line.sort is _SORT_OF.get(point)


def _texts(words: Iterable[Text | str]) -> tuple[Text, ...]:
    found = (word if isinstance(word, Text) else Text(word, word) for word in words)
    return tuple(dict.fromkeys(text for text in found if text not in {NO_TEXT, Text("", "")}))
