from django.urls import path

from apps.pages import documents

app_name = "documents"
urlpatterns = [
    path("", documents.document_list, name="list"),
    path("new/", documents.new_document, name="new"),
    path("<uuid:uid>/", documents.document, name="document"),
    path("<uuid:uid>/file/", documents.file, name="file"),
    path("<uuid:uid>/amend/", documents.amend, name="amend"),
    path("<uuid:uid>/tie/", documents.tie, name="tie"),
    path("<uuid:uid>/untie/<uuid:tied>/", documents.untie, name="untie"),
]
