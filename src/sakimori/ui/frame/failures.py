"""What a person sees when a script fails: a sentence and a reference, never a trace."""

from __future__ import annotations

import logging
import secrets

from sakimori.errors import SakimoriError
from sakimori.ui.frame.components import failure, refusal

_log = logging.getLogger(__name__)


def on_script_error(error: Exception) -> bool:
    """Draw the refusal, or log the fault under a fresh reference and show that; True keeps Streamlit's own box away."""
    if isinstance(error, SakimoriError):
        refusal(error)
        return True
    reference = secrets.token_hex(4)
    _log.error("fault %s", reference, exc_info=error)
    failure(reference)
    return True
