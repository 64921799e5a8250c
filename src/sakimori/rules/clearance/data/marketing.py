"""P-16: advertising by or through the recipient (特定電子メール法, 特定商取引法)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sakimori.domain.clearance import Step
from sakimori.domain.codes import UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.domain.records.own_registers import RECEIVED, StopChannel
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track, is_processor
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Statement,
    StepRules,
    bar,
    confirmed,
    duty,
    fact_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import (
    ACT_35_5,
    EMAIL_ACT_3_1,
    EMAIL_ACT_3_2,
    EMAIL_ACT_3_3,
    EMAIL_ACT_4,
    EMAIL_RULES_4_2,
    TRANSACTIONS_12_3_1,
    TRANSACTIONS_12_3_2,
    TRANSACTIONS_12_4,
    TRANSACTIONS_17,
)

_ELECTRONIC = frozenset({StopChannel.MAIL, StopChannel.SMS})
_SLOW = frozenset({StopChannel.POST})
CHANNELS = {
    StopChannel.MAIL: Text("メール", "e-mail"),
    StopChannel.SMS: Text("SMS", "SMS"),
    StopChannel.PHONE: Text("電話", "phone"),
    StopChannel.POST: Text("郵送", "post"),
    StopChannel.AD_TARGETING: Text("広告配信", "advertising"),
}
"""The ways in which advertising reaches a person."""


def ways(case: Case) -> frozenset[StopChannel]:
    """By which ways it is advertised, as far as somebody said so."""
    return (case.facts.channels or frozenset()) & CHANNELS.keys() if case.facts.marketing else frozenset()


_OPTIN_BASIS = FactWords("""
    yes: confirmed | 宛先ごとに送信の根拠がある | Each address has a basis
    no: bar | 広告メールを送る根拠がない宛先がある | Some addresses have no basis
    unknown | 広告メールを送る根拠が未確認 | The basis for each address is not known
""")


BOUGHT_ADDRESSES = Text(
    "提供を受けた（買った）宛先に、当社への同意・通知・取引関係があるか",
    "Have those whose addresses were provided to us agreed to us, given us theirs, or dealt with us?",
)
"""What is asked of a basis where somebody else gave us the addresses: it is one towards us alone."""


_PERSONNEL = frozenset({SubjectGroup.EMPLOYEE, SubjectGroup.APPLICANT, SubjectGroup.FAMILY})
"""Groups whose data we hold as an employer: a payroll or a check-up is not asked whether it advertises."""


def may_advertise(case: Case, part: Slice) -> bool:
    """Whether advertising can matter: whose data they are is not known to be personnel alone, and somebody gets them.

    Whether customers, prospects or business contacts are among them is a matter of record; where nobody said whose
    data they are, they may be.
    """
    if part.track is Track.NOT_PROVISION:
        return False
    groups = case.flow.subject_groups
    return not groups or not groups <= _PERSONNEL


def _use(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Whether and how it is advertised: which act applies is not known before, so that asking is our own policy."""
    facts = case.facts
    if facts.marketing is False:
        yield confirmed(Text("広告・勧誘には使わない", "Not for advertising"))
    elif facts.marketing is None:
        if may_advertise(case, part):
            yield unknown(
                Text("広告・勧誘に使うかが未確認", "Whether it is for advertising is not known"),
                fact_fix(case, "marketing"),
                who=UserRole.SALES,
            )
    elif not ways(case):
        yield unknown(
            Text("どの手段で広告・勧誘するかが未確認", "By which way it is advertised is not known"),
            fact_fix(case, "channels"),
            who=UserRole.SALES,
        )


def _basis(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Opt-in for mail and SMS: asked for, given in writing, a continuing relation, or a published address."""
    facts = case.facts
    if not ways(case) & _ELECTRONIC:
        return
    if facts.optin_basis and part.position in RECEIVED:
        yield question(BOUGHT_ADDRESSES, fix=fact_fix(case, "optin_basis"))
    else:
        yield _OPTIN_BASIS(facts.optin_basis, fact_fix(case, "optin_basis"), who=UserRole.SALES)


_IN_OUR_NAME = FactWords("""
    yes: confirmed | 当社の名義または委託で送る | It is sent in our name or on our order
    no: question | 宛先の同意や取引関係は、当社ではなく、送信する提供先に対するものか | Did the addressees consent to, or deal with, the recipient that sends, and not us alone?
    unknown | 誰の名義で広告メールを送るかが未確認 | In whose name the mail is sent is not known
""")  # noqa: E501 - a wording is one line


def _sender(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """特定電子メール法3条1項: consent is given to the sender or to whom he sends for, dealings are with the advertiser.

    Whoever works for us sends on our order; an address without any basis stays out whoever sends.
    """
    if part.track is Track.NOT_PROVISION or is_processor(case, part):
        return
    if not ways(case) & _ELECTRONIC or case.facts.optin_basis is False:
        return
    yield _IN_OUR_NAME(case.facts.in_our_name, fact_fix(case, "in_our_name"), who=UserRole.SALES)


_OPTIN_RECORD = FactWords("""
    yes: confirmed | 同意による宛先の記録を保存している | The consents that addresses rest on are on record
    no: condition | 同意により送る宛先は、同意を得た時期と方法の記録を保存する | Keep when and how consent was given for each address that rests on it
""")  # noqa: E501 - a wording is one line


def _record(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """特定電子メール法3条2項: who sends on consent keeps what shows it; other bases leave nothing to keep."""
    if not ways(case) & _ELECTRONIC or case.facts.optin_basis is False:
        return
    is_kept, fix = bool(case.facts.optin_record), fact_fix(case, "optin_record")
    yield _OPTIN_RECORD(is_kept, fix, mends=UserRole.SALES)


_MAIL_ORDER_CONSENT = FactWords("""
    yes: confirmed | 通信販売の広告を請求・承諾した宛先だけである | Each addressee asked for it or agreed
    no: bar | 通信販売の広告メールを請求も承諾もしていない宛先がある（外すか、承諾を得る） | Some addressees neither asked for it nor agreed: take them out, or get their consent
    unknown | 通信販売の広告メールについて、宛先ごとの請求・承諾が未確認 | Whether each addressee asked for or agreed to mail-order advertising is not known
""")  # noqa: E501 - a wording is one line


def _mail_order(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """特定商取引法12条の3第1項: mail-order advertising takes request or consent; a card or a relation is not enough."""
    if not ways(case) & _ELECTRONIC:
        return
    facts = case.facts
    if facts.mail_order_ad is False:
        yield confirmed(Text("通信販売の広告ではない", "Advertises no mail-order sales"))
    elif facts.mail_order_ad is None:
        yield unknown(
            Text("通信販売の広告かが未確認", "Whether it advertises mail-order sales is not known"),
            fact_fix(case, "mail_order_ad"),
            who=UserRole.SALES,
        )
    else:
        fix = fact_fix(case, "mail_order_consent")
        yield _MAIL_ORDER_CONSENT(facts.mail_order_consent, fix, who=UserRole.SALES, mends=UserRole.SALES)


def _phone(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Whoever refused on the phone is not called again (特定商取引法17条, not read by us): for a person to decide."""
    if StopChannel.PHONE in ways(case):
        yield question(
            Text(
                "電話勧誘を断った人へ再び勧誘しないよう、対象者から除いているか",
                "Are those who refused to be solicited by phone taken out, so that nobody is called again?",
            )
        )


_REFUSAL_DISPLAY = FactWords("""
    yes: confirmed | 送信者名と受信拒否の方法を表示する | Sender and the way to refuse are displayed
    no: condition | 広告メールに送信者名、受信拒否の方法、苦情の窓口を表示する | Show sender, the way to refuse and a contact in each mail
""")  # noqa: E501 - a wording is one line


def _display(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if ways(case) & _ELECTRONIC:
        is_shown, fix = bool(case.facts.refusal_display), fact_fix(case, "refusal_display")
        yield _REFUSAL_DISPLAY(is_shown, fix, mends=UserRole.SALES)


def _days_fresh(case: Case, policy: Policy) -> int | None:
    """How long a list of refusals is good: by the quickest way that is used; None where nothing is advertised."""
    used = ways(case)
    if not used:
        return None
    return policy.suppression_post_days if used <= _SLOW else policy.suppression_mail_days


def _suppression(case: Case, _part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """Who refused since the list was made would still be written to: it goes along, and it is fresh."""
    fresh = _days_fresh(case, policy)
    if fresh is None:
        return
    made, fix = case.facts.suppression_on, fact_fix(case, "suppression_on")
    if made is None:
        yield bar(Text("配信停止リストを渡していない", "No suppression list is attached"), fix=fix, who=UserRole.SALES)
    elif made > on:
        yield bar(
            Text("配信停止リストがまだできていない（{made}）", "The suppression list is not made yet ({made})").format(
                made=made.isoformat()
            ),
            fix=fix,
            who=UserRole.SALES,
        )
    elif on > made + timedelta(days=fresh):
        old = Text("配信停止リストが古い（{made}現在）", "The suppression list is too old (as of {made})")
        yield bar(old.format(made=made.isoformat()), fix=fix, who=UserRole.SALES)
    else:
        good = Text("配信停止リストは{made}現在", "The suppression list is of {made}")
        yield confirmed(good.format(made=made.isoformat()))


def _suppression_days(case: Case, policy: Policy) -> Iterator[date | None]:
    made, fresh = case.facts.suppression_on, _days_fresh(case, policy)
    if made is not None and fresh is not None:
        yield made
        yield next_day(made + timedelta(days=fresh))


_PASS_ON = Text("提供先が受けた受信拒否を当社へ連絡させる", "Have the recipient pass on the refusals that it receives")


def _stop(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """特定電子メール法3条3項 speaks of mail and SMS alone."""
    if ways(case) & _ELECTRONIC:
        yield duty(_PASS_ON)


def _stop_mail_order(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """特定商取引法12条の3第2項 speaks of mail that advertises mail-order sales."""
    if ways(case) & _ELECTRONIC and case.facts.mail_order_ad:
        yield duty(
            Text(
                "通信販売の広告を断った人には送らず、提供先が受けた拒否を当社へ連絡させる",
                "No mail-order advertising to those who refused; have the recipient pass on what it receives",
            )
        )


def _stop_elsewhere(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法35条5項 for phone, post and ads: no law of mail speaks of them."""
    if ways(case) - _ELECTRONIC:
        yield duty(
            Text(
                "提供先が受けた、利用停止や拒否の申出を当社へ連絡させる",
                "Have the recipient pass on requests to stop and refusals that it receives",
            )
        )


def _lump(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Whoever sends for us in a lump bears the duties itself; while nobody knows, both keep the records (policy)."""
    if ways(case) & _ELECTRONIC and is_processor(case, part) and case.facts.mail_order_ad:
        yield duty(
            Text(
                "通信販売の広告の同意の記録を双方で3年残し、一括の委託かを書面で尋ねる",
                "Both keep the record of consent to mail-order advertising for 3 years; ask in writing whether all is "
                "entrusted in a lump",
            )
        )


def _kept(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """施行規則4条2項: what shows a consent is kept until a month after the last mail."""
    if ways(case) & _ELECTRONIC and is_processor(case, part):
        yield duty(
            Text(
                "同意を得たことの記録を、最後に送った日から1か月が過ぎるまで残す",
                "Keep what shows the consent until a month after the last mail",
            )
        )


def _kept_longer(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if ways(case) & _ELECTRONIC and is_processor(case, part) and not case.facts.mail_order_ad:
        yield duty(
            Text("広告の同意の記録は、双方で3年残す", "Both keep the record of consent to advertising for 3 years")
        )


_TITLES = """
    C-MK0 | 広告・勧誘に使うか | Whether it is for advertising
    M-01 | 広告メールを送る根拠 | Basis for advertising mail
    M-01S | 広告メールの送信者 | Sender of advertising mail
    M-02 | 広告メールの同意の記録 | Record of consent to advertising mail
    M-11 | 通信販売の広告メール | Mail-order advertising by mail
    M-17 | 電話勧誘 | Solicitation by phone
    M-05 | 広告メールの表示 | What advertising mail displays
    C-MK1 | 配信停止リストが新しくない | No fresh suppression list
    M-12 | 受信拒否への対応 | Stopping after refusal
    M-12T | 通信販売の広告の拒否への対応 | Stopping mail-order advertising after refusal
    M-12P | 電話・郵送・広告配信の拒否への対応 | Stopping calls, post and ads after refusal
    M-03 | 広告メールの同意の記録の保存 | Keeping the record of consent to advertising mail
    C-MK2 | 広告の同意の記録の保存期間 | How long consents to advertising are kept
    M-15 | 通信販売の広告メールの一括委託 | Mail-order advertising mail entrusted in a lump
"""
_rule = StepRules(Step.MARKETING, _TITLES)

MARKETING: tuple[ClearanceRule, ...] = (
    _rule("C-MK0", _use),
    _rule("M-01", _basis, EMAIL_ACT_3_1, revision=3),
    _rule("M-01S", _sender, EMAIL_ACT_3_1),
    _rule("M-02", _record, EMAIL_ACT_3_2),
    _rule("M-11", _mail_order, TRANSACTIONS_12_3_1),
    _rule("M-17", _phone, COMPANY_POLICY, TRANSACTIONS_17),
    _rule("M-05", _display, EMAIL_ACT_4),
    _rule("C-MK1", _suppression, cuts=_suppression_days, revision=2),
    _rule("M-12", _stop, COMPANY_POLICY, EMAIL_ACT_3_3, revision=2),
    _rule("M-12T", _stop_mail_order, COMPANY_POLICY, TRANSACTIONS_12_3_2),
    _rule("M-12P", _stop_elsewhere, COMPANY_POLICY, ACT_35_5),
    _rule("M-03", _kept, EMAIL_RULES_4_2),
    _rule("C-MK2", _kept_longer),
    _rule("M-15", _lump, COMPANY_POLICY, TRANSACTIONS_12_4, revision=2),
)
