from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.bylines import Role
from articles.content import StoryByline
from articles.models.people import Organization, Person

ROLE_LABELS = {
    Role.BY: _("By"),
    Role.PHOTOS_BY: _("Photos by"),
    Role.CONTRIBUTOR: _("Contributor"),
    Role.BARE: _("Without “By”"),
    Role.PACKAGE: _("Package line"),
    Role.UNPRINTED: _("Not printed"),
}


class Byline(models.Model):
    """One name over a story, as printed, and the person and organisation behind it, if known."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    story = models.ForeignKey("articles.Story", on_delete=models.CASCADE, related_name="bylines")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=[(str(role), label) for role, label in ROLE_LABELS.items()],
        default=Role.BY,
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    name_as_printed = models.CharField(
        _("name as printed"),
        max_length=200,
        blank=True,
        help_text=_("Left empty, the person's name is taken."),
    )
    affiliation_as_printed = models.CharField(
        _("organisation as printed"),
        max_length=200,
        blank=True,
        help_text=_("Such as “Foreign Policy” or “Staff writer”."),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "uid"]

    def __str__(self) -> str:
        return self.name_as_printed or self.affiliation_as_printed

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)

    def printed(self) -> StoryByline:
        return StoryByline(
            uid=str(self.uid),
            role=Role(self.role),
            name=self.name_as_printed,
            affiliation=self.affiliation_as_printed,
            email=self.email,
            phone=self.phone,
            person=str(self.person.uid) if self.person else "",
            organization=str(self.organization.uid) if self.organization else "",
        )
