"""Text from outside, made inert for every control that reads markdown."""

from __future__ import annotations

import re

_JOINER = "\u2060"
"""WORD JOINER: no width, no break; it parts what the browser would join again once the backslashes are gone."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_SPACE = re.compile(r"\s+")
_SPECIAL = re.compile(r"[\\`*_\[\]{}<>&$~:#|!^=]")
_AT_THE_START = re.compile(r"^(?:(\d+)([.)])|([-+]))")
_AFTER_PARSING = (
    (re.compile(r":(?=[\w+/-]+:|material/|streamlit:)"), f":{_JOINER}"),
    (re.compile(r"(?<=http:|ttps:)//", re.IGNORECASE), f"{_JOINER}//"),
    (re.compile(r"(?<=www)\.", re.IGNORECASE), f"{_JOINER}."),
    (re.compile(r"@(?=\S)"), f"@{_JOINER}"),
    (re.compile(r"(?<!\S)(<->|->|<-|--|>=|<=|~=)(?!\S)"), lambda found: found[0][0] + _JOINER + found[0][1:]),
)
"""Streamlit turns these into icons, links and arrows in the finished text, where an escape no longer shows."""


def plain(text: str) -> str:
    r"""The same text on one line, to be read as itself: no image, link, icon, colour, formula, list or heading.

    Control characters and marks that turn the direction of writing are dropped. Not for dataframe cells, badges,
    selectbox options, `st.text` and placeholders: they read no markdown and would show the backslashes.
    """
    line = _SPACE.sub(
        " ", _CONTROL.sub(lambda found: " " if "\n" in found[0] or "\t" in found[0] else "", text)
    ).strip()
    for pattern, replacement in _AFTER_PARSING:
        line = pattern.sub(replacement, line)
    return _AT_THE_START.sub(_escape_start, _SPECIAL.sub(r"\\\g<0>", line))


def _escape_start(found: re.Match[str]) -> str:
    number, dot, sign = found.groups()
    return f"{number}\\{dot}" if number else f"\\{sign}"
