from django.urls import path

from apps.construction import api

urlpatterns = [
    path("readiness/", api.Readiness.as_view(), name="readiness"),
    path("contracts/", api.ContractList.as_view(), name="contracts"),
    path("acceptances/", api.AcceptanceList.as_view(), name="acceptances"),
    path("structures/", api.StructureList.as_view(), name="structures"),
]
