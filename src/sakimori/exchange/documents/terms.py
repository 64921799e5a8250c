"""What a contract says of its parties, its days, its renewal and notice, its law, and the hours to tell of a breach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sakimori.domain.values.numbers import bare_number, is_corporate_number
from sakimori.exchange.documents.days import NUMBER, DayFound, days_in, last_day, number_of
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Cell, Look, best
from sakimori.exchange.documents.pages import DocumentText
from sakimori.exchange.documents.parties import parties
from sakimori.exchange.documents.topics import topics_of_clauses
from sakimori.exchange.documents.units import Unit
from sakimori.exchange.reference import parse_country

_I: Final = re.IGNORECASE
_ABOUT_TERM: Final = re.compile(
    r"期間|満了|更新|効力|存続|開始日|終了日|\bterm\b|effect|in force|commenc|expir|renew|in force|continue|start date|end date",
    _I,
)
_NOT_TERM: Final = re.compile(r"委託料|支払|保存|保管|保証|請求書|ログ|invoice|payment|retain|log", _I)
_RANGE: Final = re.compile(
    r"\s*(?:\([^)]{1,12}\))?\s*(?:から|より|以降|[~〜～]|-|to\b|until|through|and (?:shall )?(?:ends?|expires?|continues?|terminates?)|up to|till)",
    _I,
)
_LASTS: Final = re.compile(
    rf"(?:から(?:起算して)?|より|以降)\s*(?:満)?(?P<ja>{NUMBER})\s*(?P<ja_unit>年|(?:か|ヶ|カ|ケ|箇|個|ヵ)月)間?|"
    rf"(?:period|term) of (?P<en>{NUMBER})[\s-]*(?P<en_unit>years?|months?)|"
    rf"(?P<en2>{NUMBER})[\s-]*(?P<en2_unit>years?|months?)\s+(?:from|after|following|beginning|commencing|initial)",
    _I,
)
_SIGNED_LABEL: Final = re.compile(
    r"(?:契約)?締結(?:年月)?日|契約(?:年月)?日|署名日|調印日|作成日|(?:date (?:of )?(?:signature|signed|execution|this agreement))|signed on|"
    r"dated|date\s*:|signature date|executed (?:on|as of)|made (?:and entered into )?(?:this|on|as of)|entered into (?:this|on|as of)",
    _I,
)
_START_LABEL: Final = re.compile(
    r"開始日|発効日|効力発生日|適用(?:開始)?日|effective date|commencement date|start date|service start|takes? effect (?:on|as of|from)|commenc\w+ on|effective (?:on|as of|from)|"
    r"shall (?:begin|start) on|in force (?:on|from|as of)|comes? into (?:force|effect) on|begins? on|starts? on",
    _I,
)
_END_LABEL: Final = re.compile(
    r"満了日|終了日|(?:有効)?期限|expir\w+ (?:date|on)|end date|ends? on|until|through|terminat\w+ on|valid (?:until|to)|up to and including",
    _I,
)
_WITNESS: Final = re.compile(
    r"(?:本契約|本覚書|本書|上記|以上).{0,30}(?:証|締結).{0,80}(?:通|電磁的|電子|記名|署名)|in witness whereof|signed by|the parties have (?:signed|executed)|記名押印|duly authori[sz]ed",
    _I,
)
_DATE_ALONE: Final = re.compile(r"^(?:日付|締結日|date|dated|on)?\s*[:]?\s*.{0,3}$", _I)


def contract_facts(document: DocumentText, units: Sequence[Unit]) -> tuple[FactProposal, ...]:
    """What the contract states, the best proposal of each fact first."""
    look = Look(document)
    return (
        *parties(look),
        *best(list(_numbers(look)), 6),
        *best(list(_signed(look))),
        *_term(look),
        *_renewal(look),
        *best(list(_law(look)), 1),
        *best(list(_hours(document, units)), 2),
    )


_NUMBER_RUN: Final = re.compile(r"(?<![0-9A-Za-z])T?[0-9](?:[- ]?[0-9]{4}){3}(?![0-9])")


def _numbers(look: Look) -> Iterator[FactProposal]:
    """Every 法人番号 whose check digit is right."""
    for cell in look.cells:
        for found in _NUMBER_RUN.finditer(cell.text):
            if is_corporate_number(number := bare_number(found[0])):
                yield look.propose("numbers", number, cell, found.start(), found.end())


def _signed(look: Look) -> Iterator[FactProposal]:
    """The day that is said to be the one of signing; else the one that stands alone below the last words."""
    closing = max((cell.place for cell in look.cells if _WITNESS.search(cell.text)), default=None)
    for cell in look.cells:
        for found in days_in(cell.text):
            before = cell.text[max(found.start - 60, 0) : found.start]
            label = _last(_SIGNED_LABEL, before)
            if label is not None and len(before) - label < 25 and not _is_of_term(cell, found):
                yield from look.days_of("signed_on", cell, found.start, found.end)
    for cell in reversed(look.cells):
        days = days_in(cell.text)
        is_closing = cell.place > len(look.cells) - 12 or (closing is not None and closing - 4 <= cell.place <= closing + 14)
        if is_closing and days and _is_alone(cell, days[0]):
            yield from look.days_of("signed_on", cell, days[0].start, days[0].end)
    for cell in look.cells[:3]:
        days = days_in(cell.text)
        if days and _is_alone(cell, days[0]):
            yield from look.days_of("signed_on", cell, days[0].start, days[0].end)
    for cell in look.cells:
        if closing is not None and cell.place == closing:
            yield from look.days_of("signed_on", cell, 0, len(cell.text))


def _is_alone(cell: Cell, found: DayFound) -> bool:
    rest = cell.text[: found.start] + cell.text[found.end :]
    return bool(_DATE_ALONE.match(rest))


def _is_of_term(cell: Cell, found: DayFound) -> bool:
    return bool(_RANGE.match(cell.text[found.end :])) and len(days_in(cell.text[found.end : found.end + 60])) > 0


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    return max((one.end() for one in pattern.finditer(text)), default=None)


def _term(look: Look) -> list[FactProposal]:
    starts, ends, opens = [], [], []
    for cell in sorted(look.cells, key=lambda one: (not _ABOUT_TERM.search(one.text), one.place)):
        if not _speaks_of_term(look, cell):
            continue
        days = days_in(cell.text)
        for first, then in zip(days, [*days[1:], None], strict=False):
            start, end = _span(look, cell, first, then)
            starts += start
            ends += end
        if re.search(
            r"期間の定め(?:の|が|を)な|期間を定めな|無期限|indefinite (?:period|term|duration)|no fixed term|until (?:it is )?terminated",
            cell.text,
            _I,
        ):
            opens.append(look.propose("open_ended", "true", cell))
    ends = ends or _from_signing(look)
    return [*best(starts), *best(ends), *best(opens, 1)] if ends or starts else best(opens, 1)


def _speaks_of_term(look: Look, cell: Cell) -> bool:
    """A cell about the term itself, or the value beside a label that is."""
    before = look.cells[cell.place - 1].text if cell.place else ""
    is_named = _ABOUT_TERM.search(cell.text) or (len(before) < 30 and _ABOUT_TERM.search(before))
    return bool(is_named) and not _NOT_TERM.search(before[-30:] if len(before) < 30 else "")


def _span(
    look: Look, cell: Cell, first: DayFound, then: DayFound | None
) -> tuple[list[FactProposal], list[FactProposal]]:
    """The start and the end that a day tells of: 4月1日から翌年3月31日まで, or 4月1日から1年間."""
    after, before = cell.text[first.end :], cell.text[max(first.start - 70, 0) : first.start]
    if _NOT_TERM.search(before[-25:]):
        return [], []
    start = list(look.days_of("start_on", cell, first.start, first.end))
    if _RANGE.match(after) and then is not None and then.start - first.end < 70:
        return start, list(look.days_of("end_on", cell, then.start, then.end))
    lasts = _LASTS.search(after[:60]) if _RANGE.match(after) or re.match(r"\s*,?\s*(?:\(|and|for)", after, _I) else None
    lasts = lasts or (_LASTS.search(before) if re.search(r"(?:from|beginning|commencing|on)\s*$", before, _I) else None)
    if lasts is not None and (months := _months(lasts)):
        ends = [
            FactProposal("end_on", last_day(day, months).isoformat(), start[0].passage, first.is_unclear)
            for day in first.days
        ]
        return start, ends
    place = _last(_END_LABEL, before)
    if place is not None and len(before) - place < 12 or re.match(r"\s*(?:まで|をもって(?:満了|終了))", after):
        return [], list(look.days_of("end_on", cell, first.start, first.end))
    place = _last(_START_LABEL, before)
    if (place is not None and len(before) - place < 25) or re.match(
        r"\s*(?:から|より|に発効|に効力|を(?:もって|発効日|開始日))|\s*\((?:the )?[\"“]?(?:effective|commencement) date",
        after,
        _I,
    ):
        return start, []
    return [], []


def _months(lasts: re.Match[str]) -> int | None:
    for number, unit in (("ja", "ja_unit"), ("en", "en_unit"), ("en2", "en2_unit")):
        if lasts[number]:
            count = number_of(lasts[number])
            is_years = lasts[unit].lower().startswith(("年", "year"))
            return count * (12 if is_years else 1) if count else None
    return None


_FROM_SIGNING: Final = re.compile(
    rf"(?:締結(?:の)?日|契約(?:の)?日|締結の時)(?:から|より)(?:起算して)?(?:満)?(?P<ja>{NUMBER})(?P<ja_unit>年|(?:か|ヶ|カ|ケ|箇|個|ヵ)月)間?|"
    rf"(?P<en>{NUMBER})[\s-]*(?P<en_unit>years?|months?) (?:from|after|following|beginning on|commencing on) (?:the )?(?:date of (?:this|signature|execution)|effective date|signature|date (?:first )?(?:above|hereof))",
    _I,
)


def _from_signing(look: Look) -> list[FactProposal]:
    """The end of a term that begins with the signing or the effective day, counted with and without its first day."""
    signed = next((date.fromisoformat(one.value) for one in best(list(_signed(look)), 1)), None)
    for cell in look.cells:
        found = _FROM_SIGNING.search(cell.text)
        if found is None or signed is None:
            continue
        count = number_of(found["ja"] or found["en"]) or 0
        months = count * (12 if (found["ja_unit"] or found["en_unit"]).lower().startswith(("年", "year")) else 1)
        if months:
            end = last_day(signed, months)
            values = (end, date.fromordinal(end.toordinal() + 1))
            at = look.sentence(cell, found.start(), found.end())
            return [FactProposal("end_on", day.isoformat(), at, is_unclear=True) for day in values]
    return []


_RENEWS_NOT: Final = re.compile(
    r"自動(?:的に)?(?:は)?更新(?:は)?(?:し|され|行わ)な|更新しない(?!旨|こと|意思|場合|とき)|更新され(?:ない|ることはない)|更新することはない|自動更新(?:は|の)(?:ない|なし|無)|(?:更新|継続|延長)(?:は|する場合は|については|するには).{0,40}(?:合意|協議)|(?:合意|協議).{0,25}(?:更新|延長|継続)することができる|"
    r"(?:not|never) (?:be )?(?:automatically )?(?:renew|extend)|not renew automatically|no automatic (?:renewal|extension)|(?:renew|extend)(?:ed|al)? only (?:by|upon|with|if)|may (?:only )?be (?:renewed|extended) (?:only )?(?:by|upon|with)|without automatic renewal|any renewal (?:requires|shall require|must)",
    _I,
)
_RENEWS: Final = re.compile(
    r"自動(?:的に)?(?:更新|延長|継続)|(?:更新|延長|継続)(?:する|される)?もの(?:とし|とする)|(?:更に|さらに|以後|同一|同じ|同条件).{0,40}(?:更新|延長|継続)|更新されたものとみなす|"
    r"(?:automatically|tacitly) (?:be )?(?:renew|extend)|(?:renew|extend)(?:s|ed)? (?:automatically|itself|for (?:successive|further|additional|another|a further|consecutive))|auto-?renew|successive (?:terms?|periods?)",
    _I,
)
_RENEWAL_LENGTH: Final = re.compile(
    rf"(?:さらに|更に|以後|続けて|ごとに|同一(?:の)?条件(?:で|にて|により)|同じ条件で|自動(?:的に)?)\D{{0,12}}?(?P<ja>{NUMBER})\s*(?P<ja_unit>年|(?:か|ヶ|カ|ケ|箇|個|ヵ)月)|"
    rf"(?:successive|further|additional|consecutive|another|subsequent|renewal)\s+(?:terms?|periods?)?\s*(?:of\s+)?(?P<en>{NUMBER})?[\s-]*(?:\([0-9]+\)\s*)?(?P<en_unit>years?|months?)|"
    rf"(?:terms?|periods?) of (?P<en2>{NUMBER})[\s-]*(?P<en2_unit>years?|months?)(?: each)?|(?P<en3>{NUMBER})[\s-]*(?P<en3_unit>years?|months?) (?:terms?|periods?)(?: each)?",
    _I,
)
_NOTICE: Final = re.compile(
    rf"(?P<ja>{NUMBER})\s*(?P<ja_unit>日|週間|(?:か|ヶ|カ|ケ|箇|個|ヵ)月|年)\s*(?:以上)?前(?:まで)?(?:に)?|"
    rf"(?:at least|not less than|no later than|minimum of|by|with|on|giving|upon|not later than)?\s*(?P<en>{NUMBER})[\s-]*(?:calendar\s+)?(?P<en_unit>days?|weeks?|months?)['’]?\s*(?:prior|before|in advance|written|advance|notice|ahead|\()",
    _I,
)
_ENDING: Final = re.compile(r"更新|満了|終了|解約|延長|renew|expir|terminat|end of|non-?renewal|extend", _I)


def _renewal(look: Look) -> list[FactProposal]:
    found: dict[str, list[FactProposal]] = {"auto_renews": [], "renewal_months": [], "notice": []}
    later: list[FactProposal] = []
    for cell in look.cells:
        no, yes = _RENEWS_NOT.search(cell.text), _RENEWS.search(cell.text)
        if no or (yes and _ABOUT_TERM.search(cell.text)):
            hit = no or yes
            if hit is not None:
                found["auto_renews"].append(
                    look.propose("auto_renews", str(no is None).lower(), cell, hit.start(), hit.end())
                )
            if no is None and yes and (length := _renewal_months(cell.text)):
                found["renewal_months"].append(look.propose("renewal_months", str(length), cell))
        for notice in _NOTICE.finditer(cell.text):
            if not _ENDING.search(cell.text) or not (value := _notice(notice)):
                continue
            one = look.propose("notice", value, cell, notice.start(), notice.end())
            (found["notice"] if yes else later).append(one)
    return [*best(found["auto_renews"], 2), *best(found["renewal_months"], 2), *best([*found["notice"], *later])]


def _renewal_months(text: str) -> int | None:
    for found in _RENEWAL_LENGTH.finditer(text):
        for number, unit in (("ja", "ja_unit"), ("en", "en_unit"), ("en2", "en2_unit"), ("en3", "en3_unit")):
            if found[unit]:
                count = number_of(found[number]) if found[number] else 1
                if count:
                    return count * (12 if found[unit].lower().startswith(("年", "year")) else 1)
    return None


def _notice(found: re.Match[str]) -> str | None:
    count, unit = number_of(found["ja"] or found["en"]), (found["ja_unit"] or found["en_unit"]).lower()
    if not count:
        return None
    if unit.startswith(("週", "week")):
        return f"{count * 7} days"
    if unit.startswith("年"):
        return f"{count * 12} months"
    return f"{count} {'days' if unit.startswith(('日', 'day')) else 'months'}"


_LAW: Final = re.compile(
    r"準拠法は?[、,]?(?P<ja>[^、。]{1,12}?)(?:法|の法(?:律|令))(?:とする|と|に|によ)|(?P<ja2>[^、。「」\s]{1,10}?)(?:国)?(?:の)?法(?:律|令)?(?:に準拠|を準拠法|に従って解釈|により解釈|に基づき解釈)|"
    r"(?:governed by|construed (?:in accordance with|under)|subject to|in accordance with|governing law\s*[:.]?)\s*(?:,?\s*and (?:construed|interpreted|shall be construed) (?:in accordance with|under),?)?\s*(?:the )?laws? of (?:the )?(?P<en>[A-Z][A-Za-z ]{2,40}?)(?=[,.;:)]| without| and | excluding| as |$)|"
    r"(?:governed by|under) (?P<adjective>Japanese|English|German|French|Irish|Dutch|Swiss) law|"
    r"(?P<adjective2>Japanese|English|German|French|Irish|Dutch|Swiss) law (?:applies|governs|shall apply|shall govern)",
    _I,
)
_LAWS: Final = {
    "japanese": "JP", "english": "GB", "german": "DE", "french": "FR", "irish": "IE", "dutch": "NL", "swiss": "CH",
    "england and wales": "GB", "england": "GB", "日本": "JP", "日本国": "JP", "delaware": "US", "new york": "US",
    "california": "US", "ny": "US", "英国": "GB",
}  # fmt: skip


def _law(look: Look) -> Iterator[FactProposal]:
    for cell in look.cells:
        for found in _LAW.finditer(cell.text):
            named = (found["ja"] or found["ja2"] or found["en"] or found["adjective"] or found["adjective2"] or "").strip()
            if (code := _country(named)) is not None:
                yield look.propose("governing_law", code, cell, found.start(), found.end())


def _country(named: str) -> str | None:
    """The country whose law it is; a state of the United States is theirs."""
    bare = re.sub(r"^(?:the )?(?:state|commonwealth|republic|kingdom) of (?:the )?", "", named.strip(), flags=_I)
    bare = re.sub(r"^本契約(?:は|の準拠法は)[、,]?", "", bare)
    for one in (bare, bare.removesuffix("国"), named):
        if one.lower() in _LAWS:
            return _LAWS[one.lower()]
        if len(one) > 2 and (code := parse_country(one).value):
            return code
    is_state = named.lower().startswith(("state of", "the state of", "commonwealth of"))
    return parse_country(bare).value if bare and not is_state and len(bare) > 1 else ("US" if is_state else None)


_HOURS: Final = re.compile(
    rf"(?P<ja>{NUMBER})\s*時間以内|(?P<ja_days>{NUMBER})\s*日以内|"
    rf"(?:within|later than|exceed(?:ing)?)\s+(?:the (?:first|next) )?(?P<en>{NUMBER})\s*(?:\([0-9]+\)\s*)?(?P<en_unit>hours?|(?:calendar )?days?)",
    _I,
)


def _hours(document: DocumentText, units: Sequence[Unit]) -> Iterator[FactProposal]:
    """The hours in which a breach is told of, where the passage is about that; business days are no hours."""
    topic = topics_of_clauses()["ITK-13"]
    for unit in units:
        if not all(need.search(unit.text) for need in topic.either[0]):
            continue
        for found in _HOURS.finditer(unit.text):
            number = number_of(found["ja"] or found["ja_days"] or found["en"])
            is_days = bool(found["ja_days"]) or "day" in (found["en_unit"] or "").lower()
            if number:
                hours = number * 24 if is_days else number
                yield FactProposal("breach_notice_hours", str(hours), unit.passage(document))
