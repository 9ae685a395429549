from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from border_gis.health import healthz

# Swagger's style sheet carries its icons within itself
api_docs = csp_update({"img-src": ["data:"]})(SpectacularSwaggerSplitView.as_view(url_name="schema"))

urlpatterns = [
    path("", include("apps.pages.urls")),
    path("deployments/", include("apps.pages.deployment_urls")),
    path("field/", include("apps.pages.field_urls")),
    path("documents/", include("apps.pages.document_urls")),
    path("records/", include("apps.pages.record_urls")),
    path("scoreboard/", include("apps.pages.scoreboard_urls")),
    path("construction/", include("apps.pages.construction_urls")),
    path("surveillance/", include("apps.pages.surveillance_urls")),
    path("reports/", include("apps.pages.report_urls")),
    path("reference/", include("apps.pages.reference_urls")),
    path("quality/", include("apps.pages.quality_urls")),
    path("", include("apps.accounts.urls")),
    path("healthz", healthz, name="healthz"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("api/v1/schema", SpectacularJSONAPIView.as_view(), name="schema"),
    path("api/v1/", include("apps.border.urls")),
    path("api/v1/", include("apps.ledger.urls")),
    path("api/v1/", include("apps.documents.urls")),
    path("api/v1/", include("apps.jobs.urls")),
    path("api/v1/", include("apps.deployments.urls")),
    path("api/v1/", include("apps.construction.urls")),
    path("api/v1/", include("apps.land.urls")),
    path("api/v1/", include("apps.surveillance.urls")),
    path("api/v1/", include("apps.indicators.urls")),
    path("api/v1/", include("apps.indicators.surveillance_urls")),
    path("api/v1/", include("apps.indicators.scoreboard_urls")),
    path("api/v1/", include("apps.reports.urls")),
    path("api/v1/", include("apps.indicators.building_urls")),
    path("api/v1/", include("apps.pages.api_urls")),
    path("api/v1/docs", api_docs, name="docs"),
]
handler404 = "border_gis.errors.not_found"
handler429 = "border_gis.errors.too_many"  # the sign-in library's own
handler500 = "border_gis.errors.server_error"
