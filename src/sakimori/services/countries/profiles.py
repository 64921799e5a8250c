"""Country profiles 国別情報: countries our flows reach, how old each reading is, and drafts for consents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.records.country import Certainty, CountryFact, CountryProfile, Point
from sakimori.domain.records.data_flow import DataFlow, Erasure
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError, StateError
from sakimori.exchange.lists.values import parse_website
from sakimori.exchange.reference import STATES, ShippedProfile, country_name, shipped_profiles
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.country_information import TOO_OLD, Draft, Lack, RecipientFacts, draft_information
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.rules.gaps.flows.foreign import places
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.recording import record, record_many
from sakimori.services.kernel.unit import WriteResult, all_records, random_id
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import country_codes, invalid_value
from sakimori.services.settings.policy import policy_known

_COUNTRY: Final = Text("外国を一覧から選んでください。", "Choose a foreign country from the list.")
_FUTURE: Final = Text("本日までの日にしてください。", "Give a day up to today.")
_OVER: Final = Text("読んだ日以後の日にしてください。", "Give a day from the day of reading on.")
_SOURCE: Final = Text("どこで調べたかを書いてください。", "Say where it was read.")
_WHAT: Final = Text("内容を書いてください。", "Describe it.")
_FACTS: Final = Text("付属の国別情報", "a country profile that comes along")
_NOTHING: Final = Text("加わる事実がありません。登録済みの内容はそのままです。", "There is nothing to add.")
_READ_WHERE: Final = Text(
    "どこで、いつ読んだかを書いてください。読んでいないものは「要確認」にしてください。",
    "Say where and when it was read; mark what was not read as to be checked.",
)
_NO_FACTS: Final = frozenset({"id", "checked_on", "facts", "source", "version"})
_SAID_BY_ANSWER: Final = frozenset({Point.EU_ADEQUACY, Point.CBPR_ECONOMY})
"""Points on which a fact needs no words: the answer says it all."""
_NOTES: Final = (("government_access", "government_access_note"), ("localisation", "localisation_note"))


class ProfileState(StrEnum):
    """How our reading of a country stands on a day, what needs attention first."""

    MISSING = "missing"
    STALE = "stale"
    OPEN = "open"
    READ = "read"


@dataclass(frozen=True, slots=True)
class FlowUse:
    """A flow that reaches a country."""

    third_party_id: str
    third_party: str
    flow_id: str
    flow: str


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One country: our profile of it, the first day on which that is too old, and the flows that reach it.

    Points of the regime count as open only where somebody must be told them: not for designated countries.
    """

    code: str
    state: ProfileState
    profile: CountryProfile | None
    stale_from: date | None
    flows: tuple[FlowUse, ...]
    is_designated: bool
    shipped: ShippedProfile | None

    @property
    def is_offered_more(self) -> bool:
        """Whether the facts that come along would answer something that nobody has answered."""
        if self.shipped is None or self.profile is None:
            return self.shipped is not None
        return _filled(self.profile, as_profile(self.shipped, "en")) != self.profile

    @property
    def needs_work(self) -> bool:
        """Whether flows reach a country of which we know nothing, or nothing recent."""
        return bool(self.flows) and self.state in {ProfileState.MISSING, ProfileState.STALE}


def profile_codes() -> frozenset[str]:
    """Every country and state of which there can be a profile."""
    return (country_codes() | STATES.keys()) - {HOME}


@needs(Permission.READ_SETTINGS)
def profile_rows(workspace: Workspace, *, number: int, on: date) -> tuple[ProfileRow, ...]:
    """Every foreign country as known after an entry: those that flows reach first, and of them what needs work."""
    months = policy_known(workspace, number=number).country_profile_months
    with workspace.unit() as unit:
        profiles = {p.id: p for p in all_records(unit, CountryProfile, number=number)}
        parties = {p.id: p for p in all_records(unit, ThirdParty, number=number)}
        erased = {e.flow_id for e in all_records(unit, Erasure, number=number) if e.confirmed_on is not None}
        held = [f for f in all_records(unit, DataFlow, number=number) if f.id not in erased]
    uses = _uses(held, parties)
    rows = (_row(code, profiles.get(code), uses.get(code, ()), months, on) for code in profile_codes())
    order = list(ProfileState)
    return tuple(sorted(rows, key=lambda r: (not r.flows, order.index(r.state) if r.flows else 0, r.code)))


@needs(Permission.EDIT_COUNTRIES)
def save_profile(
    workspace: Workspace, profile: CountryProfile, *, actor: Actor, at: datetime, reason: str = ""
) -> WriteResult[CountryProfile]:
    """Write down what was read of a country, anew or again.

    Raises:
        InvalidValueError: It is no foreign country, the day is to come, or the source or a description is missing.
        ConflictError: Somebody else saved it since it was read.
    """
    if profile.id not in profile_codes():
        raise _invalid("country", profile.id, _COUNTRY)
    if profile.checked_on > legal_day(at):
        raise _invalid("checked_on", profile.checked_on.isoformat(), _FUTURE)
    if is_blank(profile.source):
        raise _invalid("source", "", _SOURCE)
    for answer, note in _NOTES:
        if getattr(profile, answer) and is_blank(getattr(profile, note)):
            raise _invalid(note, "", _WHAT)
    with workspace.unit() as unit:
        standing = unit.records.find(CountryProfile, profile.id)
    kept = {*(standing.facts if standing else ()), *(shipped.facts if (shipped := _shipped(profile.id)) else ())}
    facts = tuple(fact if fact in kept else _checked(fact, actor, at) for fact in profile.facts)
    return record(workspace, replace(profile, facts=facts), actor=actor, at=at, reason=reason)


def with_fact(profile: CountryProfile, fact: CountryFact) -> CountryProfile:
    """The profile with a fact in place of what stood on its point as surely; what was read replaces what was not.

    One without words takes the other away, where words are what it is for.
    """
    gone = {fact.certainty, Certainty.MEMORY} if fact.was_read else {fact.certainty}
    rest = tuple(one for one in profile.facts if one.point is not fact.point or one.certainty not in gone)
    says = fact.point in _SAID_BY_ANSWER or not all(is_blank(fact.words.get(language)) for language in ("ja", "en"))
    return replace(profile, facts=(*rest, fact) if says else rest)


def _checked(fact: CountryFact, actor: Actor, at: datetime) -> CountryFact:
    """A fact that somebody adds: read by whoever writes it down, at a place and on a day that have been."""
    if fact.certainty is not Certainty.MEMORY and not fact.was_read:
        raise _invalid("source", "", _READ_WHERE)
    if fact.read_on is not None and fact.read_on > legal_day(at):
        raise _invalid("checked_on", fact.read_on.isoformat(), _FUTURE)
    if fact.until is not None and fact.read_on is not None and fact.until < fact.read_on:
        raise invalid_value("until", fact.until.isoformat(), _OVER, words=field_words(CountryFact, "until"))
    address = parse_website(fact.url)
    if address.fault is not None:
        raise invalid_value("url", fact.url, address.fault.expected, words=field_words(CountryFact, "url"))
    return replace(fact, read_by=actor.id)


@needs(Permission.EDIT_COUNTRIES)
def adopt_profiles(
    workspace: Workspace, codes: Iterable[str], *, language: str, actor: Actor, at: datetime, reason: str = ""
) -> WriteResult[tuple[CountryProfile, ...]]:
    """Take the facts that come along over as our own, with their day and source; they never replace an answer of ours.

    Raises:
        NotFoundError: Nothing comes along for a country.
        StateError: Everything that comes along is there already.
    """
    facts = shipped_profiles()
    with workspace.unit() as unit:
        wanted = []
        for code in dict.fromkeys(codes):
            if code not in facts:
                raise NotFoundError(what=_FACTS, key=code)
            standing = unit.records.find(CountryProfile, code)
            offered = as_profile(facts[code], language)
            taken = offered if standing is None else _filled(standing, offered)
            if taken != standing:
                wanted.append(taken)
    if not wanted:
        raise StateError(why=_NOTHING)
    return record_many(workspace, wanted, actor=actor, at=at, batch_id=random_id("ba"), reason=reason)


def as_profile(shipped: ShippedProfile, language: str) -> CountryProfile:
    """The facts that come along as a profile in the words of one language."""
    return CountryProfile(
        id=shipped.code,
        checked_on=shipped.checked_on,
        has_general_law=shipped.has_general_law,
        law=shipped.words(Point.GENERAL_LAW).get(language),
        eu_adequacy=shipped.eu_adequacy,
        cbpr_economy=shipped.cbpr_economy,
        missing_oecd=shipped.missing_oecd.get(language) if shipped.missing_oecd else None,
        government_access=shipped.government_access,
        government_access_note=shipped.words(Point.GOVERNMENT_ACCESS).get(language),
        localisation=shipped.localisation,
        localisation_note=shipped.words(Point.LOCALISATION).get(language),
        breach_hours=shipped.breach_hours,
        facts=shipped.facts,
        source=shipped.source,
        note=shipped.remark.get(language),
    )


def _filled(standing: CountryProfile, offered: CountryProfile) -> CountryProfile:
    """Only what nobody has answered is filled in; the day stays that on which a person looked.

    Facts come beside ours, unless ours on the same point are as sure.
    """
    blank: dict[str, Any] = {
        f.name: getattr(offered, f.name)
        for f in fields(CountryProfile)
        if f.name not in _NO_FACTS
        and getattr(standing, f.name) in (None, "")
        and getattr(offered, f.name) not in (None, "")
    }
    sure = {(fact.point, fact.certainty) for fact in standing.facts} | {
        (fact.point, Certainty.MEMORY) for fact in standing.facts if fact.was_read
    }
    if more := tuple(fact for fact in offered.facts if (fact.point, fact.certainty) not in sure):
        blank["facts"] = (*standing.facts, *more)
    if blank and offered.source not in standing.source:
        blank["source"] = "; ".join(filter(None, (standing.source, offered.source)))
    return replace(standing, **blank)


def _uses(flows: Iterable[DataFlow], parties: Mapping[str, ThirdParty]) -> Mapping[str, tuple[FlowUse, ...]]:
    found: defaultdict[str, list[FlowUse]] = defaultdict(list)
    for flow in flows:
        party = parties.get(flow.third_party_id)
        if party is None or not is_watched(party):
            continue
        for code in places(party, flow, at_home=False):
            found[code].append(FlowUse(party.id, party.legal_name, flow.id, flow.name))
    return {code: tuple(sorted(uses, key=lambda u: (u.third_party, u.flow))) for code, uses in found.items()}


def _row(code: str, profile: CountryProfile | None, flows: tuple[FlowUse, ...], months: int, on: date) -> ProfileRow:
    stale_from = profile.stale_from(months) if profile else None
    is_designated = code in DESIGNATED_COUNTRIES
    if profile is None:
        state = ProfileState.MISSING
    elif stale_from is not None and stale_from <= on:
        state = ProfileState.STALE
    else:
        is_open = bool(profile.reading(on, months).unanswered) and not is_designated
        state = ProfileState.OPEN if is_open else ProfileState.READ
    return ProfileRow(code, state, profile, stale_from, flows, is_designated, _shipped(code))


def _shipped(code: str) -> ShippedProfile | None:
    return shipped_profiles().get(code)


def _invalid(field: str, value: str, expected: Text) -> Exception:
    return invalid_value(field, value, expected, words=field_words(CountryProfile, field))


@needs(Permission.READ_SETTINGS)
def information_for(
    workspace: Workspace, code: str, recipient: RecipientFacts, *, language: str, on: date, number: int
) -> Draft | None:
    """The information of 規則17条2項 on a country as known after an entry; None where it is designated: none is due."""
    if code in DESIGNATED_COUNTRIES:
        return None
    with workspace.unit() as unit:
        profiles = {profile.id: profile for profile in all_records(unit, CountryProfile, number=number)}
    if code not in profiles:
        return Draft("", (Lack("checked_on", TOO_OLD),))
    policy = policy_known(workspace, number=number)
    return draft_information(
        profiles[code], country_name(code), recipient, language=language, on=on, policy=policy
    )  # fmt: skip
