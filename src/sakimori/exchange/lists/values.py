"""Cells to values: each reader gives a value, or says what is wrong and what is expected; it never guesses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.names import fold
from sakimori.domain.values.numbers import bare_number, is_corporate_number, is_my_number
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.domain.values.text import Text

T = TypeVar("T")

NAME_LENGTH: Final = 500
TEXT_LENGTH: Final = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be taken, or what was decided about it, and the form that is expected."""

    code: str
    message: Text
    expected: Text
    severity: ProblemSeverity = ProblemSeverity.ERROR


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """What a cell gives: None without a fault means that nobody has answered."""

    value: T | None
    fault: Fault | None = None


_NOT_GIVEN: Final = frozenset(
    fold(word)
    for word in ("", "-", "N/A", "NA", "n.a.", "不明", "未定", "未確認", "未回答", "unknown", "TBD", "?", "該当なし")
)
_YES: Final = frozenset(
    fold(word)
    for word in ("はい", "有", "あり", "有り", "該当", "該当する", "yes", "y", "true", "含む", "取り扱う", "する")
)
_NO: Final = frozenset(
    fold(word)
    for word in (
        "いいえ",
        "無",
        "なし",
        "無し",
        "非該当",
        "該当しない",
        "no",
        "n",
        "false",
        "含まない",
        "取り扱わない",
        "しない",
    )
)
_YES_MARKS: Final = frozenset("○〇◯◎●■☑✓✔レ")
_NO_MARKS: Final = frozenset("×✕╳✖❌")
_UNTICKED: Final = frozenset("□☐◻⬜")
"""Boxes that nobody ticked: a box left as it came is no answer."""

YES_NO_EXPECTED: Final = Text("「はい」「いいえ」「不明」のどれかにしてください。", "Write yes, no or unknown.")


def is_not_given(raw: str) -> bool:
    """Whether a cell only says that nobody has answered; `なし` and `no` are answers and are not among these."""
    return is_blank(raw) or fold(raw) in _NOT_GIVEN


def parse_yes_no(raw: str) -> Parsed[bool]:
    """Yes or no, in words or marks of both languages; a word for unknown gives None."""
    bare = raw.strip()
    if bare in _YES_MARKS or fold(bare) in _YES:
        return Parsed(value=True)
    if bare in _NO_MARKS or fold(bare) in _NO:
        return Parsed(value=False)
    if bare in _UNTICKED or is_not_given(bare):
        return Parsed(None)
    message = Text("はい・いいえとして読めません。", "This cannot be read as yes or no.")
    return Parsed(None, Fault("not_yes_no", message, YES_NO_EXPECTED))


_CORPORATE_EXPECTED: Final = Text(
    "13桁の法人番号にしてください。国税庁の法人番号公表サイトで確かめられます。",
    "Write the 13 digits of the corporate number, as the National Tax Agency publishes it.",
)
_EXPONENT: Final = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)


def parse_corporate_number(raw: str) -> Parsed[str]:
    """13 digits with a right check digit; hyphens, spaces, full width and a leading T are left out."""
    if is_not_given(raw) or fold(raw) in _NO:
        return Parsed(None)
    digits = bare_number(raw)
    if is_corporate_number(digits):
        return Parsed(digits)
    if is_my_number(digits):
        return Parsed(None, MY_NUMBER)
    if _EXPONENT.fullmatch(unicodedata.normalize("NFKC", raw.strip())):
        message = Text("表計算ソフトが数字を指数に変えています。", "A spreadsheet turned the digits into an exponent.")
    elif len(digits) != 13 or not digits.isdigit():
        message = Text("法人番号の桁数か文字が違います。", "A corporate number has 13 digits and nothing else.")
    else:
        message = Text("法人番号の検査用数字が合いません。", "The check digit of the corporate number does not hold.")
    return Parsed(None, Fault("bad_corporate_number", message, _CORPORATE_EXPECTED))


MY_NUMBER: Final = Fault(
    "my_number",
    Text("マイナンバーと思われる値があります。", "This looks like an individual My Number."),
    Text(
        "値を消してください。この台帳にマイナンバーは置けません。",
        "Remove it. My Numbers may not be kept in this register.",
    ),
)
CARD_NUMBER: Final = Fault(
    "card_number",
    Text("カード番号と思われる値があります。", "This looks like a payment card number."),
    Text(
        "値を消してください。この台帳にカード番号は置けません。",
        "Remove it. Card numbers may not be kept in this register.",
    ),
)

_COUNT_EXPECTED: Final = Text(
    "人数を数字で書いてください（例: 1200）。", "Write the number of persons in digits, such as 1200."
)
_NUMBER: Final = r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*([千万億]?)"
_UNIT: Final = r"\s*(?:人分|人|名|件|persons?|people|records?|data subjects)?\s*"
_ABOUT: Final = r"(?:約|およそ|おおよそ|概ね|approx\.?|approximately|about|~)?\s*"
_EXACT: Final = re.compile(rf"{_ABOUT}{_NUMBER}{_UNIT}(?:程度|ほど|くらい|ぐらい)?")
_RANGE: Final = re.compile(
    rf"{_ABOUT}{_NUMBER}{_UNIT}(?:~|〜|-|–|—|から|to){_UNIT}{_NUMBER}{_UNIT}(以下|以内|まで|未満)?"
)
_UP_TO: Final = re.compile(rf"(?:最大|最大で|up to|at most)?\s*{_ABOUT}{_NUMBER}{_UNIT}(以下|以内|まで)?")
_BELOW: Final = re.compile(rf"(?:less than|under|<)?\s*{_NUMBER}{_UNIT}(未満)?")
_OPEN: Final = re.compile(rf"(?:over|more than|>)?\s*{_NUMBER}{_UNIT}(以上|超|超え|\+|or more)?")
_SCALE: Final = {"": 1, "千": 1_000, "万": 10_000, "億": 100_000_000}
_LARGEST: Final = 10_000_000_000


def parse_count(raw: str) -> Parsed[int]:
    """A number of persons; of a range the upper end is taken, with a warning, because more persons weigh more."""
    if is_not_given(raw):
        return Parsed(None)
    text = unicodedata.normalize("NFKC", raw).strip().casefold()
    if (found := _EXACT.fullmatch(text)) and (count := _scaled(*found.group(1, 2))) is not None:
        return Parsed(count)
    if found := _RANGE.fullmatch(text):
        ends = (_scaled(*found.group(1, 2)), _scaled(*found.group(3, 4)))
        return _upper(None if None in ends else max(filter(None, ends), default=0), below=found.group(5) == "未満")
    if found := _UP_TO.fullmatch(text):
        return _upper(_scaled(*found.group(1, 2)), below=False)
    if found := _BELOW.fullmatch(text):
        return _upper(_scaled(*found.group(1, 2)), below=True)
    if _OPEN.fullmatch(text):
        message = Text("上限のない人数です。", "This number of persons has no upper end.")
    else:
        message = Text("人数として読めません。", "This cannot be read as a number of persons.")
    return Parsed(None, Fault("bad_count", message, _COUNT_EXPECTED))


def _scaled(digits: str, scale: str) -> int | None:
    """The whole number of digits and 千, 万 or 億; a fraction alone is None, for 1.000 may mean a thousand."""
    number = digits.replace(",", "")
    if "." in number:
        whole, _, fraction = number.partition(".")
        if scale == "" and fraction != "0":
            return None
        scaled = int(whole + fraction) * _SCALE[scale]
        return scaled // 10 ** len(fraction) if scaled <= _LARGEST * 10 ** len(fraction) else None
    count = int(number) * _SCALE[scale] if len(number) <= 11 else _LARGEST + 1
    return count if count <= _LARGEST else None


def _upper(count: int | None, *, below: bool) -> Parsed[int]:
    if count is None:
        message = Text("人数として読めません。", "This cannot be read as a number of persons.")
        return Parsed(None, Fault("bad_count", message, _COUNT_EXPECTED))
    taken = max(count - 1, 0) if below else count
    message = Text(
        f"幅のある人数です。上限の{taken:,}人とします。", f"This is a range. The upper end, {taken:,}, is taken."
    )
    return Parsed(taken, Fault("range_taken", message, _COUNT_EXPECTED, ProblemSeverity.WARNING))


_KEPT_CONTROLS: Final = frozenset("\n\t")
_JOINERS: Final = frozenset("\u200c\u200d")
_CONTROLS: Final = Fault(
    "control_characters",
    Text("見えない制御文字を取り除きました。", "Invisible control characters were removed."),
    Text("値を確かめてください。", "Check the value."),
    ProblemSeverity.WARNING,
)


def parse_text(raw: str, *, limit: int = TEXT_LENGTH, one_line: bool = False) -> Parsed[str]:
    """A text without control characters and marks that turn its direction; whatever it says, it stays text."""
    kept = "".join(char for char in raw.replace("\r\n", "\n").replace("\r", "\n") if not _is_control(char))
    changed = kept != raw.replace("\r\n", "\n").replace("\r", "\n")
    text = " ".join(kept.split()) if one_line else kept.strip()
    if len(text) > limit:
        message = Text(f"長すぎます（{len(text):,}字）。", f"This is too long ({len(text):,} characters).")
        return Parsed(
            None,
            Fault("too_long", message, Text(f"{limit:,}字までにしてください。", f"Use up to {limit:,} characters.")),
        )
    return Parsed(None if is_not_given(text) else text, _CONTROLS if changed else None)


def _is_control(char: str) -> bool:
    return char not in _KEPT_CONTROLS | _JOINERS and unicodedata.category(char) in {"Cc", "Cf", "Cs"}


_MAIL: Final = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:.]+")
_SITE: Final = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)


def parse_email(raw: str) -> Parsed[str]:
    """One mail address."""
    text = unicodedata.normalize("NFKC", raw).strip().removeprefix("mailto:")
    if is_not_given(raw) or _MAIL.fullmatch(text):
        return Parsed(None if is_not_given(raw) else text)
    message = Text("メールアドレスとして読めません。", "This cannot be read as a mail address.")
    return Parsed(
        None,
        Fault("bad_email", message, Text("name@example.co.jp の形にしてください。", "Write it as name@example.com.")),
    )


def parse_website(raw: str) -> Parsed[str]:
    """A web address or a domain; nothing that would run when it is followed."""
    text = raw.strip()
    if is_not_given(raw) or (_SITE.fullmatch(text) and len(text) <= 2_000):
        return Parsed(None if is_not_given(raw) else text)
    message = Text("ウェブサイトのアドレスとして読めません。", "This cannot be read as a web address.")
    return Parsed(None, Fault("bad_website", message, Text("https:// で始めてください。", "Begin it with https://.")))
