"""What was typed straight is set as the paper prints it when a story is saved.

Headlines, texts and captions are; bylines and credits stay as they were printed.
"""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.forms import BaseInlineFormSet

from articles.content import StoryContent
from articles.models import Story
from articles.typography import set_type, set_type_of_html

LINES = ("headline", "web_headline", "deck")
# Of captions and items.
PARTS = {"text", "heading"}


def set_words(cleaned: dict[str, Any], story: Story) -> None:
    """Set the type of what the story's form brings, in place, unless that is switched off."""
    if not cleaned.get("typography", story.typography):
        return
    language = _language(cleaned.get("language", story.language))
    for name in LINES:
        if cleaned.get(name):
            cleaned[name] = set_type(cleaned[name], language)
    if cleaned.get("body"):
        cleaned["body"] = set_type_of_html(cleaned["body"], language)


def with_type(content: StoryContent) -> StoryContent:
    """A whole content as saving would set it."""

    def line(text: str) -> str:
        return set_type(text, language)

    language = _language(content.language)
    return replace(
        content,
        headline=line(content.headline),
        web_headline=line(content.web_headline),
        deck=line(content.deck),
        body=set_type_of_html(content.body, language),
        photos=tuple(replace(use, caption=line(use.caption)) for use in content.photos),
        items=tuple(
            replace(item, heading=line(item.heading), text=line(item.text))
            for item in content.items
        ),
    )


class PartsWithType(BaseInlineFormSet):
    """Captions or items, whose type is set if their story's is.

    `instance` is the story as its own form leaves it: that was cleaned before.
    """

    def clean(self) -> None:
        super().clean()
        if not self.instance.typography:
            return
        for form in self.forms:
            for name in PARTS.intersection(getattr(form, "cleaned_data", ())):
                typed = form.cleaned_data[name]
                printed = set_type(typed, _language(self.instance.language))
                if printed != typed:
                    form.cleaned_data[name] = printed
                    setattr(form.instance, name, printed)
                    # What nobody touched is set and saved too.
                    if form.instance.pk and name not in form.changed_data:
                        form.changed_data.append(name)


def _language(code: str) -> str:
    return code or settings.LANGUAGE_CODE
