"""Requests of persons 本人からの請求 (法32条2項, 33条–35条): what was asked, checked, found and answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.records.passed_on import PassedOnAbout
from sakimori.domain.records.record import personal
from sakimori.domain.records.third_party import SELF_ID


class RequestKind(StrEnum):
    """What a person asks for; RECORDS are those of provision and receipt (法33条5項)."""

    PURPOSE = "purpose"
    DISCLOSURE = "disclosure"
    RECORDS = "records"
    CORRECTION = "correction"
    STOP_USE = "stop_use"
    ERASURE = "erasure"
    STOP_PROVISION = "stop_provision"

    @property
    def takes_fee(self) -> bool:
        """Whether a fee may be taken (法38条1項)."""
        return self in {RequestKind.PURPOSE, RequestKind.DISCLOSURE, RequestKind.RECORDS}

    @property
    def can_be_sued(self) -> bool:
        """Whether a suit may follow (法39条1項); the notice of a purpose is no claim of that kind."""
        return self is not RequestKind.PURPOSE

    @property
    def asks_recipients_for(self) -> PassedOnAbout | None:
        """What recipients are asked while the request is looked into, or once it is granted; None where nothing is."""
        return {
            RequestKind.DISCLOSURE: PassedOnAbout.SEARCH,
            RequestKind.CORRECTION: PassedOnAbout.CORRECTION,
            RequestKind.STOP_USE: PassedOnAbout.STOP,
            RequestKind.ERASURE: PassedOnAbout.ERASURE,
            RequestKind.STOP_PROVISION: PassedOnAbout.STOP,
        }.get(self)

    @property
    def changes_data(self) -> bool:
        """Whether granting it changes what we hold, so that copies elsewhere have to follow."""
        return self.asks_recipients_for not in {None, PassedOnAbout.SEARCH}


class RequestChannel(StrEnum):
    """The way on which a request came in."""

    COUNTER = "counter"
    FORM = "form"
    MAIL = "mail"
    LETTER = "letter"
    PHONE = "phone"


class AskedBy(StrEnum):
    """Who asks (法37条3項, 施行令13条)."""

    PERSON = "person"
    LEGAL_AGENT = "legal_agent"
    MANDATED_AGENT = "mandated_agent"

    @property
    def is_agent(self) -> bool:
        """Whether it has to be known by what this one may ask for the person."""
        return self is not AskedBy.PERSON


class AgentAuthority(StrEnum):
    """By what an agent showed that he may ask for the person; neither the paper nor a copy of it is kept."""

    MANDATE = "mandate"
    FAMILY_REGISTER = "family_register"
    GUARDIANSHIP = "guardianship"
    OTHER = "other"


class ReplyWay(StrEnum):
    """By what method the person wants disclosure, and by which the reply went (法33条1項・2項, 規則30条)."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    VIEWING = "viewing"
    OTHER = "other"


class ClaimGround(StrEnum):
    """Why a stop or an erasure is asked for: unlawful handling (法35条1項・3項), or one of the cases of 35条5項."""

    UNLAWFUL = "unlawful"
    NOT_NEEDED = "not_needed"
    BREACH = "breach"
    HARM = "harm"


class IdentityCheck(StrEnum):
    """How it was checked that the person (or the agent) is who he says; no document is kept, nor a copy of one."""

    LOGIN = "login"
    SHOWN = "shown"
    ELECTRONIC_ID = "electronic_id"
    COPY_DESTROYED = "copy_destroyed"
    CALLED_BACK = "called_back"
    KNOWN_DETAILS = "known_details"


class Searched(StrEnum):
    """Whether the person is in a data set, after somebody looked."""

    FOUND = "found"
    NOT_FOUND = "not_found"


class RefusalGround(StrEnum):
    """Why a request is refused wholly or in part; each stands in the Act, and only for some requests."""

    HARM = "harm"
    HINDRANCE = "hindrance"
    OTHER_LAW = "other_law"
    RECORD_EXEMPT = "record_exempt"
    PURPOSE_PLAIN = "purpose_plain"
    PURPOSE_EXEMPT = "purpose_exempt"
    CONTENT_TRUE = "content_true"
    BEYOND_PURPOSE = "beyond_purpose"
    OTHER_PROCEDURE = "other_procedure"
    NO_GROUND = "no_ground"
    SUBSTITUTE = "substitute"
    NOT_RETAINED = "not_retained"
    NOT_IDENTIFIED = "not_identified"


class RequestResult(StrEnum):
    """How a request ended."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    NOT_HELD = "not_held"
    WITHDRAWN = "withdrawn"

    @property
    def needs_ground(self) -> bool:
        """Whether the person is told what was not done, so that a ground has to stand."""
        return self in {RequestResult.PARTLY, RequestResult.REFUSED}

    @property
    def does_something(self) -> bool:
        """Whether what was asked is done, wholly or in part."""
        return self in {RequestResult.GRANTED, RequestResult.PARTLY}


@dataclass(frozen=True, slots=True)
class DataSetSearch:
    """That somebody looked for the person in a data set on a day."""

    data_set_id: str
    found: Searched
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class PersonRequest:
    """One request of a person; who it is stands in the personal fields alone, which go after `erase_after`.

    None in `asked_by` means that nobody said who asks. Of identity only the way, the day and who checked are kept, of
    an agent also by what he showed his `authority`. `reason_told` says whether the ground of a refusal was explained
    (法36条); `number` is ours and tells nobody; `owner_id` is who sees to it.
    """

    id: str
    number: str
    kind: RequestKind
    received_on: date
    channel: RequestChannel
    asked_by: AskedBy | None = None
    method: ReplyWay | None = None
    claim: ClaimGround | None = None
    data_set_ids: tuple[str, ...] = ()
    person_name: str | None = personal()
    customer_number: str | None = personal()
    contact: str | None = personal()
    wish: str | None = personal()
    identity_how: IdentityCheck | None = None
    identity_on: date | None = None
    identity_by: str | None = None
    authority: AgentAuthority | None = None
    fee_yen: int | None = None
    searches: tuple[DataSetSearch, ...] = ()
    records_searched_on: date | None = None
    records_found: int | None = None
    result: RequestResult | None = None
    grounds: frozenset[RefusalGround] = frozenset()
    reason_told: bool | None = None
    replied_on: date | None = None
    replied_by: str | None = None
    reply_way: ReplyWay | None = None
    erase_after: date | None = None
    erased_on: date | None = None
    owner_id: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether no reply has gone out."""
        return self.replied_on is None

    @property
    def lacks_authority(self) -> bool:
        """Whether an agent asks of whom nobody has seen that he may."""
        return self.asked_by is not None and self.asked_by.is_agent and self.authority is None

    @property
    def is_identified(self) -> bool:
        """Whether it is known who asks, and that he may."""
        return self.asked_by is not None and self.identity_on is not None and not self.lacks_authority

    def search_of(self, data_set_id: str) -> DataSetSearch | None:
        """What was found in a data set; None where nobody has looked."""
        return next((one for one in self.searches if one.data_set_id == data_set_id), None)

    @property
    def found_in(self) -> tuple[str, ...]:
        """The data sets in which the person was found."""
        return tuple(one.data_set_id for one in self.searches if one.found is Searched.FOUND)

    @property
    def not_searched(self) -> tuple[str, ...]:
        """The data sets concerned in which nobody has looked."""
        return tuple(i for i in self.data_set_ids if self.search_of(i) is None)
