"""How a page with forms answers: back to itself when something was kept, with every reason when it was not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def is_sent_by_script(request: HttpRequest) -> bool:
    """Whether a script sent the form in the background: then chosen files stay chosen on the page."""
    return bool(request.headers.get("HX-Request"))


def sent_on(request: HttpRequest, address: str) -> HttpResponse:
    """Go on to a page. A form that was sent by script is told so in a header, because a script cannot be redirected."""
    if is_sent_by_script(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def put_errors(form: forms.Form, error: ValidationError, *, also: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The reasons of a service beside the fields they are about, above the form where it has no such field.

    Those for a name in `also` (inputs the form does not know, such as files) are returned.
    """
    outside: dict[str, list[str]] = {}
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return outside
    for name, reasons in error.error_dict.items():
        if name in form.fields:
            form.add_error(name, reasons)
        elif name in also:
            outside[name] = [message for reason in reasons for message in reason.messages]
        else:
            form.add_error(None, reasons)
    return outside


def number_in(request: HttpRequest, name: str) -> int | None:
    """A positive whole number of the address, or None."""
    text: Any = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
