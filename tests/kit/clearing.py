"""Worked cases of clearance out of `tests/cases/clearance/*.toml`: a lawyer writes the facts of a hand-over and a day.

Each case changes the sound hand-over below in a few facts: entrustment of 500 customers' data to a processor in Japan
that has passed its assessment, under a contract with every clause. `未回答` is the answer that nobody has given.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kit.cases.worked_cases import a_dossier
from kit.cases.worked_registers import FLOW, NOT_ANSWERED, OWN_PARTS, REGISTER_PARTS, WHO, a_record
from kit.examples import ALL
from sakimori.domain.clearance import Verdict
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.contract import ClauseSetCode
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.records.own_registers import StopChannel
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.case_making import case_of
from sakimori.rules.clearance.case_records import records_of
from sakimori.rules.clearance.contradictions import NAMELESS
from sakimori.rules.clearance.facts_table import FREEING
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.clearance.own_words import answer_code, frees
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.rules.facts.flow_facts import with_flow_facts

CASES = Path(__file__).parents[1] / "cases" / "clearance"
TODAY = date(2026, 11, 26)

SOUND_FACTS: dict[str, Any] = {
    "entruster_agreed": True, "by_foreign_authority": False, "demand": "warrant",
    "stress_check": False, "misuse": "no_sign", "objections": [], "items_needed": True,
    "persons_needed": True, "own_duty": False,
    "own_use": False, "mixes_data": False, "decides_purpose": False, "inside_joint_use": True, "consent_reaches": True,
    "at_request": False, "as_filed": True, "record_exempt": "none", "record_prepared": True,
    "receipt_duty_told": True, "marketing": False,
    "first_time": False, "provider_confirmed": True,
    "provider_history": "lawful", "optout_seen": True, "identity_checked": True, "nobody_else_along": True,
    "scope_checked": True,
    "returns_to_entruster": False,
    "standard_met": True, "made_as_such": True, "told_recipient": True, "originals_apart": True, "contact_use": False,
    "items_published": True, "method_secret": True, "reidentifies": False, "we_can_tie": False, "recipient_ties": False,
    "ties_by_design": False, "no_tie_clause": True,
}  # fmt: skip
SOUND_PART: dict[str, Any] = {"history": "lawful", "onward_limited": False}
SOUND_JUDGEMENT: dict[str, Any] = {
    "flow_id": "fl1", "holds": True, "reason": "確かめた", "decided_by": "us2", "decided_on": date(2026, 4, 1),
}  # fmt: skip
EVERY_CLAUSE = {
    clause.id: "present"
    for code in (ClauseSetCode.ITK, ClauseSetCode.MYN, ClauseSetCode.XBR, ClauseSetCode.PRI, ClauseSetCode.CLD)
    for clause in CLAUSE_SETS[code].clauses
}
SOUND_COUNTRIES = (
    "US", "VN", "DE", "GB", "NO", "IS", "LI", "FR", "IE", "HR", "CH", "KR", "CN", "SG", "IN", "GI", "JE", "IM", "GL",
    "NC",
)  # fmt: skip
SOUND: dict[str, Any] = {
    "assessments": [{"decided_on": date(2026, 10, 1), "valid_until": date(2027, 9, 30)}],
    "evidence": [{}],
    "reviews": [{"completed_on": date(2026, 10, 1)}],
    "contracts": [{"clauses": EVERY_CLAUSE}],
    "purposes": [{}],
    "data_sets": [{}],
    "data_set_parts": [{}],
    "notices": [{}],
    "countries": {code: {} for code in SOUND_COUNTRIES},
}
_SETS = {"categories", "channels", "objections", "origins", "other_laws", "subject_groups"}
_OWN_KEYS = {"recipient", "flow", "facts", "judgements", "stops", "asked_by"}


@dataclass(frozen=True)
class WorkedCase:
    """One expectation: the word of a day, the rules that speak against, and the last day of the answer.

    Its case and its verdict are made when they are first asked for: every worker collects all and runs a few.
    """

    name: str
    scenario: str
    step: str
    source: str
    on: date
    outcome: Outcome
    rules: tuple[str, ...] | None
    silent: tuple[str, ...]
    valid_until: date | str | None
    written: Mapping[str, Any]

    @cached_property
    def case(self) -> Case:
        """The sound hand-over with what is written."""
        return a_case(self.written)

    @property
    def judging(self) -> Judging:
        """The case under the default policy."""
        return Judging(self.case, DEFAULT_POLICY)

    @cached_property
    def verdict(self) -> Verdict:
        """The answer of the day."""
        return self.judging.on(self.on)


@cache
def read_clearances() -> tuple[WorkedCase, ...]:
    """Every case of every file, read once."""
    return tuple(
        worked
        for path in sorted(CASES.rglob("*.toml"))
        for written in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        for worked in _expanded(written)
    )


def tried_cases() -> tuple[WorkedCase, ...]:
    """The cases for what is tried many times over each: the first of each step and answer, and of each kind of record.

    With `SAKIMORI_ALL_CASES` in the environment every case.
    """
    every = read_clearances()
    if ALL:
        return every
    tried = list({(one.step, one.outcome): one for one in reversed(every)}.values())
    known = {type(record) for one in tried for record in records_of(one.case)}
    for one in every:
        if kinds := {type(record) for record in records_of(one.case)} - known:
            known |= kinds
            tried.append(one)
    return tuple(tried)


def _expanded(written: Mapping[str, Any]) -> Iterator[WorkedCase]:
    known = {"name", "scenario", "step", "source", "on", "given", "expect", "rules", "silent", "valid_until", "vary"}
    if unknown := written.keys() - known:
        raise ValueError(f"{written['name']}: {sorted(unknown)}")
    given, vary = written.get("given", {}), written.get("vary", "")
    if not vary:
        yield _worked(written, given, written["expect"], written["name"])
        return
    part, _, field = vary.partition(".")
    for code, expected in written["expect"].items():
        value = [code] if field in _SETS and code != NOT_ANSWERED else {"true": True, "false": False}.get(code, code)
        table = given.get(part, {})
        rows = [{**row, field: value} for row in table] if isinstance(table, list) else {**table, field: value}
        varied = {**given, part: rows}
        yield _worked(written, varied, expected, f"{written['name']}［{code}］")


def _worked(written: Mapping[str, Any], given: Mapping[str, Any], expected: str, name: str) -> WorkedCase:
    rules = written.get("rules")
    return WorkedCase(
        name=name,
        scenario=written.get("scenario", ""),
        step=written["step"],
        source=written["source"],
        on=written.get("on", TODAY),
        outcome=Outcome(expected),
        rules=None if rules is None else tuple(rules),
        silent=tuple(written.get("silent", ())),
        valid_until=written.get("valid_until"),
        written=given,
    )


def a_case(given: Mapping[str, Any]) -> Case:
    """The sound hand-over with the facts of a case.

    `recipient`, `flow`, `facts` and the tables of the register as in `worked_registers`; a table that is named replaces
    the sound one. `flow.categories` reach the parts of the data set unless they name their own.
    """
    tables = {**SOUND, **{key: value for key, value in given.items() if key not in _OWN_KEYS}}
    flow_given = {**_sound_flow(given.get("flow", {})), **given.get("flow", {})}
    tables["data_set_parts"] = [{**_sound_part(part, given), **part} for part in tables["data_set_parts"]]
    is_to_person = flow_given.get("route") == "TO_PERSON"
    recipient = {**({"kind_of_body": "private_individual"} if is_to_person else {}), **given.get("recipient", {})}
    dossier = a_dossier({**recipient, **tables, "flows": [flow_given]})
    flow = dossier.flows[0]
    # As in a register: the tier of the recipient is that of the data that it is known to get.
    dossier = replace(dossier, third_party=with_flow_facts(dossier.third_party, (flow,)))
    facts = a_record(HandOver, "ho1", {"flow_id": flow.id, **SOUND_FACTS}, given.get("facts", {}))
    told = case_of(
        dossier,
        flow,
        facts,
        judgements=tuple(
            a_record(Judgement, f"jd{n}", SOUND_JUDGEMENT, one) for n, one in enumerate(given.get("judgements", ()), 1)
        ),
        stops={StopChannel(channel): count for channel, count in given.get("stops", {}).items()},
        asked_by=None if given.get("asked_by") == NOT_ANSWERED else given.get("asked_by", "us1"),
    )
    return made_sure(told)


CONFIRMER = "us5"
"""Who makes sure of what the asker says in every worked case: nobody who asks, decides or looks after anything."""


def made_sure(case: Case, *, by: str = CONFIRMER, on: date = date(2017, 5, 30)) -> Case:
    """The case with everything that the asker says in his favour made sure of by somebody, for good."""
    flow, facts = case.flow, case.facts
    given = ((name, getattr(facts, name)) for name in FREEING)
    return replace(
        case,
        confirmations=tuple(
            FactConfirmation(
                f"fc_{name}",
                facts.third_party_id,
                flow.id,
                name,
                answer_code(answer),
                date(2299, 12, 31),
                "確かめた",
                by,
                on,
                data_set_id=flow.data_set_id,
                part_ids=tuple(part.id for part in case.parts),
                purpose_id=flow.purpose_id,
                transfer_method=flow.transfer_method,
                persons=case.persons,
                categories=flow.categories,
            )
            for name, answer in given
            if frees(name, answer)
        ),
    )


def _sound_flow(flow: Mapping[str, Any]) -> dict[str, Any]:
    """What belongs to the ground and the kinds of a flow: one person gets his own, parcels are carried, items fit."""
    found: dict[str, Any] = {}
    if flow.get("route") == "TO_PERSON":
        found["person_count"] = 1
    elif flow.get("route") == "NOT_PROVISION":
        found["transfer_method"] = "media"
    kinds = flow.get("categories", NOT_ANSWERED)
    if kinds != NOT_ANSWERED and {DataCategory(kind) for kind in kinds} <= NAMELESS:
        found["data_items"] = ["購入月", "購入額"]
    return found


def _sound_part(part: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The kinds of the flow, and whose data they are: those that go back are the recipient's."""
    flow, found = given.get("flow", {}), dict(SOUND_PART)
    if "categories" in flow:
        found["categories"] = flow["categories"]
    if part.get("position") == "as_processor":
        goes_back = given.get("facts", {}).get("returns_to_entruster") is True
        found["entruster"] = WHO["name"] if goes_back else "株式会社ほたる"
    return found


__all__ = ["FLOW", "OWN_PARTS", "REGISTER_PARTS", "SOUND", "WorkedCase", "a_case", "read_clearances"]
