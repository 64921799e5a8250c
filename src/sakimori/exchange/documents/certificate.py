"""What a certificate says: its scheme and edition, number, holder, scope, days, and the body that issued it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sakimori.domain.records.certificate import Scheme
from sakimori.exchange.documents.days import days_in
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Labelled, Look, best, label_pattern
from sakimori.exchange.documents.pages import DocumentText

_I: Final = re.IGNORECASE
_NUMBER: Final = (
    "(?:プライバシーマーク)?(?:登録|認証|認定|付与|証書|登録証|認証登録|ライセンス|証明書)(?:証)?(?:番号|No\\.?)", "certificate (?:registration )?(?:number|no\\.?|id|#)",
    "cert(?:\\.|ificate)? ?(?:no\\.?|nr\\.?|#)", "registration (?:number|no\\.?)", "reference (?:number|no\\.?)", "licen[cs]e (?:number|no\\.?)", "certification (?:number|no\\.?)",
)  # fmt: skip
_ISSUER: Final = (
    "(?:認証|審査|審査登録|認証登録|発行|付与|指定審査|認定|登録)(?:・認証)?(?:機関|団体)(?:名|の名称)?", "発行(?:者|元)", "certification body", "certif(?:ying|ication) (?:authority|organi[sz]ation)",
    "issued by", "issuing (?:body|authority|organi[sz]ation)", "issuer", "registrar", "certified by", "assessed by", "assessor(?: company)?", "QSA company",
)  # fmt: skip
_SCOPE: Final = (
    "(?:認証|登録|適用|対象|審査|認証登録|認定)(?:登録)?(?:の)?(?:対象)?(?:範囲|業務)", "範囲", "scope(?: of (?:the )?(?:certification|registration|certificate|assessment|approval))?", "certified scope", "certification scope", "for the following (?:scope|activities)", "registered activities",
)  # fmt: skip
_ISSUED: Final = (
    "(?:本)?(?:認証|登録|証書|登録証)?(?:発行|付与|交付|更新|改訂発行|再発行)(?:年月)?日", "登録(?:年月)?日", "認証(?:登録|決定|取得)?(?:年月)?日", "有効期間の?開始日", "有効開始日",
    "(?:date of (?:this )?(?:issue|issuance|certification|registration|current issue)|(?:current )?issue date|issued(?: on)?|effective (?:date|from)|valid from|certification date|certificate date|registration date|date of re-?certification|re-?certification date|last issued|reissue date)",
)  # fmt: skip
_FIRST_ISSUED: Final = (
    "(?:初回|当初|最初の?)(?:登録|認証|発行|付与)?(?:登録)?(?:年月)?日", "(?:original|initial|first)(?:ly)? (?:registration|certification|issue|approval|certified|registered|issued)(?: date)?(?: on)?", "certified since", "date of (?:initial|original|first) (?:registration|certification|issue|approval)", "registered since",
)  # fmt: skip
_UNTIL: Final = (
    "(?:認証|登録|証書)?(?:の)?有効(?:期限|期間の?満了日|期間満了日|終了日|期間終了日|年月日)", "(?:期間)?満了(?:年月)?日", "期限(?:年月)?日?", "(?:expiry|expiration)(?: date)?", "date of expiry", "valid (?:until|to|till|through)", "expires(?: on)?", "certificate (?:expiry|expires|expiration)(?: date)?", "validity(?: until)?(?! period)", "expiring on",
)  # fmt: skip
_PERIOD: Final = (
    "(?:認証|登録|付与)?(?:の)?有効期間",
    "付与期間",
    "validity period",
    "period of validity",
    "valid(?: for the period)? from",
    "certificate validity",
    "validity",
)
_HOLDER: Final = (
    "(?:登録|認証|被認証|付与|認証取得|認証登録|被登録)?(?:組織|事業者|企業|法人|会社)(?:名|の名称|名称)?", "名称", "(?:certified |registered )?(?:organi[sz]ation|company|client|holder)(?: name)?", "name of (?:the )?(?:organi[sz]ation|company|client)", "certificate holder", "issued to", "awarded to", "granted to", "registered to", "entity",
)  # fmt: skip
_STANDARD: Final = (
    "(?:適用|認証|登録|審査)?(?:規格|基準)",
    "(?:management system )?standards?",
    "norm",
    "(?:assessment |certification )?criteria",
)
_SURVEY: Final = (
    "(?:定期|維持|サーベイランス)審査(?:年月)?日",
    "(?:last |next )?surveillance(?: audit)?(?: date)?",
    "(?:次回|前回)審査日",
)

_ALL: Final = label_pattern(
    *_NUMBER, *_ISSUER, *_SCOPE, *_ISSUED, *_FIRST_ISSUED, *_UNTIL, *_PERIOD, *_HOLDER, *_STANDARD, *_SURVEY, "住所", "所在地", "address", "代表者", "関連事業所", "備考", "改訂日", "version", "適用宣言書"
)  # fmt: skip

_SCHEMES: Final[tuple[tuple[Scheme, str], ...]] = (
    (Scheme.ISO27017, r"ISO(?:/IEC)? ?27017|JIS Q 27017|クラウドサービスセキュリティ|JIP-ISMS517"),
    (Scheme.ISO27018, r"ISO(?:/IEC)? ?27018|JIS Q 27018"),
    (Scheme.ISO27701, r"ISO(?:/IEC)? ?27701|JIS Q 27701|\bPIMS\b|プライバシー情報マネジメント"),
    (Scheme.ISO27001, r"ISO(?:/IEC)? ?27001|JIS Q 27001|\bISMS\b|情報セキュリティマネジメント|information security management system"),
    (Scheme.PMARK, r"プライバシーマーク|PrivacyMark|privacy mark|JIS Q 15001|Pマーク"),
    (Scheme.ISMAP_LIU, r"ISMAP-LIU"),
    (Scheme.ISMAP, r"\bISMAP\b(?!-LIU)"),
    (Scheme.CSA_L2_ATTESTATION, r"STAR (?:level (?:2|two) )?attestation"),
    (Scheme.CSA_L2_CERTIFICATION, r"STAR (?:level (?:2|two)|certification)|CSA STAR(?! (?:level )?(?:1|one|self))"),
    (Scheme.CSA_L1, r"STAR (?:level (?:1|one)|self-?assessment)"),
    (Scheme.PCIDSS, r"PCI[ -]?DSS|Payment Card Industry Data Security"),
    (Scheme.CBPR, r"(?<!P)\bCBPR\b|cross-?border privacy rules|越境プライバシールール"),
    (Scheme.PRP, r"\bPRP\b|privacy recognition for processors"),
    (Scheme.TRUSTE, r"TRUSTe"),
    (Scheme.SECACT2, r"SECURITY ACTION.{0,20}(?:二つ星|2つ星|★★|two[- ]star)"),
    (Scheme.SECACT1, r"SECURITY ACTION"),
    (Scheme.ASPIC, r"ASPIC|情報開示認定"),
    (Scheme.FISC, r"FISC"),
)  # fmt: skip
_EDITION: Final = re.compile(
    r"(?:ISO(?:/IEC)?|JIS Q) ?\d{4,5}(?:-\d)?:\d{4}(?:/(?:Amd|AMD)\.? ?\d(?::\d{4})?)?|PCI[ -]?DSS (?:v(?:ersion)?\.? ?)?\d(?:\.\d){0,2}",
    _I,
)
_LEGAL: Final = re.compile(
    r"株式会社|合同会社|有限会社|法人|協会|機構|センター|Ltd\b|Limited\b|Inc\b|LLC|GmbH|Corp|\bAG\b|S\.A|plc|B\.V|K\.K|Co\.",
    _I,
)
_ADD_ON_FIRST: Final = (Scheme.ISO27017, Scheme.ISO27018, Scheme.ISO27701)


def certificate_facts(document: DocumentText) -> tuple[FactProposal, ...]:
    """What the certificate states, the best proposal of each fact first."""
    look = Look(document)
    found = (
        best(list(_schemes(look)), 3),
        best(list(_editions(look)), 3),
        best(list(_words(look, "number", _NUMBER))),
        best(list(_holder(look))),
        best(list(_words(look, "scope", _SCOPE)), 2),
        best(list(_issuer(look))),
        best(
            [*_days(look, "issued_on", _ISSUED), *_period(look, first=True), *_days(look, "issued_on", _FIRST_ISSUED)]
        ),
        best([*_days(look, "valid_until", _UNTIL), *_period(look, first=False)]),
    )
    return tuple(one for proposals in found for one in proposals)


def _schemes(look: Look) -> Iterator[FactProposal]:
    """The scheme that is named most plainly: alone, behind the label of a standard, or first of all."""
    weighed = []
    for order, (scheme, words) in enumerate(_SCHEMES):
        pattern = re.compile(words, _I)
        hits = [(cell, hit) for cell in look.cells for hit in pattern.finditer(cell.text)]
        if not hits:
            continue
        plainness = max(3 if len(hit[0]) > 0.4 * len(cell.text) else 1 for cell, hit in hits)
        # An add-on names the standard that it extends; a certificate of that standard alone does not name add-ons.
        weight = plainness * 2 + min(len(hits), 3) + (4 if scheme in _ADD_ON_FIRST and plainness == 3 else 0)
        weighed.append((-weight, order, scheme, hits[0]))
    for _, _, scheme, (cell, hit) in sorted(weighed, key=lambda one: one[:2]):
        yield look.propose("scheme", scheme.value, cell, hit.start(), hit.end())


def _editions(look: Look) -> Iterator[FactProposal]:
    scheme = next(iter(_schemes(look)), None)
    number = re.search(r"\d{5}", scheme.value) if scheme else None
    hits = [(cell, hit) for cell in look.cells for hit in _EDITION.finditer(cell.text)]
    if scheme is not None and scheme.value == Scheme.PMARK.value:
        number = re.search("15001", "15001")
    hits.sort(key=lambda one: (bool(number) and number[0] not in one[1][0], not one[1][0].upper().startswith("ISO")))  # type: ignore[index]
    for cell, hit in hits:
        yield look.propose("standard_edition", re.sub(r"^ISO ?(?=\d)", "ISO ", hit[0]), cell, hit.start(), hit.end())


def _words(look: Look, field: str, labels: tuple[str, ...]) -> Iterator[FactProposal]:
    for value in look.labelled(label_pattern(*labels), all_labels=_ALL):
        words = _value(value, look) if field == "scope" else _first_words(value.text)
        if field == "number" and not re.search(r"\d", words):
            continue
        if words:
            yield FactProposal(field, words, look.sentence(value.cell, value.start))


def _value(value: Labelled, look: Look) -> str:
    """A scope in its own words: the rest of the cell as it is written."""
    start, _ = value.cell.plain.source(min(value.start, len(value.cell.text) - 1), len(value.cell.text))
    return value.cell.paragraph.text[start:].strip(" :：　")


def _first_words(text: str) -> str:
    """A value up to the next label on the same line."""
    words = re.split(
        r"\s{2,}|[、。]|\s(?=(?:date|issue|valid|expir|登録日|有効))", text.strip(" :"), maxsplit=1, flags=_I
    )[0]
    return words.strip(" :;,")[:80]


_CERTIFY: Final = re.compile(
    r"(?:this is to certify that|hereby certif\w+ that|certif(?:ies|y) that|this certificate is (?:awarded|issued|granted) to|下記の(?:組織|事業者|者)|certified that the .{0,60} of)\s*[:,]?\s*(?P<name>.{0,120})",
    _I,
)
_NAME_ONLY: Final = re.compile(
    r"^(?P<name>.{2,80}?)(?:\s+(?:has|operates|with|located|whose|of)\b|$|,\s+\d|\s殿|\s様|殿$|様$)"
)


def _holder(look: Look) -> Iterator[FactProposal]:
    for value in look.labelled(label_pattern(*_HOLDER), all_labels=_ALL):
        if (
            (words := value.text.strip(" :"))
            and not _EDITION.search(words)
            and len(words) < 90
            and _LEGAL.search(words)
        ):
            yield FactProposal("holder", _name(words), look.sentence(value.cell, value.start))
    for cell in look.cells:
        found = _CERTIFY.search(cell.text)
        if found is not None:
            name = found["name"].strip(" :,")
            if _LEGAL.search(name):
                yield look.propose("holder", _name(name), cell)
            elif cell.place + 1 < len(look.cells):
                after = look.cells[cell.place + 1]
                yield look.propose("holder", _name(after.text), after)
        elif re.search(r"(?:殿|様|御中)$", cell.text) and _LEGAL.search(cell.text):
            yield look.propose("holder", _name(cell.text), cell)


def _name(words: str) -> str:
    found = _NAME_ONLY.match(words.strip())
    name = found["name"] if found else words
    return re.sub(r"(?:殿|様|御中)$", "", name).strip(" ,.:") + (
        "." if re.search(r"(?:Inc|Ltd|Corp|Co|K)\.$", words.strip()) else ""
    )


_FOR: Final = re.compile(
    r"(?:for and on behalf of|signed (?:for|on behalf of)|on behalf of|issued by|certified by|audited and (?:certified|registered) by)\s*[:]?\s*(?P<name>.{0,90})",
    _I,
)
_BODY: Final = re.compile(
    r"^(?P<name>(?:[^。、]{0,30}(?:一般|公益)(?:財団|社団)法人[^。、]{1,40}|[^。、]{1,40}(?:認証|審査|マネジメント|品質保証|クオリティ|レジストラ)[^。、]{0,20}|.{2,60}(?:Certification|Assurance|Registrar|Assessment|Register|Quality|Audit|Standards Institution).{0,40}))$",
    _I,
)


def _issuer(look: Look) -> Iterator[FactProposal]:
    for value in look.labelled(label_pattern(*_ISSUER), all_labels=_ALL):
        words = re.split(r"[。]|\s{2,}", value.text.strip(" :"))[0]
        if 2 <= len(words) < 90:
            yield FactProposal("issuer", _name(words), look.sentence(value.cell, value.start))
    for cell in look.cells:
        found = _FOR.search(cell.text)
        if found is not None:
            after = look.cells[cell.place + 1 : cell.place + 2]
            name, at = (
                (found["name"], cell) if found["name"].strip() else ((after[0].text, after[0]) if after else ("", cell))
            )
            if _LEGAL.search(name):
                yield look.propose("issuer", _name(name), at)
    for cell in reversed(look.cells):
        if len(cell.text) < 60 and _LEGAL.search(cell.text) and (body := _BODY.match(cell.text)):
            yield look.propose("issuer", _name(body["name"]), cell)


def _days(look: Look, field: str, labels: tuple[str, ...]) -> Iterator[FactProposal]:
    for value in look.labelled(label_pattern(*labels), all_labels=_ALL):
        days = days_in(value.cell.text[value.start :])
        if not days or (len(days) > 1 and field == "valid_until"):
            continue
        yield from look.days_of(field, value.cell, value.start, len(value.cell.text))
    inline = re.compile(rf"(?:{'|'.join(labels)})\s*[:]?\s*", _I)
    for cell in look.cells:
        for hit in inline.finditer(cell.text):
            days = days_in(cell.text[hit.end() : hit.end() + 30])
            if days and days[0].start < 4:
                yield from look.days_of(field, cell, hit.end(), hit.end() + 40)


def _period(look: Look, *, first: bool) -> Iterator[FactProposal]:
    """The first or the last day of a period of validity."""
    for value in look.labelled(label_pattern(*_PERIOD), all_labels=_ALL):
        yield from _of_period(look, value, first=first)
    sentence = re.compile(r"有効期間|valid(?:ity)? (?:from|for the period)|is valid", _I)
    for cell in look.cells:
        if (hit := sentence.search(cell.text)) is not None:
            yield from _of_period(look, Labelled(cell, hit.start()), first=first)


def _of_period(look: Look, value: Labelled, *, first: bool) -> Iterator[FactProposal]:
    text = value.cell.text[value.start :]
    days = days_in(text)
    if len(days) > 1:
        one = days[0] if first else days[1]
        yield from look.days_of(
            "issued_on" if first else "valid_until", value.cell, value.start + one.start, value.start + one.end
        )
    elif days and not first and re.match(r"\s*(?:まで|$)", text[days[0].end :]):
        yield from look.days_of("valid_until", value.cell, value.start + days[0].start, value.start + days[0].end)
