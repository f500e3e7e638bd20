"""What the pages say when an address or a form cannot be read."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unreadable_address(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """400 with every reason in plain sentences."""
    return render(request, "400.html", {"detail": " ".join(error.messages)}, status=400)
