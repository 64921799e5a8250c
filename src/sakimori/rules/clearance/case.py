"""A case: one hand-over with all that is known of it, split into the persons and the forms of data that fare alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, Direction, LegalRoute, Origin, SubjectGroup
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.records.own_registers import DataSet, DataSetPart, Position, StopChannel
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.flow_facts import parts_of, persons_of
from sakimori.rules.facts.foreign_flows import NOT_TO_A_THIRD_PARTY
from sakimori.rules.gaps.flows.handling import claims_exception, facts_of


class DoubtKind(StrEnum):
    """Why something that a case says is not taken at its word."""

    CONFLICT = "conflict"
    LOST = "lost"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something of a case that cannot be relied on: records that differ, a lost document, what a file left out."""

    kind: DoubtKind
    text: Text
    fix: Fix


@dataclass(frozen=True, slots=True)
class Case:
    """One hand-over to judge: as a flow, with the facts that it alone can tell, and the dossier of the recipient.

    `dossier.flows` is this flow alone. `stops` counts by channel who has asked us to stop; None is not looked up.
    `asked_by` None is anybody: a person has to look then, for what was decided may be the asker's own. `earlier` are
    the day and the number of persons of each other release and slip by which data of the same set go to the recipient
    or its group: a number may be unknown, and None is not looked up.
    """

    flow: DataFlow
    facts: HandOver
    dossier: Dossier
    judgements: tuple[Judgement, ...] = ()
    confirmations: tuple[FactConfirmation, ...] = ()
    earlier: tuple[tuple[date, int | None], ...] | None = None
    stops: Mapping[StopChannel, int] = field(default_factory=dict)
    asked_by: str | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def recipient(self) -> ThirdParty:
        """To whom."""
        return self.dossier.third_party

    def is_by_asker(self, by: str, on: date | None) -> bool:
        """Whether a decision of a day is the asker's own: his, or that of one to or from whom a permission was lent."""
        asker = self.asked_by
        return by == asker or (
            asker is not None
            and any(one.joins(asker, by) and (on is None or one.covers(on)) for one in self.dossier.delegations)
        )

    @property
    def parts(self) -> tuple[DataSetPart, ...]:
        """The parts of the data set that is handed over; none where no data set is named."""
        return parts_of(self.dossier, self.flow)

    @property
    def data_set(self) -> DataSet | None:
        """The data set from which they come, or into which they go."""
        return next((one for one in self.dossier.registers.data_sets if one.id == self.flow.data_set_id), None)

    @property
    def cloud(self) -> CloudFacts | None:
        """How the provider handles the data."""
        return facts_of(self.dossier, self.flow)

    @property
    def origins(self) -> frozenset[Origin] | None:
        """Where the persons are; None while nobody knows of all of them."""
        of_parts = [part.origin for part in self.parts]
        if of_parts and None not in of_parts:
            return frozenset(origin for origin in of_parts if origin)
        return self.flow.origins if not of_parts else None

    @property
    def persons(self) -> int | None:
        """How many: as asked, else as many as the parts hold; None while nobody knows."""
        return persons_of(self.flow, self.parts)

    def judgement(self, rule_id: str, part_ids: tuple[str, ...]) -> Judgement | None:
        """The last judgement on a question; one on the part goes before a general one."""
        standing = [j for j in self.judgements if j.rule_id == rule_id and j.part_id in {None, *part_ids}]
        return max(standing, key=lambda j: (j.part_id is not None, j.decided_on, j.id), default=None)


OF_JAPAN = frozenset({LegalRoute.EXC_LAW, LegalRoute.EXC_STATE})
"""Exceptions that speak of Japanese law and of Japanese public bodies alone."""


class Track(StrEnum):
    """Which way through the procedure data take (steps P-01 to P-03, P-05, P-11)."""

    OUTSIDE = "outside"
    LOOSE = "loose"
    NOT_PROVISION = "not_provision"
    MY_NUMBER = "my_number"
    EXCEPTION = "exception"
    PSEUDONYMISED = "pseudonymised"
    ANONYMISED = "anonymised"
    RELATED = "related"
    PERSONAL = "personal"
    RECEIPT = "receipt"


_BEFORE_FORM = (
    Step.SCOPE, Step.HAND_OVER, Step.MY_NUMBER, Step.POSITION, Step.EXCEPTION, Step.SOURCE, Step.MISUSE, Step.PURPOSE,
    Step.OBJECTIONS, Step.MINIMUM,
)  # fmt: skip
STEPS: Mapping[Track, frozenset[Step]] = {
    Track.OUTSIDE: frozenset({Step.SCOPE}),
    Track.LOOSE: frozenset(
        {Step.SCOPE, Step.MY_NUMBER, Step.POSITION, Step.SOURCE, Step.MISUSE, Step.PURPOSE, Step.MARKETING,
         Step.APPROVAL}
    ),
    Track.NOT_PROVISION: frozenset(
        {Step.SCOPE, Step.HAND_OVER, Step.MY_NUMBER, Step.POSITION, Step.PURPOSE, Step.OBJECTIONS, Step.MINIMUM,
         Step.MARKETING, Step.REGIME, Step.APPROVAL}
    ),
    Track.MY_NUMBER: frozenset(
        {Step.SCOPE, Step.MY_NUMBER, Step.POSITION, Step.SOURCE, Step.MISUSE, Step.PURPOSE, Step.OBJECTIONS,
         Step.MINIMUM, Step.PROCESSOR, Step.REGIME, Step.APPROVAL}
    ),
    Track.EXCEPTION: frozenset(
        {Step.SCOPE, Step.HAND_OVER, Step.MY_NUMBER, Step.POSITION, Step.EXCEPTION, Step.MINIMUM, Step.APPROVAL}
    ),
    Track.PSEUDONYMISED: frozenset(
        {*_BEFORE_FORM, Step.SPECIAL_FORM, Step.PROCESSOR, Step.MARKETING, Step.REGIME, Step.APPROVAL}
    ),
    Track.ANONYMISED: frozenset({*_BEFORE_FORM, Step.SPECIAL_FORM, Step.REGIME, Step.APPROVAL}),
    Track.RELATED: frozenset({*_BEFORE_FORM, Step.SPECIAL_FORM, Step.MARKETING, Step.REGIME, Step.APPROVAL}),
    Track.PERSONAL: frozenset(Step) - {Step.RECEIPT},
    Track.RECEIPT: frozenset({Step.SCOPE, Step.RECEIPT}),
}  # fmt: skip
"""Which steps each way takes."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The persons of one part with the data of one form: they fare alike. No part is everybody, or nobody knows.

    `route` is the ground that is judged: that of the request, but entrustment where a cloud provider does handle data.
    """

    categories: frozenset[DataCategory] | None
    part: DataSetPart | None
    track: Track
    route: LegalRoute

    @property
    def part_ids(self) -> tuple[str, ...]:
        """The id of its part, for a reason."""
        return (self.part.id,) if self.part else ()

    @property
    def position(self) -> Position | None:
        """In which position we hold its data."""
        return self.part.position if self.part else None

    def has(self, *categories: DataCategory) -> bool:
        """Whether some of these are among its data."""
        return bool(self.categories and self.categories.intersection(categories))


def slices_of(case: Case) -> tuple[Slice, ...]:
    """Every part with every form of data; where there is neither, one slice of which nothing is known."""
    parts: tuple[DataSetPart | None, ...] = case.parts or (None,)
    found = [
        Slice(categories, part, track, _route(case, track))
        for part in parts
        for categories, track in _forms(case, part)
    ]
    return tuple(sorted(found, key=lambda one: list(Track).index(one.track)))


def _forms(case: Case, part: DataSetPart | None) -> Iterator[tuple[frozenset[DataCategory] | None, Track]]:
    if not case.flow.categories:
        yield None, _way(case, part, _of_personal(case))
        return
    by_track: dict[Track, set[DataCategory]] = {}
    for category in sorted(case.flow.categories):
        by_track.setdefault(_track(case, part, category), set()).add(category)
    yield from ((frozenset(by_track[track]), track) for track in Track if track in by_track)


def _track(case: Case, part: DataSetPart | None, category: DataCategory) -> Track:
    facts = case.facts
    if category in NOT_PERSONAL:
        return Track.OUTSIDE if facts.scope_checked is not False else _way(case, part, _of_personal(case))
    if case.flow.direction is Direction.IN:
        return Track.RECEIPT
    if category is DataCategory.MYNUMBER:
        return Track.MY_NUMBER
    form = Track.PERSONAL
    if category is DataCategory.PSEUDO and facts.is_pseudonymised:
        form = Track.PSEUDONYMISED
    elif category is DataCategory.ANON and facts.standard_met:
        form = Track.ANONYMISED
    elif category is DataCategory.REL and not facts.we_can_tie:
        form = Track.RELATED
    return _way(case, part, form if form is not Track.PERSONAL else _of_personal(case))


def _of_personal(case: Case) -> Track:
    loose = case.facts.is_loose or case.facts.directory_unchanged
    return Track.LOOSE if loose else Track.PERSONAL


def _way(case: Case, part: DataSetPart | None, form: Track) -> Track:
    """What is no hand-over to another, and the exceptions of the Act, leave the form of the data behind.

    A foreign authority is no 国の機関 and foreign law no 法令 (A-EX3): the other exceptions stay open to it.
    """
    route = case.flow.route
    if case.flow.direction is Direction.IN:
        return Track.RECEIPT
    if form is Track.LOOSE:
        return form
    if route in NOT_TO_A_THIRD_PARTY and not handles_after_all(case):
        return Track.NOT_PROVISION
    if returns(case, part):
        return Track.NOT_PROVISION
    if not route.is_exception or (route in OF_JAPAN and case.facts.by_foreign_authority):
        return form
    if form is Track.PSEUDONYMISED and route is not LegalRoute.EXC_LAW:
        return form
    return Track.EXCEPTION


def returns(case: Case, part: DataSetPart | None) -> bool:
    """Whether data that somebody entrusted to us go back to him; our own data along with them do not."""
    return bool(case.facts.returns_to_entruster) and part is not None and part.position is Position.AS_PROCESSOR


def handles_after_all(case: Case) -> bool:
    """Whether a known fact says that a provider who should not handle the data does (Q&A 7-53)."""
    return claims_exception(case.dossier, case.flow) and case.cloud is not None and case.cloud.speaks_against


def _route(case: Case, track: Track) -> LegalRoute:
    if track is not Track.NOT_PROVISION and handles_after_all(case):
        return LegalRoute.ENTRUST
    return case.flow.route


def is_processor(case: Case, part: Slice) -> bool:
    """Whether the recipient works for us on these data, on whatever ground."""
    if part.route is LegalRoute.ENTRUST:
        return True
    return part.route is LegalRoute.CONSENT_28 and case.flow.role in {Role.PROCESSOR, Role.CLOUD_PROVIDER}


_AT_WORK: Final = frozenset({SubjectGroup.BUSINESS_CONTACT, SubjectGroup.EMPLOYEE})


def may_be_children(case: Case, part: Slice) -> bool:
    """Whether children may be among the persons (GL 2-16): of those whom one meets at work nothing says so."""
    groups = case.flow.subject_groups
    return part.has(DataCategory.PI_MINOR) or not groups or not groups <= _AT_WORK


def window(first: date | None, last: date | None, on: date) -> bool:
    """Whether a day lies from a first to a last day; None is open."""
    return (first is None or first <= on) and (last is None or on <= last)
