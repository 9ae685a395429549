"""Things with a code and a name in both languages, and the code lists made of them."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    name_lv = models.CharField(_("name (Latvian)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_lv


class CodeList(Named):
    """A value that people choose: shown by colour and by pattern or letter, so never by colour alone."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    colour = models.CharField(_("colour"), max_length=7, default="#808080", help_text=_("#rrggbb"))
    pattern = models.CharField(_("pattern"), max_length=20, default="solid")
    letter = models.CharField(_("letter"), max_length=2, default="")

    class Meta:
        abstract = True
        ordering = ["order", "code"]
