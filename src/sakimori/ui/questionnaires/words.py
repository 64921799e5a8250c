"""The words of questionnaires and of the answer library: what answers mean, how wordings differ, what is stale."""

from __future__ import annotations

from datetime import date
from difflib import SequenceMatcher
from typing import Final

from sakimori.domain.questions.pack import Pack
from sakimori.domain.values.days import add_months
from sakimori.exchange.packs.build import split
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.services.assessments.comparisons.pairs import Ground
from sakimori.services.questionnaires.answer_library import LibraryEntry
from sakimori.services.questionnaires.suggestions import Suggestion
from sakimori.ui.assessments.words import answer_words
from sakimori.ui.frame.formats import aside, day, plain
from sakimori.ui.frame.text import dotted, language, listed, t, t_count

SAYABLE: Final = tuple(normal for normal in Normal if normal not in {Normal.AMBIGUOUS, Normal.TEXT})
"""What a person may say that a token means."""
TOKEN_MEANINGS: Final = (*SAYABLE, Normal.TEXT)
"""The same of a token of a form: it may as well be an answer in words, neither yes nor no."""
_SHOWN: Final = 80
_LONG: Final = 4_000
"""Longer texts are shown without their differences: to find them would take too long."""


def normal_word(normal: Normal) -> str:
    """The word for what an answer means."""
    return t(f"intake.normal_{normal.value}")


def cut(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def differing(one: str, other: str) -> tuple[str, str]:
    """Two wordings as markdown, each with what the other does not say on a tint."""
    if len(one) + len(other) > _LONG:
        return plain(one), plain(other)
    first: list[str] = []
    second: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        first.append(_part(one[a:b], is_same=tag == "equal"))
        second.append(_part(other[c:d], is_same=tag == "equal"))
    return "".join(first), "".join(second)


def _part(text: str, *, is_same: bool) -> str:
    """A part with its blanks kept, which `plain` would trim."""
    if not text.strip():
        return " " if text else ""
    before, after = (" " if side.isspace() else "" for side in (text[0], text[-1]))
    shown = plain(text)
    return f"{before}{shown if is_same else f':orange-background[{shown}]'}{after}"


def age(answered_on: date, on: date) -> str:
    """How long ago an answer was given, in full months."""
    months = (on.year - answered_on.year) * 12 + on.month - answered_on.month
    if add_months(answered_on, months) > on:
        months -= 1
    return t_count("library.months_ago", months) if months > 0 else t("library.this_month")


def day_and_age(entry: LibraryEntry, on: date) -> str:
    """The day of an answer and how long ago that is."""
    return t("library.day_and_age", day=day(entry.answered_on, language()), age=age(entry.answered_on, on))


def library_answer(entry: LibraryEntry) -> str:
    """An answer of the library in words."""
    return answer_words(entry.question, entry.answer.state, entry.answer.value)


def with_remark(words: str, remark: str | None) -> str:
    """An answer in words with what was said beside it, in one line."""
    return aside(words, " ".join(remark.split()), language()) if remark else words


def suggested_answer(suggestion: Suggestion) -> str:
    """What a suggestion would answer, in words."""
    return answer_words(suggestion.question, suggestion.input.state, suggestion.input.value)


def source(entry: LibraryEntry) -> str:
    """Where an answer was given: the pack, and the service where it speaks of one."""
    title = pack_title(entry.pack)
    return t("library.of_service", pack=title, service=entry.service) if entry.service else title


def pack_title(pack: Pack) -> str:
    """The title of a pack with its version."""
    return t("library.pack_version", pack=pack.title.get(language()), version=pack.version)


def wording(entry: LibraryEntry) -> str:
    """The question of an answer, in the language of the person who looks where the pack has it."""
    text = entry.question.text
    return text.get(language()) or text.get(entry.pack.authoritative)


def documents(entry: LibraryEntry) -> str:
    """The documents behind an answer, each with its last day."""
    return listed(
        t("library.document_until", name=one.evidence.filename, day=day(one.last_day, language()))
        if one.last_day
        else one.evidence.filename
        for one in entry.documents
    )


def stale(entry: LibraryEntry) -> str:
    """Why an answer is too old; blank where it still holds."""
    return dotted(t(f"library.stale_{one.value}") for one in entry.stale)


def ground(suggestion: Suggestion) -> str:
    """Why an earlier answer may answer a question."""
    pair = suggestion.pair
    match pair.ground:
        case Ground.ID:
            return t("library.ground_id", id=pair.by)
        case Ground.CONTROL:
            return t("library.ground_control", control=control(pair.by))
        case Ground.ALIKE:
            return t("library.ground_alike", percent=round(pair.likeness * 100))
        case Ground.QUESTION | Ground.WORDING:
            return t(f"library.ground_{pair.ground.value}")


def control(code: str) -> str:
    """A control with the name of its catalogue."""
    found = split(code)
    return f"{found[0].title.get(language())} {found[1]}" if found else code


def cautions(suggestion: Suggestion) -> str:
    """What a person should look at before taking a suggestion over; blank where there is nothing."""
    entry = suggestion.entry
    notes = {
        "library.caution_wording": not suggestion.is_exact,
        "library.caution_contested": suggestion.is_contested,
        "library.caution_contradicted": suggestion.is_contradicted,
        "library.caution_subject": not suggestion.is_same_subject,
        "library.caution_draft": not entry.is_submitted,
        "library.caution_reason": suggestion.lacks_reason,
    }
    return dotted(filter(None, (stale(entry), *(t(key) for key, holds in notes.items() if holds))))
