"""What the desk refuses: put on record with who and what, and answered in a sentence."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from articles.publishing.rights import Refused

logger = logging.getLogger(__name__)


def on_record(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view; whoever it turns away stands in the log."""

    @wraps(view)
    def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused:
            raise
        except PermissionDenied:
            path = escape_uri_path(request.path)
            logger.warning(
                "Refused: %s may not %s %s", request.user.get_username(), request.method, path
            )
            raise

    return watched


def page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what a person may not do."""
    why = str(exception) or _("You may not do this here; ask an editor.")
    context = admin.site.each_context(request) | {"title": _("This is not for you"), "why": why}
    return TemplateResponse(request, "admin/refused.html", context, status=403)


class IgnoresWhatIsNotAsked(admin.ModelAdmin):
    """A field that the form does not have has no effect; who sends one is put on record."""

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        if names := _not_asked(request.POST, form):
            logger.warning(
                "Refused: %s sent %s with %s %s, which the form does not ask for",
                request.user.get_username(), ", ".join(names), self.opts.model_name,
                form.instance.pk or "(new)",
            )  # fmt: skip
        return super().save_form(request, form, change)


def _not_asked(sent: Any, form: Any) -> list[str]:
    parts = {name.removesuffix("TOTAL_FORMS") for name in sent if name.endswith("-TOTAL_FORMS")}
    names = sorted(
        name[:40]
        for name in sent
        if name.isidentifier()
        and not name.startswith(("_", "csrfmiddlewaretoken", *parts))
        and name not in form.fields
        # A widget of several boxes numbers them.
        and name.rpartition("_")[0] not in form.fields
    )
    return names[:10]
