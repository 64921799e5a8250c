"""Judgements and confirmations of a flow, and how far a request of the persons carries it (法27条1項, GL 2-16)."""

from __future__ import annotations

from datetime import date

from sakimori.domain.codes import Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Stage
from sakimori.domain.records.data_flow import DataFlow, Frequency
from sakimori.domain.values.text import Text
from sakimori.rules.facts.flow_facts import judged_for, overlap, parts_of, persons_of, run_of

REQUEST_RULES = ("A-27-1", "A-27-3")
"""The questions by which a person judges that every one of them asked for a provision (法27条1項, 28条1項)."""
EVERYBODY_ASKED = Text(
    "全員が、この相手への提供を求めたか（求めの記録）",
    "Did every one of them ask for the provision to this recipient (on record)?",
)


def judged_of_all(dossier: Dossier, flow: DataFlow, rule_ids: tuple[str, ...]) -> bool | None:
    """The judgement of compliance for all persons of a flow: no where it refused any, None where one is open.

    One of several rules that carries it is enough.
    """
    parts: tuple[str | None, ...] = tuple(part.id for part in parts_of(dossier, flow)) or (None,)
    found = [[judged_for(dossier, flow, rule_id, part) for rule_id in rule_ids] for part in parts]
    if all(any(one is not None and one.holds for one in of_part) for of_part in found):
        return True
    first = [of_part[0] for of_part in found]
    return False if any(one is not None and not one.holds for one in first) else None


def is_asked_for(dossier: Dossier, flow: DataFlow) -> bool:
    """Whether the data subjects are said to have asked for what a flow hands over."""
    return any(facts.at_request for facts in dossier.hand_overs if facts.flow_id == flow.id)


def is_one_request(dossier: Dossier, flow: DataFlow, persons: int | None) -> bool:
    """Whether one person asked for one provision, and the request is on file."""
    is_filed = any(one.id == flow.route_evidence_id for one in dossier.evidence)
    return persons == 1 and flow.frequency is Frequency.ONCE and is_filed


def rests_on_request(dossier: Dossier, flow: DataFlow) -> bool:
    """Whether a flow is said to rest on requests alone: a text to which the persons agreed carries it otherwise."""
    if not is_asked_for(dossier, flow):
        return False
    parts = parts_of(dossier, flow)
    named = [flow.consent_text_id, *(part.consent_text_id for part in parts)]
    return not any(named) or is_one_request(dossier, flow, persons_of(flow, parts))


def days_unasked(dossier: Dossier, flow: DataFlow, severity: Severity) -> tuple[Stage, ...]:
    """The days of a flow on which no request carries it.

    One request does by its document, as long as somebody other than the asker confirmed it; others since they were
    judged.
    """
    if judged_of_all(dossier, flow, REQUEST_RULES):
        return ()
    return overlap(severity, *run_of(flow), begins=_unasked_from(dossier, flow))


def _unasked_from(dossier: Dossier, flow: DataFlow) -> date | None:
    confirmed = confirmed_until(dossier, flow, at_request=True)
    if confirmed is None or not is_one_request(dossier, flow, persons_of(flow, parts_of(dossier, flow))):
        return None
    filed = (one.gone_on for one in dossier.evidence if one.id == flow.route_evidence_id and one.gone_on is not None)
    return min((confirmed, *filed))


def confirmed_until(dossier: Dossier, flow: DataFlow, **facts: bool) -> date | None:
    """The first day on which no one but the asker vouches for an answer to a fact of a hand-over; None for never.

    Of several facts one that is confirmed is enough.
    """
    said = {(name, "yes" if answer else "no") for name, answer in facts.items()}
    return max(
        (
            one.gone_on
            for one in dossier.fact_confirmations
            if one.flow_id == flow.id and (one.fact, one.answer) in said and one.confirmed_by and not one.is_own_word
        ),
        default=None,
    )
