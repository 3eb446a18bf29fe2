from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def get_by_natural_key(self, slug: str) -> "Organization":
        return self.get(slug=slug)

    def names(self) -> list[str]:
        """Every name and short name, for reading bylines and credits."""
        pairs = self.values_list("name", "short_name")
        return [name for pair in pairs for name in pair if name]

    def named(self, name: str) -> "Organization | None":
        """The organisation of this name or short name, however it is capitalised."""
        return self.filter(Q(name__iexact=name) | Q(short_name__iexact=name)).first()


class Organization(models.Model):
    class Kind(models.TextChoices):
        OWN = "own", _("our own paper")
        WIRE = "wire", _("wire agency")
        NEWSPAPER = "newspaper", _("other newspaper")
        SYNDICATE = "syndicate", _("syndicate")
        COURTESY = "courtesy", _("courtesy")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(
        _("short name"), max_length=40, blank=True, help_text=_("As in credits: “AP”.")
    )
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.WIRE)
    default_usage_terms = models.TextField(
        _("usage terms"),
        blank=True,
        help_text=_("What we may do with its photos, unless a photo says otherwise."),
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class PersonQuerySet(models.QuerySet["Person"]):
    def get_by_natural_key(self, slug: str) -> "Person":
        return self.get(slug=slug)


class Person(models.Model):
    """Somebody who writes or photographs. Stories keep the name as it was printed."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    on_staff = models.BooleanField(_("on our staff"), default=False)
    position = models.CharField(
        _("position"), max_length=120, blank=True, help_text=_("Such as “City reporter”.")
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    biography = models.TextField(_("biography"), blank=True)
    portrait = models.ForeignKey(
        "articles.Photo",
        verbose_name=_("portrait"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    active = models.BooleanField(
        _("can be reached"),
        default=True,
        help_text=_("Off for those who left: mail and phone vanish from all their stories."),
    )
    login = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("login"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
