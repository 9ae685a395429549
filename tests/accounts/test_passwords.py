"""Passwords that somebody would guess are refused; those that nobody would are not, whatever they are made of."""

import gzip
from pathlib import Path

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from apps.accounts.models import User

ANNA = User(username="anna.kalnina", first_name="Anna", last_name="Kalniņa")


def is_taken(password: str, user: User | None = ANNA) -> bool:
    try:
        password_validation.validate_password(password, user)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "123456789012",
        "password1234",
        "P@ssw0rd2026!",
        "qwertyqwerty12",
        "1q2w3e4r5t6y7u",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "211120262111",
        "border gis 2026",
        "Robežu-GIS-2026!",
        "latvijas-robeza-123",
        "valsts robežsardze 1",
        "annakalnina2026",
        "Kalniņa!Anna?1990",
    ],
)
def test_what_somebody_would_guess_is_refused(password):
    assert not is_taken(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "trīs dienas uz Ludzu ar kājām",
        "jasmine.orchid.7 near Zilupe",
        "kX9#mQ2$vL7!pR",
        "x" * 3 + " lazy brown foxes jump over seventeen dogs " * 3,
        "пять зелёных ящиков на мосту",
    ],
)
def test_what_nobody_would_guess_is_taken(password):
    assert is_taken(password)


def test_every_common_password_of_the_list_is_refused_as_it_is_and_dressed_up():
    """The list is Django's of leaked passwords, most common first; each is long enough once dressed up."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        common = file.read().split()[:3_000]
    assert len(common) == 3_000
    assert [word for word in common if is_taken(word)] == []
    doubled = [word * 2 for word in common[:300]]
    assert [word for word in doubled if is_taken(word, None)] == []


def test_a_very_long_password_is_taken():
    assert is_taken("seven green boxes on a bridge " * 30)
