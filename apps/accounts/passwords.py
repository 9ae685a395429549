"""Which passwords are too easy: common and leaked ones in every dress, and the words of this place.

The list and the dresses (keyboard rows, repeats, dates, letters for digits) are those of zxcvbn, which asks nobody.
"""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from apps.accounts.models import User

LEAST_GUESSES = 1e10
MOST_READ = 72
LEAST_LEFT = 8
LEAST_SAID = 12
OF_THIS_PLACE = (
    "border",
    "gis",
    "latvia",
    "latvija",
    "parole",
    "password",
    "registrs",
    "robeza",
    "robezas",
    "robezsardze",
    "robezu",
    "valsts",
    "vrs",
)


class HardToGuess:
    """Refuse what would be guessed in fewer than ten thousand million tries, or is little but names of this place."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = [*OF_THIS_PLACE, *words_of(user)]
        if len(left_without(words, password)) < LEAST_LEFT:
            raise ValidationError(
                _("This password is little but names that others can guess."), "password_of_names"
            )
        if len(once(password)) < LEAST_SAID:
            raise ValidationError(
                _("This password says one short thing again and again."), "password_repeats"
            )
        found = zxcvbn(password[:MOST_READ], user_inputs=words)
        if float(found["guesses"]) < LEAST_GUESSES:
            raise ValidationError(
                _("This password is easy to guess: four words picked at random are hard."), "easy"
            )

    def get_help_text(self) -> str:
        return _("Hard to guess: no common password, keyboard row or name, however it is dressed up.")


def words_of(user: User | None) -> list[str]:
    if user is None:
        return []
    return [plain(word) for word in (user.username, user.first_name, user.last_name) if len(word) > 2]


def plain(text: str) -> str:
    """Return small letters without their marks: `Robežu` is `robezu`."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def once(password: str) -> str:
    """Return what a password repeats, once: saying it twice makes it no harder."""
    return password[: (password + password).find(password, 1)]


def left_without(words: list[str], password: str) -> str:
    """Return what is left without these words, and without digits and signs if it has letters at all."""
    left = plain(password)
    has_letters = any(letter.isalpha() for letter in left)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    return "".join(one for one in left if (one.isalpha() if has_letters else one.isalnum()))
