"""Certificates as rules read them: their schemes, and until when each says anything before a newer one replaces it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.records.certificate import ADD_ONS, SCS_START, Certificate, Scheme
from sakimori.domain.values.text import Text


class SchemeSubject(StrEnum):
    """What a certificate of a scheme speaks of."""

    COMPANY = "company"
    SCOPE = "scope"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """One scheme in words; a scheme that is no certificate is a declaration or guideline that somebody follows.

    `above` are the schemes that say the same and more; before `required_from` it can be recorded, not required.
    """

    scheme: Scheme
    name: Text
    covers: SchemeSubject
    proof: Text
    is_certificate: bool = True
    above: frozenset[Scheme] = frozenset()
    required_from: date | None = None

    def may_be_required(self, on: date) -> bool:
        """Whether the scheme has begun, so that somebody can be asked for it."""
        return self.required_from is None or self.required_from <= on


_ISO_PROOF = Text("登録証、適用範囲、適用宣言書の版", "Certificate, scope, version of the statement of applicability")
_LIST_ENTRY = Text("公開リストの登録内容とサービス名", "Entry of the public list with the name of the service")
_REGISTRY = Text("登録簿の日付", "Date in the registry")
_DIRECTORY = Text("名簿の登録内容、本社の所在、認証の範囲", "Directory entry, economy of the head office, scope")
_SELF_DECLARED = Text("IPAの公開リスト", "List published by IPA")
_REPORT = Text("報告書の基準日・期間、規準、監査人、意見", "Date or period of the report, criteria, auditor, opinion")

_FACTS = (
    SchemeFacts(
        Scheme.PMARK,
        Text("プライバシーマーク", "PrivacyMark"),
        SchemeSubject.COMPANY,
        Text("登録番号と有効期限（JIPDECの一覧で確かめる）", "Number and last day, looked up in the list of JIPDEC"),
    ),
    SchemeFacts(Scheme.ISO27001, Text("ISMS（ISO/IEC 27001）", "ISO/IEC 27001"), SchemeSubject.SCOPE, _ISO_PROOF),
    SchemeFacts(
        Scheme.ISO27017,
        Text("ISMSクラウド（ISO/IEC 27017）", "ISO/IEC 27017"),
        SchemeSubject.SCOPE,
        Text("適用範囲に載るサービス名と、提供者・利用者の別", "The service in the scope; provider or customer"),
    ),
    SchemeFacts(
        Scheme.ISO27018,
        Text("クラウドの個人情報保護（ISO/IEC 27018）", "ISO/IEC 27018"),
        SchemeSubject.SCOPE,
        Text("適用範囲に載るサービス名", "The service in the scope"),
    ),
    SchemeFacts(
        Scheme.ISO27701,
        Text("プライバシー情報マネジメント（ISO/IEC 27701）", "ISO/IEC 27701"),
        SchemeSubject.SCOPE,
        Text("適用範囲と、管理者・処理者の別", "Scope; controller or processor"),
    ),
    SchemeFacts(
        Scheme.SOC2_T1,
        Text("SOC 2 Type I報告書", "SOC 2 Type I report"),
        SchemeSubject.SYSTEM,
        _REPORT,
        above=frozenset({Scheme.SOC2_T2}),
    ),
    SchemeFacts(Scheme.SOC2_T2, Text("SOC 2 Type II報告書", "SOC 2 Type II report"), SchemeSubject.SYSTEM, _REPORT),
    SchemeFacts(Scheme.ISMAP, Text("ISMAP", "ISMAP"), SchemeSubject.SYSTEM, _LIST_ENTRY),
    SchemeFacts(
        Scheme.ISMAP_LIU,
        Text("ISMAP-LIU", "ISMAP-LIU"),
        SchemeSubject.SYSTEM,
        _LIST_ENTRY,
        above=frozenset({Scheme.ISMAP}),
    ),
    SchemeFacts(
        Scheme.CSA_L1,
        Text("CSA STAR レベル1", "CSA STAR Level 1"),
        SchemeSubject.SYSTEM,
        _REGISTRY,
        is_certificate=False,
        above=frozenset({Scheme.CSA_L2_CERTIFICATION, Scheme.CSA_L2_ATTESTATION}),
    ),
    SchemeFacts(
        Scheme.CSA_L2_CERTIFICATION,
        Text("CSA STAR レベル2（認証）", "CSA STAR Level 2 certification"),
        SchemeSubject.SYSTEM,
        _REGISTRY,
    ),
    SchemeFacts(
        Scheme.CSA_L2_ATTESTATION,
        Text("CSA STAR レベル2（証明）", "CSA STAR Level 2 attestation"),
        SchemeSubject.SYSTEM,
        _REGISTRY,
    ),
    SchemeFacts(
        Scheme.PCIDSS,
        Text("PCI DSS", "PCI DSS"),
        SchemeSubject.SCOPE,
        Text("準拠証明書（AOC）、レベル、責任分担表", "Attestation of compliance, level, responsibility matrix"),
    ),
    SchemeFacts(
        Scheme.TRUSTE, Text("TRUSTe", "TRUSTe"), SchemeSubject.SYSTEM, Text("登録内容", "Entry in the registry")
    ),
    SchemeFacts(
        Scheme.CBPR,
        Text("CBPR認証", "CBPR certification"),
        SchemeSubject.SCOPE,
        _DIRECTORY,
    ),
    SchemeFacts(
        Scheme.GLOBAL_CBPR,
        Text("グローバルCBPR認証", "Global CBPR certification"),
        SchemeSubject.SCOPE,
        _DIRECTORY,
    ),
    SchemeFacts(
        Scheme.PRP,
        Text("PRP認証（処理者のCBPR）", "PRP recognition"),
        SchemeSubject.SCOPE,
        Text("名簿の登録内容", "Directory entry"),
    ),
    SchemeFacts(
        Scheme.SECACT1,
        Text("SECURITY ACTION 一つ星", "SECURITY ACTION, one star"),
        SchemeSubject.COMPANY,
        _SELF_DECLARED,
        is_certificate=False,
        above=frozenset({Scheme.SECACT2}),
    ),
    SchemeFacts(
        Scheme.SECACT2,
        Text("SECURITY ACTION 二つ星", "SECURITY ACTION, two stars"),
        SchemeSubject.COMPANY,
        _SELF_DECLARED,
        is_certificate=False,
    ),
    SchemeFacts(
        Scheme.SCS3,
        Text("SCS評価制度 ★3", "SCS evaluation ★3"),
        SchemeSubject.SCOPE,
        Text("登録簿（開始後）", "Registry, once it is open"),
        above=frozenset({Scheme.SCS4}),
        required_from=SCS_START,
    ),
    SchemeFacts(
        Scheme.SCS4,
        Text("SCS評価制度 ★4", "SCS evaluation ★4"),
        SchemeSubject.SCOPE,
        Text("登録簿（開始後）", "Registry, once it is open"),
        required_from=SCS_START,
    ),
    SchemeFacts(
        Scheme.FISC,
        Text("FISC安全対策基準への対応", "Correspondence to the FISC guidelines"),
        SchemeSubject.SYSTEM,
        Text("基準の版を示した対応表", "Correspondence table that names the edition"),
        is_certificate=False,
    ),
    SchemeFacts(
        Scheme.MED3,
        Text("医療情報の3省2ガイドラインへの対応", "Correspondence to the medical information guidelines"),
        SchemeSubject.SYSTEM,
        Text("サービス仕様の開示書とサービス水準の合意", "Disclosure form of the service, service-level agreement"),
        is_certificate=False,
    ),
    SchemeFacts(
        Scheme.ASPIC,
        Text("情報開示認定（ASPIC）", "ASPIC disclosure certification"),
        SchemeSubject.SYSTEM,
        Text("認定の一覧", "List of certified services"),
    ),
)
SCHEMES: Mapping[Scheme, SchemeFacts] = {facts.scheme: facts for facts in _FACTS}
"""Every scheme by its code."""


@dataclass(frozen=True, slots=True)
class CertificateStanding:
    """One certificate with its last day among the others; an add-on ends with the ISMS to which it belongs.

    `replaced_from` is the first day on which a newer certificate speaks in its place; `date.min` where it always does.
    """

    certificate: Certificate
    through: date | None
    is_endless: bool
    lacks_base: bool
    replaced_from: date | None

    @property
    def counts(self) -> bool:
        """Whether it may speak for us: one whose scope leaves us out counts as absent."""
        return self.certificate.covers_us is not False

    @property
    def is_renewal_pending(self) -> bool:
        """Whether its renewal was applied for in time under a scheme that keeps it valid until the decision."""
        return self.certificate.is_renewal_pending


def certificate_standings(certificates: Sequence[Certificate]) -> tuple[CertificateStanding, ...]:
    """How each certificate of a third party stands."""
    ends = {c.id: _last_day(c, certificates) for c in certificates}
    return tuple(
        CertificateStanding(
            certificate=c,
            through=ends[c.id],
            is_endless=c.is_endless,
            lacks_base=c.scheme in ADD_ONS and not tuple(_bases(certificates)),
            replaced_from=min(
                (_begins(other) for other in certificates if _replaces(other, c, ends)),
                default=None,
            ),
        )
        for c in certificates
    )


def _bases(certificates: Iterable[Certificate]) -> Iterable[Certificate]:
    return (c for c in certificates if c.scheme is Scheme.ISO27001 and c.covers_us is not False)


def _last_day(certificate: Certificate, certificates: Iterable[Certificate]) -> date | None:
    own = certificate.valid_through
    if certificate.scheme not in ADD_ONS:
        return own
    ends = tuple(base.valid_through for base in _bases(certificates))
    if not ends or None in ends:
        return own
    of_base = max(end for end in ends if end is not None)
    return min(own, of_base) if own is not None else of_base


def _replaces(newer: Certificate, older: Certificate, ends: dict[str, date | None]) -> bool:
    """Whether one of the same scheme or a higher one, for the same services or more, speaks longer than another."""
    is_same = newer.scheme is older.scheme
    if newer.id == older.id or newer.covers_us is False or not _serves(newer, older):
        return False
    if not is_same and newer.scheme not in SCHEMES[older.scheme].above:
        return False
    newer_end = date.max if newer.is_endless else ends[newer.id]
    if newer_end is None:
        return False
    if older.covers_us is False:
        return True
    older_end = date.max if older.is_endless else ends[older.id]
    if older_end is None:
        return older.issued_on is not None and newer.issued_on is not None and newer.issued_on > older.issued_on
    return newer_end > older_end or (newer_end == older_end and (not is_same or _tie(newer) > _tie(older)))


def _serves(newer: Certificate, older: Certificate) -> bool:
    """Without services named a certificate speaks of the third party as a whole."""
    return not newer.service_ids or (bool(older.service_ids) and set(older.service_ids) <= set(newer.service_ids))


def _tie(certificate: Certificate) -> tuple[date, str]:
    return (certificate.issued_on or date.min, certificate.id)


def _begins(certificate: Certificate) -> date:
    """From when it speaks: its issue, or the period of a report if that began earlier; always while nobody knows."""
    known = [day for day in (certificate.issued_on, certificate.period_from) if day is not None]
    return min(known, default=date.min)
