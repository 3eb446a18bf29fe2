"""Photos taken in, many at once: each file has a row with its end, and then with its words.

Script sends one file a request and is answered with its row; without script one request brings
all the files, and its page has the same rows.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from articles import imaging, markup
from articles.admin.forms import CleanTextForm
from articles.admin.marks import lacks
from articles.admin.pictures import picture_address
from articles.models import Photo
from articles.publishing import photos
from articles.publishing.checks import agency_of

logger = logging.getLogger(__name__)

# What the browser's own window offers; other files are judged by their bytes all the same.
ACCEPTED = ",".join([*imaging.SUFFIXES.values(), ".jpeg", ".tiff"])


class WordsForm(CleanTextForm):
    """A photo's words, in its row. What is not changed here may have been changed elsewhere."""

    class Meta:
        model = Photo
        fields = ["library_caption", "credit_as_printed", "alt_text", "decorative"]
        labels = {
            "library_caption": gettext_lazy("Caption"),
            "credit_as_printed": gettext_lazy("Credit"),
        }
        widgets = {
            "library_caption": forms.Textarea(attrs={"rows": 2}),
            "alt_text": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, data: Any, photo: Photo, credit_for_all: str = "") -> None:
        super().__init__(data, instance=photo, prefix=f"photo-{photo.pk}", label_suffix="")
        self.credit_for_all = credit_for_all
        for field in self.fields.values():
            field.show_hidden_initial = True
            field.help_text = ""

    def clean_alt_text(self) -> str:
        return " ".join(self.cleaned_data["alt_text"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = {name: value for name, value in cleaned.items() if name in self.changed_data}
        credit = changed.get("credit_as_printed", self.instance.credit_as_printed)
        if self.credit_for_all and not credit:
            credit = changed["credit_as_printed"] = self.credit_for_all
            self.changed_data.append("credit_as_printed")
        for_sale = self.instance.for_sale
        if for_sale and (agency := agency_of(credit, self.instance.organization)):
            words = _("%(agency)s is a wire agency, and this photo is for sale: ask an editor.")
            self.add_error("credit_as_printed", words % {"agency": agency})
        return changed


@dataclass
class Row:
    """A file, what became of it, and the photo it is now."""

    name: str
    # "new", "known", "saved"; "refused" for good, "failed" for this time.
    state: str
    said: str = ""
    photo: Photo | None = None
    form: WordsForm | None = None

    @property
    def lacks(self) -> list[Any]:
        return lacks(self.photo) if self.photo else []

    @property
    def picture(self) -> str:
        return picture_address(self.photo) if self.photo and self.photo.sha256 else ""


class TakesUploads(admin.ModelAdmin):
    """For PhotoAdmin: the page many files are brought to, and the words they get there."""

    def get_urls(self) -> list[Any]:
        upload = self.admin_site.admin_view(self.upload_view)
        words = self.admin_site.admin_view(self.words_view)
        return [
            path("upload/", upload, name="articles_photo_upload"),
            path("upload/words/", words, name="articles_photo_words"),
            *super().get_urls(),
        ]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """The page; sent files, each as a photo. With `?rows` the rows alone are the answer."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        rows = [self._taken_in(request, file) for file in request.FILES.getlist("files")]
        if request.method == "POST" and not rows:
            rows = [Row("", "refused", _("No file was chosen. Choose the photos, then upload."))]
        return self._answer(request, _each_once(rows))

    @method_decorator(require_POST)
    def words_view(self, request: HttpRequest) -> HttpResponse:
        """The words typed in the rows, saved photo by photo, and the rows as they are then."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        credit = markup.clean_line(request.POST.get("credit_for_all", ""))
        pks = [int(pk) for pk in request.POST.getlist("photo") if pk.isdecimal() and len(pk) < 19]
        return self._answer(request, [self._said(request, pk, credit) for pk in dict.fromkeys(pks)])

    def _taken_in(self, request: HttpRequest, file: Any) -> Row:
        try:
            # One byte more than a photo may have is enough to refuse it.
            data = file.read(imaging.MAX_BYTES + 1)
            file.close()
            photo, is_new = photos.take_in(data, name=file.name, by=request.user)
        except imaging.PhotoRefused as error:
            return Row(file.name, "refused", str(error))
        except OSError:
            logger.exception("An upload could not be kept")
            words = _(
                "This file could not be kept. Try again; if that fails, tell whoever looks after "
                "the desk's machine."
            )
            return Row(file.name, "failed", words)
        row = Row(file.name, "new", "", photo)
        if not is_new:
            row.state, row.said = "known", _("In the library already.")
        if self.has_change_permission(request, photo):
            row.form = WordsForm(None, photo)
        return row

    def _said(self, request: HttpRequest, pk: int, credit: str) -> Row:
        name = request.POST.get(f"file-{pk}", "")
        with transaction.atomic():
            photo = Photo.objects.select_for_update().filter(pk=pk).first()
            if photo is None:
                return Row(name, "refused", _("This photo was deleted in the meantime."))
            if not self.has_change_permission(request, photo):
                raise PermissionDenied
            form = WordsForm(request.POST, photo, credit)
            if not form.is_valid():
                words = _("Not saved yet: see what is marked.")
                return Row(name, "unsaved", words, photo, form)
            if form.changed_data:
                photos.add(photo)
                said = self.construct_change_message(request, form, [], False)  # type: ignore[arg-type]
                self.log_change(request, photo, said)
        return Row(name, "saved", _("Saved."), photo, WordsForm(None, photo))

    def _answer(self, request: HttpRequest, rows: list[Row]) -> HttpResponse:
        context = {"rows": rows, "may_change": self.has_change_permission(request)}
        if "rows" in request.GET:
            return render(request, "admin/articles/photo/upload_rows.html", context)
        context |= self.admin_site.each_context(request) | sending() | {
            "title": _("Add photos"),
            "opts": self.opts,
            "may_add": self.has_add_permission(request),
        }  # fmt: skip
        return render(request, "admin/articles/photo/upload.html", context)


def sending() -> dict[str, Any]:
    """What templates/admin/articles/photo/sending.html asks for."""
    return {
        "upload_address": reverse("admin:articles_photo_upload"),
        "accepted": ACCEPTED,
        "most_bytes": imaging.MAX_BYTES,
        "most_megabytes": imaging.MAX_BYTES // 1_000_000,
    }


def _each_once(rows: Iterable[Row]) -> list[Row]:
    """The rows, the words of each photo asked for once: fields of one name are one."""
    seen = set()
    listed = list(rows)
    for row in listed:
        if row.photo and row.photo.pk in seen:
            row.form = None
        seen.add(row.photo and row.photo.pk)
    return listed
