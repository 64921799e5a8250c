"""What stands on a slip in a language: the same on the page, in its PDF, and for a program that fetches it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from urllib.parse import urlencode

from sakimori.domain.clearance import ClearanceRequest, Reason, ReasonKind, Slip
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.domain.values.written import aside, dated, day, day_long, moment
from sakimori.exchange.paper.pdf import PaperPart, SheetLine, SlipSheet
from sakimori.exchange.paper.qr import qr_svg
from sakimori.exchange.paper.words import dotted, label, say, say_count
from sakimori.exchange.request.as_json import from_json
from sakimori.rules.clearance.answers.points import Point, points_of
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.gate_tables import word_of
from sakimori.rules.clearance.own_words import frees
from sakimori.services.access.address import address_of
from sakimori.services.clearance.judged_line import ground_in, judged_line
from sakimori.services.clearance.reason_words import in_order_in, law_notice_in, of_way, reason_text_in, says_whose
from sakimori.services.clearance.short_answer import later_in
from sakimori.services.clearance.slips import MERGED, SlipStanding, SlipState, slip_digest
from sakimori.services.clearance.view import SlipPaper

_DIGEST: Final = 16
LOOKS_ON_PAPER: Final = {
    Outcome.ALLOWED: ("○", "#00705F"),
    Outcome.CONDITIONAL: ("△", "#BE7E0E"),
}
"""The shape and colour of an answer on paper, those of the light theme; no other answer stands on a slip."""


def slip_sheet(paper: SlipPaper, on: date, language: str, *, address: str) -> SlipSheet:
    """The slip as it stands on a day; `address` is where it is checked."""
    slip, verdict = paper.slip, paper.verdict
    points = points_of(verdict)
    glyph, colour = LOOKS_ON_PAPER[slip.outcome]
    parts = (
        _part(say("slip.conditions", language), _reasons(points.open), language, has_boxes=True),
        _part(later_in(len(points.later), language), _reasons(points.later), language, has_boxes=True),
        _part(say("slip.duties", language), verdict.of_kind(ReasonKind.DUTY), language),
        _in_order(verdict.of_kind(ReasonKind.CONFIRMED), language),
    )
    is_good = paper.standing.state in {SlipState.GOOD, SlipState.NOT_YET}
    stamp = "" if is_good else standing_in(slip, paper.standing, on, language, revoked_by=paper.revoked_by)
    return SlipSheet(
        language=language,
        title=say("slip.title", language),
        number=slip.number,
        glyph=glyph,
        outcome=label(slip.outcome, language),
        colour=colour,
        sentence=say("slip.allowed" if slip.outcome is Outcome.ALLOWED else "slip.conditional", language),
        judged=judged_line(paper.case, slip.judged_on, language),
        facts=tuple(_facts(paper, language)),
        parts=tuple(part for part in parts if part.lines),
        proof=tuple(_proof(paper, language, address)),
        disclaimer=say("slip.disclaimer", language),
        notice=law_notice_in(verdict, language),
        company=paper.company,
        code=qr_svg(code_text(slip, address)),
        code_words=say("slip.code_address" if address_of().is_public else "slip.code_number", language),
        receipt=tuple(say(f"slip.receipt_{one}", language) for one in ("head", "day", "name")),
        stamp=stamp,
    )


def address_of_check(number: str, *, base: str) -> str:
    """Where a slip is checked, below the address of the server."""
    return f"{base}/slip?{urlencode({'number': number})}"


def code_text(slip: Slip, address: str) -> str:
    """What the QR code of a slip holds: where it is checked, or without a public address its number and digest."""
    return address if address_of().is_public else f"{slip.number} SHA-256 {slip_digest(slip)}"


def standing_in(slip: Slip, standing: SlipStanding, on: date, language: str, *, revoked_by: str) -> str:
    """How a slip stands on a day, in a sentence with the reason."""
    match standing.state:
        case SlipState.GOOD:
            return say("slip.say_good", language, day=day_long(on, language))
        case SlipState.NOT_YET:
            return say("slip.say_not_yet", language, day=day_long(slip.judged_on, language))
        case SlipState.JUDGED_AGAIN:
            return say("slip.say_judged_again", language)
        case SlipState.LAPSED:
            why = dotted(dict.fromkeys(reason_text_in(one, language) for one in standing.reasons), language)
            said = say("slip.say_lapsed", language, why=why or say("slip.say_lapsed_unknown", language))
            return f"{said}{say('slip.own_words', language)}" if _rests_on_own_words(slip, standing) else said
        case SlipState.REVOKED:
            said = say("slip.merged", language) if slip.revoke_reason == MERGED else slip.revoke_reason
            when = day(slip.revoked_on, language) if slip.revoked_on else say("fact.unknown", language)
            return say("slip.say_revoked", language, day=when, who=revoked_by, why=said)


def _rests_on_own_words(slip: Slip, standing: SlipStanding) -> bool:
    """Whether something speaks against a slip that its issuer answered, and nobody else made sure of."""
    facts = from_json(ClearanceRequest, slip.request).facts
    named = {r.fix.field for r in standing.reasons if r.fix is not None and r.fix.record == word_of(HandOver)}
    return any(frees(name, getattr(facts, name)) for name in named)


def facts_of_request(request: ClearanceRequest, case: Case, language: str) -> Iterator[tuple[str, str]]:
    """Data, persons, items, recipient, purpose, way and ground, each with what it is called."""
    flow, recipient, unknown = request.flow, case.recipient, say("fact.unknown", language)
    kinds = kinds_in(request, language) or unknown
    named = flow.name or dotted((part.name for part in case.parts), language)
    way = of_way(flow.comes_in)
    yield say(f"slip.data{way}", language), aside(named, kinds, language) if named else kinds
    persons = unknown if case.persons is None else say_count("unit.persons", case.persons, language)
    less = request.facts.objectors_removed
    yield say("slip.persons", language), say("slip.persons_less", language, count=persons) if less else persons
    yield say("slip.items", language), dotted(flow.data_items or (), language) or kinds
    number = shown_corporate_number(recipient.corporate_number) if recipient.corporate_number else unknown
    whole = say("slip.recipient_number", language, name=recipient.legal_name, number=number)
    yield say(f"slip.recipient{way}", language), whole
    purposes = {purpose.id: purpose.name for purpose in case.dossier.registers.purposes}
    yield say("slip.purpose", language), purposes.get(flow.purpose_id or "", "") or unknown
    yield say("slip.method", language), label(flow.transfer_method, language) if flow.transfer_method else unknown
    yield say("slip.ground", language), _ground_of(request, language)


def _ground_of(request: ClearanceRequest, language: str) -> str:
    """The ground, with whence it comes where nobody has decided it."""
    ground = ground_in(request.flow.route, language)
    if request.flow.id or request.flow.route_decided_by or request.ground_by is None:
        return ground
    return say(f"slip.ground_by_{request.ground_by.value}", language, ground=ground)


def kinds_in(request: ClearanceRequest, language: str) -> str:
    """The kinds of data in their order."""
    given = request.flow.categories or ()
    return dotted((label(kind, language) for kind in DataCategory if kind in given), language)


def _facts(paper: SlipPaper, language: str) -> Iterator[tuple[str, str]]:
    yield from facts_of_request(paper.request, paper.case, language)
    yield say("slip.judged_on", language), day_long(paper.slip.judged_on, language)
    until = paper.slip.valid_until
    yield say("slip.valid_until", language), day_long(until, language) if until else say("slip.no_end", language)
    issuer = paper.issued_by
    who = issuer.name if issuer else paper.slip.issued_by
    whole = aside(who, issuer.department, language) if issuer and issuer.department else who
    issued = say("slip.issued", language, who=whole, at=moment(paper.slip.issued_at, language))
    yield say("slip.issued_by", language), issued
    people = (aside(u.name, u.department, language) if u.department else u.name for u in paper.ask[:2])
    yield say("slip.ask", language), dotted(people, language) or say("fact.none", language)


def _part(heading: str, reasons: Iterable[Reason], language: str, *, has_boxes: bool = False) -> PaperPart:
    lines = dict.fromkeys(_reason_line(reason, language, has_who=has_boxes) for reason in reasons)
    return PaperPart(heading, tuple(lines), has_boxes)


def _reasons(points: Iterable[Point]) -> Iterator[Reason]:
    return (reason for point in points for reason in point.reasons)


def _in_order(reasons: Sequence[Reason], language: str) -> PaperPart:
    lines = tuple(dict.fromkeys(_reason_line(reason, language) for reason in reasons))
    return PaperPart(in_order_in(len(lines), language), lines, is_small=True)


def _reason_line(reason: Reason, language: str, *, has_who: bool = False) -> SheetLine:
    details = tuple(dated(line.get(language), language) for line in reason.details)
    who = _who(reason, language) if has_who else ""
    return SheetLine(dated(reason.text.get(language), language), reason.cites.get(language), who, details)


def _who(reason: Reason, language: str) -> str:
    if not reason.who or says_whose(reason):
        return ""
    return say("slip.who", language, who=label(reason.who, language))


def _proof(paper: SlipPaper, language: str, address: str) -> Iterator[tuple[str, str]]:
    slip = paper.slip
    rules = {reason.rule_id for reason in paper.verdict.reasons}
    digest, entry = slip.rules_digest[:_DIGEST], f"{slip.audit_number:,}"
    yield say("slip.rules", language), say("slip.rules_words", language, digest=digest, count=len(rules))
    yield say("slip.digest", language), f"SHA-256 {slip_digest(slip)}"
    yield say("slip.audit", language), say("slip.audit_words", language, number=entry, hash=slip.audit_hash)
    yield say("slip.check_at", language), say("slip.check_words", language, number=slip.number, address=address)
