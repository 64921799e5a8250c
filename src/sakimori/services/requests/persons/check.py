"""What may stand in a request of a person, and what has to be done before it may be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sakimori.domain.records.own_registers import DataSet
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout
from sakimori.domain.records.person_requests import (
    AgentAuthority,
    AskedBy,
    ClaimGround,
    PersonRequest,
    RefusalGround,
    ReplyWay,
    RequestChannel,
    RequestKind,
    RequestResult,
)
from sakimori.domain.user import User
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.text import Text, cited
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.rules.facts.citations import ACT_38
from sakimori.rules.facts.person_requests import are_grounds_of, article_of
from sakimori.services.kernel.access import ALLOWED, Permission
from sakimori.services.kernel.unit import Unit
from sakimori.services.parties.check import NAME_LENGTH, TEXT_LENGTH, clean, refuse_personal_numbers
from sakimori.services.records.provisions import one_number

MOST_YEN: Final = 1_000_000
_REQUEST: Final = Text("本人からの請求", "request of a person")
_DISCLOSING: Final = frozenset({RequestKind.DISCLOSURE, RequestKind.RECORDS})
_HIDDEN: Final = Text("（表示しません）", "(not shown)")
_PAST: Final = Text("本日までの日にしてください。", "Give a day up to today.")
_NOT_BEFORE: Final = Text("受付日（{day}）以後の日にしてください。", "Give {day}, on which it came in, or a later day.")
_KNOWN_SETS: Final = Text("一覧から選んでください。", "Choose from the list.")
_LONG: Final = Text("{limit}字までにしてください。", "Use up to {limit} characters.")
_FEE: Final = Text("0から{most}までの整数にしてください。", "Give a whole number from 0 to {most}.")
_NO_FEE: Final = Text(
    "{kind}（{article}）では手数料を取れません。手数料は利用目的の通知と開示だけです（{fees}）。",
    "No fee may be taken for this: {kind} ({article}). Only for notice of purpose and disclosure ({fees}).",
)
_OVER: Final = Text("すでに回答しています。", "It was answered already.")
_OPEN: Final = Text("まだ回答していません。", "It was not answered yet.")
_IDENTITY: Final = Text(
    "本人確認の記録がありません。先に本人確認を記録してください。",
    "It is not recorded how it was checked who asks. Record that first.",
)
_WHO: Final = Text(
    "本人からの請求か、代理人からの請求かが記録されていません。先に記録してください。",
    "It is not recorded whether the person asks or an agent. Record that first.",
)
_AUTHORITY: Final = cited(
    "代理権の確認の記録がありません。先に記録してください（{law:act-37-3}の代理人）。",
    "It is not recorded how the agent showed the authority to ask ({art:act-37-3}). Record that first.",
)
_NOT_ABLE: Final = Text("請求を扱う役割の人を選んでください。", "Choose somebody whose role handles requests.")
_NO_AGENT: Final = Text("代理人からの請求ではありません。", "No agent asks.")
_GROUNDS: Final = Text(
    "応じない理由を、この請求に使えるものから選んでください。", "Choose a ground on which this may be refused."
)
_NO_GROUNDS: Final = Text("応じる回答に、応じない理由は付けられません。", "A grant has no ground of refusal.")
_NOT_SEARCHED: Final = Text(
    "まだ探していないデータセットがあります：{names}", "Nobody has looked in these data sets yet: {names}"
)
_NO_SETS: Final = Text("対象のデータセットを先に選んでください。", "Choose the data sets concerned first.")
_NOWHERE: Final = Text(
    "本人のデータが見つかったデータセットがありません。結果は「保有していない」です。",
    "The person was found in no data set. The result is: not held.",
)
_SOMEWHERE: Final = Text(
    "本人のデータが見つかっています。「保有していない」とは回答できません。",
    "The person was found. “Not held” is no answer.",
)
_RECORDS_FIRST: Final = Text("先に第三者提供記録を探してください。", "Search the records of provision first.")
_WAITING: Final = Text(
    "保有の確認に回答していない渡した先が{count}あります。", "Recipients that have not answered the search: {count}"
)


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What is noted of a request when it comes in, and may be corrected until it is answered."""

    kind: RequestKind
    received_on: date
    channel: RequestChannel
    asked_by: AskedBy | None = None
    method: ReplyWay | None = None
    claim: ClaimGround | None = None
    data_set_ids: tuple[str, ...] = ()
    person_name: str = ""
    customer_number: str = ""
    contact: str = ""
    wish: str = ""
    owner_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """What is noted of the reply."""

    result: RequestResult
    on: date
    way: ReplyWay | None = None
    grounds: frozenset[RefusalGround] = frozenset()
    reason_told: bool | None = None


def find_request(unit: Unit, request_id: str) -> PersonRequest:
    """The request.

    Raises:
        NotFoundError: There is none with this id.
    """
    return unit.records.get(PersonRequest, request_id, what=_REQUEST)


def require_open(request: PersonRequest) -> PersonRequest:
    """Refuse a request that was answered already."""
    if not request.is_open:
        raise StateError(why=_OVER)
    return request


def require_answered(request: PersonRequest) -> PersonRequest:
    """Refuse a request that was not answered yet."""
    if request.is_open:
        raise StateError(why=_OPEN)
    return request


def checked_draft(draft: RequestDraft) -> RequestDraft:
    """What is noted of a request; a customer number stands as it was typed, and is compared in its one form.

    Raises:
        InvalidValueError: A value cannot stand; it is not repeated.
        MyNumberError: A value is a My Number.
    """
    number = " ".join(draft.customer_number.split())
    if not is_blank(number):
        one_number(number)
    return replace(
        draft,
        person_name=_personal("person_name", draft.person_name),
        customer_number="" if is_blank(number) else number,
        contact=_personal("contact", draft.contact),
        wish=_personal("wish", draft.wish, one_line=False),
    )


def with_draft(unit: Unit, request: PersonRequest, draft: RequestDraft, *, today: date) -> PersonRequest:
    """The request with what is noted of it in a checked draft; what does not belong to its kind is left out.

    Raises:
        InvalidValueError: The day is to come, a data set does not exist, or whoever is to see to it may not.
    """
    check_day("received_on", draft.received_on, today)
    if unknown := set(draft.data_set_ids) - {s.id for s in unit.records.with_ids(DataSet, set(draft.data_set_ids))}:
        raise _invalid("data_set_ids", sorted(unknown)[0], _KNOWN_SETS)
    stops = draft.kind in {RequestKind.STOP_USE, RequestKind.ERASURE, RequestKind.STOP_PROVISION}
    wanted = tuple(dict.fromkeys(draft.data_set_ids))
    return replace(
        request,
        kind=draft.kind,
        received_on=draft.received_on,
        channel=draft.channel,
        asked_by=draft.asked_by,
        authority=request.authority if draft.asked_by is request.asked_by else None,
        method=draft.method if draft.kind in _DISCLOSING else None,
        claim=draft.claim if stops else None,
        data_set_ids=wanted,
        person_name=draft.person_name or None,
        customer_number=draft.customer_number or None,
        contact=draft.contact or None,
        wish=draft.wish or None,
        owner_id=_able(unit, draft.owner_id, today) if draft.owner_id else request.owner_id,
        searches=tuple(one for one in request.searches if one.data_set_id in wanted),
    )


def _able(unit: Unit, user_id: str, today: date) -> str:
    """Somebody who is here and may see to requests."""
    user = unit.records.find(User, user_id)
    if user is None or not user.works_here(today) or not user.roles & ALLOWED[Permission.HANDLE_REQUESTS]:
        raise _invalid("owner_id", user_id, _NOT_ABLE)
    return user_id


def checked_fee(request: PersonRequest, yen: int | None) -> int | None:
    """The fee, where one may be taken at all.

    Raises:
        InvalidValueError: It is no amount.
        StateError: The Act allows none for this (法38条1項).
    """
    if yen is None:
        return None
    if not request.kind.takes_fee:
        kind = code_word(request.kind)
        article = article_of(request.kind, request.claim).text
        raise StateError(why=_NO_FEE.format(kind=kind, article=article, fees=ACT_38.text))
    if not 0 <= yen <= MOST_YEN:
        raise _invalid("fee_yen", str(yen), _FEE.format(most=f"{MOST_YEN:,}"))
    return yen


def check_reply(unit: Unit, request: PersonRequest, draft: ReplyDraft, *, today: date) -> None:
    """Refuse a reply that says more than is known.

    Raises:
        InvalidValueError: The day, or a ground, cannot be.
        StateError: Something has to be done first.
    """
    check_day("replied_on", draft.on, today)
    if draft.on < request.received_on:
        expected = _NOT_BEFORE.format(day=request.received_on.isoformat())
        raise _invalid("replied_on", draft.on.isoformat(), expected)
    if draft.result.needs_ground and not (draft.grounds and are_grounds_of(request.kind, draft.grounds)):
        raise _invalid("grounds", "", _GROUNDS)
    if not draft.result.needs_ground and draft.grounds:
        raise _invalid("grounds", "", _NO_GROUNDS)
    if needs_identity(draft):
        _check_asker(request)
    if draft.result.does_something or draft.result is RequestResult.NOT_HELD:
        _check_found(unit, request, draft.result)


def _check_asker(request: PersonRequest) -> None:
    """Refuse to tell anything before it is known who asks, and of an agent that he may."""
    if request.asked_by is None:
        raise StateError(why=_WHO)
    if request.identity_on is None:
        raise StateError(why=_IDENTITY)
    if request.lacks_authority:
        raise StateError(why=_AUTHORITY)


def checked_authority(asked_by: AskedBy | None, authority: AgentAuthority | None) -> AgentAuthority | None:
    """By what an agent showed the authority to ask; a person who asks for himself needs none.

    Raises:
        InvalidValueError: No agent asks.
    """
    if authority is not None and (asked_by is None or not asked_by.is_agent):
        raise _invalid("authority", authority.value, _NO_AGENT)
    return authority


def needs_identity(draft: ReplyDraft) -> bool:
    """Whether a reply may only go to somebody who was identified: even that nothing is held tells something."""
    if draft.result is RequestResult.WITHDRAWN:
        return False
    return not (draft.result is RequestResult.REFUSED and RefusalGround.NOT_IDENTIFIED in draft.grounds)


def _check_found(unit: Unit, request: PersonRequest, result: RequestResult) -> None:
    if request.kind is RequestKind.RECORDS:
        if request.records_searched_on is None:
            raise StateError(why=_RECORDS_FIRST)
        is_somewhere = bool(request.records_found)
    else:
        if not request.data_set_ids:
            raise StateError(why=_NO_SETS)
        if request.not_searched:
            raise StateError(why=_NOT_SEARCHED.format(names=names_of_sets(unit, request.not_searched)))
        is_somewhere = bool(request.found_in)
    if result is RequestResult.NOT_HELD:
        if is_somewhere:
            raise StateError(why=_SOMEWHERE)
        if waiting := sum(one.answer is None for one in searches_elsewhere(unit, request.id)):
            raise StateError(why=_WAITING.format(count=waiting))
    elif not is_somewhere:
        raise StateError(why=_NOWHERE)


def searches_elsewhere(unit: Unit, request_id: str) -> list[PassedOn]:
    """What recipients were asked to look for because of a request."""
    where = "request_id = :request AND about = :about"
    return unit.records.select(PassedOn, where, {"request": request_id, "about": PassedOnAbout.SEARCH.value})


def names_of_sets(unit: Unit, data_set_ids: Iterable[str]) -> str:
    """The names of some data sets in a row."""
    wanted = tuple(data_set_ids)
    names = {one.id: one.name for one in unit.records.with_ids(DataSet, set(wanted))}
    return "、".join(names.get(one, one) for one in wanted)


def check_day(name: str, day: date, today: date) -> None:
    """Refuse a day that is to come: what is recorded has happened."""
    if day > today:
        raise _invalid(name, day.isoformat(), _PAST)


def _personal(name: str, text: str, *, one_line: bool = True) -> str:
    """A value that tells the person, as it may be kept for a time; a refusal does not repeat it."""
    said, limit = clean(text, one_line=one_line), NAME_LENGTH if one_line else TEXT_LENGTH
    if len(said) > limit:
        expected = _LONG.format(limit=f"{limit:,}")
        raise InvalidValueError(field=field_words(PersonRequest, name), value=_HIDDEN, expected=expected)
    refuse_personal_numbers(name, said, words=field_words(PersonRequest, name))
    return said


def _invalid(name: str, value: str, expected: Text) -> InvalidValueError:
    return InvalidValueError(field=field_words(PersonRequest, name), value=value, expected=expected, name=name)
