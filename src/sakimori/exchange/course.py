"""The course on the fifteen points that comes with the program: questions, each with its explanation and article."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from sakimori.domain.values.text import Text, cited
from sakimori.exchange.reference import DATA

FIFTEEN_POINTS: Final = "fifteen_points"
"""The name of the course, as `Course.content` has it."""


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """One question with its choices, of which the one at the place `right` is right, and why."""

    id: str
    point: str
    text: Text
    choices: tuple[Text, ...]
    right: int
    why: Text
    article: Text


@dataclass(frozen=True, slots=True)
class CourseContent:
    """All questions of a course in one version."""

    version: str
    questions: tuple[QuizQuestion, ...]


@cache
def course_content(name: str) -> CourseContent:
    """The questions of a course by its name.

    Raises:
        KeyError: No course of that name comes with the program.
    """
    if name != FIFTEEN_POINTS:
        raise KeyError(name)
    read = tomllib.loads((DATA / f"course_{name}.toml").read_text(encoding="utf-8"))
    return CourseContent(
        read["version"],
        tuple(
            QuizQuestion(
                id=one["id"],
                point=one["point"],
                text=Text(one["ja"], one["en"]),
                choices=tuple(Text(*pair) for pair in zip(one["choices_ja"], one["choices_en"], strict=True)),
                right=one["right"],
                why=cited(one["why_ja"], one["why_en"]),
                article=cited(one["article_ja"], one["article_en"]),
            )
            for one in read["question"]
        ),
    )
