from django.urls import path

from apps.indicators import surveillance_api as api
from apps.indicators import surveillance_look_api as look

urlpatterns = [
    path("coverage", api.CoverageOnDay.as_view(), name="coverage"),
    path("coverage/compute/", api.CoverageCompute.as_view(), name="coverage-compute"),
    path("gaps", api.GapList.as_view(), name="gaps"),
    path("outages", api.Outages.as_view(), name="outages"),
    path("placement/", api.PlacementAsk.as_view(), name="placement"),
    path("computed-layers/<slug:name>/", look.ComputedLayerRows.as_view(), name="computed-layer"),
    path("sensors/<str:code>/", look.SensorSheet.as_view(), name="sensor"),
    path("profile", look.SightProfile.as_view(), name="profile"),
    path("viewshed", look.ViewshedPlace.as_view(), name="viewshed"),
    path("viewshed/picture", look.ViewshedPicture.as_view(), name="viewshed-picture"),
]
