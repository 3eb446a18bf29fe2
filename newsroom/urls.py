"""Two sites: the paper for readers, the desk for those who write it, with its one open door."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("preview/", include("articles.admin.stories.preview_links")),
    path("", include("articles.reader.urls")),
]
handler403 = "articles.admin.refused.page"
handler404 = "articles.reader.views.not_found"
handler500 = "articles.reader.views.server_error"
