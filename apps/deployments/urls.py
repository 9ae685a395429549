from django.urls import path

from apps.deployments import api

urlpatterns = [
    path("operations/", api.OperationList.as_view(), name="operations"),
    path("deployments/", api.DeploymentList.as_view(), name="deployments"),
    path("deployments/days/", api.DaysOfYear.as_view(), name="deployment-days"),
    path("deployments/import/", api.DeploymentImport.as_view(), name="deployment-import"),
    path(
        "deployments/import/preview/", api.DeploymentImportPreview.as_view(), name="deployment-import-preview"
    ),
    path("equipment/", api.EquipmentList.as_view(), name="equipment"),
    path("equipment/uses/", api.EquipmentUses.as_view(), name="equipment-uses"),
    path("commitments/", api.CommitmentList.as_view(), name="commitments"),
]
