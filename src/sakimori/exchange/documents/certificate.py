"""What a certificate says: its scheme and edition, number, holder, scope, days, and the body that issued it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sakimori.domain.records.certificate import Scheme
from sakimori.exchange.documents.days import days_in
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Cell, Labelled, Look, best, labels_of
from sakimori.exchange.documents.pages import DocumentText
from sakimori.exchange.documents.patterns import fact_pairs, fact_pattern, fact_words

_NUMBER: Final = fact_words("certificate", "number")
_ISSUER: Final = fact_words("certificate", "issuer")
_SCOPE: Final = fact_words("certificate", "scope")
_ISSUED: Final = fact_words("certificate", "issued")
_REGISTERED: Final = fact_words("certificate", "registered")
_FIRST_ISSUED: Final = fact_words("certificate", "first_issued")
_UNTIL: Final = fact_words("certificate", "until")
_PERIOD: Final = fact_words("certificate", "period")
_HOLDER: Final = fact_words("certificate", "holder")
_STANDARD: Final = fact_words("certificate", "standard")
_SURVEY: Final = fact_words("certificate", "survey")

_OTHERS: Final = fact_words("certificate", "other_labels")
_ALL: Final = labels_of(
    *_NUMBER, *_ISSUER, *_SCOPE, *_ISSUED, *_REGISTERED, *_FIRST_ISSUED, *_UNTIL, *_PERIOD, *_HOLDER, *_STANDARD,
    *_SURVEY, *_OTHERS,
)  # fmt: skip
_SCHEMES: Final = fact_pairs("certificate", "schemes")
_EDITION: Final = fact_pattern("certificate", "edition")
_LEGAL: Final = fact_pattern("certificate", "legal")
_LONGEST, _ALONE = 250, 4
_ADD_ON_FIRST: Final = (Scheme.ISO27017, Scheme.ISO27018, Scheme.ISO27701)


def certificate_facts(document: DocumentText) -> tuple[FactProposal, ...]:
    """What the certificate states, the best proposal of each fact first; what is longer than a certificate is none."""
    if len(document.paragraphs) > _LONGEST:
        return ()
    look = Look(document)
    found = (
        best(list(_schemes(look)), 3),
        best(list(_editions(look)), 3),
        best(list(_words(look, "number", _NUMBER))),
        best(list(_holder(look))),
        best([*_words(look, "scope", _SCOPE), *_scope_below(look)], 2),
        best(list(_issuer(look))),
        best(list(_issued(look))),
        best([*_days(look, "valid_until", _UNTIL), *_period(look, first=False)]),
    )
    return tuple(one for proposals in found for one in proposals)


def _schemes(look: Look) -> Iterator[FactProposal]:
    """The scheme that is named most plainly: alone, behind the label of a standard, or first of all."""
    weighed = []
    named = {value.text for value in look.labelled(labels_of(*_STANDARD), all_labels=_ALL)}
    for order, (value, pattern) in enumerate(_SCHEMES):
        scheme = Scheme(value)
        hits = [(cell, hit) for cell in look.cells for hit in pattern.finditer(cell.text)]
        if not hits:
            continue
        plainness = max(3 if len(hit[0]) > 0.4 * len(cell.text) else 1 for cell, hit in hits)
        # An add-on names the standard that it extends; a certificate of that standard alone does not name add-ons.
        weight = plainness * 2 + min(len(hits), 3) + (4 if scheme in _ADD_ON_FIRST and plainness == 3 else 0)
        weight += 8 * any(pattern.search(words) for words in named)
        weight += 9 * any(pattern.search(cell.text) for cell in look.cells[:2])
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
        yield look.propose("standard_edition", _edition(hit[0]), cell, hit.start(), hit.end())


def _edition(written: str) -> str:
    """An edition as it is usually written: ISO/IEC 27001:2022."""
    return re.sub(r"^ISO ?(?=\d)", "ISO ", re.sub(r"\s*:\s*", ":", written))


def _words(look: Look, field: str, labels: tuple[str, ...]) -> Iterator[FactProposal]:
    for value in look.labelled(labels_of(*labels), all_labels=_ALL):
        words = _value(value, look) if field == "scope" else _first_words(value.text)
        if field == "number":
            words = _NUMBER_SAID.sub("", words).strip()
            if not re.search(r"\d", words) or days_in(words) or _EDITION.search(words):
                continue
        if words:
            yield FactProposal(field, words, look.sentence(value.cell, value.start))


_NUMBER_SAID: Final = re.compile(r"^第\s*(?=.*号$)|号$|\s*\([^)]{8,}$|\s*\([^)]{8,}\).*$")


def _value(value: Labelled, look: Look) -> str:
    """A scope in its own words: the rest of the cell as it is written."""
    start, _ = value.cell.plain.source(min(value.start, len(value.cell.text) - 1), len(value.cell.text))
    return value.cell.paragraph.text[start:].strip(" :：　")


def _scope_below(look: Look) -> Iterator[FactProposal]:
    """A scope in the sentence that names the system, or alone below the words that lead to it."""
    for cell in look.cells:
        within = _SCOPE_WITHIN.search(cell.text)
        if within is not None:
            yield look.propose("scope", within["scope"].strip(), cell, within.start(), within.end())
        elif _SCOPE_BELOW.search(cell.text) and cell is not look.cells[-1]:
            after = look.cells[cell.place + 1]
            yield look.propose("scope", after.paragraph.text, after)


def _first_words(text: str) -> str:
    """A value up to the next label on the same line."""
    words = re.split(
        r"\s{2,}|[、。]|\s(?=(?:date|issue|valid|expir|登録日|有効))", text.strip(" :"), maxsplit=1, flags=re.IGNORECASE
    )[0]
    return words.strip(" :;,")[:80]


_CERTIFY: Final = fact_pattern("certificate", "certify")
_NAME_ALONE: Final = fact_pattern("parties", "any_name", exact=True)
_NAME_ONLY: Final = fact_pattern("certificate", "name_only", exact=True)


def _holder(look: Look) -> Iterator[FactProposal]:
    for value in look.labelled(labels_of(*_HOLDER), all_labels=_ALL):
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
    yield from _names_alone(look)


def _names_alone(look: Look) -> Iterator[FactProposal]:
    """Companies that stand alone on a line, as the certified organisation does; the body that certifies is left out."""
    issuers = {one.value for one in _issuer(look)}
    for cell in _alone(look):
        if _name(cell.text) not in issuers and not _BODY.match(cell.text):
            yield look.propose("holder", _name(cell.text), cell)


def _alone(look: Look) -> list[Cell]:
    """The cells that hold the name of a company and nothing else."""
    return [cell for cell in look.cells if _NAME_ALONE.fullmatch(cell.text)]


def _name(words: str) -> str:
    """A name without what leads to it and what follows it, such as an address."""
    words = _BODY_OF.sub("", words.strip()).strip(" ,:")
    whole = _WITH_FORM.match(words)
    if whole is not None:
        return whole[0]
    found = _NAME_ONLY.match(words)
    name = _TITLE_OF.sub("", found["name"] if found else words)
    return _HONOUR.sub("", name).strip(" ,.:")


_WITH_FORM: Final = fact_pattern("certificate", "with_form", exact=True)
_TITLE_OF: Final = fact_pattern("certificate", "title_of")
_HONOUR: Final = fact_pattern("certificate", "honour")
_FIRST_OF_ALL: Final = fact_pattern("certificate", "first_of_all")
_BODY_OF: Final = fact_pattern("certificate", "body_of")
_SCOPE_WITHIN: Final = fact_pattern("certificate", "scope_within")
_SCOPE_BELOW: Final = fact_pattern("certificate", "scope_below")
_FOR: Final = fact_pattern("certificate", "for")
_SAYS: Final = fact_pattern("certificate", "says")
_BODY: Final = fact_pattern("certificate", "body")


def _issuer(look: Look) -> Iterator[FactProposal]:
    for value in look.labelled(labels_of(*_ISSUER), all_labels=_ALL):
        words = re.split(r"[。]|\s{2,}", value.text.strip(" :"))[0]
        if 2 <= len(words) < 90:
            yield FactProposal("issuer", _name(words), look.sentence(value.cell, value.start))
    for cell in look.cells:
        says = _SAYS.match(cell.text)
        if says is not None and _LEGAL.search(says["name"]):
            yield look.propose("issuer", _name(says["name"]), cell)
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
    # Of several companies that stand alone, the last one signs.
    alone = _alone(look)
    if len({cell.text for cell in alone}) > 1:
        yield look.propose("issuer", _name(alone[-1].text), alone[-1])


def _days(look: Look, field: str, labels: tuple[str, ...]) -> Iterator[FactProposal]:
    for value in look.labelled(labels_of(*labels), all_labels=_ALL):
        days = days_in(value.cell.text[value.start :])
        if not days or (len(days) > 1 and field == "valid_until"):
            continue
        yield from look.days_of(field, value.cell, value.start, len(value.cell.text))
    inline = re.compile(rf"(?:{'|'.join(labels)})\s*[:]?\s*", re.IGNORECASE)
    for cell in look.cells:
        for hit in inline.finditer(cell.text):
            if _FIRST_OF_ALL.search(cell.text[: hit.start()]):
                continue
            days = days_in(cell.text[hit.end() : hit.end() + 30])
            if days and days[0].start < 4:
                yield from look.days_of(field, cell, hit.end(), hit.end() + 40)


def _issued(look: Look) -> Iterator[FactProposal]:
    """The day since which this certificate holds: not that of the first of a row of them, where both are said."""
    yield from _days(look, "issued_on", _ISSUED)
    yield from _period(look, first=True)
    yield from _days(look, "issued_on", _REGISTERED)
    yield from _days(look, "issued_on", _FIRST_ISSUED)
    for cell in look.cells:
        days = days_in(cell.text)
        if len(days) == 1 and len(cell.text) - (days[0].end - days[0].start) < _ALONE:
            yield from look.days_of("issued_on", cell, days[0].start, days[0].end)


def _period(look: Look, *, first: bool) -> Iterator[FactProposal]:
    """The first or the last day of a period of validity."""
    for value in look.labelled(labels_of(*_PERIOD), all_labels=_ALL):
        yield from _of_period(look, value, first=first)
    sentence = re.compile(r"有効期間|valid(?:ity)? (?:from|for the period)|is valid", re.IGNORECASE)
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
