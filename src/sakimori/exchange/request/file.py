"""A request file for clearance: one hand-over with every fact of it, stated without a database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Final, TypeVar

from sakimori.domain.codes import AssessmentState, ControlArea
from sakimori.domain.dossier import AssessedPack, Dossier
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.questions.pack import Pack, Question, QuestionType, Source, TextRights
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, CoveringContract
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver, Judgement
from sakimori.domain.records.own_registers import Registers, StopChannel
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import RequestInvalidError
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.encoding import decode
from sakimori.exchange.reference.countries import country_name
from sakimori.exchange.request.parts import (
    BESIDE_ASSESSMENTS,
    FLOW_ID,
    JUDGEMENTS,
    OF_RECIPIENT,
    OURS,
    RECIPIENT_ID,
    WAIVERS,
)
from sakimori.exchange.request.reading import BAD, OBJECT, Reading

T = TypeVar("T")
SCHEMA_NAME: Final = "sakimori-clearance-1"
LIFECYCLE: Final = "recipient.lifecycle"
TOP: Final = (
    "$schema", "on", "asked_by", "recipient", "flow", "facts", "judgements", "stops", "contracts", *OF_RECIPIENT,
    *OURS, "waivers", "sub_third_parties", "countries", "country_names", "policy",
)  # fmt: skip
GAP: Final = ("rule", "subject_kind", "subject_key")


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
        RequestInvalidError: It breaks the form; `problems` lists every place.
    """
    reading = Reading()

    def whole(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                reading.twice(key)
            seen[key] = value
        return seen

    try:
        raw: object = json.loads(decode(body).text, object_pairs_hook=whole)
    except (ValueError, RecursionError) as broken:
        raise refuse("JSONとして正しくありません。", "It is not valid JSON.") from broken
    if not isinstance(raw, dict):
        raise refuse("{…} の形のJSONにしてください。", "Give it the form {…}.")
    stated = _File(reading, raw).stated()
    if errors := tuple(problem for problem in reading.problems if problem.is_error):
        raise RequestInvalidError(name=name, count=len(errors), problems=errors)
    return stated


class _File:
    """One file being read."""

    def __init__(self, reading: Reading, raw: Mapping[str, Any]) -> None:
        self.reading, self.raw = reading, raw
        self.recipient_id = self._id_of("recipient", RECIPIENT_ID)
        self.flow_id = self._id_of("flow", FLOW_ID)

    def _id_of(self, key: str, default: str) -> str:
        raw = self.raw.get(key)
        said = raw.get("id", default) if isinstance(raw, dict) else default
        return said if isinstance(said, str) else default

    def stated(self) -> StatedCase:
        reading, raw = self.reading, self.raw
        reading.keys(raw, TOP, "")
        recipient = self._one(ThirdParty, "recipient", id=self.recipient_id)
        flow = self._one(DataFlow, "flow", id=self.flow_id)
        facts = self._one(HandOver, "facts", id="", flow_id=self.flow_id)
        parts: dict[str, Any] = {
            name: self._list(part.kind, part.prefix, reading.rows(raw.get(name), name), name)
            for name, part in OF_RECIPIENT.items()
            if name != "assessments"
        }
        ours: dict[str, Any] = {
            name: self._list(part.kind, part.prefix, reading.rows(raw.get(name), name), name, party=SELF_ID)
            for name, part in OURS.items()
        }
        parts["assessments"], parts["governing"], parts["asked_headings"] = self._assessments()
        parts["contracts"] = tuple(self._contracts())
        parts["waivers"] = tuple(self._waivers())
        parts["sub_third_parties"] = {
            key: reading.record(ThirdParty, one, f"sub_third_parties.{key}", given={"id": key})
            for key, one in reading.table(raw.get("sub_third_parties"), "sub_third_parties").items()
        }
        parts["countries"] = self._countries()
        judgements = self._list(
            Judgement, JUDGEMENTS.prefix, reading.rows(raw.get("judgements"), "judgements"), "judgements"
        )
        on = reading.value(date | None, raw.get("on"), "on")
        asked_by = reading.value(str | None, raw.get("asked_by"), "asked_by")
        stops, policy = self._stops(), self._policy()
        if any(one is BAD for one in (recipient, flow, facts)) or any(p.is_error for p in reading.problems):
            recipient, flow = ThirdParty("", ""), DataFlow("", "", "")
            return StatedCase(flow, HandOver("", "", ""), Dossier(recipient))
        dossier = Dossier(recipient, flows=(flow,), registers=Registers(**ours), **parts)
        names = self._country_names(dossier, flow)
        dossier = Dossier(**{f.name: getattr(dossier, f.name) for f in fields(Dossier)} | {"country_names": names})
        self._references(flow, dossier)
        unsaid = frozenset({LIFECYCLE}) if "lifecycle" not in raw["recipient"] else frozenset()
        return StatedCase(
            flow, facts, dossier, judgements, stops, asked_by, on, policy, tuple(reading.problems), unsaid
        )

    def _one(self, kind: type[T], name: str, **given: Any) -> T:  # noqa: ANN401 - values of any field
        if name not in self.raw and kind is not HandOver:
            return self.reading.missing(name)  # type: ignore[no-any-return]
        raw = self.raw.get(name, {})
        return self.reading.record(kind, raw, name, given={"third_party_id": self.recipient_id} | given)

    def _list(self, kind: type[T], prefix: str, rows: list[Any], path: str, *, party: str = "") -> tuple[T, ...]:
        given = {"third_party_id": party or self.recipient_id, "flow_id": self.flow_id}
        return tuple(
            self.reading.record(
                kind, one, f"{path}[{n}]", given=given | {"id": f"{prefix}{n + 1}"} | self._linked(path)
            )
            for n, one in enumerate(rows)
        )

    def _linked(self, path: str) -> dict[str, str]:
        """What a record of a list stands under where the file does not say."""
        return {"conditions": {"assessment_id": "as1"}, "data_set_parts": {"data_set_id": "ds1"}}.get(path, {})

    def _assessments(self) -> tuple[tuple[Any, ...], tuple[AssessedPack, ...], Mapping[str, tuple[str, ...]]]:
        part = OF_RECIPIENT["assessments"]
        found: list[Any] = []
        governing: list[AssessedPack] = []
        asked: dict[str, tuple[str, ...]] = {}
        for n, raw in enumerate(self.reading.rows(self.raw.get("assessments"), "assessments")):
            path = f"assessments[{n}]"
            given = {"third_party_id": self.recipient_id, "id": f"{part.prefix}{n + 1}"}
            one: Any = self.reading.record(part.kind, raw, path, given=given, also=BESIDE_ASSESSMENTS)
            if one is not BAD and "state" not in raw and one.decided_on is not None and one.decision is not None:
                one = replace(one, state=AssessmentState.DECIDED)
            found.append(one)
            if isinstance(raw, dict) and "unanswered" in raw:
                count = self.reading.value(int, raw["unanswered"], f"{path}.unanswered")
                if BAD not in (one, count):
                    governing.append(unanswered_pack(one, count))
            if isinstance(raw, dict) and "asked_headings" in raw:
                headings = self.reading.value(tuple[str, ...], raw["asked_headings"], f"{path}.asked_headings")
                if BAD not in (one, headings):
                    asked[one.id] = headings
        return tuple(found), tuple(governing), asked

    def _countries(self) -> Mapping[str, CountryProfile]:
        """The profiles by code; one country under two of its names is named twice."""
        reading, found = self.reading, dict[str, CountryProfile]()
        for key, one in reading.table(self.raw.get("countries"), "countries").items():
            code = reading.country(key, f"countries.{key}")
            if code in found:
                reading.twice(key)
            found[code] = reading.record(CountryProfile, one, f"countries.{code}", given={"id": code})
        return found

    def _contracts(self) -> Iterable[CoveringContract]:
        reading = self.reading
        for n, raw in enumerate(reading.rows(self.raw.get("contracts"), "contracts")):
            path = f"contracts[{n}]"
            given = {"third_party_id": self.recipient_id, "id": f"cn{n + 1}"}
            contract = reading.record(Contract, raw, path, given=given, also=("cover", "clauses"))
            if contract is BAD:
                continue
            of = {"third_party_id": self.recipient_id, "contract_id": contract.id}
            cover = reading.record(
                ContractCover, raw.get("cover", {}), f"{path}.cover", given=of | {"id": f"cc{n + 1}"}
            )
            of["third_party_id"] = contract.third_party_id
            clauses = tuple(
                reading.record(
                    ContractClause,
                    {"state": said} if isinstance(said, str) else said,
                    f"{path}.clauses.{clause}",
                    given=of | {"id": f"{contract.id}/{clause}", "clause_id": clause},
                )
                for clause, said in reading.table(raw.get("clauses"), f"{path}.clauses").items()
            )
            yield CoveringContract(contract, cover, clauses)

    def _waivers(self) -> Iterable[tuple[Any, tuple[str, str, str]]]:
        for n, raw in enumerate(self.reading.rows(self.raw.get("waivers"), "waivers")):
            given = {"third_party_id": self.recipient_id, "id": f"{WAIVERS.prefix}{n + 1}"}
            waiver: Any = self.reading.record(WAIVERS.kind, raw, f"waivers[{n}]", given=given, also=GAP)
            said = raw if isinstance(raw, dict) else {}
            default = {"rule": "", "subject_kind": "third_party", "subject_key": self.recipient_id}
            rule, kind, key = (str(said.get(name, default[name])) for name in GAP)
            yield waiver, (rule, kind, key)

    def _stops(self) -> Mapping[StopChannel, int]:
        reading = self.reading
        return {
            reading.code(StopChannel, channel, f"stops.{channel}"): reading.value(int, count, f"stops.{channel}")
            for channel, count in reading.table(self.raw.get("stops"), "stops").items()
        }

    def _policy(self) -> Policy:
        raw = self.reading.table(self.raw.get("policy"), "policy")
        return self.reading.record(Policy, dict(raw), "policy", given={})

    def _country_names(self, dossier: Dossier, flow: DataFlow) -> Mapping[str, Text]:
        raw = self.raw.get("country_names")
        if raw is None:
            return named_countries(dossier, flow)
        found = {}
        for code, said in self.reading.table(raw, "country_names").items():
            if not isinstance(said, dict) or said.keys() != {"ja", "en"}:
                self.reading.wrong(f"country_names.{code}", OBJECT, said)
                continue
            found[code] = Text(str(said["ja"]), str(said["en"]))
        return found

    def _references(self, flow: DataFlow, dossier: Dossier) -> None:
        own = dossier.registers
        for path, record_id, among in (
            ("flow.purpose_id", flow.purpose_id, own.purposes),
            ("flow.consent_text_id", flow.consent_text_id, own.consent_texts),
            ("flow.joint_use_id", flow.joint_use_id, own.joint_uses),
            ("flow.filing_id", flow.filing_id, own.filings),
            ("flow.route_evidence_id", flow.route_evidence_id, dossier.evidence),
        ):
            if record_id is not None and record_id not in {one.id for one in among}:
                self.reading.not_here(path, record_id)
        # The parts of a data set are what is judged: it need not stand there itself.
        sets = {one.id for one in own.data_sets} | {part.data_set_id for part in own.data_set_parts}
        if flow.data_set_id is not None and flow.data_set_id not in sets:
            self.reading.not_here("flow.data_set_id", flow.data_set_id)


def unanswered_pack(assessment: Any, count: int) -> AssessedPack:  # noqa: ANN401 - an assessment
    """An assessment of which nothing is said but how many questions have no answer."""
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
