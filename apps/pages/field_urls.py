from django.urls import path

from apps.pages import field

app_name = "field"
urlpatterns = [
    path("", field.field, name="page"),
    path("shell/", field.shell, name="shell"),
    path("worker.js", field.worker, name="worker"),
]
