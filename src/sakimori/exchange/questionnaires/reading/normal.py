"""What an answer means: tokens of the trade in several languages, and never a guess for those that mean two things.

The answer itself is kept as it was written; folding serves comparison alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from sakimori.exchange.questionnaires.reading.answer_marks import is_in_brackets, without_footnote, without_lead
from sakimori.exchange.questionnaires.reading.error_cells import is_error
from sakimori.exchange.questionnaires.reading.result import Flag, Normal
from sakimori.exchange.questionnaires.reading.token_words import TOKEN_WORDS
from sakimori.exchange.questionnaires.reading.unfilled import has_placeholder, is_unfilled

BESIDE: Final = " | "
"""Stands between an answer and the remark that takes it back, where a person says what both mean together."""
_ASK: Final = frozenset({*"x-/◎on012345", "不要", "必要", "なし", "無用", "〇印"})
"""Tokens that mean one thing in one file and another in the next."""
_TICKS: Final = frozenset({"x", "o", "◎", "1", "〇印", "☒"})
"""Tokens that tick the column in which they stand, whatever they mean elsewhere."""
_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("〇◯⭕●", "○"),
        **dict.fromkeys("✕╳✖❌", "×"),
        **dict.fromkeys("▲▵", "△"),
        **dict.fromkeys("－―ー‐–—−─", "-"),
        # What makes a picture of a sign, as telephones write it.
        "\ufe0e": None,
        "\ufe0f": None,
        **dict.fromkeys("✅✔☑", "✓"),
        "☒": "×",
    }
)
"""Signs that look alike and are not one to Unicode."""
_END: Final = re.compile(r"\s*(?:$|[,，、。.．;；:：|｜／/\n！!（(【［\[「※→⇒]|\s-\s|\s[-–—]\s)")
_OPENING: Final = frozenset("（(【［[「※")
"""What stays before a remark: it is a part of it."""
_NUMBERED: Final = re.compile(r"(?:[（(]?(?:[0-9０-９]{1,2}|[A-Za-zＡ-Ｚａ-ｚア-ン])[)）.．:：、]|[①-⑳])\s*(?=\D)")
"""The number of a choice before its words, as in `1. はい`, `A：実施済` and `③対象外`."""
_BRACKETED: Final = re.compile(r"\s*【\s*([^】]{1,20}?)\s*】\s*")
_PLAIN: Final = frozenset({Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA})
_LONGEST_CHOICE: Final = 40
_BESIDE: Final = re.compile(r"\s*[・･/／|｜]\s*")
_PRINTED: Final = re.compile(
    r"\s*(?:[・･/／|｜,，、;；\n]|\bor\b|または|又は|[(（]\s*[)）])\s*|[\s　]+|(?<=[○△×])(?=[○△×])", re.IGNORECASE
)
_WRAPPED: Final = re.compile(r"[(（\[［【<]([^()（）\[\]［］【】<>]*)[)）\]］】>]")
_BETWEEN: Final = frozenset("・･/／|｜,，、;； 　\n\t(（は×")
"""One of these at least stands in a printed choice."""
_KEPT_UP_TO: Final = 40
_SLASHED: Final = re.compile(r"\bn\s?[/／]\s?a\b|Ｎ／Ａ", re.IGNORECASE)
_LED: Final = re.compile(r"^(?:[(（]?[0-9０-９A-Ca-cア-ウ][)）.．:：]|[①-⑨])\s*")
_OTHER_CHOICE: Final = frozenset({"n", "x", "なし", "不要"})
_SIGNS: Final = frozenset("○×△✓◎")
_PICTURES: Final[Mapping[str, Normal]] = {
    **dict.fromkeys("🟢👍", Normal.YES),
    **dict.fromkeys("🟡🟠⚠", Normal.PARTLY),
    **dict.fromkeys("🔴👎⛔🚫", Normal.NO),
}
"""They mean nothing alone; beside a word they agree with it or not."""
_COUNTERPARTS: Final = frozenset({"n", "x"})
"""Doubtful alone, but beside another token the other choice."""
_TRIM: Final = " \t\r\n　,，、。．！!.;；:：|｜／/-–—→⇒"
_COMPENSATING: Final = frozenset({"alternate", "alternative", "compensating", "compensating control"})


@dataclass(frozen=True, slots=True)
class Normalised:
    """An answer as understood: what it means, the token that says so, and what else was said."""

    normal: Normal
    token: str = ""
    comment: str = ""
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True)
class Meanings:
    """What tokens mean in one file, beyond what they mean everywhere.

    `said` is what a person has said of this file, and goes before all; `legend` is what the file prints or its cells
    offer; `default` is the answer with which the file was sent out, where nobody has touched it. `labels` are those of
    which a person has said whether given answers stand below them.
    """

    said: Mapping[str, Normal] = field(default_factory=dict)
    legend: Mapping[str, Normal] = field(default_factory=dict)
    default: str = ""
    labels: Mapping[str, bool] = field(default_factory=dict)

    def of(self, token: str) -> Normal | None:
        """What a folded token means; None for a word that is no token."""
        for table in (self.said, self.legend):
            for word, normal in table.items():
                if fold_token(word) == token:
                    return normal
        found = Normal.AMBIGUOUS if token in _ASK else _MEANING.get(token)
        return Normal.AMBIGUOUS if found is None and is_error(token) else found

    @property
    def own(self) -> frozenset[str]:
        """The folded tokens that this file has of its own; an answer with its remark is none."""
        words = (word for table in (self.said, self.legend) for word in table)
        return frozenset(fold_token(word) for word in words if BESIDE not in word)


NOTHING_SAID: Final = Meanings()


def fold_token(text: str) -> str:
    """A token for comparison: one form of a sign, no case, no blanks around it."""
    return _folded(text) if len(text) <= _KEPT_UP_TO else _folded.__wrapped__(text)


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME).strip().casefold()


_MEANING: Final = {
    fold_token(word): normal for normal, lines in TOKEN_WORDS.items() for line in lines for word in line.split("|")
}
_LONGEST: Final = max(map(len, _MEANING))


_UNTICKED: Final = frozenset("□☐◻⬜")
"""Boxes that nobody ticked, which say nothing: whether no is meant only the answerer knows."""


def normalise(raw: str, meanings: Meanings = NOTHING_SAID) -> Normalised:
    """What an answer means: its whole or its first words where a mark ends them, else it is a text.

    A token before a bare blank, letter or kana is none: 無制限 and “No API …” are texts.
    """
    text = raw.strip()
    is_unticked = text in _UNTICKED and meanings.of(fold_token(text)) is None
    if is_unticked or not text.strip(" \t\r\n　"):
        return Normalised(Normal.BLANK)
    if meanings.default and text == meanings.default.strip():
        return Normalised(Normal.DEFAULT, token=text)
    if meanings.of(fold_token(text)) is None and (is_unfilled(text) or _offers_choices(text, meanings)):
        return Normalised(Normal.BLANK, flags=frozenset({Flag.PLACEHOLDER}))
    for normal, token, rest in _heads(text, meanings):
        # A person may have said that this word is an answer in words.
        found = Normalised(normal, comment=text) if normal is Normal.TEXT else _normalised(normal, token, rest)
        return Normalised(Normal.AMBIGUOUS, text) if _is_choice(found, meanings) else found
    if _lists_choices(text, meanings):
        return Normalised(Normal.AMBIGUOUS, text)
    flags = frozenset({Flag.PLACEHOLDER}) if has_placeholder(text) else frozenset[Flag]()
    return Normalised(Normal.TEXT, comment=text, flags=flags)


def _is_choice(found: Normalised, meanings: Meanings) -> bool:
    """Whether two tokens stand there, as in はい／いいえ, of which nobody has chosen one."""
    if not found.comment or len(found.comment) > _LONGEST_CHOICE or found.normal not in _PLAIN:
        return False
    if is_in_brackets(found.comment):
        # What stands behind an answer in brackets is its remark.
        return False
    other = normalise(found.comment, meanings)
    if other.normal is Normal.AMBIGUOUS:
        folded = fold_token(found.comment)
        return not other.comment and (folded in _COUNTERPARTS or meanings.of(folded) is None)
    return other.normal in _PLAIN - {found.normal} and not other.comment


def _lists_choices(text: str, meanings: Meanings) -> bool:
    """Whether a text is nothing but tokens side by side, as in はい・いいえ and ○×."""
    parts = _BESIDE.split(text) if len(text) <= _LONGEST_CHOICE else []
    if len(parts) == 1 and _SIGNS.issuperset(fold_token(text)):
        parts = list(text)
    meant = [meanings.of(fold_token(part)) for part in parts]
    return len(meant) > 1 and all(meant) and len(set(meant)) > 1


def _offers_choices(text: str, meanings: Meanings) -> bool:
    """Whether a text is the printed choice between yes and no, of which nobody has chosen, as `Yes / No / N/A`."""
    if len(text) > _LONGEST_CHOICE or _BETWEEN.isdisjoint(text):
        return False
    bare = whole.group(1) if (whole := _WRAPPED.fullmatch(text)) else text
    parts = [_LED.sub("", part) for part in _PRINTED.split(_SLASHED.sub("NA", bare)) if part.strip()]
    meant = [meanings.of(fold_token(part)) for part in parts]
    if len(meant) < 2 or not all(meant) or Normal.YES not in meant:
        return False
    if len({fold_token(part) in _SIGNS for part in parts}) > 1:
        # A sign before a word says what it says once more, or contradicts it.
        return False
    is_no = Normal.NO in meant or any(fold_token(part) in _OTHER_CHOICE for part in parts)
    return is_no and set(meant) <= _PLAIN | {Normal.AMBIGUOUS, Normal.PLANNED, Normal.UNKNOWN}


def _heads(text: str, meanings: Meanings) -> Iterator[tuple[Normal, str, str]]:
    """The ways in which a text can begin with a token, the surest first: what it means, the token, what follows."""
    bare = text.rstrip(_TRIM)
    for token in (text, bare):
        if token and (normal := meanings.of(fold_token(token))) is not None:
            yield normal, token, ""
    if (found := _BRACKETED.match(text)) and (normal := meanings.of(fold_token(found.group(1)))) is not None:
        yield normal, found.group(1), text[found.end() :]
    if (normal := _said_twice(text, meanings)) is not None:
        yield normal, text, ""
    if number := _NUMBERED.match(text):
        if (normal := meanings.of(fold_token(bare[number.end() :]))) is not None:
            yield normal, text, ""
        elif (head := _leading(text[number.end() :], meanings)) and (normal := meanings.of(fold_token(head[0]))):
            yield normal, *head
    yield from _dressed(text, meanings)
    if (head := _leading(text, meanings)) and (normal := meanings.of(fold_token(head[0]))) is not None:
        yield normal, *head


def _dressed(text: str, meanings: Meanings) -> Iterator[tuple[Normal, str, str]]:
    """A token with the mark of a footnote behind it, or with a sign, a label or quotes around it.

    One in round brackets may be meant with a condition: a person has to say.
    """
    bare, mark = without_footnote(text)
    if mark and (normal := meanings.of(fold_token(bare.rstrip(_TRIM)))) is not None:
        yield normal, bare, mark
    inner = without_lead(text)
    if inner and (found := next(_heads(inner, meanings), None)):
        yield (Normal.AMBIGUOUS, text, "") if is_in_brackets(text) else found


def _said_twice(text: str, meanings: Meanings) -> Normal | None:
    """What a sign or a picture and a word after it mean together, as in `✅ Yes`; neither where they contradict."""
    folded = fold_token(text[:1])
    if folded not in _SIGNS and folded not in _PICTURES:
        return None
    sign, word = (meanings.of(fold_token(part)) for part in (folded, text[1:].strip(_TRIM + "\ufe0f")))
    sign = sign or _PICTURES.get(folded)
    if sign is None or word is None:
        return None
    return word if sign in {word, Normal.AMBIGUOUS} else Normal.AMBIGUOUS


def _leading(text: str, meanings: Meanings) -> tuple[str, str] | None:
    """The longest token at the beginning that a mark ends, and what follows it."""
    longest = max(_LONGEST, *(len(word) for word in meanings.own), 0) if meanings.own else _LONGEST
    for length in range(min(longest, len(text) - 1), 0, -1):
        token = text[:length]
        if token != token.strip() or not (ending := _END.match(text, length)) or _is_within(text, length, meanings):
            continue
        if meanings.of(fold_token(token)) is not None and not _is_number(token):
            is_bracket = text[ending.end() - 1 : ending.end()] in _OPENING
            rest = text[ending.end() - 1 :] if is_bracket else text[ending.end() :]
            return token, rest
    return None


def _is_within(text: str, end: int, meanings: Meanings) -> bool:
    """Whether a mark joins Latin letters or digits to a word, as in `No.5` and `P/L`; `Y/N` is a choice."""
    before, mark, after = (unicodedata.normalize("NFKC", text[place : place + 1]) for place in (end - 1, end, end + 1))
    joins = mark == "." or (mark == "/" and end == 1 and meanings.of(fold_token(text[end + 1 :])) is None)
    return joins and before.isascii() and after.isascii() and after.isalnum()


def _is_number(token: str) -> bool:
    """Whether a token is a digit: `1.5 hours` and `3、4` are no scores with a remark."""
    return unicodedata.normalize("NFKC", token).isdecimal()


def _normalised(normal: Normal, token: str, rest: str) -> Normalised:
    comment = rest.strip() if rest.lstrip()[:1] in _OPENING else rest.lstrip(_TRIM).rstrip()
    flags = {Flag.COMPENSATING} if fold_token(token) in _COMPENSATING else set[Flag]()
    return _judged(Normalised(normal, token.strip(), comment, frozenset(flags)))


def _judged(found: Normalised) -> Normalised:
    """An answer with the flags that it has by its comment."""
    flags = set(found.flags) - {Flag.NA_WITHOUT_REASON}
    if found.normal is Normal.NA and not found.comment:
        flags.add(Flag.NA_WITHOUT_REASON)
    if has_placeholder(found.comment):
        flags.add(Flag.PLACEHOLDER)
    return replace(found, flags=frozenset(flags))


def with_comment(found: Normalised, comment: str) -> Normalised:
    """An answer whose comment stands in a cell of its own; an answer that is a text is not a comment as well."""
    said = "" if found.normal is Normal.TEXT else found.comment
    return _judged(replace(found, comment="\n".join(filter(None, (said, comment.strip())))))


def by_mark(columns: Mapping[Normal, str], meanings: Meanings = NOTHING_SAID) -> Normalised:
    """An answer given by a mark in one of several columns; there, X means the column that it stands in.

    A sheet that was never filled has no mark. Two marks, or a × under はい, mean nothing until somebody has looked.
    """
    given = {normal: cell.strip() for normal, cell in columns.items() if _is_mark(cell, meanings)}
    if not given:
        return Normalised(Normal.BLANK)
    if len(given) > 1:
        return by_several(given, meanings)
    ((normal, cell),) = given.items()
    folded = fold_token(cell)
    said = meanings.of(folded)
    if said is None:
        return _judged(Normalised(normal, comment=cell))
    if said in {Normal.YES, normal} or folded in _TICKS or cell in _TICKS:
        return _judged(Normalised(normal, cell))
    return _judged(Normalised(said if folded in meanings.own else Normal.AMBIGUOUS, cell))


def by_several(tokens: Iterable[str], meanings: Meanings = NOTHING_SAID) -> Normalised:
    """One answer given in several ways: it means nothing until somebody has said what the ways together mean."""
    token = "+".join(tokens)
    said = {fold_token(word): normal for word, normal in meanings.said.items()}
    normal = said.get(fold_token(token), Normal.AMBIGUOUS)
    return Normalised(normal, token, flags=frozenset({Flag.MARKED_TWICE}))


def _is_mark(cell: str, meanings: Meanings) -> bool:
    folded = fold_token(cell)
    return folded not in {"", "-", *_UNTICKED} and meanings.said.get(folded) is not Normal.BLANK
