"""A request file for clearance: one hand-over with every fact of it, and its problems, worded, each with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

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
from sakimori.domain.values.numbers import mask
from sakimori.domain.values.problem import MOST_PROBLEMS, Problem, ProblemSeverity
from sakimori.domain.values.text import NO_TEXT, Text, table_of
from sakimori.errors import RequestInvalidError
from sakimori.exchange.lists.container import decode, refuse
from sakimori.exchange.lists.model_keys import keys_at
from sakimori.exchange.reference import EXPECTED, country_name, parse_country
from sakimori.exchange.request.form import Lost, country_code, record_of, request_form
from sakimori.exchange.request.parts import FORMER, OF_RECIPIENT, OURS, PARTS

_MESSAGES: Final = table_of("""
    missing | 「{name}」がありません。 | “{name}” is missing.
    unknown_key | 「{name}」という項目はありません。 | There is no “{name}” here.
    blank | 「{name}」が空白です。 | “{name}” is blank.
    form | 値の形が違います。 | The value has the wrong form.
    code | 知らないコードです。 | This code is not known.
    personal_number | 個人の番号と思われる値があります。 | This looks like a person's number.
    undated | 「{name}」がないため、この資料は無いものとして扱います。 | Without “{name}” it counts as absent.
    not_here | このファイルにない記録です。 | No such record is in this file.
    former | 「{name}」は使わなくなった項目です。 | “{name}” is no longer used.
    country | 知らない国の名前です。 | This country is not known.
    twice | 同じ項目が2回あります。 | The same key stands there twice.
    too_many | 値が多すぎるため、先頭だけを調べました。 | There are too many values; only the first ones were looked at.
""")
_DO: Final = table_of("""
    missing | 書き加えてください。 | Write it.
    blank | 文字を書いてください。 | Write a text.
    undated | 届いた日か、資料の日付を書いてください。 | Write the day on which it was filed, or its own.
    personal_number | 値を消してください。 | Remove it.
    not_here | 記録を書き加えるか、番号を直してください。 | Write the record, or correct the id.
    former | 「{field}」に答えてください。 | Answer “{field}”.
    twice | 1つにしてください。 | Keep one.
    too_many | {most}個までにしてください。 | Give up to {most}.
    nearest | 「{nearest}」の誤記ではありませんか。 | Did you mean “{nearest}”?
    known | 使える項目：{known} | What may stand here: {known}
    dict | {{…}} の形にしてください。 | Write it as {{…}}.
    list | […] の形にしてください。 | Write it as […].
    bool | true か false にしてください。未回答は書かないか null です。 | Write true or false; null is unanswered.
    int | 0以上の整数にしてください。 | Write a whole number from 0.
    less | {most}以下の整数にしてください。 | Write a whole number up to {most}.
    string | "…" の文字にしてください。 | Write a text "…".
    date | "2026-11-26" の形の日にしてください。 | Write a day like "2026-11-26".
    datetime | "2026-11-26T09:00:00+09:00" の形にしてください。 | Write it like "2026-11-26T09:00:00+09:00".
""")
_MOST_VALUES: Final = 20_000
"""Values of one file that are looked at: a whole dossier has some hundreds."""
_MOST_COUNTRIES: Final = 500
"""More than there are, under whatever names: with more of them a file names some that are none, and is refused."""
_FORMS: Final = {"model": "dict", "tuple": "list", "frozen": "list", "greater": "int"}
"""Kinds of values that pydantic names otherwise than we do, by the first word of its error."""
_LONGEST_GUESSED: Final = 100
"""A longer key is no misspelling of one of ours, and comparing a megabyte takes a second."""


def problem(path: str, code: str, value: object = "", *, is_error: bool = True, **words: str) -> Problem:
    """A problem with what to do about it, which `words` fill in."""
    return _problem(path, code, _DO[code].format(**words), value, is_error=is_error)


def form_problems(error: ValidationError, form: Any) -> Iterator[Problem]:  # noqa: ANN401 - the class of a form
    """What is wrong with the form of a file, the first `MOST_PROBLEMS` places: each costs a look for what was meant."""
    for detail in islice(error.errors(include_url=False), MOST_PROBLEMS):
        yield _of_form(detail, form)


def _of_form(detail: ErrorDetails, form: Any) -> Problem:  # noqa: ANN401
    loc = [part for part in detail["loc"] if part != "[key]"]
    path, kind, value = place(loc), detail["type"], detail["input"]
    if kind == "extra_forbidden":
        return _problem(path, "unknown_key", _nearest(str(loc[-1]), keys_at(form, loc[:-1])))
    if kind == "enum":
        return _problem(path, "code", _nearest(str(value), re.findall("'([^']*)'", detail["ctx"]["expected"])), value)
    if kind == "country":
        fault = parse_country(value).fault
        return Problem(kind, fault.message if fault else _MESSAGES[kind], EXPECTED, column=mask(path), value=value)
    if kind in _DO:
        return problem(path, kind, "" if kind == "missing" else value)
    what = kind.partition("_")[0]
    expected = _DO[_FORMS.get(what, what)].format(most=detail.get("ctx", {}).get("le"))
    return _problem(path, "form", expected, value)


def place(loc: Iterable[str | int]) -> str:
    """A place of the file as it is told: `contracts[0].kind`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")


def _nearest(name: str, known: list[str]) -> Text:
    nearest = get_close_matches(name[:_LONGEST_GUESSED], known, n=1)
    return _DO["nearest"].format(nearest=nearest[0]) if nearest else _DO["known"].format(known=", ".join(known))


def _problem(path: str, code: str, expected: Text, value: object = "", *, is_error: bool = True) -> Problem:
    place_told = mask(path)
    message = _MESSAGES[code].format(name=place_told.rpartition(".")[2])
    severity = ProblemSeverity.ERROR if is_error else ProblemSeverity.WARNING
    return Problem(code, message, expected, column=place_told, value=_shown(value), severity=severity)


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    return value if isinstance(value, str) else json.dumps(value)


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
