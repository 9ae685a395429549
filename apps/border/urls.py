from django.urls import path

from apps.border import api

urlpatterns = [
    path("routes/", api.RouteList.as_view(), name="routes"),
    path("routes/<str:code>/line/", api.RouteLine.as_view(), name="route-line"),
    path("locate", api.Locate.as_view(), name="locate"),
]
