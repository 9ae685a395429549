from django.urls import path

from apps.surveillance import api

urlpatterns = [
    path("sensor-models/", api.SensorModelList.as_view(), name="sensor-models"),
    path("sites/", api.SiteList.as_view(), name="sites"),
    path("nodes/", api.NodeList.as_view(), name="nodes"),
    path("links/", api.LinkList.as_view(), name="links"),
    path("sensors/", api.SensorList.as_view(), name="sensors"),
]
