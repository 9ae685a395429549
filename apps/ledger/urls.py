from django.urls import path

from apps.ledger import api, api_review

urlpatterns = [
    path("ledger", api.Ledger.as_view(), name="ledger"),
    path("layers/<slug:name>/", api.LayerFacts.as_view(), name="layer"),
    path("change-sets/", api.ChangeSetList.as_view(), name="change-sets"),
    path("change-sets/<uuid:uid>/", api.ChangeSetDetail.as_view(), name="change-set"),
    path("change-sets/<uuid:uid>/apply/", api.ChangeSetApply.as_view(), name="change-set-apply"),
    path("change-sets/<uuid:uid>/undo/", api.ChangeSetUndo.as_view(), name="change-set-undo"),
    path("change-sets/<uuid:uid>/operations/", api_review.DraftOperations.as_view(), name="draft-operations"),
    path(
        "change-sets/<uuid:uid>/operations/<int:n>/",
        api_review.DraftOperation.as_view(),
        name="draft-operation",
    ),
    path("change-sets/<uuid:uid>/rebase/", api_review.DraftRebase.as_view(), name="draft-rebase"),
    path("change-sets/<uuid:uid>/submit/", api_review.DraftSubmit.as_view(), name="draft-submit"),
    path("change-sets/<uuid:uid>/withdraw/", api_review.DraftWithdraw.as_view(), name="draft-withdraw"),
    path("change-sets/<uuid:uid>/approve/", api_review.Approve.as_view(), name="change-set-approve"),
    path("change-sets/<uuid:uid>/reject/", api_review.Reject.as_view(), name="change-set-reject"),
    path("change-sets/<uuid:uid>/comments/", api_review.CommentList.as_view(), name="change-set-comments"),
]
