"""Who signs people in for us, by the settings: read at every start, without what it takes to talk to them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.services.access.address import is_loopback

_BY_TLS: Final = Text("https:// で始まるアドレスにしてください。", "Give an address that begins with https://.")
_NEEDED: Final = Text("値を入れてください。", "Give a value.")


@dataclass(frozen=True, slots=True)
class Provider:
    """Who signs people in for us, and as whom we are known there."""

    issuer: str
    client_id: str
    secret: str

    @property
    def name(self) -> str:
        """What people see: the name of its server."""
        return urlsplit(self.issuer).hostname or self.issuer


def provider_of(environment: Mapping[str, str] = os.environ) -> Provider | None:
    """The provider of the settings; None where there is none. The secret stands in a file, never in a setting.

    Raises:
        InvalidValueError: A setting is missing, the file cannot be read, or the provider is not reached by TLS.
    """
    issuer = environment.get("SAKIMORI_OIDC_ISSUER", "").strip()
    if not issuer:
        return None
    url = urlsplit(issuer)
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.netloc)):
        raise InvalidValueError(field="SAKIMORI_OIDC_ISSUER", value=issuer, expected=_BY_TLS)
    client_id = environment.get("SAKIMORI_OIDC_CLIENT_ID", "").strip()
    file = environment.get("SAKIMORI_OIDC_CLIENT_SECRET_FILE", "").strip()
    try:
        secret = Path(file).read_text(encoding="utf-8").strip() if file else ""
    except (OSError, UnicodeDecodeError):
        secret = ""
    for name, value in (("SAKIMORI_OIDC_CLIENT_ID", client_id), ("SAKIMORI_OIDC_CLIENT_SECRET_FILE", secret)):
        if not value:
            raise InvalidValueError(field=name, value="", expected=_NEEDED)
    return Provider(issuer, client_id, secret)
