from django.urls import path

from apps.pages import records

app_name = "records"
urlpatterns = [
    path("<slug:target>/<path:key>/amend/", records.amend, name="amend"),
    path("<slug:target>/<path:key>/cancel/", records.cancel, name="cancel"),
    path("<slug:target>/<path:key>/", records.record, name="record"),
]
