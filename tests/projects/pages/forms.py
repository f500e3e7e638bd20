"""Filling in a form the way a browser without scripts does: every field that stands in the page goes back."""

from __future__ import annotations

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.values: dict[str, str] = {}
        self.radios: list[str] = []
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "data-pin-panel" in given
        if not self.inside:
            return
        name = given.get("name", "")
        if tag == "input" and given.get("type") == "radio":
            self.radios.append(given["value"])
            if "checked" in given:
                self.values[name] = given["value"]
        elif tag == "input":
            self.values[name] = given.get("value", "")
        elif tag == "textarea":
            self.area, self.values[name] = name, ""
        elif tag == "select":
            self.select, self.values[name] = name, ""
        elif tag == "option" and "selected" in given:
            self.values[self.select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.values[self.area] += data


def pin_form(page: str) -> tuple[dict[str, str], list[str]]:
    """The fields of the panel's form with their values, and the readings it offers."""
    fields = _Fields()
    fields.feed(page)
    fields.values.pop("csrfmiddlewaretoken", None)
    return fields.values, fields.radios
