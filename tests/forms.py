"""A browser's part in the admin: the fields of a form as they would be sent back."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Fields(HTMLParser):
    """The successful controls of the form with a given id."""

    def __init__(self, form_id: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form_id = form_id
        self.inside = False
        self.values: dict[str, Any] = {}
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if not self.inside:
            return
        name = given.get("name") or ""
        if tag == "input" and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") not in ("checkbox", "radio"):
                self.values[name] = given.get("value") or ""
            elif "checked" in given:
                self.values[name] = given.get("value", "on")
        elif tag == "textarea":
            self.textarea = name
            self.values[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given and self.select:
            self.values[self.select] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.values[self.textarea] = self.values[self.textarea].removeprefix("\n")
            self.textarea = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea] += data


def form_fields(page: str, form_id: str) -> dict[str, Any]:
    """Name -> value, as a browser would send the form if nothing were changed."""
    reader = _Fields(form_id)
    # Rows the script copies when a part is added are no rows yet.
    reader.feed(page)
    values = {name: value for name, value in reader.values.items() if "__prefix__" not in name}
    values.pop("", None)
    return values


def save(client: Client, address: str, form_id: str, **changes: Any) -> Any:
    """Open a form of the admin, change some fields, send it, follow to where it leads."""
    page = client.get(address)
    assert page.status_code == 200, page
    return client.post(address, form_fields(page.content.decode(), form_id) | changes, follow=True)
