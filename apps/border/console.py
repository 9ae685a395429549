"""Commands that people read: what they tell and what they refuse is in one language."""

from argparse import SUPPRESS, ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.geo.errors import BorderGisError


class SpokenCommand(BaseCommand):
    """A command with `--lang`; without it it speaks the language of the site. Its JSON is for programs, in none."""

    requires_system_checks = ()  # they import every page, which takes longer than most answers
    says_where = True
    """Whether a refusal begins with the name of what it is about; needless where the message names it."""

    def create_parser(self, prog_name: str, subcommand: str, **options) -> ArgumentParser:
        parser = super().create_parser(prog_name, subcommand, **options)
        add_language(parser, default=None)
        return parser

    def execute(self, *args, **options) -> Any:
        language = options.get("lang")
        with override(language) if language else nullcontext():
            try:
                return super().execute(*args, **options)
            except BorderGisError as error:
                said = error.translated(_)
                where = f"{error.where}: " if error.where and self.says_where else ""
                raise CommandError(f"{where}{said}") from None


def add_language(parser: ArgumentParser, default: Any = SUPPRESS) -> None:
    """Let a parser take `--lang`; that of a verb leaves what was said before the verb as it is."""
    languages = [code for code, _name in settings.LANGUAGES]
    parser.add_argument(
        "--lang", choices=languages, default=default, help="language of what is told; the site's if absent"
    )
