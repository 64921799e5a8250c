"""Questions from outside: cases stated in a file, judged without a database, and words from a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from sakimori.domain.clearance import ClearanceRequest, Verdict
from sakimori.domain.codes import DataCategory
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.names import fold, match_key
from sakimori.domain.values.numbers import bare_number
from sakimori.domain.values.text import Text
from sakimori.errors import AmbiguousError, InvalidValueError, NotFoundError
from sakimori.exchange.registers.cells import parse_data_categories
from sakimori.exchange.request.file import LIFECYCLE, StatedCase, unanswered_pack
from sakimori.rules.clearance.case import Case, Doubt, DoubtKind, case_of
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.gaps.assessments.supervision import blanks_of
from sakimori.services.clearance.choices import (
    OwnChoices,
    Recipient,
    asked_flow,
    candidates,
    first_flow,
    known_facts,
    on_ground,
    own_choices,
    recipient,
    with_answers,
)
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace


def judge_stated(stated: StatedCase, *, today: date) -> Verdict:
    """The answer to a file on its day, today where it names none."""
    return Judging(case_of_stated(stated), stated.policy).on(stated.on or today)


def case_of_stated(stated: StatedCase) -> Case:
    """The case that a file states, with a doubt for each thing that it leaves out and the answer may rest on."""
    case = case_of(
        stated.dossier,
        stated.flow,
        stated.facts,
        judgements=stated.judgements,
        confirmations=stated.confirmations,
        stops=stated.stops,
        asked_by=stated.asked_by,
    )
    return replace(case, doubts=tuple(_assumed(stated)))


def _assumed(stated: StatedCase) -> Iterator[Doubt]:
    recipient = stated.dossier.third_party
    if LIFECYCLE in stated.unsaid:
        yield Doubt(DoubtKind.ASSUMED, _LIFECYCLE, Fix("third_party", recipient.id, "lifecycle"))


_LIFECYCLE: Final = Text(
    "取引を続けている先と仮定した（取引の状態がファイルにない）",
    "Assumed that dealings with the recipient go on: the file does not say so (lifecycle)",
)


def stated_case(case: Case, *, on: date, policy: Policy = DEFAULT_POLICY) -> StatedCase:
    """A case as a file states it: of the answers of an assessment only how many are missing."""
    return StatedCase(
        flow=case.flow,
        facts=case.facts,
        dossier=_in_short(case.dossier),
        judgements=case.judgements,
        confirmations=case.confirmations,
        stops=case.stops,
        asked_by=case.asked_by,
        on=on,
        policy=policy,
    )


def _in_short(dossier: Dossier) -> Dossier:
    assessments = tuple(replace(assessment, facts=()) for assessment in dossier.assessments)
    return replace(
        dossier,
        assessments=assessments,
        blanks={},
        governing=tuple(
            unanswered_pack(assessment, blanks)
            for assessment in assessments
            if (blanks := blanks_of(dossier, assessment)) is not None
        ),
    )


T = TypeVar("T")

_PARTY: Final = Text("取引先", "third party")
_DATA: Final = Text("データ", "data")
_PURPOSE: Final = Text("利用目的", "purpose")
_FLOW: Final = Text("データフロー", "data flow")
_SAY_DATA: Final = Text(
    "データセットの名前か番号、またはデータの種類を渡してください。種類：{codes}",
    "Name a data set, or kinds of data: {codes}",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it was typed; what is not said is taken from the recipient's registered flow that fits best."""

    recipient: str
    data: str = ""
    purpose: str = ""
    route: LegalRoute | None = None
    persons: int | None = None
    marketing: bool | None = None


@needs(Permission.ASK_CLEARANCE)
def worded_request(workspace: Workspace, wording: Wording, *, on: date, actor: Actor) -> ClearanceRequest:
    """The question that the words ask.

    Raises:
        AmbiguousError: A name means several records; `candidates` lists them.
        InvalidValueError: What is to be handed over cannot be told.
        NotFoundError: There is no such recipient or purpose.
        NotPermittedError: The role may not ask.
    """
    choices = own_choices(workspace, actor=actor, on=on)
    found = recipient(workspace, recipient_named(workspace, wording.recipient, actor=actor), actor=actor, on=on)
    wanted = _data(choices, wording.data)
    if wording.purpose:
        wanted["purpose_id"] = _one(choices.purposes, wording.purpose, _PURPOSE).id
    like = _like(found, wording, wanted)
    flow = replace(first_flow(found, like), **wanted)
    if wording.persons is not None:
        flow = replace(flow, person_count=wording.persons, volume_band=None)
    if wording.route is not None:
        flow = on_ground(flow, found.party, wording.route)
    if not flow.categories:
        codes = ", ".join(DataCategory)
        raise InvalidValueError(field=_DATA, value=wording.data, expected=_SAY_DATA.format(codes=codes), name="data")
    flow = asked_flow(flow, like, on=on)
    facts = known_facts(workspace, flow, actor=actor)
    if wording.marketing is not None:
        facts = with_answers(facts, {"marketing": wording.marketing})
    return ClearanceRequest(flow, facts, on)


@needs(Permission.ASK_CLEARANCE)
def flow_request(workspace: Workspace, flow_id: str, *, on: date, actor: Actor) -> ClearanceRequest:
    """The question whether a registered flow may run on a day, as it stands on record.

    Raises:
        NotFoundError: There is no such flow.
        NotPermittedError: The role may not ask.
    """
    with workspace.unit() as unit:
        flow = unit.records.get(DataFlow, flow_id, what=_FLOW)
        known = unit.records.select(HandOver, "flow_id = :id", {"id": flow_id})
    return ClearanceRequest(flow, known[0] if known else HandOver("", flow.third_party_id, flow_id), on)


@needs(Permission.ASK_CLEARANCE)
def recipient_named(workspace: Workspace, typed: str, *, actor: Actor) -> str:
    """The id of the one third party that an id, a name or a 法人番号 means.

    Raises:
        AmbiguousError: Several could be meant.
        NotFoundError: None is.
    """
    with workspace.unit() as unit:
        if unit.records.find(ThirdParty, typed) is not None:
            return typed
        number = bare_number(typed)
        of_number = unit.records.select(
            ThirdParty, "corporate_number = :n AND merged_into IS NULL", {"n": number}, order="id"
        )
    if len(of_number) == 1:
        return of_number[0].id
    listed = candidates(workspace, typed, actor=actor)
    exact = [one for one in listed.found if match_key(one.name) == match_key(typed) or fold(one.word) == fold(typed)]
    if len(exact) == 1:
        return exact[0].id
    if not listed.found:
        raise NotFoundError(what=_PARTY, key=typed)
    if len(listed.found) == 1 and not listed.is_near:
        return listed.found[0].id
    raise _ambiguous(_PARTY, typed, [(one.id, one.name) for one in listed.found])


def _data(choices: OwnChoices, typed: str) -> dict[str, Any]:
    """What a flow says of the data that were named: a data set with the kinds of its parts, or kinds alone."""
    if not typed:
        return {}
    sets = [one for one in choices.data if typed == one.data_set.id or fold(typed) == fold(one.data_set.name)]
    sets = sets or [one for one in choices.data if fold(typed) in fold(one.data_set.name)]
    if len(sets) > 1:
        raise _ambiguous(_DATA, typed, [(one.data_set.id, one.data_set.name) for one in sets])
    if sets:
        kinds = [part.categories for part in sets[0].parts]
        known = frozenset().union(*(k for k in kinds if k)) if kinds and None not in kinds else None
        said: dict[str, Any] = {"data_set_id": sets[0].data_set.id, "person_count": None, "volume_band": None}
        return said | ({"categories": known} if known else {})
    parsed = parse_data_categories(typed)
    if parsed.value:
        return {"categories": parsed.value}
    raise InvalidValueError(
        field=_DATA, value=typed, expected=_SAY_DATA.format(codes=", ".join(DataCategory)), name="data"
    )


def _like(found: Recipient, wording: Wording, wanted: dict[str, Any]) -> DataFlow | None:
    """The registered flow to begin with; where nothing is said of the data, it must be the only one.

    Raises:
        AmbiguousError: Nothing was said of the data, and there are several flows.
    """
    flows = [f for f in found.flows if wording.route in {None, f.route}] or list(found.flows)
    if "purpose_id" in wanted:
        flows = [f for f in flows if f.purpose_id == wanted["purpose_id"]] or flows
    if not wording.data and len(flows) > 1:
        raise _ambiguous(_FLOW, wording.recipient, [(f.data_set_id or f.id, f.name) for f in flows])
    asked = wanted.get("categories") or frozenset()
    return max(
        flows,
        key=lambda f: (
            "data_set_id" in wanted and f.data_set_id == wanted["data_set_id"],
            len(asked & (f.categories or frozenset())),
            f.id,
        ),
        default=None,
    )


def _one(records: Sequence[T], typed: str, what: Text) -> T:
    """The record of an id, a whole name, or the only one whose name holds the words."""
    named: list[Any] = [one for one in records if typed == one.id]  # type: ignore[attr-defined]
    named = named or [one for one in records if fold(typed) == fold(one.name)]  # type: ignore[attr-defined]
    named = named or [one for one in records if fold(typed) in fold(one.name)]  # type: ignore[attr-defined]
    if not named:
        raise NotFoundError(what=what, key=typed)
    if len(named) > 1:
        raise _ambiguous(what, typed, [(one.id, one.name) for one in named])
    found: T = named[0]
    return found


def _ambiguous(what: Text, typed: str, named: Sequence[tuple[str, str]]) -> AmbiguousError:
    return AmbiguousError(what=what, key=typed, candidates=tuple(named))
