"""Whether a pack that says to which role it is put accounts for every heading of the guideline, asked or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sakimori.domain.questions.headings import HEADINGS, NAMESPACE
from sakimori.domain.questions.pack import QuestionStatus
from sakimori.domain.values.text import Text
from sakimori.exchange.packs.file import NotAskedFile, PackFile
from sakimori.exchange.packs.problems import Flaw, flaw
from sakimori.exchange.packs.yaml_text import Path

_HEADING = Text("項目", "heading")
_GROUP = Text("区分", "group")


def heading_flaws(file: PackFile) -> Iterator[Flaw]:
    """Headings that are named but unknown, left out without a word, or both asked and said to be left out."""
    for number, left in enumerate(file.not_asked):
        here: Path = ("not_asked", number)
        yield from _unknown((*here, "headings"), _HEADING, left.headings, HEADINGS)
        yield from _unknown((*here, "groups"), _GROUP, left.groups, file.groups)
    for group in file.groups:
        yield from _of_group(file, group)


def _unknown(path: Path, what: Text, wanted: Iterable[str], known: Iterable[str]) -> Iterator[Flaw]:
    choices = list(known)
    for index, item in enumerate(wanted):
        if item not in choices:
            yield flaw((*path, index), "unknown_id", what=what, id=item, known=", ".join(choices))


def _of_group(file: PackFile, group: str) -> Iterator[Flaw]:
    asked = {
        control.removeprefix(f"{NAMESPACE}:")
        for question in file.questions
        if question.status is QuestionStatus.ACTIVE and group in question.groups
        for control in question.controls
    }
    left_out = [left for left in file.not_asked if _reaches(left, group)]
    declared = {heading for left in left_out for heading in left.headings}
    for heading in sorted(declared & asked):
        yield flaw(("not_asked",), "heading_asked", group=group, heading=heading)
    silent = [heading for heading in HEADINGS if heading not in asked | declared]
    if silent and file.asked_of is not None:
        yield flaw(("asked_of",), "heading_silent", group=group, headings=", ".join(silent))


def _reaches(left: NotAskedFile, group: str) -> bool:
    return not left.groups or group in left.groups
