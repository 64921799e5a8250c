"""The language of the reader, which the page of Streamlit and our own pages speak, and their wordings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from sakimori.domain.values.text import Text, table_of

_FILE: Final = Path(__file__).with_name("texts.txt")


@cache
def _texts() -> Mapping[str, Text]:
    return table_of(_FILE.read_text(encoding="utf-8"))


def word(key: str, language: str) -> str:
    """A wording of what the server itself says."""
    return _texts()[key].get(language)


def page_language(scope: Scope) -> str:
    """`?lang=`, then the first language of the browser that we have, then English; no browser gives Japanese."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    accepted = Headers(scope=scope).get("accept-language")
    if asked in {"ja", "en"}:
        return str(asked)
    if accepted is None:
        return "ja"
    found = re.search(r"(?:^|,)\s*(?:(ja)|en)\b", accepted, re.IGNORECASE)
    return "ja" if found and found[1] else "en"


def asks_for_a_page(scope: Scope) -> bool:
    """Whether a browser wants to show what it gets."""
    return (
        scope["type"] == "http" and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    )


_ASKED_SHORT: Final = {b"accept-encoding", b"if-none-match", b"if-modified-since"}


def asked_whole(scope: Scope) -> Scope:
    """The same request for a page that can be rewritten: not compressed, and not left out as unchanged."""
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _ASKED_SHORT]}
