"""Signing in by a provider (OpenID Connect, authorization code with PKCE): it says who somebody is, we who may come."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any, Final

import httpx2
from anyio.to_thread import run_sync
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sakimori.domain.session import Session
from sakimori.errors import ProviderError, SakimoriError
from sakimori.services.access.address import is_loopback
from sakimori.services.access.sign_in import Step
from sakimori.web.door import Door
from sakimori.web.forms import go, own_path, page, shown
from sakimori.web.pages import NEXT, go_on
from sakimori.web.provider_settings import Provider

_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
_SCOPE: Final = "openid email"
_SECONDS: Final = 10
_LEEWAY: Final = 60
_STATE, _NONCE, _VERIFIER = "state", "nonce", "verifier"


class ByProvider:
    """The two routes: away to the provider, and back."""

    def __init__(self, door: Door, provider: Provider, *, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        """Tests look at what is sent through a transport of their own."""
        self._door = door
        self._provider = provider
        self._transport = transport

    def routes(self) -> list[Route]:
        """Both."""
        return [
            Route("/oidc/start", shown(self._door, self.start), methods=["GET"]),
            Route("/oidc/callback", shown(self._door, self.callback), methods=["GET"]),
        ]

    def _client(self, request: Request) -> AsyncOAuth2Client:
        here = self._door.address.public
        if is_loopback(request.headers.get("host", "")):
            here = f"http://{request.headers['host']}"
        return AsyncOAuth2Client(
            self._provider.client_id, self._provider.secret, scope=_SCOPE, redirect_uri=f"{here}/oidc/callback",
            code_challenge_method="S256", timeout=_SECONDS, follow_redirects=False, trust_env=False,
            transport=self._transport,
        )  # fmt: skip

    async def start(self, request: Request) -> Response:
        """Note what must come back, and send the browser to the provider."""
        if self._door.own is None:
            return go("/set-up")
        token, session = await run_sync(self._door.session, request)
        if session is None:
            return go("/sign-in")
        state, nonce, verifier = generate_token(32), generate_token(32), generate_token(64)
        async with self._client(request) as client:
            told = await self._settings(client)
            url, _ = client.create_authorization_url(
                told["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        noted = {
            _STATE: state,
            _NONCE: nonce,
            _VERIFIER: verifier,
            NEXT: own_path(request.query_params.get("next", "/")),
        }
        await run_sync(lambda: self._door.sessions.begin_flow(token, self._door.clock(), **noted))
        return RedirectResponse(url, status_code=303, headers={"cache-control": "no-store"})

    async def callback(self, request: Request) -> Response:
        """Whoever comes back with what this browser was sent away with, and whom the provider names, comes in."""
        token, session = await run_sync(self._door.session, request)
        at = self._door.clock()
        try:
            if session is None:
                raise ProviderError
            await run_sync(lambda: self._door.sessions.change(token, at, flow=(), flow_until=None))  # it counts once
            claims = await self._claims(request, session, at)
            email = claims.get("email", "") if claims.get("email_verified") is True else ""
            subject = f"{self._provider.issuer}|{claims['sub']}"
            account = await run_sync(
                lambda: self._door.sign_in.prove_by_provider(subject=subject, email=str(email), at=at)
            )
            done, asked = frozenset({Step.PROVIDER}), session.in_flow(NEXT)
            return await go_on(request, self._door, token, account, done=done, asked=asked)
        except SakimoriError as error:
            return await page(request, self._door, "refused", status=403, error=error)

    async def _claims(self, request: Request, session: Session, at: datetime) -> dict[str, Any]:
        """What the provider says of whoever is here, in a token that is for us, for this browser, and fresh."""
        given, query = session.in_flow(_STATE), request.query_params
        if (
            not given
            or not hmac.compare_digest(given.encode(), query.get("state", "").encode())
            or not query.get("code")
        ):
            raise ProviderError
        try:
            async with self._client(request) as client:
                told = await self._settings(client)
                tokens = await client.fetch_token(
                    told["token_endpoint"], code=query["code"], code_verifier=session.in_flow(_VERIFIER),
                    grant_type="authorization_code",
                )  # fmt: skip
                keys = (await client.request("GET", told["jwks_uri"], withhold_token=True)).raise_for_status().json()
            claims = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys), algorithms=_ALGORITHMS).claims
            self._check(claims, nonce=session.in_flow(_NONCE), at=at)
        except (httpx2.HTTPError, AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            raise ProviderError from error
        return claims

    def _check(self, claims: dict[str, Any], *, nonce: str, at: datetime) -> None:
        ours = self._provider.client_id
        jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._provider.issuer},
            aud={"essential": True, "value": ours},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        ).validate(claims)
        audience = claims["aud"]
        is_for_several = isinstance(audience, list) and len(audience) > 1
        if claims.get("azp", None if is_for_several else ours) != ours:
            raise ProviderError

    async def _settings(self, client: AsyncOAuth2Client) -> dict[str, str]:
        """What the provider says of its own addresses.

        Raises:
            ProviderError: It cannot be reached, or speaks for another.
        """
        try:
            address = f"{self._provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            told: dict[str, str] = (await client.request("GET", address, withhold_token=True)).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderError from error
        if told.get("issuer") != self._provider.issuer:
            raise ProviderError
        return told
