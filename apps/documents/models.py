import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.border.codes import CodeList
from apps.documents.querysets import DocumentQuerySet

MAX_NAME = 150


class DocumentKind(CodeList):
    """What a document is: an act, an order, a photo."""

    class Meta(CodeList.Meta):
        verbose_name = _("document kind")
        verbose_name_plural = _("document kinds")


class Document(models.Model):
    """A file with what it is called. The file lies in the store under its SHA-256; the row never moves it."""

    class Marking(models.TextChoices):
        OPEN = "open", _("generally accessible")
        RESTRICTED = "restricted", _("restricted access information")
        SERVICE = "service", _("information for service needs")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.ForeignKey(DocumentKind, models.PROTECT, related_name="+", verbose_name=_("document kind"))
    day = models.DateField(_("day of the document"))
    marking = models.CharField(
        _("marking"), max_length=20, choices=Marking.choices, default=Marking.RESTRICTED
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    media_type = models.CharField(_("type of file"), max_length=100)
    size_bytes = models.IntegerField(_("size, bytes"))
    name = models.CharField(_("file name"), max_length=MAX_NAME)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "title", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(name="document_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="document_size", condition=Q(size_bytes__gt=0)),
        ]

    def __str__(self):
        return self.title


class DocumentTie(models.Model):
    """What a document is about: a stretch, a thing of the register, or a change set (by type and uid)."""

    CHANGE_SET = "change_set"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="ties", verbose_name=_("document"), db_index=False
    )
    route = models.ForeignKey(
        "border.Route", models.PROTECT, related_name="+", null=True, verbose_name=_("route"), db_index=False
    )
    from_cm = models.IntegerField(_("from, cm"), null=True)
    to_cm = models.IntegerField(_("to, cm"), null=True)
    thing_type = models.CharField(_("type of thing"), max_length=40, default="")
    thing = models.CharField(_("code or uid of the thing"), max_length=64, default="")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tie of a document")
        verbose_name_plural = _("ties of documents")
        constraints = [
            models.CheckConstraint(
                name="documenttie_stretch_or_thing",
                condition=Q(
                    route__isnull=False, from_cm__gte=0, to_cm__gt=F("from_cm"), thing_type="", thing=""
                )
                | (
                    Q(route__isnull=True, from_cm__isnull=True, to_cm__isnull=True)
                    & ~Q(thing_type="")
                    & ~Q(thing="")
                ),
            ),
            models.UniqueConstraint(
                name="documenttie_once",
                fields=["document", "route", "from_cm", "to_cm", "thing_type", "thing"],
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["route", "from_cm", "to_cm"], name="documenttie_stretch"),
            models.Index(fields=["thing_type", "thing"], name="documenttie_thing"),
        ]
