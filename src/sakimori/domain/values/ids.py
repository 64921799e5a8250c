"""Ids of records: short and opaque, of a form that fits addresses and file names."""

from __future__ import annotations

import re
from typing import Final

from sakimori.domain.values.text import Text

RANDOM: Final = re.compile(r"[a-z]{2}_[0-9a-f]{12}")
"""How ids are made today."""
_OURS: Final = re.compile(r"[a-z]{2}_?[0-9a-f]{1,32}")
"""Ids made today and before: `us01` and `us_0001` as well."""
_NAMED: Final = re.compile(r"self|[A-Z]{2}")
"""Our own company, and countries by their code."""
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")

AS_EXPORTED: Final = Text(
    "先守が付けた番号の形ではありません。書き出したときのままにしてください。",
    "It has not the form of our ids. Keep what was exported.",
)


def is_id(text: str) -> bool:
    """Whether a text has the form of an id that some version of ours has made."""
    return any(form.fullmatch(text) for form in (_OURS, _NAMED))


def is_code(text: str) -> bool:
    """Whether a text has the form of a code: of a clause, a rule, a round of stops."""
    return _CODE.fullmatch(text) is not None
