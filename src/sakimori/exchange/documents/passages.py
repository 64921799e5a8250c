"""Passages: a place in a document, quoted, so that a person finds it and judges it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A frame around a line of a passage, in shares of the width and the height of its page from the upper left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a document: its page, from where to where in the text of the page, its words, and its frames.

    One that runs over the end of its page is quoted whole; `end` is then the end of the page. Word files have no
    frames.
    """

    page: int
    start: int
    end: int
    quote: str
    boxes: tuple[Box, ...] = ()
