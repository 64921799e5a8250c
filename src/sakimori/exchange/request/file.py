"""A request file for clearance: one hand-over with every fact of it, and its problems, worded, each with its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError

from sakimori.domain.codes import AssessmentState, ControlArea
from sakimori.domain.dossier import AssessedPack, Dossier
from sakimori.domain.gap import Waiver
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.pack import Pack, Question, QuestionType, Source, TextRights
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, CoveringContract
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.registers import Registers
from sakimori.domain.values.problem import MOST_PROBLEMS, Problem
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import RequestInvalidError
from sakimori.exchange.lists.container import decode, refuse
from sakimori.exchange.reference import country_name
from sakimori.exchange.request.form import Lost, country_code, record_of, request_form
from sakimori.exchange.request.parts import FORMER, OF_RECIPIENT, OURS, PARTS
from sakimori.exchange.request.problems import form_problems, problem

_MOST_VALUES: Final = 20_000
"""Values of one file that are looked at: a whole dossier has some hundreds."""
_MOST_COUNTRIES: Final = 500
"""More than there are, under whatever names: with more of them a file names some that are none, and is refused."""
LIFECYCLE: Final = "recipient.lifecycle"


@dataclass(frozen=True, slots=True)
class StatedCase:
    """What a request file states; `on` None stands for the day on which it is read.

    `dossier.governing` holds of each assessment only how many questions nobody answered. `unsaid` names what the file
    leaves out although a record of ours always has it: something stands in its place, and nothing may rest on it.
    """

    flow: DataFlow
    facts: HandOver
    dossier: Dossier
    judgements: tuple[Judgement, ...] = ()
    confirmations: tuple[FactConfirmation, ...] = ()
    stops: Mapping[StopChannel, int] = field(default_factory=dict)
    asked_by: str | None = None
    on: date | None = None
    policy: Policy = DEFAULT_POLICY
    warnings: tuple[Problem, ...] = ()
    unsaid: frozenset[str] = frozenset()


def read_request_file(body: bytes, name: str) -> StatedCase:
    """What a file states.

    Raises:
        UnreadableFileError: It is no JSON.
        RequestInvalidError: It breaks the form; `problems` lists the first places, `count` says how many there are.
    """
    twice: list[str] = []

    def whole(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return dict(pairs)

    try:
        raw: object = json.loads(decode(body).text, object_pairs_hook=whole)
        json.dumps(raw, ensure_ascii=False).encode()  # refuses halves of characters, which no text can hold
        first = _First(_MOST_VALUES)
        raw = first.of(raw)
    except (ValueError, RecursionError) as broken:
        raise refuse("JSONとして正しくありません。", "It is not valid JSON.") from broken
    if not isinstance(raw, dict):
        raise refuse("{…} の形のJSONにしてください。", "Give it the form {…}.")
    doubled = (*twice, *_countries_named_twice(raw.get("countries")))
    problems, count = [problem(key, "twice", key) for key in doubled[:MOST_PROBLEMS]], len(doubled)
    if first.is_cut:
        problems.append(problem("", "too_many", most=f"{_MOST_VALUES:,}"))
        count += 1
    warnings = tuple(_renew(raw.get("facts")))
    try:
        stated = request_form().model_validate(raw, context=Lost())
    except ValidationError as error:
        problems += form_problems(error, request_form())
        count += error.error_count()
    if problems:
        raise RequestInvalidError(name=name, count=count, problems=tuple(problems[:MOST_PROBLEMS]))
    return _Stated(stated).case(warnings)


class _First:
    """The first values of a tree, as many as there may be: each wrong one costs time, in whatever depth it stands."""

    def __init__(self, most: int) -> None:
        self._left = most
        self.is_cut = False

    def of(self, value: Any) -> Any:  # noqa: ANN401 - whatever stands in JSON
        """The value with what is within the limit."""
        if isinstance(value, dict):
            return {key: self.of(value[key]) for key in self._among(value)}
        return [self.of(one) for one in self._among(value)] if isinstance(value, list) else value

    def _among(self, many: Iterable[Any]) -> Iterator[Any]:
        for one in many:
            if self._left <= 0:
                self.is_cut = True
                return
            self._left -= 1
            yield one


def _countries_named_twice(raw: object) -> Iterator[str]:
    """Each key of the country profiles that stands for the same country as one before."""
    seen = set[str]()
    for key in islice(raw, _MOST_COUNTRIES) if isinstance(raw, dict) else ():
        code = country_code(key) or key
        if code in seen:
            yield key
        seen.add(code)


def _renew(facts: object) -> Iterator[Problem]:
    """Say under the name of today what an earlier file says under a former name, and tell it."""
    for name, former in FORMER.items():
        if isinstance(facts, dict) and name in facts:
            value = facts.pop(name)
            yield problem(f"facts.{name}", "former", value, is_error=False, field=former.now)
            if isinstance(value, bool) and value in former.answers:
                facts.setdefault(former.now, former.answers[value])


class _Stated:
    """The records that a file of the right form states, each under what its place gives it."""

    def __init__(self, form: Any) -> None:  # noqa: ANN401 - the form of a file
        self.form = form
        self.recipient = record_of(ThirdParty, form.recipient, id="tp1")
        self.of = {"third_party_id": self.recipient.id}
        self.flow = record_of(DataFlow, form.flow, id="fl1", **self.of)
        self.under = self.of | {"flow_id": self.flow.id, "assessment_id": "as1", "data_set_id": "ds1"}

    def case(self, warnings: tuple[Problem, ...]) -> StatedCase:
        form, flow = self.form, self.flow
        dossier = self._dossier()
        names = named_countries(dossier, flow) if form.country_names is None else form.country_names
        dossier = replace(dossier, country_names=names)
        return StatedCase(
            flow=flow,
            facts=record_of(HandOver, form.facts, id="", **self.under),
            dossier=dossier,
            judgements=self._rows("judgements"),
            confirmations=self._rows("confirmations"),
            stops=form.stops,
            asked_by=form.asked_by,
            on=form.on,
            policy=form.policy,
            warnings=(*warnings, *self._undated(), *_not_here(flow, dossier)),
            unsaid=frozenset() if "lifecycle" in form.recipient.model_fields_set else frozenset({LIFECYCLE}),
        )

    def _dossier(self) -> Dossier:
        form = self.form
        assessed = [
            (_with_state(one, row), row) for one, row in zip(self._rows("assessments"), form.assessments, strict=True)
        ]
        parts: dict[str, Any] = {name: self._rows(name) for name in OF_RECIPIENT} | {
            "assessments": tuple(one for one, _ in assessed),
            "evidence": tuple(one for one in self._rows("evidence") if one.uploaded_on is not None),
        }
        return Dossier(
            self.recipient,
            flows=(self.flow,),
            governing=tuple(unanswered_pack(one, n) for one, row in assessed if (n := row.unanswered) is not None),
            asked_headings={one.id: tuple(asked) for one, row in assessed if (asked := row.asked_headings) is not None},
            contracts=tuple(self._contracts()),
            waivers=tuple(self._waivers()),
            sub_third_parties={key: record_of(ThirdParty, row, id=key) for key, row in form.sub_third_parties.items()},
            countries={code: record_of(CountryProfile, row, id=code) for code, row in form.countries.items()},
            registers=Registers(**{name: self._rows(name, third_party_id=SELF_ID) for name in OURS}),
            **parts,
        )

    def _rows(self, name: str, **given: str) -> tuple[Any, ...]:
        part = PARTS[name]
        return tuple(
            record_of(part.kind, row, **(self.under | {"id": f"{part.prefix}{n}"} | given))
            for n, row in enumerate(getattr(self.form, name), 1)
        )

    def _undated(self) -> Iterator[Problem]:
        """A warning for every document of which nobody says when it was filed, or of when it is."""
        for n, one in enumerate(self._rows("evidence")):
            if one.uploaded_on is None:
                yield problem(f"evidence[{n}].uploaded_on", "undated", is_error=False)

    def _waivers(self) -> Iterator[tuple[Waiver, tuple[str, str, str]]]:
        for waiver, row in zip(self._rows("waivers"), self.form.waivers, strict=True):
            key = self.recipient.id if row.subject_key is None else row.subject_key
            yield waiver, (row.rule, row.subject_kind, key)

    def _contracts(self) -> Iterator[CoveringContract]:
        for n, row in enumerate(self.form.contracts, 1):
            contract = record_of(Contract, row, id=f"cn{n}", **self.of)
            of = {"third_party_id": contract.third_party_id, "contract_id": contract.id}
            clauses = tuple(
                record_of(ContractClause, one, id=f"{contract.id}/{clause}", clause_id=clause, **of)
                for clause, one in row.clauses.items()
            )
            yield CoveringContract(
                contract, record_of(ContractCover, row.cover, id=f"cc{n}", **(of | self.of)), clauses
            )


def _with_state(assessment: Assessment, row: Any) -> Assessment:  # noqa: ANN401 - the form of an assessment
    """The assessment; where the file does not say its state, a decision with its day is one."""
    if "state" in row.model_fields_set or assessment.decided_on is None or assessment.decision is None:
        return assessment
    return replace(assessment, state=AssessmentState.DECIDED)


def _not_here(flow: DataFlow, dossier: Dossier) -> Iterator[Problem]:
    """A warning for every record that the flow names and the file does not hold: nothing is known of it."""
    own = dossier.registers
    # The parts of a data set are what is judged: it need not stand there itself.
    sets = {one.id for one in own.data_sets} | {part.data_set_id for part in own.data_set_parts}
    for name, among in (
        ("purpose_id", {one.id for one in own.purposes}),
        ("consent_text_id", {one.id for one in own.consent_texts}),
        ("joint_use_id", {one.id for one in own.joint_uses}),
        ("filing_id", {one.id for one in own.filings}),
        ("route_evidence_id", {one.id for one in dossier.evidence}),
        ("data_set_id", sets),
    ):
        record_id = getattr(flow, name)
        if record_id is not None and record_id not in among:
            yield problem(f"flow.{name}", "not_here", record_id, is_error=False)


def unanswered_pack(assessment: Assessment, count: int) -> AssessedPack:
    """An assessment of which nothing is row but how many questions have no answer."""
    source = Source("", "", "", TextRights.FULL, None)
    pack = Pack(assessment.pack_id, assessment.pack_version, NO_TEXT, source, "ja", (), (), (), ())
    shown = tuple(
        Question(str(n), "", ControlArea.TECHNICAL, (), NO_TEXT, NO_TEXT, QuestionType.TEXT) for n in range(count)
    )
    return AssessedPack(assessment, pack, {}, shown)


def named_countries(dossier: Dossier, flow: DataFlow) -> Mapping[str, Text]:
    """The names of every country that a case reaches."""
    links = {link.country for link in dossier.sub_processors}
    codes = {*flow.countries, *links, dossier.third_party.country}
    return {code: country_name(code) for code in sorted(code for code in codes if code)}
