"""What stands on a slip, in the words of the person who looks: the same for its PDF and its dialog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from sakimori.domain.clearance import Reason, ReasonKind, Slip
from sakimori.domain.codes import Outcome
from sakimori.exchange.paper.pdf import Part, SheetLine, SlipSheet
from sakimori.services.clearance.slips import MERGED, SlipStanding, SlipState
from sakimori.services.clearance.view import SlipPaper
from sakimori.ui.clearance.answer_words import in_order_in, notices_in, says_whose
from sakimori.ui.clearance.request_words import request_rows
from sakimori.ui.clearance.words import told
from sakimori.ui.frame.formats import aside, dated, day, day_long, moment, none, unknown
from sakimori.ui.frame.states import LIGHT, LOOKS, mark
from sakimori.ui.frame.text import dotted, label, language, t

_DIGEST: Final = 16


def slip_sheet(paper: SlipPaper, on: date) -> SlipSheet:
    """The slip in the language of this session, as it stands on a day."""
    outcome = mark(paper.slip.outcome)
    verdict = paper.verdict
    parts = (
        _part("slip.conditions", verdict.of_kind(ReasonKind.CONDITION), has_boxes=True),
        _part("slip.duties", verdict.of_kind(ReasonKind.DUTY)),
        _in_order(verdict.of_kind(ReasonKind.CONFIRMED)),
    )
    return SlipSheet(
        language=language(),
        title=t("slip.title"),
        number=paper.slip.number,
        glyph=LOOKS[outcome].glyph,
        outcome=label(paper.slip.outcome),
        colour=LIGHT.fills[outcome],
        sentence=t("slip.allowed" if paper.slip.outcome is Outcome.ALLOWED else "slip.conditional"),
        facts=tuple(_facts(paper)),
        parts=tuple(part for part in parts if part.lines),
        proof=tuple(_proof(paper)),
        disclaimer=t("slip.disclaimer"),
        notices=notices_in(verdict, language()),
        stamp="" if paper.standing.state in {SlipState.GOOD, SlipState.NOT_YET} else standing_words(paper, on),
    )


def slip_address(number: str) -> str:
    """The address of the page that checks a slip, as this browser reaches it."""
    here = urlsplit(st.context.url or "")
    path = f"{here.path.rpartition('/')[0]}/slip"
    return urlunsplit((here.scheme, here.netloc, path, urlencode({"number": number}), ""))


def state_word(state: SlipState) -> str:
    """How a slip stands, in a word."""
    return t(f"slip.state_{state.value}")


def standing_words(paper: SlipPaper, on: date) -> str:
    """How a slip stands on a day, in a sentence with the reason."""
    return say_standing(paper.slip, paper.standing, on, revoked_by=paper.revoked_by)


def say_standing(slip: Slip, standing: SlipStanding, on: date, *, revoked_by: str) -> str:
    """The same where the slip itself may not be read."""
    lang = language()
    match standing.state:
        case SlipState.GOOD:
            return t("slip.say_good", day=day_long(on, lang))
        case SlipState.NOT_YET:
            return t("slip.say_not_yet", day=day_long(slip.judged_on, lang))
        case SlipState.LAPSED:
            why = dotted(dict.fromkeys(told(one) for one in standing.reasons))
            return t("slip.say_lapsed", why=why or t("slip.say_lapsed_unknown"))
        case SlipState.REVOKED:
            said = t("slip.merged") if slip.revoke_reason == MERGED else slip.revoke_reason
            when = day(slip.revoked_on, lang) if slip.revoked_on else unknown(lang)
            return t("slip.say_revoked", day=when, who=revoked_by, why=said)


def _facts(paper: SlipPaper) -> Iterator[tuple[str, str]]:
    lang = language()
    yield from request_rows(paper.request, paper.case)
    yield t("slip.judged_on"), day_long(paper.slip.judged_on, lang)
    until = paper.slip.valid_until
    yield t("slip.valid_until"), day_long(until, lang) if until else t("slip.no_end")
    issuer = paper.issued_by
    who = issuer.name if issuer else paper.slip.issued_by
    whole = aside(who, issuer.department, lang) if issuer and issuer.department else who
    yield t("slip.issued_by"), t("slip.issued", who=whole, at=moment(paper.slip.issued_at, lang))
    people = (aside(u.name, u.department, lang) if u.department else u.name for u in paper.ask[:2])
    yield t("slip.ask"), dotted(people) or none(lang)


def _part(heading: str, reasons: Iterable[Reason], *, has_boxes: bool = False) -> Part:
    return Part(t(heading), tuple(dict.fromkeys(_line(r, has_who=has_boxes) for r in reasons)), has_boxes)


def _in_order(reasons: Sequence[Reason]) -> Part:
    lines = tuple(dict.fromkeys(_line(reason) for reason in reasons))
    return Part(in_order_in(len(lines), language()), lines, is_small=True)


def _line(reason: Reason, *, has_who: bool = False) -> SheetLine:
    lang = language()
    details = tuple(dated(line.get(lang), lang) for line in reason.details)
    return SheetLine(
        dated(reason.text.get(lang), lang), reason.cites.get(lang), _who(reason) if has_who else "", details
    )


def _who(reason: Reason) -> str:
    return t("slip.who", who=label(reason.who)) if reason.who and not says_whose(reason) else ""


def _proof(paper: SlipPaper) -> Iterator[tuple[str, str]]:
    slip = paper.slip
    rules = dict.fromkeys(f"{r.rule_id} r{r.revision}" for r in paper.verdict.reasons)
    yield t("slip.rules"), t("slip.rules_words", digest=slip.rules_digest[:_DIGEST], rules=", ".join(rules))
    yield t("slip.audit"), t("slip.audit_words", number=f"{slip.audit_number:,}", hash=slip.audit_hash)
    yield t("slip.check_at"), t("slip.check_words", number=slip.number, address=slip_address(slip.number))
