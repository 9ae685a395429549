from django.urls import path

from apps.pages import deployment_lists, deployments

app_name = "deployments"
urlpatterns = [
    path("", deployments.calendar_page, name="calendar"),
    path("slots/", deployments.table, name="table"),
    path("slots/new/", deployments.new_slot, name="new-slot"),
    path("slots/<str:code>/", deployments.slot, name="slot"),
    path("slots/<str:code>/curtail/", deployments.curtail, name="curtail"),
    path("operations/", deployment_lists.operations, name="operations"),
    path("operations/add/", deployment_lists.add_operation, name="add-operation"),
    path("equipment/add/", deployment_lists.add_item, name="add-item"),
    path("commitments/promise/", deployment_lists.promise, name="promise"),
    path("map/", deployments.map_page, name="map"),
    path("equipment/", deployments.equipment, name="equipment"),
    path("equipment/use/", deployments.use_item, name="use-item"),
    path("equipment/<str:code>/", deployments.item, name="item"),
    path("equipment/<str:code>/standing/", deployment_lists.change_standing, name="change-standing"),
    path("commitments/", deployments.commitments, name="commitments"),
    path("import/", deployments.import_page, name="import"),
    path("export.xlsx", deployments.export, name="export"),
]
