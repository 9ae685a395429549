from django.urls import path

from apps.reports import api

urlpatterns = [
    path("reports/", api.ReportList.as_view(), name="reports"),
    path("reports/<uuid:uid>/", api.ReportDetail.as_view(), name="report"),
    path("reports/<uuid:uid>/archive/", api.ReportArchive.as_view(), name="report-archive"),
    path("reports/<uuid:uid>/files/<path:name>", api.ReportFile.as_view(), name="report-file"),
    path("reports/<uuid:uid>/deliveries/", api.DeliveryList.as_view(), name="report-deliveries"),
    path(
        "reports/<uuid:uid>/deliveries/<uuid:delivery>/again/",
        api.DeliveryAgain.as_view(),
        name="report-delivery-again",
    ),
]
