"""What is confirmed and recorded of data that come to us (法30条, 規則22条〜25条, `appi.md` 5.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.provision_record import NoRecord
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.records.recording import PUBLIC_BODIES
from sakimori.rules.clearance.rule_kit import (
    FactWords,
    Said,
    bar,
    condition,
    confirmed,
    duty,
    fact_fix,
    unknown,
)
from sakimori.rules.facts.flow_facts import SPECIAL_CARE, is_personal
from sakimori.rules.facts.foreign_flows import HOME

_FREE: Final = {
    LegalRoute.ENTRUST: NoRecord.ENTRUST,
    LegalRoute.JOINT: NoRecord.JOINT,
    LegalRoute.SUCCESSION: NoRecord.SUCCESSION,
    LegalRoute.SAME_ENTITY: NoRecord.NOT_PROVISION,
    LegalRoute.NOT_PROVISION: NoRecord.NOT_PROVISION,
    LegalRoute.TO_PERSON: NoRecord.TO_PERSON,
    LegalRoute.BY_PERSON: NoRecord.BY_PERSON,
}


def receipt_free(dossier: Dossier, flow: DataFlow) -> NoRecord | None:
    """Why the receipt of a flow is not recorded; None where it is (`appi.md` 5.4)."""
    party = dossier.third_party
    if not is_personal(flow):
        return NoRecord.OUTSIDE
    if party.country == HOME and party.kind_of_body in PUBLIC_BODIES:
        return NoRecord.PUBLIC_BODY
    return free_by_route(flow.route)


def free_by_route(route: LegalRoute) -> NoRecord | None:
    """Why a receipt on some ground is not recorded: the exceptions of 27条1項 and the grounds of 27条5項."""
    return NoRecord.EXCEPTION if route.is_exception else _FREE.get(route)


def is_due(case: Case, part: Slice) -> bool:
    """Whether provider and history are confirmed and recorded; not for what has provisions of its own."""
    own_lane = part.categories is not None and part.categories <= {
        DataCategory.ANON, DataCategory.MYNUMBER, DataCategory.REL,
    }  # fmt: skip
    return not own_lane and receipt_free(case.dossier, case.flow) is None


_PROVIDER_HISTORY = FactWords("""
    unlawful: bar | 提供元が不正に取得したデータである | The provider got the data unlawfully
    doubtful: question | 取得の経緯に疑いがあるデータを受け取ってよいか | A doubtful history: may we take it?
    lawful: confirmed | 提供元による取得の経緯を確認した | How the provider got the data was confirmed
    unknown | 提供元による取得の経緯が未確認 | How the provider got the data is not confirmed
""")


def history_lawful(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """法20条1項, 30条1項2号: whoever takes what was got unlawfully, knowing it, acquires it by wrongful means."""
    history = case.facts.provider_history
    if history is not None or is_due(case, part):
        yield _PROVIDER_HISTORY(history, fact_fix(case, "provider_history"), who=UserRole.SALES)


def provider_confirmed(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """法30条1項1号, 規則22条: who the provider is."""
    if not is_due(case, part):
        yield confirmed(Text("受領時の確認・記録の義務はない", "Nothing is to be confirmed or recorded at the receipt"))
    elif case.facts.provider_confirmed:
        yield confirmed(Text("提供元の名称・住所・代表者を確認した", "Name, address and representative are confirmed"))
    else:
        yield condition(
            Text(
                "受け取る前に、提供元の名称・住所・代表者の氏名を確認する",
                "Confirm name, address and representative of the provider beforehand",
            ),
            fix=fact_fix(case, "provider_confirmed"),
            who=UserRole.SALES,
        )


def record_prepared(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """法30条3項・4項, 規則23条〜25条: by opt-out each receipt is recorded for itself."""
    if not is_due(case, part):
        return
    if case.facts.record_prepared:
        yield duty(Text("受領を記録し、3年保存する", "Record the receipt and keep the record 3 years"))
    else:
        yield condition(
            Text("受領の記録を用意する（オプトアウトはそのつど）", "Prepare the record of the receipt"),
            fix=fact_fix(case, "record_prepared"),
            who=UserRole.SALES,
        )


def filing_seen(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """法27条2項: by opt-out only what is filed and published, and never special-care data, may come."""
    if case.flow.route is not LegalRoute.OPTOUT:
        return
    if part.has(*SPECIAL_CARE):
        yield bar(Text("要配慮個人情報はオプトアウトで提供できない", "Special-care data may not come by opt-out"))
    fix = fact_fix(case, "optout_seen")
    match case.facts.optout_seen:
        case True:
            yield confirmed(
                Text("個人情報保護委員会の公表で届出を確認した", "The filing was seen in the public list of the PPC")
            )
            yield duty(Text("オプトアウトでは再提供しない", "Do not pass them on by opt-out"))
        case False:
            yield bar(
                Text("オプトアウトの届出が公表されていない", "The opt-out filing is not in the public list"), fix=fix
            )
        case None:
            yield unknown(
                Text(
                    "個人情報保護委員会の公表で届出を確認したか未確認",
                    "Whether the filing is in the public list of the PPC is not known",
                ),
                fix,
                who=UserRole.SALES,
            )
