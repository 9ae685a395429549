from django.urls import path

from apps.indicators import surveillance_api as api

urlpatterns = [
    path("coverage", api.CoverageOnDay.as_view(), name="coverage"),
    path("coverage/compute/", api.CoverageCompute.as_view(), name="coverage-compute"),
    path("gaps", api.GapList.as_view(), name="gaps"),
    path("outages", api.Outages.as_view(), name="outages"),
    path("placement/", api.PlacementAsk.as_view(), name="placement"),
]
