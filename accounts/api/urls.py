"""Addresses of the person who is signed in."""

from django.urls import path

from accounts.api import schema  # noqa: F401 - the OpenAPI description finds the token scheme once its class exists
from accounts.api.views import Me, OwnToken, OwnTokens

urlpatterns = [
    path("api/me/", Me.as_view(), name="api-me"),
    path("api/me/tokens/", OwnTokens.as_view(), name="api-tokens"),
    path("api/me/tokens/<int:pk>/", OwnToken.as_view(), name="api-token"),
]
