from django.urls import path

from apps.surveillance import api, terrain_api

urlpatterns = [
    path("sensor-models/", api.SensorModelList.as_view(), name="sensor-models"),
    path("sites/", api.SiteList.as_view(), name="sites"),
    path("nodes/", api.NodeList.as_view(), name="nodes"),
    path("links/", api.LinkList.as_view(), name="links"),
    path("sensors/", api.SensorList.as_view(), name="sensors"),
    path("terrain-models/", terrain_api.TerrainModelList.as_view(), name="terrain-models"),
    path("terrain-models/<str:code>/retire/", terrain_api.TerrainRetire.as_view(), name="terrain-retire"),
    path(
        "terrain-models/<str:code>/reinstate/",
        terrain_api.TerrainReinstate.as_view(),
        name="terrain-reinstate",
    ),
]
