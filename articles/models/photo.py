from datetime import datetime
from uuid import uuid4

from django.core.files.storage import storages
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.bylines import parse_credit
from articles.content import PrintedPhoto
from articles.imaging import Attribution, Focus, PhotoFacts
from articles.models.clock import present
from articles.models.people import Organization, Person


def master_storage():
    """Private: no address leads here."""
    return storages["masters"]


def new_source_id() -> str:
    return str(uuid4())


def master_name(sha256: str, suffix: str) -> str:
    """Where a master lies: by the digest of its bytes, never by the name it came with."""
    return f"{sha256[:2]}/{sha256}{suffix}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def get_by_natural_key(self, source: str, source_id: str) -> "Photo":
        return self.get(source=source, source_id=source_id)


class Photo(models.Model):
    """A photo and what is known of it. How a story prints it stands in Caption.

    The master file is stored untouched under its SHA-256 and may serve several photos; a photo
    that came over the wire without its picture has none yet.
    """

    DESK = "desk"

    class Credentials(models.TextChoices):
        """What became of the Content Credentials in its file."""

        UNKNOWN = "", _("not looked for")
        ABSENT = "absent", _("none")
        PRESENT = "present", _("there, not verified")
        VALID = "valid", _("valid")
        BROKEN = "broken", _("broken")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    source = models.CharField(max_length=120, default=DESK, editable=False)
    source_id = models.CharField(max_length=500, default=new_source_id, editable=False)
    master = models.FileField(
        _("picture"), storage=master_storage, max_length=200, blank=True, editable=False
    )
    sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    width_px = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height_px = models.PositiveIntegerField(_("height"), default=0, editable=False)
    # The public name of its renditions, as they are to be: kept by publishing.renditions.
    rendition_key = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    credit_as_printed = models.CharField(
        _("credit as printed"),
        max_length=300,
        blank=True,
        help_text=_("Photographer / Organisation, without parentheses."),
    )
    photographer = models.ForeignKey(
        Person,
        verbose_name=_("photographer"),
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
    library_caption = models.TextField(
        _("library caption"), blank=True, help_text=_("Proposed where a story uses the photo.")
    )
    alt_text = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("Says nothing the text does not say.")
    )
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    people = models.CharField(
        _("people in it"), max_length=1000, blank=True, help_text=_("Names, with commas between.")
    )
    keywords = models.CharField(
        _("keywords"), max_length=1000, blank=True, help_text=_("With commas between.")
    )
    copyright_notice = models.CharField(
        _("copyright"), max_length=300, blank=True, help_text=_("Written into every public file.")
    )
    usage_terms = models.TextField(
        _("usage terms"),
        blank=True,
        help_text=_("Left empty, those of the organisation hold."),
    )
    instructions = models.TextField(
        _("special instructions"), blank=True, help_text=_("What the sender asks of the desk.")
    )
    usable_from = models.DateTimeField(_("usable from"), null=True, blank=True)
    usable_until = models.DateTimeField(_("usable until"), null=True, blank=True)
    max_uses = models.PositiveSmallIntegerField(
        _("number of uses"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("In how many stories we may print it; empty: in any number."),
    )
    no_syndication = models.BooleanField(
        _("not for syndication"),
        default=False,
        help_text=_("Stands on our pages only, and is passed on to nobody."),
    )
    for_sale = models.BooleanField(_("for sale"), default=False)
    focus_x_permille = models.PositiveSmallIntegerField(default=500, editable=False)
    focus_y_permille = models.PositiveSmallIntegerField(default=500, editable=False)
    # What its file says of it, as `imaging.PhotoFacts` writes it.
    metadata = models.TextField(blank=True, editable=False)
    digital_source_type = models.CharField(max_length=60, blank=True, editable=False)
    credentials = models.CharField(
        max_length=8, choices=Credentials, default=Credentials.UNKNOWN, blank=True, editable=False
    )
    signer = models.CharField(max_length=200, blank=True, editable=False)
    withdrawn = models.BooleanField(
        _("withdrawn"),
        default=False,
        help_text=_("Takes the photo off every page at once."),
    )
    created_at = models.DateTimeField(default=present, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-created_at", "-id"]
        permissions = [("change_photo_rights", _("Can change the rights of photos, withdraw them"))]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="photo_source_key"),
            models.CheckConstraint(
                condition=Q(usable_until=None)
                | Q(usable_from=None)
                | Q(usable_until__gt=models.F("usable_from")),
                name="photo_usable_in_order",
                violation_error_message=_("“Usable until” must lie after “usable from”."),
            ),
            models.CheckConstraint(
                condition=Q(focus_x_permille__lte=1000, focus_y_permille__lte=1000),
                name="photo_focus_within",
            ),
        ]

    def __str__(self) -> str:
        words = Truncator(self.library_caption or self.alt_text).chars(80)
        # What the desk's own are known by at their source is their digest, which says nothing.
        is_ours = self.pk and self.source == self.DESK
        number = _("Photo %(number)s") % {"number": self.pk} if is_ours else ""
        return words or number or self.source_id

    def natural_key(self) -> tuple[str, str]:
        return (self.source, self.source_id)

    @property
    def is_an_agencys(self) -> bool:
        """Whether it is a wire agency's, which the paper may print and never sell."""
        return bool(self.organization and self.organization.kind == Organization.Kind.WIRE)

    def may_be_shown(self, now: datetime) -> bool:
        """Whether readers may see it now, as `usable_at` asks of what versions keep of it."""
        begins, ends = self.usable_from, self.usable_until
        begun = begins is None or begins <= now
        return not self.withdrawn and begun and (ends is None or ends > now)

    @property
    def made_by_a_program(self) -> bool:
        """Whether its file says that a program made it, or a part of it."""
        return PhotoFacts(digital_source_type=self.digital_source_type).made_by_ai

    @property
    def focus(self) -> Focus:
        return Focus(self.focus_x_permille, self.focus_y_permille)

    @property
    def terms(self) -> str:
        """Its own usage terms, else those of its organisation."""
        return self.usage_terms or (
            self.organization.default_usage_terms if self.organization else ""
        )

    @property
    def attribution(self) -> Attribution:
        """The words every public file of it carries."""
        return Attribution(
            creator=self.photographer.name if self.photographer else self._credited,
            credit=self.credit_as_printed,
            copyright=self.copyright_notice,
            usage_terms=self.terms,
        )

    @property
    def _credited(self) -> str:
        """The photographer the credit names, who need not be anybody we know."""
        known = [self.organization.name] if self.organization else []
        return parse_credit(self.credit_as_printed, known).photographer

    def printed(self) -> PrintedPhoto:
        """What a version of a story keeps of this photo."""
        return PrintedPhoto(
            uid=str(self.uid),
            sha256=self.sha256,
            width_px=self.width_px,
            height_px=self.height_px,
            credit=self.credit_as_printed,
            alt=self.alt_text,
            decorative=self.decorative,
            for_sale=self.for_sale and not self.is_an_agencys,
            photographer=str(self.photographer.uid) if self.photographer else "",
            organization=str(self.organization.uid) if self.organization else "",
        )
