from django.urls import path

from apps.indicators import api

urlpatterns = [
    path("change-sets/preview/", api.ChangeSetTry.as_view(), name="change-set-try"),
    path("change-sets/<uuid:uid>/preview/", api.ChangeSetPreview.as_view(), name="change-set-preview"),
    path("figures", api.FigureList.as_view(), name="figures"),
    path("figures/<str:code>/behind", api.FigureBehind.as_view(), name="figure-behind"),
    path("figures/<str:code>/series", api.FigureSeries.as_view(), name="figure-series"),
    path("figures/<str:code>/by/<str:partition>", api.FigureByPart.as_view(), name="figure-by-part"),
]
