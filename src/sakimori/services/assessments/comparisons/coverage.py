"""How far the controls of a framework are answered by what we hold of a third party, and by which answers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import AssessmentKind
from sakimori.domain.questions.assessment import Assessment, Evidence
from sakimori.domain.questions.evaluation import Visibility
from sakimori.domain.questions.pack import Pack, Question, QuestionStatus
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.third_party import Service
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.exchange.packs.build import Namespace, namespaces, split
from sakimori.rules.facts.assessments import governing_assessment
from sakimori.services.assessments.comparisons.view import AnswerStanding, joint_standing, standing_of
from sakimori.services.assessments.packs.shelf import packs_on_shelf
from sakimori.services.assessments.sheet import Sheet, load_sheet_at
from sakimori.services.certificates.answers import MAPPING, answers, serves, speaks, takes_one
from sakimori.services.certificates.rows import CertificateRow, certificates_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.answer_library import Stale, stale_reasons

FRAMEWORKS = ("appi-gl", "mvsp:3.0", "ccm:4.0.7", "iso27001:2022")
"""Sources whose controls are narrow enough to be covered; a whole article of the law is not."""

_FRAMEWORK = Text("枠組み", "framework")


class Coverage(StrEnum):
    """How far a control is answered. `TOUCHED` is a sound answer that says something of it, but not all of it."""

    NOT_MET = "not_met"
    PARTLY = "partly"
    OPEN = "open"
    TOUCHED = "touched"
    SOUND = "sound"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class ControlQuestion:
    """One question behind a control: how it is answered, since when, and by what.

    `assessment_id` is blank for a question of a pack that was not asked. `certificate` answers in place of the third
    party where it gave no answer itself. `stale` says why an answer is too old.
    """

    pack_id: str
    pack: Text
    question: Question
    standing: AnswerStanding
    assessment_id: str = ""
    answered_on: date | None = None
    stale: tuple[Stale, ...] = ()
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One control of a framework with the questions that name it."""

    control: str
    id: str
    state: Coverage
    grounds: tuple[ControlQuestion, ...]

    @property
    def asked(self) -> tuple[ControlQuestion, ...]:
        """The questions that were asked, or that a certificate answers."""
        return tuple(ground for ground in self.grounds if ground.standing is not AnswerStanding.NOT_ASKED)

    @property
    def is_stale(self) -> bool:
        """Whether something that it rests on is too old."""
        return any(ground.stale for ground in self.asked)

    @property
    def oldest(self) -> date | None:
        """The day of the oldest answer that it rests on."""
        return min((ground.answered_on for ground in self.asked if ground.answered_on), default=None)


@dataclass(frozen=True, slots=True)
class FrameworkCoverage:
    """Every known control of a framework, in its own order; `source` is where its ids were found."""

    framework: str
    title: Text
    rows: tuple[CoverageRow, ...]
    sums: Mapping[Coverage, int]

    @property
    def stale(self) -> int:
        """How many of the sound ones rest on something too old."""
        return sum(row.state is Coverage.SOUND and row.is_stale for row in self.rows)


def frameworks() -> tuple[tuple[str, Text], ...]:
    """The frameworks of which coverage can be told, by id and title."""
    return tuple((one, namespaces()[one].title) for one in FRAMEWORKS)


@needs(Permission.READ)
def coverage(
    workspace: Workspace,
    third_party_id: str,
    framework: str,
    *,
    on: date,
    number: int,
    kind: AssessmentKind | None = None,
) -> FrameworkCoverage:
    """How a third party answers a framework on a day, as known after an entry.

    Only the assessments that govern count, submitted or decided, of one kind where it is named, and certificates that
    speak on the day.

    Raises:
        NotFoundError: We know no such framework.
    """
    if framework not in FRAMEWORKS:
        raise NotFoundError(what=_FRAMEWORK, key=framework)
    namespace = namespaces()[framework]
    under: defaultdict[str, list[ControlQuestion]] = defaultdict(list)
    for ground in _grounds(workspace, third_party_id, on=on, number=number, kind=kind):
        for control in ground.question.controls:
            found = split(control)
            if found is not None and found[0].id == framework:
                under[found[1]].append(_for_control(ground, control))
    under = defaultdict(list, {one: _counting(grounds) for one, grounds in under.items()})
    ids = sorted(namespace.ids | set(under), key=_natural)
    rows = [CoverageRow(_full(namespace, one), one, _state(under[one]), tuple(under[one])) for one in ids]
    rows = _without_broad(rows)
    counted = Counter(row.state for row in rows)
    return FrameworkCoverage(framework, namespace.title, tuple(rows), {one: counted[one] for one in Coverage})


def _for_control(ground: ControlQuestion, control: str) -> ControlQuestion:
    """A certificate answers a question only by the one control for which it was mapped; for others it stays open."""
    if ground.certificate is None:
        return ground
    if MAPPING[ground.pack_id][ground.question.id].control != control:
        return replace(ground, certificate=None)
    return replace(ground, standing=AnswerStanding.SOUND)


def _counting(grounds: Sequence[ControlQuestion]) -> list[ControlQuestion]:
    """What counts under a control: packs that were never asked matter only where nothing else speaks."""
    own = [ground for ground in grounds if ground.assessment_id]
    beside = [ground for ground in grounds if not ground.assessment_id]
    certified = [ground for ground in beside if ground.certificate is not None]
    if any(ground.standing is not AnswerStanding.NOT_ASKED for ground in own):
        return own + certified
    return own + beside if certified else own


def _full(namespace: Namespace, control_id: str) -> str:
    return f"{namespace.id}{'/' if ':' in namespace.id else ':'}{control_id}"


def _natural(control_id: str) -> tuple[tuple[bool, int, str], ...]:
    """Sort A.5.10 after A.5.9."""
    parts = re.findall(r"\d+|\D+", control_id)
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts)


def _state(grounds: Sequence[ControlQuestion]) -> Coverage:
    asked = [ground.standing for ground in grounds if ground.standing is not AnswerStanding.NOT_ASKED]
    is_whole = len(asked) == len(grounds)
    match joint_standing(asked):
        case AnswerStanding.SOUND:
            return Coverage.SOUND if is_whole else Coverage.TOUCHED
        case AnswerStanding.KNOWN:
            return Coverage.TOUCHED
        case AnswerStanding.NOT_APPLICABLE:
            return Coverage.NOT_APPLICABLE if is_whole else Coverage.TOUCHED
        case other:
            return Coverage(other.value)


def _without_broad(rows: Sequence[CoverageRow]) -> list[CoverageRow]:
    """Take a heading with narrower ones below it for covered only where each of those is."""
    states = {row.id: row.state for row in rows}

    def judged(row: CoverageRow) -> CoverageRow:
        below = [state for one, state in states.items() if one.startswith(f"{row.id}(")]
        if row.state is Coverage.SOUND and any(state is not Coverage.SOUND for state in below):
            return replace(row, state=Coverage.TOUCHED)
        return row

    return [judged(row) for row in rows]


def _grounds(
    workspace: Workspace, third_party_id: str, *, on: date, number: int, kind: AssessmentKind | None
) -> list[ControlQuestion]:
    rows = [r for r in certificates_of(workspace, third_party_id, on=on, number=number) if speaks(r)]
    shelf = packs_on_shelf(workspace)
    with workspace.unit() as unit:
        services = records_of(unit, Service, third_party_id, number=number)
        sheets = list(_sheets(unit, third_party_id, number, kind))
        filed = records_of(unit, Evidence, third_party_id, number=number)
        same_pack = _by_pack(records_of(unit, Assessment, third_party_id, number=number))
    speaking = frozenset(row.certificate.id for row in rows)
    grounds: list[ControlQuestion] = []
    for sheet in sheets:
        certified = _certified(rows, sheet.assessment.pack_id, sheet.assessment.service_id, services, on)
        documents = [e for e in filed if e.assessment_id in {None, *same_pack[sheet.assessment.pack_id]}]
        grounds.extend(_of_sheet(sheet, certified, documents, speaking=speaking, on=on))
    assessed = {sheet.assessment.pack_id for sheet in sheets}
    for pack in shelf:
        if pack.id not in assessed and (certified := _certified(rows, pack.id, None, services, on)):
            grounds.extend(_of_certificates(pack, certified))
    return grounds


def _sheets(unit: Unit, third_party_id: str, number: int, kind: AssessmentKind | None) -> Iterator[Sheet]:
    for assessment in governing_assessment(records_of(unit, Assessment, third_party_id, number=number)):
        if kind in {None, assessment.kind}:
            yield load_sheet_at(unit, assessment.id, number=number)


def _by_pack(assessments: Iterable[Assessment]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for assessment in assessments:
        found[assessment.pack_id].add(assessment.id)
    return found


def _certified(
    rows: Sequence[CertificateRow], pack_id: str, service_id: str | None, services: Sequence[Service], on: date
) -> Mapping[str, Certificate]:
    """The questions of a pack that certificates answer for a service, or for the third party as a whole."""
    serving = [row.certificate for row in rows if serves(row.certificate, service_id, services, on)]
    found = {
        question_id: next((one for one in serving if answers(mapped, one)), None)
        for question_id, mapped in MAPPING.get(pack_id, {}).items()
    }
    return {question_id: one for question_id, one in found.items() if one is not None}


def _of_sheet(
    sheet: Sheet,
    certified: Mapping[str, Certificate],
    filed: Sequence[Evidence],
    *,
    speaking: frozenset[str],
    on: date,
) -> Iterator[ControlQuestion]:
    """Every question of the pack that applies; those outside of the depth that was asked stand as not asked."""
    group = sheet.assessment.group
    for question in _active(sheet.pack):
        seen = sheet.visibilities.get(question.id, Visibility.VISIBLE)
        if seen is Visibility.HIDDEN:
            continue
        ground = ControlQuestion(
            sheet.pack.id, sheet.pack.title, question, AnswerStanding.NOT_ASKED, sheet.assessment.id
        )
        answer, value = sheet.answers.get(question.id), sheet.values.get(question.id)
        if group not in question.groups:
            yield _with_certificate(ground, certified)
        elif seen is Visibility.PENDING or answer is None or value is None:
            yield _with_certificate(replace(ground, standing=AnswerStanding.OPEN), certified)
        else:
            yield replace(
                ground,
                standing=standing_of(question, value),
                answered_on=legal_day(answer.at),
                stale=stale_reasons(question, answer, value, filed, speaking=speaking, on=on),
            )


def _of_certificates(pack: Pack, certified: Mapping[str, Certificate]) -> Iterator[ControlQuestion]:
    """The questions of a pack that was not asked: those that a certificate answers, and what it leaves unsaid."""
    for question in _active(pack):
        yield _with_certificate(ControlQuestion(pack.id, pack.title, question, AnswerStanding.NOT_ASKED), certified)


def _with_certificate(ground: ControlQuestion, certified: Mapping[str, Certificate]) -> ControlQuestion:
    certificate = certified.get(ground.question.id)
    if certificate is None or not takes_one(ground.question, MAPPING[ground.pack_id][ground.question.id]):
        return ground
    return replace(ground, certificate=certificate)


def _active(pack: Pack) -> Iterator[Question]:
    return (question for question in pack.questions if question.status is QuestionStatus.ACTIVE)
