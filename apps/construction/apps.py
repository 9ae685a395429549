from django.apps import AppConfig


class ConstructionConfig(AppConfig):
    name = "apps.construction"
    default_auto_field = "django.db.models.BigAutoField"
