"""Commands that are asked often answer without loading what they do not need."""

import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from apps.surveillance.models import ComputedPose
from tests.factories import record
from tests.surveillance import register

RUN = """
import sys
from django.core.management import execute_from_command_line
try:
    execute_from_command_line(["manage.py", *sys.argv[1:]])
except SystemExit as ended:
    print(ended.code, "border_gis.urls" in sys.modules, "matplotlib" in sys.modules)
"""


@pytest.mark.parametrize("command", ["coverage show", "gaps", "outages"])
def test_a_command_does_not_import_the_pages(command):
    done = subprocess.run(
        [sys.executable, "-c", RUN, *command.split(), "--as-of", "never"],
        capture_output=True, text=True, cwd=settings.BASE_DIR, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["1", "False", "False"]
    assert "never" in done.stderr


DAY = ("--as-of", "2021-06-30")
NEAR = ("--every-km", "5", "--model", "camera")
TOLD = {
    "coverage show": (
        ("coverage", "show", *DAY),
        ("Covered as of", "Installed", "Counted by K2", "That is 40.00 % of", "Sensors without a place"),
        ("Pārklāts dienā", "Uzstādīts", "Ieskaitīts K2", "Tas ir 40,00 % no", "bez vietas"),
    ),
    "coverage compute": (("coverage", "compute"), ("was computed",), ("Aprēķināta",)),
    "gaps": (
        ("gaps", *DAY),
        ("Out of range", "a new sensor", "0.00000"),
        ("Ārpus darbības attāluma", "jauns sensors", "0,00000"),
    ),
    "outages": (("outages", *DAY), ("node", "(1 sensor)"), ("mezgls", "(1 sensors)")),
    "outages together": (
        ("outages", *DAY, "--fail", "mast"),
        ("Without mast: 4.00 km are lost.",),
        ("Bez mast: zaudē 4,00 km.",),
    ),
    "place": (
        ("place", *DAY, *NEAR, "--sites", "1", "--medium", "fibre"),
        ("km new", "There is no better answer", "K2’s whole official length"),
        ("km jaunu", "Labākas atbildes nav", "K2 visa oficiālā garuma"),
    ),
    "dem": (("dem", "list"), ("km of the line with heights",), ("km līnijas ar augstumiem",)),
}
REFUSED = {
    "coverage show": (("coverage", "show", "--as-of", "never"), "as_of: ", "as_of: "),
    "coverage compute": (
        ("coverage", "compute", "--sensor", "moon"),
        "There is no sensor moon",
        "Nav sensora moon",
    ),
    "gaps": (("gaps", "--route", "moon"), "There is no route moon", "moon"),
    "outages": (("outages", *DAY, "--fail", "moon"), "no node, link or sensor moon", "moon"),
    "place": (("place", *DAY, "--sites", "1"), "Give --candidates", "Norādi --candidates"),
    "dem": (
        ("dem", "retire", "moon", "--reason", "a test"),
        "There is no terrain model moon",
        "moon",
    ),
}


@pytest.fixture
def surveillance():
    register.small_surveillance()
    register.k2()
    record(*register.camera("C1"), *register.camera("C9", site=None))


def told(*arguments) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.django_db
@pytest.mark.parametrize(("arguments", "english", "latvian"), TOLD.values(), ids=TOLD)
def test_all_that_a_command_tells_is_of_one_language(surveillance, arguments, english, latvian):
    for language, words, others in (("en", english, latvian), ("lv", latvian, english)):
        said = told(*arguments, "--lang", language)
        assert [word for word in words if word not in said] == []
        assert [word for word in others if word in said] == []
        ComputedPose.objects.all().delete()


@pytest.mark.django_db
@pytest.mark.parametrize(("arguments", "english", "latvian"), REFUSED.values(), ids=REFUSED)
def test_so_is_what_it_refuses(surveillance, arguments, english, latvian):
    with pytest.raises(CommandError) as refused:
        told(*arguments, "--lang", "en")
    assert english in str(refused.value)
    with pytest.raises(CommandError) as refused_again:
        told(*arguments, "--lang", "lv")
    assert latvian in str(refused_again.value)
    assert str(refused.value) != str(refused_again.value)


@pytest.mark.django_db
def test_without_a_word_a_command_speaks_the_language_of_the_site(surveillance):
    assert "Pārklāts dienā" in told("coverage", "show", *DAY)
    assert "Covered as of" in told("coverage", "--lang", "en", "show", *DAY)


@pytest.mark.django_db
def test_before_the_first_sensor_coverage_says_that_nothing_is_known(surveillance):
    said = told("coverage", "show", "--as-of", "2001-01-01", "--lang", "en")
    assert "nothing is known of surveillance then" in said
    assert " km" not in said
