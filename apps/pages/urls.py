from django.urls import path

from apps.pages import views

app_name = "pages"
urlpatterns = [
    path("", views.map_page, name="map"),
    path("base-map/<str:name>.geojson", views.base_map, name="base-map"),
    path("signs/<slug:route>.json", views.signs, name="signs"),
    path("changes/", views.changes, name="changes"),
    path("changes/<uuid:uid>/", views.change, name="change"),
    path("changes/<uuid:uid>/apply/", views.apply_change, name="apply-change"),
    path("changes/<uuid:uid>/undo/", views.undo_change, name="undo-change"),
    path("changes/<uuid:uid>/discard/", views.discard_change, name="discard-change"),
]
