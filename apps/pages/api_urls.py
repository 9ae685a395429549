from django.urls import path

from apps.pages import api

urlpatterns = [
    path("segments/", api.SegmentList.as_view(), name="segments"),
    path("segments/<str:code>/", api.SegmentDetail.as_view(), name="segment"),
    path("explain", api.Explain.as_view(), name="explain"),
    path("segmentation", api.Segmentation.as_view(), name="segmentation"),
]
