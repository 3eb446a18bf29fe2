"""The desk: Django's admin for those who write the paper."""

from django.conf import settings
from django.contrib import admin
from taggit.models import Tag as StockTag

from articles.admin import corrections, fronts, people, photos, sections, stories, users

admin.site.site_header = settings.NEWSROOM_NAME
admin.site.site_title = settings.NEWSROOM_NAME
# The paper's own tags stand in their place.
if admin.site.is_registered(StockTag):
    admin.site.unregister(StockTag)

__all__ = ["corrections", "fronts", "people", "photos", "sections", "stories", "users"]
