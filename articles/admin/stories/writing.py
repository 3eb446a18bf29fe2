"""The writing screen: what its form loads, and whom its boxes ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext as _

from articles.admin.stories.bylines import ReadsBylines
from articles.admin.stories.picker import PicksPhotos
from articles.admin.stories.tags import CompletesTags, HasTags

SCRIPTS = ["desk-writing", "desk-bylines", "desk-tags", "desk-photos"]


class WritesInPlace(ReadsBylines, CompletesTags, PicksPhotos):
    """For StoryAdmin: bylines, tags and photos are chosen without leaving the form."""


class WritingForm(HasTags):
    """For StoryForm: the conveniences of the writing screen."""

    class Media:
        css = {"all": ["articles/desk-writing.css", "articles/desk-uploads.css"]}
        js = [Script(f"articles/{name}.js", type="module") for name in SCRIPTS]

    def clean_related(self) -> Any:
        related = self.cleaned_data["related"]
        if self.instance.pk and related.filter(pk=self.instance.pk).exists():
            raise ValidationError(
                _("A story is not related to itself: take it out of its own list."), code="itself"
            )
        return related


class SectionSelect(forms.Select):
    """A choice of sections that knows what a list prints above a headline."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        section = getattr(value, "instance", None)
        if section is not None:
            option["attrs"]["data-kicker"] = section.label or section.name
        return option
