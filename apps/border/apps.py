from django.apps import AppConfig


class BorderConfig(AppConfig):
    name = "apps.border"
    default_auto_field = "django.db.models.BigAutoField"
