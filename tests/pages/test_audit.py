"""The access log tells what it keeps in codes as the auditor calls it."""

from django.utils.translation import override

from apps.pages.templatetags.audit import details


def test_layers_roles_and_columns_are_named():
    with override("lv"):
        assert details({"target": "*", "lot": "BY-2", "reference": ""}) == [
            ("slānis", "katrs lomas slānis"),
            ("iepirkuma daļa", "BY-2"),
        ]
        assert details({"target": "work", "until": "2026-11-21"}) == [
            ("slānis", "Darbi"),
            ("līdz", "21.11.2026."),
        ]
        assert details({"changed": {"role": "approver", "bounded": False}}) == [
            ("mainīts", "loma: apstiprinātājs; raksta tikai piešķirtajos posmos: nē")
        ]
