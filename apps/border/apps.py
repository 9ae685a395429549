from django.apps import AppConfig

from apps.geo.errors import BorderGisError


class BorderConfig(AppConfig):
    name = "apps.border"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from apps.border.wording import shown

        BorderGisError.shown = staticmethod(shown)
