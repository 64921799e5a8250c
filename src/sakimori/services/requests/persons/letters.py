"""Drafts of letters about a request: made when somebody asks for one, with who asked in it, and never kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import DataSet, DataSetPart, Purpose
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout
from sakimori.domain.records.person_requests import PersonRequest, RequestKind
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.exchange.paper.letters import Letter, letters_pdf
from sakimori.exchange.paper.person_letters import RecipientFacts, ReplyFacts, recipient_letter, reply_letter
from sakimori.exchange.paper.person_sheets import FoundIn, RecordShown
from sakimori.rules.facts.flow_facts import stays_ours
from sakimori.rules.facts.person_requests import article_of, ground_article
from sakimori.services.invitations.view import company_name
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.own_desk import own_desk
from sakimori.services.records.corrections import records_naming
from sakimori.services.requests.copies import names_of_copies
from sakimori.services.requests.persons.check import ReplyDraft, find_request
from sakimori.services.requests.persons.write import recipients_of

_PASSED_ON = Text("渡した先への連絡", "what was passed on")


@needs(Permission.HANDLE_REQUESTS)
def reply_draft(
    workspace: Workspace, request_id: str, draft: ReplyDraft, *, language: str, actor: Actor, at: datetime
) -> Letter:
    """The reply to a person as it would be with a result; that it was drafted is noted, what it says is not kept."""
    with workspace.unit() as unit:
        request = find_request(unit, request_id)
        facts = _reply_facts(unit, request, draft)
    _note(workspace, request_id, actor=actor, at=at)
    return reply_letter(facts, language)


@needs(Permission.HANDLE_REQUESTS)
def reply_paper(
    workspace: Workspace, request_id: str, draft: ReplyDraft, *, language: str, actor: Actor, at: datetime
) -> bytes:
    """The same reply as PDF."""
    letter = reply_draft(workspace, request_id, draft, language=language, actor=actor, at=at)
    return letters_pdf([letter], made_at=at)


@needs(Permission.HANDLE_REQUESTS)
def recipient_drafts(
    workspace: Workspace, passed_on_ids: Collection[str], *, language: str, actor: Actor, at: datetime
) -> tuple[Letter, ...]:
    """What recipients are asked, as mails or letters to send: one for all that one company is asked to do alike."""
    with workspace.unit() as unit:
        lines = [unit.records.get(PassedOn, one, what=_PASSED_ON) for one in dict.fromkeys(passed_on_ids)]
        alike: defaultdict[tuple[str, str, PassedOnAbout], list[PassedOn]] = defaultdict(list)
        for line in lines:
            alike[line.request_id or line.id, line.third_party_id, line.about].append(line)
        facts = [_recipient_facts(unit, own, at) for own in alike.values()]
    for key in dict.fromkeys(line.request_id or line.id for line in lines):
        _note(workspace, key, actor=actor, at=at)
    return tuple(recipient_letter(one, language) for one in facts)


@needs(Permission.HANDLE_REQUESTS)
def recipient_papers(
    workspace: Workspace, passed_on_ids: Collection[str], *, language: str, actor: Actor, at: datetime
) -> bytes:
    """The letters to recipients as one PDF."""
    letters = recipient_drafts(workspace, passed_on_ids, language=language, actor=actor, at=at)
    return letters_pdf(letters, made_at=at)


def _recipient_facts(unit: Unit, lines: Sequence[PassedOn], at: datetime) -> RecipientFacts:
    first, desk = lines[0], own_desk(unit)
    request = find_request(unit, first.request_id) if first.request_id else None
    names = names_of_copies(unit, lines)
    return RecipientFacts(
        number=request.number if request else first.id,
        about=first.about,
        party=unit.records.get(ThirdParty, first.third_party_id).legal_name,
        flows=tuple(dict.fromkeys(names[line.id] for line in lines)),
        due_on=min(line.due_on for line in lines),
        dated_on=legal_day(at),
        company=company_name(unit),
        customer_number=(request.customer_number or "") if request else "",
        reach=desk.reach,
        address=desk.address,
    )


def _reply_facts(unit: Unit, request: PersonRequest, draft: ReplyDraft) -> ReplyFacts:
    names, desk = _set_names(unit, request), own_desk(unit)
    recipients = recipients_of(unit, request, on=draft.on) if request.kind.changes_data else ()
    holders = {copy.flow.third_party_id for copy in recipients}
    return ReplyFacts(
        number=request.number,
        kind=request.kind,
        article=article_of(request.kind, request.claim).text,
        received_on=request.received_on,
        result=draft.result,
        dated_on=draft.on,
        company=company_name(unit),
        reach=desk.reach,
        address=desk.address,
        name=request.person_name or "",
        way=draft.way,
        grounds=tuple((ground, ground_article(ground).text) for ground in sorted(draft.grounds)),
        sets=names,
        purposes=_purposes(unit, request),
        records=request.records_found or 0,
        found=tuple(_found_in(unit, request, draft)) if request.kind is RequestKind.DISCLOSURE else (),
        shown=tuple(_records_shown(unit, request)) if request.kind is RequestKind.RECORDS else (),
        passed_on=len(recipients),
        recipients=len(holders),
        told=len(holders & _told(unit, request)),
        fee_yen=request.fee_yen,
    )


def _told(unit: Unit, request: PersonRequest) -> set[str]:
    """The companies that were told of all that they are asked because of a request."""
    lines = unit.records.select(PassedOn, "request_id = :id", {"id": request.id})
    waiting = {line.third_party_id for line in lines if line.told_on is None}
    return {line.third_party_id for line in lines} - waiting


def _found_in(unit: Unit, request: PersonRequest, draft: ReplyDraft) -> Iterator[FoundIn]:
    """Each data set in which the person is, with what the registers say of it."""
    sets = {one.id: one for one in unit.records.with_ids(DataSet, set(request.found_in))}
    parts = unit.records.with_ids(DataSetPart, set(sets), column="data_set_id")
    purposes = {p.id: p.wording for p in unit.records.with_ids(Purpose, {i for p in parts for i in p.purpose_ids})}
    flows = unit.records.with_ids(DataFlow, set(sets), column="data_set_id")
    held = recipients_of(unit, request, on=draft.on)
    given = [copy.flow for copy in held if not stays_ours(copy.flow)]
    names = {
        one.id: one.legal_name for one in unit.records.with_ids(ThirdParty, {flow.third_party_id for flow in given})
    }
    for set_id in (one for one in request.found_in if one in sets):
        own = [part for part in parts if part.data_set_id == set_id]
        yield FoundIn(
            sets[set_id].name,
            tuple(dict.fromkeys(item for flow in flows if flow.data_set_id == set_id for item in flow.data_items)),
            tuple(dict.fromkeys(purposes[i] for part in own for i in part.purpose_ids if i in purposes)),
            tuple(dict.fromkeys(names[flow.third_party_id] for flow in given if flow.data_set_id == set_id)),
        )


def _records_shown(unit: Unit, request: PersonRequest) -> Iterator[RecordShown]:
    """The records that name the person and that no later one corrects."""
    if request.customer_number is None:
        return
    provided, received = records_naming(unit, request.customer_number)
    wrong = {one.corrects_id for one in provided} | {one.corrects_id for one in received}
    for one in (record for record in provided if record.id not in wrong):
        other = (one.recipient_name, one.recipient_address, one.recipient_representative)
        yield RecordShown("provision", one.first_on, one.last_on, other, one.items, one.consented)
    for taken in (record for record in received if record.id not in wrong):
        other = (taken.provider_name, taken.provider_address, taken.provider_representative)
        how = "" if taken.is_related else taken.acquired_how
        yield RecordShown("receipt", taken.first_on, taken.last_on, other, taken.items, taken.consented, how)


def _set_names(unit: Unit, request: PersonRequest) -> tuple[str, ...]:
    from_ids = {one.id: one.name for one in unit.records.with_ids(DataSet, set(request.data_set_ids))}
    return tuple(from_ids[i] for i in request.data_set_ids if i in from_ids)


def _purposes(unit: Unit, request: PersonRequest) -> tuple[str, ...]:
    """The wordings of the purposes for which the parts of the data sets are used in which the person is."""
    parts = unit.records.with_ids(DataSetPart, set(request.found_in), column="data_set_id")
    ids = {purpose for part in parts for purpose in part.purpose_ids}
    return tuple(dict.fromkeys(one.wording for one in unit.records.with_ids(Purpose, ids)))


def _note(workspace: Workspace, key: str, *, actor: Actor, at: datetime) -> None:
    workspace.looked_at(
        "person_request.drafted", actor=actor, at=at, what="person_request", key=key, third_party_id=SELF_ID
    )
