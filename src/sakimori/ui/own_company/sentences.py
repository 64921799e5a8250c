"""Drafts of what a notice lacks, in either language: as recorded, with brackets where nobody has recorded it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sakimori.domain.records.own_registers import PublicFacts, PublicItem
from sakimori.domain.records.sharing import Filing, OptoutItem
from sakimori.domain.records.third_party import ThirdParty
from sakimori.rules.gaps.flows.optout import ITEM_NAMES
from sakimori.services.own_company.notice_check import NoticeCheck, NoticePoint, Point
from sakimori.services.own_company.unpublished_facts import Sort, UnpublishedFact
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.text import say

_JOINT: Final = (
    "data_items", "users_scope", "purpose", "responsible", "responsible_address", "responsible_representative",
)  # fmt: skip
_MEASURES: Final = ("organisation", "people", "premises", "technology")


def draft_of_line(line: UnpublishedFact, check: NoticeCheck, lang: str) -> str:
    """The words that no notice says of one thing."""
    match line.sort:
        case Sort.PURPOSE:
            return say("purposes.add_purpose", lang, wording=line.wording or line.name.get(lang))
        case Sort.COUNTRY:
            country = line.name.get(lang) or say("purposes.fill_country", lang)
            law = line.wording or say("purposes.fill_law", lang)
            return say("purposes.add_country", lang, country=country, law=law)
        case Sort.JOINT_USE:
            blank, told = say("purposes.fill", lang), line.joint_use
            values = {field: (str(getattr(told, field)) if told else "") or blank for field in _JOINT}
            return say("purposes.add_joint_use", lang, **values)
        case Sort.OPTOUT if line.filing is not None:
            items = [_of_optout(line.filing, item, check.company, lang) for item in line.lacks]
            return "\n".join([say("purposes.add_optout", lang), *items])
        case Sort.ITEM:
            return draft_of_item(PublicItem(line.key), check, lang)
        case _:
            return ""


def draft_of_item(item: PublicItem, check: NoticeCheck, lang: str) -> str:
    """One item of 法32条1項 as it holds of our company."""
    blank, facts = say("purposes.fill", lang), check.facts or PublicFacts("")
    match item:
        case PublicItem.NAME_ADDRESS_REPRESENTATIVE:
            return _operator(check.company, lang)
        case PublicItem.PURPOSES:
            of_purposes = next((point for point in check.points if point.point is Point.PURPOSES), None)
            names = of_purposes.real if of_purposes else ()
            return "\n".join(say("purposes.add_purpose", lang, wording=name.get(lang)) for name in names) or blank
        case PublicItem.REQUEST_PROCEDURE:
            free = say("notice.free", lang) if facts.charges_fee is False else ""
            return say("notice.add_procedure", lang, desk=facts.request_desk or blank, fee=free or facts.fee or blank)
        case PublicItem.SECURITY_MEASURES:
            measures = {name: getattr(facts, f"measures_{name}") or blank for name in _MEASURES}
            return say("notice.add_security", lang, **measures)
        case PublicItem.COMPLAINT_CONTACT:
            return say("notice.add_complaint", lang, contact=facts.complaint_contact or blank)


def _operator(company: ThirdParty, lang: str) -> str:
    blank = say("purposes.fill", lang)
    return say(
        "purposes.add_name", lang, name=company.legal_name or blank, address=company.address or blank,
        representative=company.representative or blank,
    )  # fmt: skip


def _of_optout(filing: Filing, item: OptoutItem, company: ThirdParty, lang: str) -> str:
    """One item of an opt-out as it is recorded for its filing."""
    match item:
        case OptoutItem.PROVIDER:
            return _operator(company, lang)
        case OptoutItem.PURPOSE | OptoutItem.STOP:
            return say(f"purposes.add_optout_{item.value}", lang)
        case OptoutItem.START_DAY:
            known = day(filing.provision_from, lang) if filing.provision_from else ""
        case _:
            known = getattr(filing, item.value, "")
    blank = say("purposes.fill", lang)
    return say("purposes.add_optout_item", lang, item=ITEM_NAMES[item], value=known or blank)


_ITEM_OF: Final = {
    Point.OPERATOR: PublicItem.NAME_ADDRESS_REPRESENTATIVE,
    Point.PROCEDURE: PublicItem.REQUEST_PROCEDURE,
    Point.SECURITY: PublicItem.SECURITY_MEASURES,
    Point.COMPLAINT: PublicItem.COMPLAINT_CONTACT,
}


def draft_of_point(point: NoticePoint, check: NoticeCheck, lang: str) -> str:
    """Everything that is to be published of one point; empty where its words stand on record alone."""
    return "\n\n".join(dict.fromkeys(filter(None, _drafts(point, check, lang))))


def _drafts(point: NoticePoint, check: NoticeCheck, lang: str) -> Iterator[str]:
    blank = say("purposes.fill", lang)
    for line in point.lines:
        yield draft_of_line(line, check, lang)
    if point.point in _ITEM_OF and point.spans:
        yield draft_of_item(_ITEM_OF[point.point], check, lang)
    if point.point is Point.BODY and point.spans:
        facts = check.facts or PublicFacts("")
        yield say("notice.add_body", lang, body=facts.accredited_body or blank)
    if point.point is Point.TAGS and point.spans:
        for name in point.real:
            yield say("notice.add_tag", lang, tag=name.get(lang))
    if point.point is Point.CHANGES and point.spans:
        for name in point.real:
            if name not in point.said:
                yield say("notice.add_change", lang, change=name.get(lang))
