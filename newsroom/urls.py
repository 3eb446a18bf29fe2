"""Two sites: the paper for readers, the desk for those who write it."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("articles.reader.urls")),
]
handler404 = "articles.reader.views.not_found"
handler500 = "articles.reader.views.server_error"
