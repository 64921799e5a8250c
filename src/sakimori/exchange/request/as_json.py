"""Requests, cases, answers and their reasons as JSON and back, and a case as the request file that states it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from sakimori.domain.clearance import Reason
from sakimori.domain.codes import DataCategory
from sakimori.domain.records.contract import CoveringContract
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import Text
from sakimori.exchange.request.file import LIFECYCLE, StatedCase, named_countries
from sakimori.exchange.request.form import SCHEMA_NAME, request_form
from sakimori.exchange.request.parts import OF_RECIPIENT, OURS, default_of, fields_of

T = TypeVar("T")

_TODAY = {'"demand_has_force":false': '"demand":"voluntary"'}
_FORMER = re.compile("|".join(map(re.escape, _TODAY)))
"""What requests that were kept earlier say, and how it is said now; a field that is gone says nothing."""


@cache
def _made(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type that pydantic can read
    return TypeAdapter(kind)


def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type variable is not seen to be hashable
    return _made(kind)


def to_json(kind: type[T], value: T) -> str:
    """A value as JSON, the same text for the same value."""
    return _text(_adapter(kind).dump_python(value))


def to_small_json(kind: type[T], value: T) -> str:
    """The same without what stands at its default; `from_json` fills that in again."""
    return _text(_adapter(kind).dump_python(value, exclude_defaults=True))


def plain(value: object) -> object:
    """Sets come in another order in every process: they are sorted, so that texts can be compared."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


_text: Final = json.JSONEncoder(default=plain, ensure_ascii=False, separators=(",", ":")).encode
"""Writes whatever an adapter has made of a value; `dumps` would make an encoder for each text."""


def from_json(kind: type[T], text: str) -> T:
    """A value out of what `to_json` wrote."""
    found: T = _adapter(kind).validate_json(_FORMER.sub(lambda said: _TODAY[said[0]], text))
    return found


def reasons_to_json(reasons: tuple[Reason, ...]) -> str:
    """Reasons as JSON, the same text for the same reasons."""
    return ReasonsWritten()(reasons)


class ReasonsWritten:
    """Reasons of several answers as JSON; a reason that stands in many of them is written once."""

    def __init__(self) -> None:
        """Nothing is written yet."""
        self._written: dict[int, tuple[Reason, str]] = {}

    def __call__(self, reasons: tuple[Reason, ...]) -> str:
        """The reasons of one answer, the same text for the same reasons."""
        texts, known = [], self._written
        for reason in reasons:
            if (written := known.get(id(reason))) is None:
                written = known[id(reason)] = (reason, _written(reason))
            texts.append(written[1])
        return f"[{','.join(texts)}]"


_quoted: Final = encode_basestring


def _written(reason: Reason) -> str:
    """A reason as its adapter writes it, its fields by hand: every judging writes many."""
    fix = reason.fix
    mended = "null"
    if fix is not None:
        mended = f'{{"record":{_quoted(fix.record)},"record_id":{_quoted(fix.record_id)},"field":{_quoted(fix.field)}}}'
    return (
        f'{{"rule_id":{_quoted(reason.rule_id)},"revision":{reason.revision},"step":{_quoted(reason.step)},'
        f'"kind":{_quoted(reason.kind)},"basis":{_quoted(reason.basis)},"text":{_in_both(reason.text)},'
        f'"cites":{_cited(reason.cites)},"fix":{mended},'
        f'"who":{_quoted(reason.who) if reason.who is not None else "null"},"facts":{_facts(reason.facts)},'
        f'"parts":[{",".join(map(_quoted, reason.parts))}],"categories":{_sorted(reason.categories)},'
        f'"details":[{",".join(map(_in_both, reason.details))}]}}'
    )


def _in_both(text: Text) -> str:
    return f'{{"ja":{_quoted(text.ja)},"en":{_quoted(text.en)}}}'


_cited: Final = lru_cache(maxsize=1024)(_in_both)
"""What rules cite is the same few lines."""


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    return _text(facts) if facts else "[]"


@lru_cache(maxsize=1024)
def _sorted(codes: frozenset[DataCategory]) -> str:
    return _text(sorted(codes))


def reasons_from_json(text: str) -> tuple[Reason, ...]:
    """Reasons out of JSON."""
    found: tuple[Reason, ...] = _adapter(tuple[Reason, ...]).validate_json(text)
    return found


def request_file(stated: StatedCase) -> dict[str, Any]:
    """A case as the file that states it: what stands there anyhow is left out."""
    dossier, recipient = stated.dossier, stated.dossier.third_party
    given: dict[str, Any] = {"third_party_id": recipient.id, "flow_id": stated.flow.id}
    blanks = {assessed.assessment.id: len(assessed.shown) for assessed in dossier.governing}
    body: dict[str, Any] = {
        "on": stated.on,
        "asked_by": stated.asked_by,
        "recipient": _record(recipient, {"lifecycle": recipient.lifecycle if LIFECYCLE in stated.unsaid else None}),
        "flow": _record(stated.flow, given),
        "facts": _record(stated.facts, given | {"id": ""}),
        "judgements": [_record(one, given) for one in stated.judgements],
        "confirmations": [_record(one, given) for one in stated.confirmations],
        "stops": {channel.value: count for channel, count in stated.stops.items()},
        "contracts": [_contract(one, given) for one in dossier.contracts],
        "sub_third_parties": {key: _record(one, {"id": key}) for key, one in dossier.sub_third_parties.items()},
        "countries": {code: _record(one, {"id": code}) for code, one in dossier.countries.items()},
        "waivers": [
            _record(waiver, given) | dict(zip(("rule", "subject_kind", "subject_key"), identity, strict=True))
            for waiver, identity in dossier.waivers
        ],
        "policy": _record(stated.policy, {}),
    }
    for name in OF_RECIPIENT:
        body[name] = [_record(one, given) for one in getattr(dossier, name)]
    for one in body["assessments"]:
        if one["id"] in blanks:
            one["unanswered"] = blanks[one["id"]]
        if one["id"] in dossier.asked_headings:
            one["asked_headings"] = dossier.asked_headings[one["id"]]
    for name in OURS:
        body[name] = [_record(one, {"third_party_id": SELF_ID}) for one in getattr(dossier.registers, name)]
    body = {key: value for key, value in body.items() if value or key in {"recipient", "flow"}}
    if dossier.country_names != named_countries(dossier, stated.flow):
        body["country_names"] = {code: {"ja": n.ja, "en": n.en} for code, n in dossier.country_names.items()}
    whole = {"$schema": SCHEMA_NAME} | {key: body[key] for key in request_form().model_fields if key in body}
    written: dict[str, Any] = json.loads(json.dumps(whole, default=_plain))
    return written


def _contract(covering: CoveringContract, given: dict[str, Any]) -> dict[str, Any]:
    contract, party = covering.contract, covering.contract.third_party_id
    of = {"contract_id": contract.id}
    clauses = {}
    for clause in covering.clauses:
        own = of | {"third_party_id": party, "id": f"{contract.id}/{clause.clause_id}", "clause_id": clause.clause_id}
        said = _record(clause, own)
        clauses[clause.clause_id] = said["state"] if said.keys() == {"state"} else said
    return _record(contract, given) | {"cover": _record(covering.cover, given | of), "clauses": clauses}


def _record(record: Any, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a record of any kind
    kind: Any = type(record)
    said = {}
    for spec in fields_of(kind):
        value = getattr(record, spec.name)
        default = given.get(spec.name, default_of(kind, spec))
        if default is MISSING or value != default:
            said[spec.name] = value
    return said


def _plain(value: object) -> object:
    return _record(value, {}) if is_dataclass(value) else plain(value)
