from django.urls import path

from apps.indicators import scoreboard_api as api

urlpatterns = [
    path("indicators/", api.IndicatorList.as_view(), name="indicators"),
    path("targets/", api.TargetList.as_view(), name="targets"),
    path("tasks/", api.TaskList.as_view(), name="tasks"),
    path("snapshots/", api.SnapshotList.as_view(), name="snapshots"),
    path("snapshots/<uuid:uid>/", api.SnapshotDetail.as_view(), name="snapshot"),
    path("snapshots/<uuid:uid>/verify/", api.SnapshotVerify.as_view(), name="snapshot-verify"),
    path(
        "snapshots/<uuid:uid>/difference/<uuid:other>/",
        api.SnapshotDifference.as_view(),
        name="snapshot-difference",
    ),
]
