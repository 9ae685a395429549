from django.urls import path

from apps.pages import deployments

app_name = "deployments"
urlpatterns = [
    path("", deployments.calendar_page, name="calendar"),
    path("slots/", deployments.table, name="table"),
    path("slots/new/", deployments.new_slot, name="new-slot"),
    path("slots/<str:code>/", deployments.slot, name="slot"),
    path("slots/<str:code>/curtail/", deployments.curtail, name="curtail"),
    path("map/", deployments.map_page, name="map"),
    path("equipment/", deployments.equipment, name="equipment"),
    path("equipment/use/", deployments.use_item, name="use-item"),
    path("commitments/", deployments.commitments, name="commitments"),
    path("import/", deployments.import_page, name="import"),
    path("export.xlsx", deployments.export, name="export"),
]
