"""Pages of questions and answers that can be changed, ours and published ones; what each question answers is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from kit.files.mutants import words
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal


@dataclass(frozen=True, slots=True)
class Said:
    """A question with its answer, as words."""

    text: str
    given: str
    normal: Normal


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is written out of its questions, or kept as it was published (`whole`)."""

    name: str
    said: tuple[Said, ...] = ()
    shape: str = "heading"
    label: str = ""
    beside: tuple[str, str] = ("", "")
    whole: str = ""
    filename: str = "page.md"
    expected_whole: Mapping[str, Normal] | None = None
    must_ask: bool = False

    @property
    def expected(self) -> Mapping[str, Normal]:
        """What each question answers, by its text."""
        return self.expected_whole if self.expected_whole is not None else {one.text: one.normal for one in self.said}

    def text(self) -> str:
        """The page."""
        return self.whole or "\n\n".join(["# Page", *map(self._block, self.said)]) + "\n"

    def _block(self, one: Said) -> str:
        given = f"{self.label}: {one.given}" if self.label else one.given
        other = f"{self.beside[0]}: {self.beside[1]}\n\n" if self.beside[0] else ""
        match self.shape:
            case "heading":
                return f"## {one.text}\n\n{other}{given}"
            case "strong":
                return f"**{one.text}**\n\n{other}{given}"
            case "label":
                return f"Q: {one.text}\n\n{other}A: {one.given}"
            case _:
                return f"- {one.text}\n\n  {other}{given}"


_SAID: Final = (
    Said("Is stored data encrypted?", "Yes", Normal.YES),
    Said("Are backups tested?", "No", Normal.NO),
    Said("保存するデータを暗号化していますか？", "はい", Normal.YES),
    Said("委託先を見直していますか？", "いいえ", Normal.NO),
    Said("Are all staff trained?", "Partially", Normal.PARTLY),
    Said("海外に移転していますか？", "該当なし", Normal.NA),
)


def made_pages() -> tuple[Page, ...]:
    """Pages in each of the ways in which people ask on them."""
    return (*(Page(f"page-{shape}", _SAID, shape) for shape in ("heading", "strong", "label")), _attested(), _caiq())


def _attested() -> Page:
    rows = "\n".join(f"| {one.text} | {one.given} |" for one in _SAID)
    text = f'::: zone pivot="general"\n\n| **情報** | **応答** |\n|---|---|\n{rows}\n'
    return Page("attested", whole=text, expected_whole={one.text: one.normal for one in _SAID})


def _caiq() -> Page:
    plain = [one for one in _SAID if one.normal is not Normal.PARTLY]
    rows = "\n".join(f"| A&A-0{n}.1 | {one.text} | {one.given} |" for n, one in enumerate(plain, start=1))
    text = f"# CAIQ\n\n| Question ID | Question | Answer |\n|---|---|---|\n{rows}\n"
    return Page("caiq-page", whole=text, expected_whole={one.text: one.normal for one in plain})


SAMPLE_PAGES: Final = (
    "ms365-attestation-ja",
    "octopus-caiq-lite",
    "plainanswer-security-questionnaire-answers",
    "opencontrol-freedonia",
)


def sample_pages(samples: Path, *, one_in: int = 1) -> Iterator[Page]:
    """One in so many of the published pages; what they ask of a person stays asked, and counts for no answer."""
    for folder in SAMPLE_PAGES:
        for path in sorted((samples / folder).glob("*"))[::one_in]:
            if path.suffix not in {".md", ".yaml"} or path.name == "README.md":
                continue
            text = path.read_text(encoding="utf-8")
            try:
                reading = read_questionnaire(text.encode(), path.name)
            except UnreadableFileError:
                continue
            texts = [one.text for one in reading.questions]
            once = [
                one for one in reading.questions if texts.count(one.text) == 1 and Flag.CONFLICTING not in one.flags
            ]
            yield Page(
                f"{folder}/{path.name}",
                whole=text,
                filename=path.name,
                expected_whole={one.text: one.normal for one in once},
            )


Change = Callable[[Random, Page], Page | None]
_HEADS: Final = ("**応答**", "**Response**", "**回答**", "| Answer |", "| CSP CAIQ Answer |")


def other_lines(rng: Random, page: Page) -> Page:
    """Other ends of lines, blanks at their ends, a mark of the encoding."""
    text = page.text()
    changed = (text.replace("\n", "\r\n"), f"\ufeff{text}", text.replace("\n\n", "\n\n\n"))
    return replace(page, whole=rng.choice(changed), expected_whole=page.expected)


def hoped_head(rng: Random, page: Page) -> Page | None:
    """A head over the answers that speaks of those hoped for."""
    text = page.text()
    head = next((head for head in _HEADS if head in text), None)
    if head is None:
        return None
    word = rng.choice(words.HOPED_LABELS)
    other = f"| {word} |" if head.startswith("|") else f"**{word}**"
    return replace(page, whole=text.replace(head, other), expected_whole=page.expected, must_ask=True)


def hoped_beside(rng: Random, page: Page) -> Page | None:
    """A hoped-for answer above each given one."""
    if page.whole:
        return None
    return replace(page, beside=(rng.choice(words.HOPED_ALONE + words.HOPED_LABELS), rng.choice(("Yes", "No", "はい"))))


def hoped_alone(rng: Random, page: Page) -> Page | None:
    """Hoped-for answers where given ones should stand."""
    if page.whole or page.shape == "label":
        return None
    return replace(page, label=rng.choice(words.HOPED_ALONE + words.HOPED_LABELS), must_ask=True)


def unfilled(rng: Random, page: Page) -> Page | None:
    """Blanks of a template in place of answers."""
    if page.whole:
        return None
    blank = rng.choice([one for one in words.UNFILLED if not one.startswith(("[ ]", "<"))])
    return replace(page, said=tuple(replace(one, given=blank, normal=Normal.BLANK) for one in page.said))


def emptied(_: Random, page: Page) -> Page | None:
    """No answers at all."""
    if page.whole:
        return None
    return replace(page, said=tuple(replace(one, given="", normal=Normal.BLANK) for one in page.said))


def remarked(rng: Random, page: Page) -> Page | None:
    """Remarks behind each yes, some of which take it back."""
    if page.whole:
        return None

    def change(one: Said) -> Said:
        sign, _, remark = rng.choice(words.remarks())
        if one.normal is not Normal.YES:
            return one
        return replace(one, given=f"{one.given}. {remark}", normal=one.normal if sign == "+" else Normal.AMBIGUOUS)

    return replace(page, said=tuple(map(change, page.said)))


def listed(_: Random, page: Page) -> Page | None:
    """The questions alone, as one list: none answers another."""
    if page.whole:
        return None
    whole = "# Page\n\n" + "\n".join(f"{n}. {one.text}" for n, one in enumerate(page.said, start=1)) + "\n"
    return replace(page, whole=whole, expected_whole=dict.fromkeys(page.expected, Normal.BLANK))


def as_json(_: Random, page: Page) -> Page | None:
    """The same as records, whose answers are called plainly."""
    if page.whole:
        return None
    records = [{"id": n, "question": one.text, "answer": one.given} for n, one in enumerate(page.said, start=1)]
    return replace(
        page, whole=json.dumps(records, ensure_ascii=False), filename="page.json", expected_whole=page.expected
    )


def as_hoped_json(rng: Random, page: Page) -> Page | None:
    """The same as records, whose answers are called those hoped for."""
    if page.whole:
        return None
    key = rng.choice(words.HOPED_LABELS)
    records = [{"id": n, "question": one.text, key: one.given} for n, one in enumerate(page.said, start=1)]
    whole = json.dumps(records, ensure_ascii=False)
    return replace(page, whole=whole, filename="page.json", expected_whole=page.expected, must_ask=True)


CHANGES: Final[Mapping[str, Change]] = {
    change.__name__: change
    for change in (
        *(
            other_lines,
            hoped_head,
            hoped_beside,
            hoped_alone,
            unfilled,
            emptied,
            remarked,
            listed,
            as_json,
            as_hoped_json,
        ),
    )
}
"""Every change of a page, by its name."""
