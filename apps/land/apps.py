from django.apps import AppConfig


class LandConfig(AppConfig):
    name = "apps.land"
    default_auto_field = "django.db.models.BigAutoField"
