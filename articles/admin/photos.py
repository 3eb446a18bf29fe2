"""Photos: uploaded with credit and alt text, judged by their bytes, stored by their digest."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import imaging
from articles.admin import pictures
from articles.admin.choices import ChoosesByName, KnowsItsChoices
from articles.admin.finding import FoundByWords
from articles.admin.forms import CleanTextForm
from articles.admin.library import LibraryAdmin
from articles.admin.photo_focus import SetsFocus
from articles.admin.photo_page import PhotoPage, may_upload
from articles.admin.pictures import picture_address
from articles.admin.times import TIME_FIELDS
from articles.admin.uploads import TakesUploads
from articles.models import Photo
from articles.publishing import indexing, photos, renditions, rights
from articles.publishing.checks import agency_of
from articles.publishing.proposals import proposals

# What acts on every page that shows a photo; what is for sale goes with it.
RIGHTS = {"usable_from", "usable_until", "withdrawn", "no_syndication"}
RIGHTS_FIELDS = [*sorted(RIGHTS), "for_sale", "max_uses"]


class PhotoForm(SetsFocus, KnowsItsChoices, CleanTextForm):
    upload = forms.FileField(
        label=_("Picture file"),
        required=False,
        help_text=_("JPEG, PNG, WebP, AVIF, GIF or TIFF. Its caption and credit are read from it."),
    )

    class Meta:
        model = Photo
        fields = "__all__"
        widgets = {
            "library_caption": forms.Textarea(attrs={"rows": 3}),
            "alt_text": forms.Textarea(attrs={"rows": 2}),
            "usage_terms": forms.Textarea(attrs={"rows": 2}),
            "instructions": forms.Textarea(attrs={"rows": 2}),
        }

    class Media:
        js = [Script("articles/desk-upload.js", type="module")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization = self.instance.organization
        if organization and "usage_terms" in self.fields:
            # What holds while the box is empty.
            terms = organization.default_usage_terms
            self.fields["usage_terms"].widget.attrs["placeholder"] = terms

    def clean_alt_text(self) -> str:
        return " ".join(self.cleaned_data["alt_text"].split())

    def clean_upload(self) -> Any:
        file = self.cleaned_data["upload"]
        if not file:
            return None
        if file.size > imaging.MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)s MB. Export a smaller one."),
                code="too_large",
                params={"limit": imaging.MAX_BYTES // 1024**2},
            )
        self.data_of_upload = file.read()
        try:
            self.master = imaging.inspect_master(self.data_of_upload)
        except imaging.PhotoRefused as error:
            raise ValidationError(str(error), code=error.code) from error
        known = photos.find(self.master.sha256)
        # A photo that came without its picture may get one that others show, too.
        if known and not self.instance.pk:
            raise ValidationError(is_known(known), code="known")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("upload"):
            self._take_from_the_file(cleaned)
        if cleaned.get("for_sale", self.instance.for_sale):
            self._refuse_to_sell_for_others(cleaned)
        return cleaned

    def _take_from_the_file(self, cleaned: dict[str, Any]) -> None:
        proposed = proposals(imaging.read_facts(self.data_of_upload))
        for name, value in proposed.items():
            if name in self.fields and not cleaned.get(name):
                cleaned[name] = value

    def _refuse_to_sell_for_others(self, cleaned: dict[str, Any]) -> None:
        credit, organization = (
            cleaned.get(name, getattr(self.instance, name))
            for name in ("credit_as_printed", "organization")
        )
        if agency := agency_of(credit, organization):
            words = _("This photo comes from %(agency)s, a wire agency: it is never for sale.")
            error = ValidationError(words, code="agency", params={"agency": agency})
            self.add_error("for_sale" if "for_sale" in self.fields else None, error)


@admin.register(Photo)
class PhotoAdmin(PhotoPage, TakesUploads, ChoosesByName, FoundByWords, LibraryAdmin):
    form = PhotoForm
    formfield_overrides = TIME_FIELDS
    autocomplete_fields = ["photographer", "organization"]

    def get_readonly_fields(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        read = list(super().get_readonly_fields(request, obj))
        if not rights.may_everywhere(request.user, rights.PHOTO_RIGHTS):
            read += RIGHTS_FIELDS
        return read if may_upload(request, obj) else [*read, "upload"]

    def has_delete_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and rights.may_everywhere(request.user, rights.PHOTO_RIGHTS)

    def get_urls(self) -> list[Any]:
        picture = self.admin_site.admin_view(self.picture_view)
        return [
            path("<int:pk>/picture/", picture, name="articles_photo_picture"),
            *super().get_urls(),
        ]

    def picture_view(self, request: Any, pk: int) -> HttpResponse:
        """The picture for the desk's eyes, published or not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        people = ("photographer", "organization")
        found = Photo.objects.select_related(*people).filter(pk=pk).exclude(sha256="")
        photo = get_object_or_404(found)
        return pictures.answer(photo, photo.sha256, request.GET)

    def for_lines(self, rows: Any) -> Any:
        return rows.defer("metadata")

    def line(self, photo: Photo) -> dict[str, str]:
        picture = {"picture": picture_address(photo)} if photo.sha256 else {}
        return {"note": photo.credit_as_printed} | picture

    def save_model(self, request: Any, obj: Photo, form: Any, change: bool) -> None:
        if form.cleaned_data.get("upload"):
            photos.put_another_master(obj, form.master, form.data_of_upload)
        if "_read_again" in request.POST and obj.sha256:
            self.read_again(request, obj)
        credit = obj.credit_as_printed
        if credit != form.initial.get("credit_as_printed") or form.cleaned_data.get("upload"):
            photos.link_credit(obj)
        super().save_model(request, obj, form, change)
        renditions.refresh(obj)
        if obj.sha256 and form.cleaned_data.get("upload"):
            renditions.make_fallback(obj)
        if RIGHTS & set(form.changed_data):
            self.say_what_it_left(request, photos.apply_rights(obj, by=request.user))

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        indexing.index(Photo, [form.instance.pk])


def is_known(photo: Photo) -> str:
    return format_html(
        '{} <a href="{}">{}</a>',
        _("This picture is in the library already:"),
        reverse("admin:articles_photo_change", args=[photo.pk]),
        photo,
    )


def thumbnail(photo: Photo | None, alt: str | None = None) -> str:
    """The picture, small, for lists and forms; `alt` is empty where words beside it say it."""
    if photo is None or not photo.pk or not photo.sha256:
        return format_html('<span class="thumbnail">{}</span>', _("no picture yet"))
    return format_html(
        '<img src="{}" alt="{}" class="thumbnail" width="120" height="80" loading="lazy">',
        picture_address(photo),
        photo.alt_text if alt is None else alt,
    )
