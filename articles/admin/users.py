"""Logins: who is in which group, and in which sections they work.

Nobody gives a right they do not have, changes the login of somebody who may do more, or changes
their own rights. Logins are never deleted, since what they did stays on record under their name.
"""

import logging
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.translation import gettext as _, gettext_lazy

from articles.admin.lists import DeskAdmin
from articles.models import Section, SectionLimit
from articles.publishing import rights

logger = logging.getLogger(__name__)

RIGHTS = {"is_active", "is_staff", "is_superuser", "groups", "sections", "user_permissions"}
OWN_RIGHTS = ["is_active", "is_staff", "groups", "sections"]


class _ChoosesSections(forms.ModelForm):
    sections = forms.ModelMultipleChoiceField(
        Section.objects.select_related("parent"),
        label=gettext_lazy("Works only in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: in all. A section holds the sections within it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "sections" in self.fields:
            limits = SectionLimit.objects.filter(user=self.instance)
            self.fields["sections"].initial = list(limits.values_list("section", flat=True))


class UserForm(_ChoosesSections, UserChangeForm):
    pass


class NewUserForm(_ChoosesSections, UserCreationForm):
    pass


# Both stand there already, as Django registers them.
admin.site.unregister([User, Group])


@admin.register(User)
class UserAdmin(DeskAdmin, auth.UserAdmin):
    form = UserForm
    add_form = NewUserForm
    add_form_template = None
    list_display = ["username", "first_name", "last_name", "email", "in_groups", "is_active"]
    list_filter = ["groups", "is_active"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["user_permissions"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        name = (_("Name"), {"fields": ["first_name", "last_name", "email"]})
        if obj is None:
            first, may = ["username", "password1", "password2"], ["is_staff", "groups", "sections"]
            return [(None, {"fields": first}), name, (_("Rights"), {"fields": may})]
        changes = self.has_change_permission(request, obj)
        may = ["is_active", "is_staff", "groups"]
        may.append("sections" if changes and _may_change_rights(request, obj) else "works_in")
        fieldsets = [
            (None, {"fields": ["username", "password"] if changes else ["username"]}),
            name,
            (_("Rights"), {"fields": may}),
            (_("Dates"), {"fields": self.readonly_fields}),
        ]
        if request.user.is_superuser:
            everything = {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]}
            fieldsets.append((_("Beyond the groups"), everything))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fixed = [*super().get_readonly_fields(request, obj), "works_in"]
        return fixed if _may_change_rights(request, obj) else [*fixed, *OWN_RIGHTS]

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = rights.they_may_give(Group.objects.order_by("name"), request.user)
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"is_staff": True} | super().get_changeform_initial_data(request)

    @admin.display(description=gettext_lazy("groups"), empty_value="")
    def in_groups(self, user: User) -> str:
        return ", ".join(str(group) for group in user.groups.all())

    @admin.display(description=gettext_lazy("works only in"))
    def works_in(self, user: User) -> str:
        limits = SectionLimit.objects.filter(user=user).select_related("section__parent")
        return ", ".join(map(str, limits)) or _("all sections")

    # Who may change whose login

    def has_add_permission(self, request: HttpRequest) -> bool:
        allowed = super().has_add_permission(request)
        return allowed and rights.sections_of(request.user) is None

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        if not allowed or rights.sections_of(request.user) is not None:
            return False
        return obj is None or not rights.outranks(obj, request.user)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    # Saving

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "sections" in form.cleaned_data:
            limits = SectionLimit.objects.filter(user=form.instance)
            chosen = form.cleaned_data["sections"]
            limits.exclude(section__in=chosen).delete()
            SectionLimit.objects.bulk_create(
                [SectionLimit(user=form.instance, section=section) for section in chosen],
                ignore_conflicts=True,
            )
        if RIGHTS & set(form.changed_data):
            said = self._said_rights(form.instance)
            self.log_change(request, form.instance, said)
            logger.info("%s gave %s: %s", request.user.username, form.instance.username, said)

    def _said_rights(self, user: User) -> str:
        """What a person may from now on, for the record."""
        groups = ", ".join(group.name for group in user.groups.order_by("name"))
        said = [
            _("Rights: %(groups)s") % {"groups": groups or _("no group")},
            _("in %(sections)s") % {"sections": self.works_in(user)},
        ]
        if user.is_superuser:
            said.append(_("superuser"))
        if not user.is_staff:
            said.append(_("not at the desk"))
        if not user.is_active:
            said.append(_("deactivated"))
        return "; ".join(said) + "."


@admin.register(Group)
class GroupAdmin(DeskAdmin, auth.GroupAdmin):
    """Who may put people into groups sees what each may; a superuser alone changes that."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return bool(request.user.is_superuser)


def _may_change_rights(request: HttpRequest, user: User | None) -> bool:
    """Nobody changes their own, so that nobody locks the door behind them either."""
    return request.user.is_superuser or user != request.user
