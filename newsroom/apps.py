from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, with the desk in the place of its site."""

    default_site = "articles.admin.site.DeskSite"

    def ready(self) -> None:
        # First of all: were the site asked for before, it would be made twice, since the room
        # that holds its class registers with it.
        import_module("articles.admin")
        super().ready()
