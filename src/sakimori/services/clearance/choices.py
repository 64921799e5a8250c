"""What the clearance check offers to choose from: recipients, data, purposes, and what a question begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sakimori.domain.codes import Role, UserRole
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.contract import Contract, ContractCover
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Purpose
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.exchange.registers.fields import field_words
from sakimori.services.clearance.cases import facts_of_recipient
from sakimori.services.clearance.grounds import ROLES_OF_GROUNDS
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.services.parties.search import nearest_names, search
from sakimori.store.reads.party_search import FoundBy

_PARTY: Final = Text("取引先", "third party")
_FOUND: Final = 8
_SAME: Final = (
    "route", "purpose_id", "data_set_id", "consent_text_id", "joint_use_id", "filing_id", "transfer_method",
)  # fmt: skip
"""In these a question may not differ from the registered flow that it stays inside."""


_KIND_WORDS: Final = frozenset(
    fold(word)
    for word in ("生成AI", "生成AIサービス", "AIサービス", "対話AI", "AI", "generative AI", "AI service", "AI services")
)
"""How people name a service that learns without saying which one."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """A data set of ours with its parts."""

    data_set: DataSet
    parts: tuple[DataSetPart, ...]

    @property
    def persons(self) -> int | None:
        """How many persons; None while one of the parts is not counted."""
        counts = [part.person_count for part in self.parts]
        return sum(c for c in counts if c is not None) if counts and None not in counts else None


@dataclass(frozen=True, slots=True)
class OwnChoices:
    """Our own registers, as far as a question names them."""

    data: tuple[OwnData, ...]
    purposes: tuple[Purpose, ...]
    consent_texts: tuple[ConsentText, ...]
    joint_uses: tuple[JointUse, ...]
    filings: tuple[Filing, ...]

    def of(self, data_set_id: str | None) -> OwnData | None:
        """One of the data sets."""
        return next((one for one in self.data if one.data_set.id == data_set_id), None)


@dataclass(frozen=True, slots=True)
class RecipientCandidate:
    """A third party that a search has found; `word` is what matched where that is not the name."""

    id: str
    name: str
    word: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a search has found; with `is_near` nothing matched, and these names only look alike."""

    found: tuple[RecipientCandidate, ...]
    is_near: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient with the flows that a question can begin with: running ones first, by name.

    `receipts` are those by which data come from it, `contracts` those in force that are confirmed to cover it.
    """

    party: ThirdParty
    flows: tuple[DataFlow, ...]
    receipts: tuple[DataFlow, ...] = ()
    contracts: tuple[Contract, ...] = ()
    service_id: str | None = None

    def of_service(self, service_id: str) -> Recipient:
        """The recipient as one of its services: without the flows that name another one."""
        flows, receipts = (
            tuple(flow for flow in listed if flow.service_id in {None, service_id})
            for listed in (self.flows, self.receipts)
        )
        return replace(self, flows=flows, receipts=receipts, service_id=service_id)


@needs(Permission.ASK_CLEARANCE)
def own_choices(workspace: Workspace, *, actor: Actor, on: date) -> OwnChoices:
    """What there is to choose on a day, by name.

    Raises:
        NotPermittedError: The role may not ask.
    """
    with workspace.unit() as unit:
        parts = unit.records.select(DataSetPart, order="name")
        sets = [d for d in unit.records.select(DataSet, order="name") if d.ended_on is None or d.ended_on >= on]
        purposes = unit.records.select(Purpose, order="name")
        return OwnChoices(
            tuple(OwnData(d, tuple(part for part in parts if part.data_set_id == d.id)) for d in sets),
            tuple(p for p in purposes if p.published_until is None or p.published_until >= on),
            tuple(unit.records.select(ConsentText, order="name")),
            tuple(unit.records.select(JointUse, order="name")),
            tuple(unit.records.select(Filing, order="name")),
        )


@needs(Permission.ASK_CLEARANCE)
def candidates(workspace: Workspace, text: str, *, actor: Actor) -> Candidates:
    """The third parties that a text may mean, best first; people of theirs are no way to find one here.

    Raises:
        NotPermittedError: The role may not ask.
    """
    if is_blank(text):
        return Candidates((), is_near=False)
    if learning := _that_learn(workspace, text):
        return Candidates(learning[:_FOUND], is_near=False)
    hits = search(workspace, text, limit=_FOUND * 2)
    is_near = not hits
    found = [
        RecipientCandidate(hit.third_party_id, hit.legal_name, hit.word if hit.found_by is not FoundBy.NAME else "")
        for hit in (nearest_names(workspace, text) if is_near else hits)
        if hit.merged_into is None
        and not hit.is_archived
        and hit.third_party_id != SELF_ID
        and hit.found_by is not FoundBy.CONTACT
    ]
    return Candidates(tuple(found[:_FOUND]), is_near)


def _that_learn(workspace: Workspace, text: str) -> tuple[RecipientCandidate, ...]:
    """The third parties of services that learn, where a text names no service but this kind of service."""
    if fold(text) not in _KIND_WORDS:
        return ()
    with workspace.unit() as unit:
        services = unit.records.with_ids(Service, [facts.service_id for facts in unit.records.select(AiFacts)])
        named = {one.third_party_id: one.name for one in services if one.ended_on is None}
        parties = unit.records.with_ids(ThirdParty, named)
    standing = (one for one in parties if one.merged_into is None and one.archived_on is None)
    return tuple(RecipientCandidate(one.id, f"{one.legal_name} – {named[one.id]}", text) for one in standing)


@needs(Permission.ASK_CLEARANCE)
def recipient(workspace: Workspace, third_party_id: str, *, actor: Actor, on: date) -> Recipient:
    """A recipient; one that was merged away gives the one that it became.

    Raises:
        NotFoundError: There is no such third party.
        NotPermittedError: The role may not ask.
    """
    with workspace.unit() as unit:
        party = unit.records.find(ThirdParty, third_party_id)
        while party is not None and party.merged_into is not None:
            party = unit.records.find(ThirdParty, party.merged_into)
        if party is None or party.id == SELF_ID:
            raise NotFoundError(what=_PARTY, key=third_party_id)
        flows = unit.records.select(DataFlow, "third_party_id = :id", {"id": party.id})
        covers = unit.records.select(
            ContractCover, "third_party_id = :id AND removed_on IS NULL AND confirmed_on IS NOT NULL", {"id": party.id}
        )
        contracts = [unit.records.find(Contract, cover.contract_id) for cover in covers]
    lasting = [f for f in flows if f.end_on is None or f.end_on >= on]
    lasting.sort(key=lambda f: (f.start_on is None or f.start_on > on, f.name, f.id))
    return Recipient(
        party,
        tuple(f for f in lasting if not f.comes_in),
        tuple(f for f in lasting if f.comes_in),
        tuple(one for one in contracts if one is not None and one.in_force(on)),
    )


@needs(Permission.ASK_CLEARANCE)
def recipient_of(workspace: Workspace, flow_id: str, *, actor: Actor) -> str:
    """The other side of a flow; an empty text where there is no such flow."""
    with workspace.unit() as unit:
        flow = unit.records.find(DataFlow, flow_id)
    return "" if flow is None else flow.third_party_id


def first_flow(found: Recipient, like: DataFlow | None, *, direction: Direction | None = None) -> DataFlow:
    """The flow that a question begins with: a registered one, or one of which only the recipient is known."""
    if like is not None:
        return like
    role = next(iter(found.party.roles)) if len(found.party.roles) == 1 else None
    way = direction or usual_direction(found.party)
    return DataFlow("", found.party.id, "", direction=way, role=role, service_id=found.service_id)


def usual_direction(party: ThirdParty) -> Direction:
    """The direction of a question that names none: whoever is nothing but a source gives, all others receive."""
    return Direction.IN if party.roles == {Role.SOURCE} else Direction.OUT


def on_ground(flow: DataFlow, party: ThirdParty, route: LegalRoute) -> DataFlow:
    """The flow on another ground: nobody has reasoned or decided that one, and the role follows from it."""
    if route is flow.route:
        return flow
    usual = [role for role in ROLES_OF_GROUNDS.get(route, (Role.RECIPIENT,)) if role in party.roles]
    role = flow.role if flow.role in usual else next(iter(usual), flow.role)
    return replace(
        flow, route=route, role=role, route_rationale="", route_evidence_id=None, route_decided_by=None,
        route_decided_on=None,
    )  # fmt: skip


def is_within(asked: DataFlow, known: DataFlow, *, on: date | None = None) -> bool:
    """Whether a question stays inside a registered flow, so that what was recorded and decided of it still holds."""
    if on is not None and known.end_on is not None and known.end_on < on:
        return False
    if any(getattr(asked, name) != getattr(known, name) for name in _SAME):
        return False
    if not asked.categories or not asked.categories <= (known.categories or frozenset()):
        return False
    if known.data_items and not set(asked.data_items) <= set(known.data_items):
        return False
    return asked.persons == known.persons or (
        asked.persons is not None and known.persons is not None and asked.persons <= known.persons
    )


def asked_flow(asked: DataFlow, known: DataFlow | None, *, on: date) -> DataFlow:
    """The flow as a question names it: the registered one while it stays inside, else one that stands alone.

    On the ground of a registered flow what carries it abroad is carried over, and so is the day since which it is due
    to be checked.
    """
    if known is not None and is_within(asked, known, on=on):
        return asked
    is_alike = known is not None and known.route is asked.route
    return replace(
        asked, id="", name="", start_on=asked.start_on if is_alike else on, end_on=None, route_decided_by=None,
        route_decided_on=None,
    )  # fmt: skip


def checked_items(typed: str) -> tuple[str, ...]:
    """The items of a line of words, parted by commas.

    Raises:
        InvalidValueError: An item holds a card number.
        MyNumberError: An item holds a My Number.
    """
    refuse_personal_numbers("data_items", typed, words=field_words(DataFlow, "data_items"))
    parts = typed.replace("，", ",").replace("、", ",").split(",")
    return tuple(dict.fromkeys(filter(None, (clean(part) for part in parts))))


@needs(Permission.ASK_CLEARANCE)
def known_facts(workspace: Workspace, flow: DataFlow, *, actor: Actor) -> HandOver:
    """What is on record for a question to begin with; a registered flow brings all of its facts.

    Raises:
        NotFoundError: The recipient does not exist.
        NotPermittedError: The role may not ask.
    """
    with workspace.unit() as unit:
        dossiers = load_dossiers(unit, [flow.third_party_id])
    if not dossiers:
        raise NotFoundError(what=_PARTY, key=flow.third_party_id)
    return facts_of_recipient(dossiers[0], flow)


def with_answers(facts: HandOver, answers: dict[str, object]) -> HandOver:
    """The facts with what the asker answered; an approval was given on the facts as they stood before."""
    changed = {name: value for name, value in answers.items() if getattr(facts, name) != value}
    if not changed:
        return facts
    return replace(facts, **changed, approved_by=None, approved_on=None)  # type: ignore[arg-type]


@needs(Permission.READ_APPROVED)
def whom_to_ask(workspace: Workspace, *roles: UserRole, on: date) -> tuple[User, ...]:
    """The people with any of some roles who work here on a day, by department and name."""
    with workspace.unit() as unit:
        people: Sequence[User] = unit.records.select(User)
    here = [u for u in people if u.roles.intersection(roles) and u.works_here(on)]
    return tuple(sorted(here, key=lambda u: (u.department, u.name)))
