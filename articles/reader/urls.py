from django.urls import path, re_path

from articles.models import MONTHS
from articles.reader import views

app_name = "articles"

STORY = rf"(?P<path>stories/[0-9]{{4}}/(?:{'|'.join(MONTHS)})/[0-9]{{2}}/[-\w.~]+/)"

urlpatterns = [
    path("", views.front, name="front"),
    path("robots.txt", views.robots, name="robots"),
    # /sections/
    re_path(r"^sections/(?P<path>[-\w]+(?:/[-\w]+)?)/$", views.section, name="section"),
    # /stories/
    re_path(f"^{STORY}$", views.story, name="story"),
    re_path(rf"^{STORY}(?P<anchor>item-[0-9a-f]{{8}})/$", views.story, name="item"),
    re_path(f"^{STORY}photos/$", views.gallery, name="gallery"),
    re_path(rf"^{STORY}photos/(?P<anchor>[0-9a-f]{{8}})/$", views.gallery, name="photo"),
    # /media/
    re_path(r"^media/(?P<name>[-\w/.]+)$", views.picture, name="picture"),
]
