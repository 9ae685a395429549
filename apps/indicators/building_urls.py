from django.urls import path

from apps.indicators import building_api as api

urlpatterns = [
    path("lots/", api.LotList.as_view(), name="lots"),
    path("lots/<str:code>/", api.LotDetail.as_view(), name="lot"),
    path("progress", api.Progress.as_view(), name="progress"),
]
