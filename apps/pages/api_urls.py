from django.urls import path

from apps.pages import api, history_api, impact_api, quality_api, workspace_api

urlpatterns = [
    path("segments/", api.SegmentList.as_view(), name="segments"),
    path("segments/<str:code>/", api.SegmentDetail.as_view(), name="segment"),
    path("explain", api.Explain.as_view(), name="explain"),
    path("history", history_api.History.as_view(), name="history"),
    path("section-impact/", impact_api.SectionImpactLayer.as_view(), name="section-impact"),
    path("segmentation", api.Segmentation.as_view(), name="segmentation"),
    path("whole-layers", workspace_api.WholeLayers.as_view(), name="whole-layers"),
    path("events/", workspace_api.EventList.as_view(), name="events"),
    path("events/export/", workspace_api.EventExport.as_view(), name="events-export"),
    path("events/check/", workspace_api.EventCheck.as_view(), name="events-check"),
    path("comparison", workspace_api.Comparison.as_view(), name="comparison"),
    path("quality", quality_api.Quality.as_view(), name="quality"),
    path("quality/<slug:code>", quality_api.QualityFindings.as_view(), name="quality-findings"),
    path("saved-views/", workspace_api.SavedViewList.as_view(), name="saved-views"),
    path("saved-views/<int:pk>/", workspace_api.SavedViewDetail.as_view(), name="saved-view"),
]
