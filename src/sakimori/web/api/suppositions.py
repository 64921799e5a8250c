"""What would turn if something were so: one supposition, stated in its own form; nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import Outcome
from sakimori.domain.policy import POLICY_KEYS, policy_value
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.reference import parse_country
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.what_if import (
    ChangedAnswer,
    Supposition,
    certificate_lapses,
    contract_ends,
    policy_becomes,
    profile_changes,
    recipient_moves,
    rule_begins,
    rule_taken_away,
    sub_processor_added,
    sub_processor_moves,
    what_if,
)
from sakimori.services.clearance.wordings import recipient_named
from sakimori.services.kernel.access import Permission
from sakimori.web.api.answers import ReasonOut, VerdictOut, reasons, verdict_out
from sakimori.web.api.clearance import Question, asked
from sakimori.web.api.endpoint import Call, Endpoint
from sakimori.web.api.forms import Day, In, Line, Named, Out, Words, words

_COUNTRY: Final = Text("国", "country")
_CODE: Final = Text("国の名前か2文字のコードにしてください。", "Give the name of a country or its two letters.")
_POLICY: Final = Text("会社方針", "company policy")
_KNOWN: Final = Text("会社方針の項目と、その値にしてください。", "Name a number of company policy, and a value of it.")


class CertificateLapses(In):
    """A certificate says nothing any more from the day on."""

    kind: Literal["certificate_lapses"]
    certificate_id: Named


class ContractEnds(In):
    """A contract is over on the day."""

    kind: Literal["contract_ends"]
    contract_id: Named


class SubProcessorAdded(In):
    """Somebody new works below a third party."""

    kind: Literal["sub_processor_added"]
    third_party: Named
    name: Named
    country: Line = ""


class SubProcessorMoves(In):
    """A sub-processor works from another country."""

    kind: Literal["sub_processor_moves"]
    link_id: Named
    country: Named


class RecipientMoves(In):
    """A third party is in another country, and handles our data there."""

    kind: Literal["recipient_moves"]
    third_party: Named
    country: Named


class ProfileChanges(In):
    """We read another thing of a country."""

    kind: Literal["profile_changes"]
    country: Named
    fact: Literal["has_general_law", "eu_adequacy", "cbpr_economy", "government_access", "localisation"]
    value: bool


class WithoutRule(In):
    """The procedure goes without a rule."""

    kind: Literal["without_rule"]
    rule: Named


class RuleBegins(In):
    """What is to come of a rule is in force from the day on."""

    kind: Literal["rule_begins"]
    rule: Named


class PolicyBecomes(In):
    """A number of company policy is another."""

    kind: Literal["policy"]
    key: Named
    value: Named


Suppose = (
    CertificateLapses | ContractEnds | SubProcessorAdded | SubProcessorMoves | RecipientMoves | ProfileChanges
    | WithoutRule | RuleBegins | PolicyBecomes
)  # fmt: skip


class WhatIfIn(In):
    """What is supposed, on which day, and a question to answer as it would be then."""

    suppose: Annotated[Suppose, Field(discriminator="kind")]
    on: Day | None = None
    question: Question | None = None


class TurnedOut(Out):
    """A registered flow or a slip whose answer would be another, or the same for other reasons."""

    kind: str
    id: str
    name: str
    third_party_id: str
    third_party: str
    before: Outcome
    after: Outcome
    turns: bool
    added: tuple[ReasonOut, ...]
    removed: tuple[ReasonOut, ...]


class WhatIfOut(Out):
    """How many standing answers were looked at, which change, and the answer to the question today and then."""

    words: Words
    on: date
    looked_at: int
    changed: tuple[TurnedOut, ...]
    today: VerdictOut | None
    then: VerdictOut | None


def _what_if(call: Call) -> WhatIfOut:
    given: WhatIfIn = call.body
    on = given.on or call.today
    request = asked(call, given.question.model_copy(update={"on": on})) if given.question else None
    found = what_if(call.seat, _supposed(call, given.suppose, on), on=on, actor=call.actor, at=call.at, request=request)
    today = judge(call.seat, request, actor=call.actor).verdict if request else None
    return WhatIfOut(
        words=words(found.words),
        on=on,
        looked_at=found.looked_at,
        changed=tuple(_turned(one) for one in found.changed),
        today=verdict_out(today, today=call.today) if today else None,
        then=verdict_out(found.answer, today=call.today) if found.answer else None,
    )


def _turned(one: ChangedAnswer) -> TurnedOut:
    return TurnedOut(
        kind=one.kind,
        id=one.subject_id,
        name=one.name,
        third_party_id=one.third_party_id,
        third_party=one.third_party_name,
        before=one.before,
        after=one.after,
        turns=one.is_turned,
        added=reasons(one.added),
        removed=reasons(one.removed),
    )


def _supposed(call: Call, given: Suppose, on: date) -> Supposition:  # noqa: PLR0911 - one return a form
    match given:
        case CertificateLapses():
            return certificate_lapses(given.certificate_id, on=on)
        case ContractEnds():
            return contract_ends(given.contract_id, on=on)
        case SubProcessorAdded():
            country = _country(given.country) if given.country else None
            return sub_processor_added(_party(call, given.third_party), name=given.name, country=country)
        case SubProcessorMoves():
            return sub_processor_moves(given.link_id, country=_country(given.country))
        case RecipientMoves():
            return recipient_moves(_party(call, given.third_party), country=_country(given.country))
        case ProfileChanges():
            return profile_changes(_country(given.country), on=on, **{given.fact: given.value})
        case WithoutRule():
            return rule_taken_away(given.rule)
        case RuleBegins():
            return rule_begins(given.rule, on=on)
        case PolicyBecomes():
            return _policy(given.key, given.value)


def _party(call: Call, named: str) -> str:
    return recipient_named(call.seat, named, actor=call.actor)


def _country(named: str) -> str:
    found = parse_country(named).value
    if not found:
        raise InvalidValueError(field=_COUNTRY, value=named, expected=_CODE, name="country")
    return found


def _policy(key: str, value: str) -> Supposition:
    try:
        if key in POLICY_KEYS:
            return policy_becomes(**{key: policy_value(key, value)})
    except ValueError as wrong:
        raise InvalidValueError(field=_POLICY, value=value, expected=_KNOWN, name="value") from wrong
    raise InvalidValueError(field=_POLICY, value=key, expected=_KNOWN, name="key")


ENDPOINTS: Final = (
    Endpoint(
        method="POST", path="/what-if", name="what_if", scope=TokenScope.CLEARANCE, is_read=True,
        permission=Permission.READ, body=WhatIfIn, answers=WhatIfOut, run=_what_if,
        title=Text("もし…なら", "What would turn if something were so"),
        about=Text(
            "何も残しません。仮定は、回答の前に取り消します。",
            "Nothing is kept: what is supposed is taken back before the answer.",
        ),
    ),
)  # fmt: skip
