from django.urls import path

from apps.documents import api

urlpatterns = [
    path("documents/", api.DocumentList.as_view(), name="documents"),
    path("documents/<uuid:uid>/", api.DocumentDetail.as_view(), name="document"),
    path("documents/<uuid:uid>/ties/", api.DocumentTies.as_view(), name="document-ties"),
    path("documents/<uuid:uid>/ties/<uuid:tie>/", api.DocumentTieDetail.as_view(), name="document-tie"),
]
