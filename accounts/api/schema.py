"""How the OpenAPI description names the way of signing in with a token."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer …` with a personal token."""

    target_class = "accounts.tokens.TokenAuthentication"
    name = "personalToken"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An HTTP bearer scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token; `Authorization: Token …` works as well.",
        }
