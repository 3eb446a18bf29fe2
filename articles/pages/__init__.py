"""StoryContent -> HTML. The reader's page and the desk's preview are made here, by one template.

Knows no model: whoever asks says which section the story stands in, which pictures may be shown
and whose contacts are hidden.
"""

from articles.pages.links import CorrectionNote, Preview, SectionLink, StoryLink
from articles.pages.paper import content_security_policy, newspaper, render, stylesheet
from articles.pages.pictures import Figure, Picture, PictureFile
from articles.pages.story import (
    Part,
    StoryPage,
    gallery_html,
    item_html,
    photo_html,
    story_html,
)

__all__ = [
    "CorrectionNote",
    "Figure",
    "Part",
    "Picture",
    "PictureFile",
    "Preview",
    "SectionLink",
    "StoryLink",
    "StoryPage",
    "content_security_policy",
    "gallery_html",
    "item_html",
    "newspaper",
    "photo_html",
    "render",
    "story_html",
    "stylesheet",
]
