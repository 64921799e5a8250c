"""Who a third party is and who looks after it: fields that must be filled, and the tiering questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sakimori.domain.codes import ContactKind, ControlArea, GapKind, KindOfBody, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Stage, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import Direction
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import COMPANY_POLICY, Judge, Rule
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.assessments import INTAKE_FIELDS, missing_intake
from sakimori.rules.facts.citations import ACT_19, ACT_26, ACT_28, ACT_29, ACT_30
from sakimori.rules.facts.judged import judged_of_all
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES, RECORD_ROLES, GapRules, is_watched, of_third_party

_BODIES_WITH_NUMBER = frozenset({KindOfBody.COMPANY, KindOfBody.PUBLIC_BODY_OPERATOR, KindOfBody.PUBLIC_BODY_EXCLUDED})


_ACTIONS = table_of("""
    C-ID1 | 委託先・提供先などの役割を選びます。 | Choose what it is to us.
    C-ID2 | 法人の所在国を登録します。サーバーの国ではありません。 | Record the country of the legal person, not of its servers.
    C-ID3 | 国税庁の公表する13桁の法人番号を登録します。 | Record the 13-digit corporate number.
    C-ID4 | 住所を登録します。提供と受領の記録に使います。 | Record the address; records of provision and receipt name it.
    C-ID5 | 代表者の氏名を登録します。提供と受領の記録に使います。 | Record the representative; records of provision and receipt name it.
    C-ID6 | 外国の法人が日本での事業として扱うかを確かめます。 | Find out whether the foreign body handles the data in a business in Japan.
    C-ID7 | 会社・公的機関・個人などの種別を選びます。 | Choose the kind of body.
    C-ID8 | 公表された命令・勧告がないかを確かめます。 | Check published orders and recommendations.
    A-19 | 命令・勧告の内容と、いまの取引を続けてよい理由を判断して記します。 | Judge the order or recommendation and note why dealing may continue.
    C-OW1 | 担当を選びます。 | Choose an owner.
    C-OW2 | 後任の担当を選びます。 | Choose a new owner.
    C-CT1 | 事故のときの連絡先を登録します。 | Record whom to reach in an incident.
""")  # noqa: E501 - a wording is one line


def _missing(field: str, is_missing: Callable[[ThirdParty], bool], severity: Callable[[ThirdParty], Severity]) -> Judge:
    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        party = dossier.third_party
        if is_watched(party) and is_missing(party):
            yield of_third_party(
                rule,
                dossier,
                severity=severity(party),
                field=field,
                kind=GapKind.UNKNOWN,
                action=_ACTIONS[rule.id],
            )

    return judge


def _always(severity: Severity) -> Callable[[ThirdParty], Severity]:
    return lambda _: severity


def _for_records(party: ThirdParty) -> Severity:
    """Address and representative go into records under Articles 29 and 30; elsewhere they complete the register."""
    return Severity.MEDIUM if party.roles & RECORD_ROLES else Severity.LOW


def _lacks_number(party: ThirdParty) -> bool:
    """Only bodies in Japan that are given a 法人番号 can lack one; a kind not yet known is asked first."""
    return party.country == "JP" and party.kind_of_body in _BODIES_WITH_NUMBER and not is_given(party.corporate_number)


def judge_owner_left(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: from the day the owner left, nobody looks after the relation."""
    owner = dossier.owner
    if is_watched(dossier.third_party) and owner is not None and owner.left_on is not None:
        yield of_third_party(
            rule,
            dossier,
            severity=Severity.MEDIUM,
            field="owner_id",
            stages=(Stage(Severity.MEDIUM, from_on=owner.left_on),),
            facts=(("owner", owner.id), ("left_on", owner.left_on.isoformat())),
            action=_ACTIONS[rule.id],
        )


def judge_owner_missing(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: every relation has an owner by name."""
    if is_watched(dossier.third_party) and dossier.third_party.owner_id is None:
        yield of_third_party(
            rule,
            dossier,
            severity=Severity.MEDIUM,
            field="owner_id",
            action=_ACTIONS[rule.id],
        )


def judge_order_history(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法19条: an order or recommendation by the PPC may be a sign of unlawful use; a person judges it for each flow."""
    going = [flow for flow in dossier.flows if flow.direction is not Direction.IN]
    is_judged = bool(going) and all(judged_of_all(dossier, flow, (rule.id,)) for flow in going)
    if is_watched(dossier.third_party) and dossier.third_party.order_history and not is_judged:
        yield of_third_party(
            rule,
            dossier,
            severity=Severity.HIGH,
            field="order_note",
            kind=GapKind.DECISION,
            facts=(("order_note", dossier.third_party.order_note),),
            action=_ACTIONS[rule.id],
        )


def judge_incident_contact(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 法26条: who handles our data has a contact for incidents."""
    party = dossier.third_party
    has_one = any(c.kind is ContactKind.INCIDENT and c.is_reachable for c in dossier.contacts)
    if is_watched(party) and party.roles & PROCESSING_ROLES and not has_one:
        yield of_third_party(
            rule,
            dossier,
            severity=Severity.MEDIUM,
            field="contact.incident",
            action=_ACTIONS[rule.id],
        )


_TITLES = """
    C-ID1 | 取引先の役割が決まっていない | No role is recorded for the third party
    C-ID2 | 法人の国が未確認 | The country of the legal person is not known
    C-ID3 | 法人番号が未登録 | No corporate number is recorded
    C-ID4 | 住所が未登録 | No address is recorded
    C-ID5 | 代表者が未登録 | No representative is recorded
    C-ID6 | 日本で事業として扱うかが未確認 | Whether it does business in Japan is not known
    C-ID7 | 法人などの種別が未確認 | The kind of body is not known
    C-ID8 | 個人情報保護委員会の命令・勧告の有無が未確認 | Whether the PPC ever gave an order or recommendation is not known
    A-19 | 個人情報保護委員会の命令・勧告があった | The PPC gave an order or recommendation
    C-OW1 | 担当が未設定 | No owner is set
    C-OW2 | 担当が退職している | The owner has left
    C-CT1 | 事故時の連絡先が未登録 | No contact for incidents is recorded
"""  # noqa: E501 - a title is one line of the table
_rule = GapRules(_TITLES, points=("B1",), scope=SubjectKind.THIRD_PARTY, area=ControlArea.IDENTITY)

IDENTITY_RULES: tuple[Rule, ...] = (
    _rule("C-ID1", _missing("roles", lambda p: not p.roles, _always(Severity.HIGH))),
    _rule(
        "C-ID2",
        _missing("country", lambda p: p.country is None, _always(Severity.HIGH)),
        COMPANY_POLICY,
        ACT_28,
        points=("B1", "B7"),
    ),
    _rule("C-ID3", _missing("corporate_number", _lacks_number, _always(Severity.LOW))),
    _rule(
        "C-ID4", _missing("address", lambda p: not is_given(p.address), _for_records), COMPANY_POLICY, ACT_29, ACT_30
    ),
    _rule(
        "C-ID5",
        _missing(
            "representative",
            lambda p: not is_given(p.representative) and p.kind_of_body is not KindOfBody.PRIVATE_INDIVIDUAL,
            _for_records,
        ),
        COMPANY_POLICY,
        ACT_29,
        ACT_30,
    ),
    _rule(
        "C-ID6",
        _missing(
            "business_in_japan",
            lambda p: p.country not in {None, "JP"} and p.business_in_japan is None,
            _always(Severity.MEDIUM),
        ),
        COMPANY_POLICY,
        ACT_28,
        area=ControlArea.FOREIGN,
        points=("B1", "B7"),
    ),
    _rule("C-ID7", _missing("kind_of_body", lambda p: p.kind_of_body is None, _always(Severity.LOW))),
    _rule(
        "C-ID8",
        _missing("order_history", lambda p: p.order_history is None, _always(Severity.LOW)),
        COMPANY_POLICY,
        ACT_19,
    ),
    _rule("A-19", judge_order_history, ACT_19, revision=2),
    _rule("C-OW1", judge_owner_missing, points=("B1", "A8")),
    _rule("C-OW2", judge_owner_left, points=("B1", "A8")),
    _rule("C-CT1", judge_incident_contact, COMPANY_POLICY, ACT_26, area=ControlArea.INCIDENT, points=("B6",)),
)


_ANSWER = Text("区分を決める質問に答えます。", "Answer the tiering question.")


def _unanswered(field: str) -> Judge:
    def judge(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
        if is_watched(dossier.third_party) and field in missing_intake(dossier.third_party):
            yield of_third_party(
                rule,
                dossier,
                severity=Severity.HIGH,
                field=field,
                kind=GapKind.UNKNOWN,
                action=_ANSWER,
            )

    return judge


_INTAKE_TITLES = """
    C-IN1 | 渡すデータの種類が未回答 | The kinds of data are not answered
    C-IN2 | 人数が未回答 | The number of persons is not answered
    C-IN3 | 要配慮個人情報の有無が未回答 | Whether special-care data are included is not answered
    C-IN4 | 外国での取扱いの有無が未回答 | Whether data are handled abroad is not answered
    C-IN5 | 業務への影響が未回答 | How much our work depends on it is not answered
"""
_intake_rule = GapRules(_INTAKE_TITLES, points=("B1", "A3"), scope=SubjectKind.THIRD_PARTY, area=ControlArea.IDENTITY)

INTAKE_RULES: tuple[Rule, ...] = tuple(
    _intake_rule(f"C-IN{number}", _unanswered(field)) for number, field in enumerate(INTAKE_FIELDS, start=1)
)
