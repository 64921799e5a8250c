"""Contracts 契約: their terms, whom they cover, and the clauses 条項 that were read in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.quick import quick
from sakimori.domain.values.text import Text


class ClauseLevel(StrEnum):
    """Why a clause is looked for: law or a named standard, a guideline that calls it desirable, common practice."""

    MUST = "must"
    SHOULD = "should"
    COMMON = "common"

    @property
    def rank(self) -> int:
        """0 weighs most."""
        return list(ClauseLevel).index(self)


class ClauseSetCode(StrEnum):
    """The sets of clauses, by what is handed over and to whom."""

    ITK = "ITK"
    MYN = "MYN"
    XBR = "XBR"
    JUS = "JUS"
    TPP = "TPP"
    PRI = "PRI"
    PSE = "PSE"
    ANP = "ANP"
    CLD = "CLD"
    SUC = "SUC"
    DPA = "DPA"
    SCC = "SCC"
    CCP = "CCP"


class ClauseState(StrEnum):
    """What a reader found in a contract; NOT_CHECKED is what nobody has read for, and is never counted as there."""

    PRESENT = "present"
    WEAK = "weak"
    ABSENT = "absent"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Clause:
    """One point that a contract is read for; `base` is the article, guideline heading or standard behind it."""

    id: str
    level: ClauseLevel
    text: Text
    base: Text


@dataclass(frozen=True, slots=True)
class ClauseSet:
    """The clauses of one kind of hand-over."""

    code: ClauseSetCode
    title: Text
    explains: Text
    clauses: tuple[Clause, ...]


class ContractKind(StrEnum):
    """What a contract is for."""

    ENTRUSTMENT = "entrustment"
    NDA = "nda"
    DPA = "dpa"
    JOINT_USE = "joint_use"
    PROVISION = "provision"
    FOREIGN_PROVISION = "foreign_provision"
    TERMS = "terms"
    SCC = "scc"
    RESALE = "resale"
    SUCCESSION_TALKS = "succession_talks"
    GROUP_RULES = "group_rules"
    OTHER = "other"


class ContractState(StrEnum):
    """How a contract stands on a day, the most pressing first; never stored, since days alone change it."""

    UNDECIDED = "undecided"
    NOTICE = "notice"
    ENDED = "ended"
    ENDING = "ending"
    UNSIGNED = "unsigned"
    TERM_UNKNOWN = "term_unknown"
    COMING = "coming"
    IN_FORCE = "in_force"


@quick
@dataclass(frozen=True, slots=True)
class Contract:
    """One contract, kept in the dossier of the party that signed it; `ContractCover` says whom it covers.

    `end_on` is the last day of the term on record. With `auto_renews` the contract goes on by `renewal_months` unless
    notice is given `notice_days_ours` before; `renewal_decided_until` is the end of the last term whose going on a
    person has decided. `terminated_on` is the last day of a contract that was ended.
    """

    id: str
    third_party_id: str
    title: str
    kind: ContractKind
    parent_id: str | None = None
    our_side: str = ""
    other_side: str = ""
    signed_on: date | None = None
    start_on: date | None = None
    end_on: date | None = None
    open_ended: bool | None = None
    auto_renews: bool | None = None
    renewal_months: int | None = None
    notice_days_ours: int | None = None
    notice_days_theirs: int | None = None
    renewal_decided_until: date | None = None
    renewal_decided_by: str | None = None
    terminated_on: date | None = None
    governing_law: str | None = None
    breach_notice_hours: int | None = None
    terms_url: str = ""
    terms_version: str = ""
    terms_changed_on: date | None = None
    document_ids: tuple[str, ...] = ()
    service_ids: tuple[str, ...] = ()
    note: str = ""
    external_key: str | None = None
    version: int = 1

    @property
    def renews(self) -> bool:
        """Whether it goes on by itself at the end of its term; a renewal without a length is not known to."""
        return bool(self.auto_renews and self.renewal_months and self.end_on)

    @property
    def last_day(self) -> date | None:
        """The last day on which it is in force; None stands for no known day. A renewal nobody knows of is none."""
        if self.terminated_on is not None:
            return self.terminated_on
        return None if self.renews or self.open_ended else self.end_on

    @property
    def begins_on(self) -> date | None:
        """The first day of force: what is signed after its start binds from the signing on."""
        return max((day for day in (self.start_on, self.signed_on) if day is not None), default=None)

    @property
    def is_term_known(self) -> bool:
        """Whether anybody has said how long it lasts."""
        if self.terminated_on is not None or self.open_ended:
            return True
        return self.end_on is not None and self.auto_renews is not None and (not self.auto_renews or self.renews)

    def in_force(self, on: date) -> bool:
        """Whether it is in force on a day; a contract that was never signed or begun is not."""
        begins = self.begins_on
        return begins is not None and begins <= on and (self.last_day is None or on <= self.last_day)

    def term_end(self, after: date) -> date | None:
        """The end of the first term that ends on a day or later; None where terms do not end."""
        if self.end_on is None:
            return None
        if not self.renews or self.terminated_on is not None or self.renewal_months is None:
            return self.last_day if self.last_day is not None and self.last_day >= after else None
        # Each term is counted from the first end (民法143条): the 31st comes back after a short month.
        terms = max(0, ((after.year - self.end_on.year) * 12 + after.month - self.end_on.month) // self.renewal_months)
        while (end := add_months(self.end_on, terms * self.renewal_months)) < after:
            terms += 1
        return end

    def notice_day(self, term_end: date) -> date | None:
        """The last day on which notice can be given so that a term is the last; None where no notice is agreed."""
        if not self.renews or self.notice_days_ours is None:
            return None
        return term_end - timedelta(days=self.notice_days_ours)

    @property
    def undecided_term_end(self) -> date | None:
        """The end of the first term whose going on nobody has decided."""
        if not self.renews or self.terminated_on is not None or self.end_on is None:
            return None
        if self.renewal_decided_until is None:
            return self.end_on
        return self.term_end(next_day(self.renewal_decided_until))


@dataclass(frozen=True, slots=True)
class ContractCover:
    """That a contract covers a third party; it counts only when a person has confirmed it."""

    id: str
    contract_id: str
    third_party_id: str
    note: str = ""
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    removed_on: date | None = None
    version: int = 1


@quick
@dataclass(frozen=True, slots=True)
class ContractClause:
    """What a reader found of one clause in one contract.

    `reason` says why a missing clause may be missing, or how its substance is secured otherwise (GL-F 4-2), with
    `evidence_id`; it counts when somebody of compliance has approved it. Where the state was read in a filed document,
    `source_id` names it, with its hash and the passage: `quote`, and from where to where it stands on `source_page`.
    """

    id: str
    contract_id: str
    third_party_id: str
    clause_id: str
    state: ClauseState = ClauseState.NOT_CHECKED
    page: str = ""
    note: str = ""
    reason: str = ""
    evidence_id: str | None = None
    reason_approved_by: str | None = None
    reason_approved_on: date | None = None
    checked_by: str | None = None
    checked_on: date | None = None
    source_id: str | None = None
    source_sha256: str = ""
    source_page: int | None = None
    source_start: int | None = None
    source_end: int | None = None
    quote: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class CoveringContract:
    """A contract as the dossier of a third party that it covers reads it."""

    contract: Contract
    cover: ContractCover
    clauses: tuple[ContractClause, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether the cover was confirmed and still stands."""
        return self.cover.confirmed_on is not None and self.cover.removed_on is None
