from django.urls import path

from apps.ledger import api

urlpatterns = [
    path("ledger", api.Ledger.as_view(), name="ledger"),
    path("layers/<slug:name>/", api.LayerFacts.as_view(), name="layer"),
    path("change-sets/", api.ChangeSetList.as_view(), name="change-sets"),
    path("change-sets/<uuid:uid>/", api.ChangeSetDetail.as_view(), name="change-set"),
    path("change-sets/<uuid:uid>/apply/", api.ChangeSetApply.as_view(), name="change-set-apply"),
    path("change-sets/<uuid:uid>/undo/", api.ChangeSetUndo.as_view(), name="change-set-undo"),
]
