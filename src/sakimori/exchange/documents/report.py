"""What an auditor's report or a security white paper says of itself: kind, period, opinion, whom it leans on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sakimori.exchange.documents.controls import control_findings
from sakimori.exchange.documents.days import days_in
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Cell, Look, best
from sakimori.exchange.documents.pages import DocumentText
from sakimori.exchange.documents.sub_services import sub_services

_I: Final = re.IGNORECASE
_KINDS: Final = (
    (r"SOC ?2.{0,8}(?:type|タイプ) ?(?:2|II|ii)\b", "SOC2_T2"),
    (r"SOC ?2.{0,8}(?:type|タイプ) ?(?:1|I|i)\b", "SOC2_T1"),
    (r"(?:ISAE ?(?:No\.? ?)?3402|SOC ?1|保証業務実務指針 ?3402|86号).{0,60}(?:type|タイプ) ?(?:2|II|ii)\b|(?:type|タイプ) ?(?:2|II)\b.{0,80}(?:ISAE ?3402|3402)", "ISAE3402_T2"),
    (r"(?:ISAE ?(?:No\.? ?)?3402|SOC ?1|保証業務実務指針 ?3402|86号).{0,60}(?:type|タイプ) ?(?:1|I|i)\b|(?:type|タイプ) ?(?:1|I)\b.{0,80}(?:ISAE ?3402|3402)", "ISAE3402_T1"),
    (r"white ?paper|ホワイトペーパー|セキュリティ(?:の)?(?:取組|取り組み|概要|説明書)|security (?:overview|practices)", "WHITE_PAPER"),
)  # fmt: skip
_RANGE: Final = re.compile(
    r"(?:for the period|throughout the period|during the period|period (?:from|of|covered|under review)?|examination period|reporting period|対象期間|期間|から)",
    _I,
)
_TO: Final = re.compile(r"\s*(?:to|through|until|and|-|[~〜～]|から|より)\s*", _I)
_AS_OF: Final = re.compile(r"\bas (?:of|at)\s*$|(?:基準日|時点)[は:]?\s*$", _I)
_OPINIONS: Final = (
    ("disclaimer", r"disclaimer of opinion|do not express an opinion|(?:we )?(?:are|were) unable to (?:express|form) an opinion|意見を表明しない|意見不表明"),
    ("adverse", r"adverse opinion|(?:were|was|are|did) not .{0,40}(?:fairly|suitably|operat\w+ effectively).{0,60}in all material respects|不適正意見|否定的意見|有効に(?:運用|整備)されていなかったものと認める"),
    ("qualified", r"(?<!un)qualified opinion|except for (?:the (?:matters?|effects?|possible)|as described)|限定(?:付|的)?(?:適正)?(?:意見|事項)|(?:記載した|の)事項を除き|を除いて?、.{0,80}(?:適正|有効)"),
    ("unqualified", r"unqualified opinion|unmodified opinion|in our opinion,? in all material respects|in all material respects|無限定(?:適正)?意見|(?:全ての|すべての)重要な点において"),
)  # fmt: skip
_FIRM: Final = re.compile(
    r"(?P<name>[A-Z][\w&.,'’ -]{2,60}?(?:LLP|L\.L\.P\.|CPAs?(?:,? (?:P\.?C\.?|PLLC|LLC))?|PLLC|& Co\.?|Chartered Accountants|Audit(?:ors)? (?:Limited|Ltd)|Assurance (?:LLC|Ltd|Limited|GmbH|AG)|GmbH|AG))(?=[\s,.]|$)|(?P<ja>[^\s、。]{0,20}(?:有限責任)?監査法人[^\s、。(]{0,20})"
)
_AUDITOR: Final = re.compile(r"監査法人|LLP|L\.L\.P|CPA|PLLC|Chartered Accountants|Wirtschaftspr", _I)
_HOLDER: Final = (
    re.compile(
        r"(?:to the management of|to:? the (?:board|management) of|report on|assertion of the management of|prepared by|management of)\s*:?\s*(?P<name>[A-Z][\w&.,'’ -]{2,70}?(?:, (?:Inc|LLC|Ltd)\.?|Inc\.|LLC|Ltd\.?|Limited|Corp(?:oration|\.)?|GmbH|K\.K\.|plc|S\.A\.|AG|B\.V\.|Co\.,? Ltd\.?))(?=['’s,.\s]|$)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<name>(?:株式会社|合同会社)[^\s、。()「」のはが]{1,25}|[^\s、。()「」]{1,25}(?:株式会社|合同会社))(?:\s*(?:御中|取締役会|経営者|の経営者|が提供|の(?:システム|サービス|受託|記述|内部統制)))"
    ),
)


def report_facts(document: DocumentText) -> tuple[FactProposal, ...]:
    """What the report states, the best proposal of each fact first; lists of names and ids hold all of them."""
    look = Look(document)
    controls = control_findings(document)
    found = (
        best(list(_kinds(look)), 2),
        best(list(_holders(look))),
        *_periods(look),
        best(list(_opinions(look)), 2),
        *_signature(look),
        sub_services(look),
        [FactProposal("controls", one.control_id, one.passage) for one in controls],
        [FactProposal("exceptions", one.control_id, one.passage) for one in controls if one.has_exception],
    )
    return tuple(one for proposals in found for one in proposals)


def _kinds(look: Look) -> Iterator[FactProposal]:
    for words, code in _KINDS:
        pattern = re.compile(words, _I)
        for cell in look.cells[:60]:
            if (hit := pattern.search(cell.text)) is not None:
                yield look.propose("report", code, cell, hit.start(), hit.end())
                break


def _holders(look: Look) -> Iterator[FactProposal]:
    for cell in look.cells[:40]:
        for pattern in _HOLDER:
            for hit in pattern.finditer(cell.text):
                if not _AUDITOR.search(hit["name"]):
                    yield look.propose("holder", hit["name"].strip(" ,"), cell, hit.start(), hit.end())


def _periods(look: Look) -> tuple[list[FactProposal], list[FactProposal]]:
    """The first and the last day that were looked at; a day alone is the last one."""
    starts, ends, days_alone = [], [], []
    for cell in look.cells:
        days = days_in(cell.text)
        for one, then in zip(days, [*days[1:], None], strict=False):
            between = cell.text[one.end : then.start] if then else ""
            if then is not None and _TO.fullmatch(between) and _RANGE.search(cell.text):
                starts += look.days_of("period_from", cell, one.start, one.end)
                ends += look.days_of("period_until", cell, then.start, then.end)
            elif _AS_OF.search(cell.text[max(one.start - 12, 0) : one.start]) or re.match(
                r"\s*(?:現在|時点)", cell.text[one.end :]
            ):
                days_alone += look.days_of("period_until", cell, one.start, one.end)
    return best(starts, 2), best([*ends, *days_alone], 2)


def _opinions(look: Look) -> Iterator[FactProposal]:
    """The opinion by its words, the gravest first; what a heading promises of an opinion is none."""
    for value, words in _OPINIONS:
        pattern = re.compile(words, _I)
        for cell in look.cells:
            hit = pattern.search(cell.text)
            if hit is not None and not re.search(
                r"would|could|may (?:be|issue)|場合(?:は|に)", cell.text[: hit.start()][-60:]
            ):
                yield look.propose("opinion", value, cell, hit.start(), hit.end())
                break


def _signature(look: Look) -> tuple[list[FactProposal], list[FactProposal]]:
    """Who signed, and when: a firm that stands alone, and the day that stands near it."""
    issuers, days = [], []
    for cell in look.cells:
        hit = _FIRM.search(cell.text)
        if hit is None or len(cell.text) > len(hit[0]) + 45:
            continue
        name = (hit["name"] or hit["ja"]).strip(" ,")
        weight = 0 if _AUDITOR.search(name) else 1
        if weight and not _has_day_near(look, cell):
            continue
        issuers.append((weight, look.propose("issuer", name, cell, hit.start(), hit.end())))
        days += [(weight, one) for one in _day_near(look, cell)]
    ranked = [one for _, one in sorted(issuers, key=lambda pair: pair[0])]
    return best(ranked, 2), best([one for _, one in sorted(days, key=lambda pair: pair[0])], 2)


def _has_day_near(look: Look, cell: Cell) -> bool:
    return any(True for _ in _day_near(look, cell))


def _day_near(look: Look, cell: Cell) -> Iterator[FactProposal]:
    """The day of a signature, which stands alone within a few lines of the name."""
    around = sorted(look.cells[max(cell.place - 5, 0) : cell.place + 6], key=lambda one: abs(one.place - cell.place))
    for one in around:
        days = days_in(one.text)
        if len(days) == 1 and len(one.text) - (days[0].end - days[0].start) < 25 and not _RANGE.search(one.text):
            yield from look.days_of("issued_on", one, days[0].start, days[0].end)
            return
