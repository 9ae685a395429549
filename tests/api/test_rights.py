"""Every address of the site, who may ask it for what, and the code that it answers.

A new address fails here until a line of `TABLE` says who may ask it; one that needs arguments, a body or a query to
answer sensibly has them in `ARGUMENTS`, `BODIES` or `QUERIES`.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from apps.accounts.models import User
from apps.ledger import drafts, services
from apps.ledger.models import ChangeSet
from tests.api.conftest import write_register
from tests.factories import person, put_work, record

COLUMNS = ("anonymous", "viewer", "reader", "constructor", "planner", "approver", "admin")
"""A reader is a viewer whose reading level is full: positions and gaps too."""

ROLES = (*COLUMNS, "contractor", "auditor")
"""A contractor is at the general level and has no grant; an auditor reads everything."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

SIGN_IN = "sign-in"
"""Instead of a code: sent to the page to sign in."""

Code = int | str


def codes(*found: Code, contractor: Code | None = None, auditor: Code | None = None) -> dict[str, Code]:
    """Return the code for each role. Unless told, a contractor is answered as a viewer, an auditor as a reader."""
    told = dict(zip(COLUMNS, found, strict=True))
    return {**told, "contractor": contractor or told["viewer"], "auditor": auditor or told["reader"]}


EVERYBODY = codes(200, 200, 200, 200, 200, 200, 200)
NOWHERE = codes(404, 404, 404, 404, 404, 404, 404)
PAGE = codes(SIGN_IN, 200, 200, 200, 200, 200, 200)
PAGE_FULL = codes(SIGN_IN, 403, 200, 200, 200, 200, 200)
PAGE_NOWHERE = codes(SIGN_IN, 404, 404, 404, 404, 404, 404)
POST = codes(SIGN_IN, 302, 302, 302, 302, 302, 302)
POST_FULL = codes(SIGN_IN, 403, 302, 302, 302, 302, 302)
ADMINS_PAGE = codes(SIGN_IN, 403, 403, 403, 403, 403, 200)
BOUNDED_PAGE = codes(SIGN_IN, 403, 403, 403, 403, 403, 403)
AUDITORS_PAGE = codes(SIGN_IN, 403, 403, 403, 403, 403, 200, auditor=200)
ADMINS_POST = codes(SIGN_IN, 403, 403, 403, 403, 403, 302)
API = codes(401, 200, 200, 200, 200, 200, 200)
API_FULL = codes(401, 403, 200, 200, 200, 200, 200)

TABLE: dict[str, dict[str, dict[str, Code]]] = {
    "": {"GET": codes(SIGN_IN, 302, 200, 200, 200, 200, 200)},
    "account/": {"GET": PAGE},
    "account/again/": {"GET": PAGE, "POST": PAGE},
    "account/closed/": {"GET": EVERYBODY},
    "account/password/": {"GET": PAGE, "POST": codes(SIGN_IN, 400, 400, 400, 400, 400, 400)},
    "account/second-factor/": {"GET": PAGE},
    "account/second-factor/authenticate/": {"GET": POST, "POST": POST},
    "account/second-factor/reauthenticate/": {"GET": POST, "POST": POST},
    "account/second-factor/recovery-codes/": {"GET": PAGE_NOWHERE},
    "account/second-factor/recovery-codes/download/": {"GET": PAGE_NOWHERE, "POST": PAGE_NOWHERE},
    "account/second-factor/recovery-codes/generate/": {"GET": POST, "POST": POST},
    "account/second-factor/totp/activate/": {"GET": POST, "POST": POST},
    "account/second-factor/totp/deactivate/": {"GET": PAGE_NOWHERE, "POST": PAGE_NOWHERE},
    "account/second-factor/webauthn/": {"GET": PAGE},
    "account/second-factor/webauthn/add/": {"GET": POST, "POST": POST},
    "account/second-factor/webauthn/keys/<int:pk>/edit/": {"GET": POST, "POST": POST},
    "account/second-factor/webauthn/keys/<int:pk>/remove/": {"GET": POST, "POST": POST},
    "account/second-factor/webauthn/login/": {"GET": POST, "POST": PAGE},
    "account/second-factor/webauthn/reauthenticate/": {"GET": POST, "POST": POST},
    "account/session/": {"GET": EVERYBODY},
    "account/sessions/": {"GET": POST},
    "account/sessions/<int:pk>/end/": {"POST": PAGE_NOWHERE},
    "account/tokens/": {"POST": POST},
    "account/tokens/<int:pk>/revoke/": {"POST": PAGE_NOWHERE},
    "api/v1/acceptances/": {"GET": API_FULL},
    "api/v1/change-sets/": {"GET": API_FULL, "POST": codes(401, 403, 403, 201, 201, 403, 201)},
    "api/v1/change-sets/<uuid:uid>/": {"GET": API_FULL, "DELETE": codes(401, 403, 403, 403, 204, 403, 204)},
    "api/v1/change-sets/<uuid:uid>/apply/": {"POST": codes(401, 403, 403, 201, 201, 403, 201)},
    "api/v1/change-sets/<uuid:uid>/approve/": {"POST": codes(401, 403, 403, 403, 403, 201, 201)},
    "api/v1/change-sets/<uuid:uid>/comments/": {
        "GET": API_FULL,
        "POST": codes(401, 403, 201, 201, 201, 201, 201),
    },
    "api/v1/change-sets/<uuid:uid>/operations/": {"POST": codes(401, 403, 403, 403, 200, 403, 403)},
    "api/v1/change-sets/<uuid:uid>/operations/<int:n>/": {"DELETE": codes(401, 403, 403, 403, 200, 403, 403)},
    "api/v1/change-sets/<uuid:uid>/preview/": {"GET": API_FULL},
    "api/v1/change-sets/<uuid:uid>/rebase/": {"POST": codes(401, 403, 403, 403, 200, 403, 403)},
    "api/v1/change-sets/<uuid:uid>/reject/": {"POST": codes(401, 403, 403, 403, 403, 200, 200)},
    "api/v1/change-sets/<uuid:uid>/submit/": {"POST": codes(401, 403, 403, 403, 200, 403, 403)},
    "api/v1/change-sets/<uuid:uid>/undo/": {"POST": codes(401, 403, 403, 201, 201, 403, 201)},
    "api/v1/change-sets/<uuid:uid>/withdraw/": {"POST": codes(401, 403, 403, 403, 200, 403, 403)},
    "api/v1/change-sets/preview/": {"POST": codes(401, 403, 403, 200, 200, 403, 200)},
    "api/v1/commitments/": {"GET": API_FULL},
    "api/v1/comparison": {"GET": API_FULL},
    "api/v1/computed-layers/<slug:name>/": {"GET": API_FULL},
    "api/v1/contracts/": {"GET": API_FULL},
    "api/v1/coverage": {"GET": API_FULL},
    "api/v1/coverage/compute/": {"POST": codes(401, 403, 403, 403, 202, 403, 202)},
    "api/v1/deployments/": {"GET": API_FULL, "POST": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/deployments/days/": {"GET": API},
    "api/v1/deployments/import/": {"POST": codes(401, 403, 415, 415, 415, 415, 415)},
    "api/v1/deployments/import/preview/": {"POST": codes(401, 403, 403, 403, 415, 403, 415)},
    "api/v1/docs": {"GET": API},
    "api/v1/documents/": {"GET": API_FULL, "POST": codes(401, 403, 415, 415, 415, 415, 415)},
    "api/v1/documents/<uuid:uid>/": {"GET": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/documents/<uuid:uid>/ties/": {"POST": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/documents/<uuid:uid>/ties/<uuid:tie>/": {"DELETE": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/equipment/": {"GET": API_FULL},
    "api/v1/equipment/uses/": {"POST": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/events/": {"GET": API_FULL},
    "api/v1/events/check/": {"POST": codes(401, 403, 200, 200, 200, 200, 200)},
    "api/v1/events/export/": {"GET": API_FULL},
    "api/v1/explain": {"GET": API_FULL},
    "api/v1/figures": {"GET": API},
    "api/v1/figures/<str:code>/behind": {"GET": API_FULL},
    "api/v1/figures/<str:code>/by/<str:partition>": {"GET": API},
    "api/v1/figures/<str:code>/series": {"GET": API},
    "api/v1/gaps": {"GET": API_FULL},
    "api/v1/history": {"GET": API_FULL},
    "api/v1/indicators/": {"GET": API},
    "api/v1/jobs/": {"GET": API_FULL},
    "api/v1/jobs/<uuid:uid>/": {"GET": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/jobs/<uuid:uid>/cancel/": {"POST": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/layers/<slug:name>/": {"GET": API_FULL},
    "api/v1/ledger": {"GET": API},
    "api/v1/links/": {"GET": API_FULL},
    "api/v1/locate": {"GET": API_FULL},
    "api/v1/lots/": {"GET": API},
    "api/v1/lots/<str:code>/": {"GET": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/nodes/": {"GET": API_FULL},
    "api/v1/operations/": {"GET": API_FULL},
    "api/v1/outages": {"GET": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/parcels/": {"GET": API_FULL},
    "api/v1/placement/": {"POST": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/profile": {"GET": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/progress": {"GET": API},
    "api/v1/quality": {"GET": API},
    "api/v1/quality/<slug:code>": {"GET": API_FULL},
    "api/v1/readiness/": {"GET": API_FULL},
    "api/v1/routes/": {"GET": API},
    "api/v1/routes/<str:code>/line/": {"GET": API_FULL},
    "api/v1/saved-views/": {"GET": API_FULL, "POST": codes(401, 403, 201, 201, 201, 201, 201)},
    "api/v1/saved-views/<int:pk>/": {
        "DELETE": codes(401, 403, 404, 404, 404, 404, 404),
        "PATCH": codes(401, 403, 404, 404, 404, 404, 404),
    },
    "api/v1/schema": {"GET": API},
    "api/v1/section-impact/": {"GET": API_FULL},
    "api/v1/segmentation": {"GET": API_FULL},
    "api/v1/segments/": {"GET": API_FULL},
    "api/v1/segments/<str:code>/": {"GET": API_FULL},
    "api/v1/sensor-models/": {"GET": API_FULL},
    "api/v1/sensors/": {"GET": API_FULL},
    "api/v1/sensors/<str:code>/": {"GET": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/sites/": {"GET": API_FULL},
    "api/v1/terrain-models/": {"GET": API_FULL},
    "api/v1/terrain-models/<str:code>/retire/": {"POST": codes(401, 403, 403, 403, 404, 403, 404)},
    "api/v1/terrain-models/<str:code>/reinstate/": {"POST": codes(401, 403, 403, 403, 404, 403, 404)},
    "api/v1/reports/": {"GET": API, "POST": codes(401, 400, 400, 400, 400, 400, 400)},
    "api/v1/reports/<uuid:uid>/": {"GET": codes(401, 404, 404, 404, 404, 404, 404)},
    "api/v1/reports/<uuid:uid>/archive/": {"GET": codes(401, 404, 404, 404, 404, 404, 404)},
    "api/v1/reports/<uuid:uid>/deliveries/": {"GET": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/reports/<uuid:uid>/deliveries/<uuid:delivery>/again/": {
        "POST": codes(401, 403, 403, 403, 404, 403, 404)
    },
    "api/v1/reports/<uuid:uid>/files/<path:name>": {"GET": codes(401, 404, 404, 404, 404, 404, 404)},
    "api/v1/snapshots/": {"GET": API_FULL, "POST": codes(401, 403, 403, 403, 201, 403, 201)},
    "api/v1/snapshots/<uuid:uid>/": {"GET": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/snapshots/<uuid:uid>/difference/<uuid:other>/": {"GET": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/snapshots/<uuid:uid>/verify/": {"POST": codes(401, 403, 404, 404, 404, 404, 404)},
    "api/v1/structures/": {"GET": API_FULL},
    "api/v1/targets/": {"GET": API},
    "api/v1/tasks/": {"GET": API},
    "api/v1/viewshed": {"GET": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/viewshed/picture": {"GET": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/whole-layers": {"GET": API_FULL},
    "audit/": {"GET": AUDITORS_PAGE},
    "audit/access/": {"GET": AUDITORS_PAGE},
    "audit/chain/": {"GET": AUDITORS_PAGE},
    "audit/readings/": {"GET": AUDITORS_PAGE},
    "base-map/<slug:name>/<int:z>/<int:x>/<int:y>": {"GET": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "base-map/<str:name>.geojson": {"GET": PAGE_FULL},
    "changes/": {"GET": PAGE_FULL},
    "changes/<uuid:uid>/": {"GET": PAGE_FULL},
    "changes/<uuid:uid>/apply/": {"POST": POST_FULL},
    "changes/<uuid:uid>/discard/": {"POST": POST_FULL},
    "changes/<uuid:uid>/draft-undo/": {"POST": POST_FULL},
    "changes/<uuid:uid>/undo/": {"POST": POST_FULL},
    "construction/": {"GET": PAGE},
    "construction/land/": {"GET": PAGE_FULL},
    "construction/lots/<str:code>/": {"GET": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "construction/lots/<str:code>/act/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "construction/lots/<str:code>/elements/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "construction/lots/<str:code>/stretch/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "construction/lots/new/": {"GET": PAGE_FULL, "POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "dashboard/": {"GET": PAGE_FULL},
    "deployments/": {"GET": PAGE_FULL},
    "deployments/commitments/": {"GET": PAGE_FULL},
    "deployments/commitments/promise/": {"POST": POST_FULL},
    "deployments/equipment/": {"GET": PAGE_FULL},
    "deployments/equipment/<str:code>/": {"GET": POST_FULL},
    "deployments/equipment/<str:code>/standing/": {"POST": POST_FULL},
    "deployments/equipment/add/": {"POST": POST_FULL},
    "deployments/equipment/use/": {"POST": POST_FULL},
    "deployments/export.xlsx": {"GET": PAGE_FULL},
    "deployments/import/": {"GET": PAGE_FULL, "POST": PAGE_FULL},
    "deployments/map/": {"GET": PAGE_FULL},
    "deployments/operations/": {"GET": PAGE_FULL},
    "deployments/operations/add/": {"POST": POST_FULL},
    "deployments/slots/": {"GET": PAGE_FULL},
    "deployments/slots/<str:code>/": {"GET": POST_FULL},
    "deployments/slots/<str:code>/curtail/": {"POST": POST_FULL},
    "deployments/slots/new/": {"GET": PAGE_FULL, "POST": PAGE_FULL},
    "documents/": {"GET": PAGE_FULL},
    "documents/<uuid:uid>/": {"GET": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "documents/<uuid:uid>/amend/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "documents/<uuid:uid>/file/": {"GET": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "documents/<uuid:uid>/tie/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "documents/<uuid:uid>/untie/<uuid:tied>/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "documents/new/": {"GET": PAGE_FULL, "POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "field/": {"GET": PAGE_FULL},
    "field/shell/": {"GET": PAGE_FULL},
    "field/worker.js": {"GET": PAGE_FULL},
    "figures/": {"GET": PAGE},
    "healthz": {"GET": EVERYBODY, "POST": EVERYBODY},
    "i18n/setlang/": {
        "GET": codes(302, 302, 302, 302, 302, 302, 302),
        "POST": codes(302, 302, 302, 302, 302, 302, 302),
    },
    "people/": {"GET": ADMINS_PAGE},
    "people/<uuid:uid>/": {"GET": ADMINS_PAGE, "POST": ADMINS_PAGE},
    "people/<uuid:uid>/grants/": {"POST": ADMINS_POST},
    "people/<uuid:uid>/grants/<int:pk>/take-back/": {"POST": codes(SIGN_IN, 403, 403, 403, 403, 403, 404)},
    "people/<uuid:uid>/reset/": {"POST": ADMINS_PAGE},
    "people/<uuid:uid>/second-factor/": {"POST": ADMINS_POST},
    "people/<uuid:uid>/sessions/end/": {"POST": ADMINS_POST},
    "people/<uuid:uid>/tokens/<int:pk>/revoke/": {"POST": codes(SIGN_IN, 403, 403, 403, 403, 403, 404)},
    "people/new/": {"GET": ADMINS_PAGE, "POST": ADMINS_PAGE},
    "quality/": {"GET": PAGE},
    "quality/<slug:code>/": {"GET": PAGE_FULL},
    "reference/": {"GET": PAGE_FULL},
    "reference/<slug:name>/": {"GET": PAGE_FULL},
    "reference/<slug:name>/facts/": {"GET": PAGE_FULL, "POST": codes(SIGN_IN, 403, 403, 403, 400, 403, 400)},
    "reference/<slug:name>/facts/new/": {
        "GET": PAGE_FULL,
        "POST": codes(SIGN_IN, 403, 403, 403, 400, 403, 400),
    },
    "reference/<slug:name>/new/": {"GET": PAGE_FULL, "POST": codes(SIGN_IN, 403, 403, 403, 400, 403, 400)},
    "reference/<slug:name>/things/<str:uid>/": {
        "GET": PAGE_FULL,
        "POST": codes(SIGN_IN, 403, 403, 403, 400, 403, 400),
    },
    "reference/<slug:name>/things/<str:uid>/remove/": {
        "POST": codes(SIGN_IN, 403, 403, 403, 302, 403, 302),
    },
    "records/<slug:target>/<path:key>/": {"GET": PAGE_FULL},
    "records/<slug:target>/<path:key>/amend/": {"POST": PAGE_FULL},
    "records/<slug:target>/<path:key>/cancel/": {"POST": PAGE_FULL},
    "review/": {"GET": PAGE_FULL},
    "review/<uuid:uid>/": {"GET": PAGE_FULL},
    "review/<uuid:uid>/approve/": {"POST": POST_FULL},
    "review/<uuid:uid>/comment/": {"POST": POST_FULL},
    "review/<uuid:uid>/drop/<int:n>/": {"POST": POST_FULL},
    "review/<uuid:uid>/rebase/": {"POST": POST_FULL},
    "review/<uuid:uid>/reject/": {"POST": POST_FULL},
    "review/<uuid:uid>/submit/": {"POST": POST_FULL},
    "review/<uuid:uid>/withdraw/": {"POST": POST_FULL},
    "surveillance/": {"GET": PAGE_FULL},
    "surveillance/compute/": {"POST": POST_FULL},
    "surveillance/terrain/": {"GET": PAGE_FULL},
    "surveillance/terrain/<str:code>/retire/": {"POST": POST_FULL},
    "surveillance/terrain/<str:code>/reinstate/": {"POST": POST_FULL},
    "surveillance/jobs/": {"GET": PAGE_FULL},
    "surveillance/jobs/<uuid:uid>/": {"GET": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "surveillance/jobs/<uuid:uid>/cancel/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "surveillance/placement/": {"GET": PAGE_FULL, "POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "surveillance/placement/<uuid:uid>/": {"GET": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "surveillance/placement/<uuid:uid>/draft/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "scoreboard/": {"GET": PAGE},
    "scoreboard/<str:code>/": {"GET": PAGE_FULL},
    "scoreboard/<str:code>/chart.<str:kind>": {"GET": PAGE},
    "scoreboard/<str:code>/note/": {"POST": POST_FULL},
    "scoreboard/<str:code>/observation/": {"POST": POST_FULL},
    "scoreboard/<str:code>/target/": {"POST": POST_FULL},
    "scoreboard/directions/new/": {"POST": POST_FULL},
    "scoreboard/figures/new/": {"POST": POST_FULL},
    "reports/": {"GET": PAGE},
    "reports/<uuid:uid>/": {"GET": PAGE_NOWHERE},
    "reports/<uuid:uid>/deliveries/<uuid:delivery>/": {"POST": codes(SIGN_IN, 403, 403, 403, 404, 403, 404)},
    "reports/<uuid:uid>/deliveries/<uuid:delivery>/stop/": {
        "POST": codes(SIGN_IN, 403, 403, 403, 404, 403, 404)
    },
    "reports/<uuid:uid>/verify/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "reports/ask/": {"POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "reports/map/": {"GET": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "reports/jobs/<uuid:uid>/again/": {"POST": codes(SIGN_IN, 403, 403, 403, 404, 403, 404)},
    "reports/schedules/": {"GET": PAGE_FULL, "POST": codes(SIGN_IN, 403, 403, 403, 400, 403, 400)},
    "reports/schedules/<int:pk>/stop/": {"POST": codes(SIGN_IN, 403, 403, 403, 404, 403, 404)},
    "scoreboard/snapshots/": {"GET": PAGE_FULL, "POST": POST_FULL},
    "scoreboard/snapshots/<uuid:uid>/": {"GET": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "scoreboard/snapshots/<uuid:uid>/difference/": {"GET": POST_FULL},
    "scoreboard/snapshots/<uuid:uid>/verify/": {"POST": codes(SIGN_IN, 403, 404, 404, 404, 404, 404)},
    "scoreboard/tasks/": {"GET": PAGE},
    "scoreboard/tasks/<str:code>/": {"POST": POST_FULL},
    "scoreboard/tasks/new/": {"POST": POST_FULL},
    "sign-in/": {
        "GET": codes(200, 302, 302, 302, 302, 302, 302),
        "POST": codes(200, 302, 302, 302, 302, 302, 302),
    },
    "sign-in/with/<slug:provider_id>/": {"GET": NOWHERE, "POST": NOWHERE},
    "sign-in/with/<slug:provider_id>/back/": {"GET": NOWHERE, "POST": NOWHERE},
    "sign-out/": {"POST": codes(SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN, SIGN_IN)},
    "signs.json": {"GET": PAGE_FULL},
    "work/": {"GET": BOUNDED_PAGE, "POST": BOUNDED_PAGE},
    "workspace/": {"GET": PAGE_FULL},
}

AUDITOR_SENDS = (
    "account/",
    "sign-in/",
    "sign-out/",
    "i18n/setlang/",
    "healthz",
    "api/v1/events/check/",
    "api/v1/snapshots/<uuid:uid>/verify/",
    "reports/<uuid:uid>/verify/",
    "scoreboard/snapshots/<uuid:uid>/verify/",
)
"""All that an auditor may send: their own account's business, and checks that change nothing."""
for _route, _methods in TABLE.items():
    for _method in _methods.keys() - {"GET"}:
        if not _route.startswith(AUDITOR_SENDS):
            _methods[_method] = _methods[_method] | {"auditor": 403}


def addresses(patterns=None, prefix: str = "") -> Iterator[str]:
    """Yield the route of every address in the URLconf."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        else:
            yield route


CHANGE_SET = {
    "reason": "a try",
    "operations": [
        {
            "verb": "put",
            "target": "work",
            "key": {"route": "LV-RU", "element": "fence"},
            "from_km": 5,
            "to_km": 6,
            "from_day": "2024-01-01",
            "values": {"status": "built"},
        }
    ],
}
BODIES = {
    "api/v1/terrain-models/<str:code>/retire/": {"reason": "a try"},
    "api/v1/terrain-models/<str:code>/reinstate/": {"reason": "a try"},
    "api/v1/change-sets/": CHANGE_SET,
    "api/v1/change-sets/preview/": CHANGE_SET,
    "api/v1/change-sets/<uuid:uid>/operations/": {"operations": CHANGE_SET["operations"]},
    "api/v1/events/check/": CHANGE_SET,
    "api/v1/saved-views/": {"name": "a try", "search": "?layer=work"},
    "api/v1/saved-views/<int:pk>/": {"name": "a try"},
    "api/v1/change-sets/<uuid:uid>/undo/": {"reason": "a try"},
    "api/v1/change-sets/<uuid:uid>/reject/": {"reason": "a try"},
    "api/v1/change-sets/<uuid:uid>/comments/": {"text": "a try"},
    "api/v1/change-sets/<uuid:uid>/approve/": {"revision": 0},
}
QUERIES = {
    "api/v1/comparison": "?layer=work&against=2021-12-31",
    "api/v1/events/": "?layer=work",
    "api/v1/events/export/": "?layer=work",
    "api/v1/locate": "?route=LV-RU&km=1",
    "api/v1/explain": "?route=LV-RU&km=1",
    "api/v1/history": "?route=LV-RU&from_km=1&to_km=2",
    "api/v1/segmentation": "?route=LV-RU",
    "reference/<slug:name>/facts/": "?indicator=K1&year=2027",
    "api/v1/figures/<str:code>/series": "?from=2024-01-01&to=2024-03-01",
}
NEEDS = {
    "draft": ("apply", "operations", "discard", "rebase", "submit", "preview", "comments", "comment", "drop"),
    "submitted": ("withdraw", "approve", "reject", "review"),
}
"""Which state of a change set an address asks for, by a word in it; any other takes an applied one."""
ARGUMENTS = {
    "<str:code>/line/": "LV-RU/line/",
    "figures/<str:code>/": "figures/K1/",
    "by/<str:partition>": "by/section",
    "segments/<str:code>/": "segments/S-1/",
    "scoreboard/<str:code>/": "scoreboard/K1/",
    "chart.<str:kind>": "chart.svg",
    "slots/<str:code>/": "slots/none/",
    "computed-layers/<slug:name>/": "computed-layers/gap/",
    "equipment/<str:code>/": "equipment/none/",
    "records/<slug:target>/<path:key>/": "records/indicator/K1/",
    "layers/<slug:name>/": "layers/work/",
    "sensors/<str:code>/": "sensors/none/",
    "base-map/<slug:name>/<int:z>/<int:x>/<int:y>": "base-map/none/0/0/0",
    "base-map/<str:name>": "base-map/places",
    "<path:name>": "report.pdf",
    "lots/<str:code>/": "lots/none/",
    "reference/<slug:name>/facts/": "reference/target/facts/",
    "reference/<slug:name>/": "reference/unit/",
    "things/<str:uid>/": "things/UNIT/",
    "quality/<slug:code>": "quality/no_status",
    "<int:n>": "0",
    "<slug:provider_id>": "nobody",
    "<int:pk>": "1",
    "<uuid:tie>": "00000000-0000-4000-8000-000000000000",
    "<uuid:tied>": "00000000-0000-4000-8000-000000000000",
    "<uuid:delivery>": "00000000-0000-4000-8000-000000000000",
    "<uuid:other>": "00000000-0000-4000-8000-000000000000",
}


def address_of(route: str, method: str, sets: dict[str, ChangeSet]) -> str:
    """Return an address of a route with its arguments; a change set in the state that the address needs."""
    for argument, value in ARGUMENTS.items():
        route = route.replace(argument, value)
    words = route.split("/")
    uid = someone("viewer").uid if words[0] == "people" else sets[state_for(words, method)].uid
    return f"/{route.replace('<uuid:uid>', str(uid))}"


def state_for(words: list[str], method: str) -> str:
    if method == "DELETE":
        return "draft"
    return next((state for state, named in NEEDS.items() if set(words) & set(named)), "applied")


@pytest.fixture(scope="module")
def sets(django_db_setup, django_db_blocker) -> Iterator[dict[str, ChangeSet]]:
    """A register, one person of each role, and a change set of the planner's in each state."""
    with django_db_blocker.unblock(), transaction.atomic():
        write_register()
        for role in ROLES[1:]:
            someone(role)
        planner = someone("planner")
        command = put_work(8, 9, "built")
        drafted = [services.draft(commands=[command], by=planner, reason="a draft") for _ in range(2)]
        drafts.submit(change_set=drafted[1], by=planner)
        applied = record(put_work(9, 10, "built"), by=planner)
        yield {"applied": applied, "draft": drafted[0], "submitted": drafted[1]}
        transaction.set_rollback(True)


def someone(role: str) -> User:
    """Return the person who stands for a role; they are called like it."""
    if role == "reader":
        return person("viewer", role, reading_level=User.Level.FULL)
    return person(role, reading_level=User.Level.GENERAL)


def answer(method: str, route: str, role: str, sets: dict[str, ChangeSet]) -> Code:
    """Ask as a role and return the code; whatever was written is rolled back."""
    headers = {} if method == "GET" else {"If-Match": f'"{ChangeSet.objects.number()}"'}
    client = Client(headers=headers)
    with transaction.atomic():
        if role != "anonymous":
            client.force_login(someone(role))
        address = f"{address_of(route, method, sets)}{QUERIES.get(route, '')}"
        body = {"content_type": "application/json", "data": BODIES.get(route, {})} if method != "GET" else {}
        response = getattr(client, method.lower())(address, **body)
        transaction.set_rollback(True)
    is_sent_to_sign_in = response.status_code == 302 and response["Location"].startswith("/sign-in/")
    return SIGN_IN if is_sent_to_sign_in else response.status_code


def asked() -> list[tuple[str, str]]:
    return [(method, route) for route, methods in TABLE.items() for method in methods]


def test_every_address_is_in_the_table():
    assert sorted(set(addresses())) == sorted(TABLE)


@pytest.mark.parametrize(("method", "route"), asked())
def test_who_may_ask(method, route, sets):
    found = {role: answer(method, route, role, sets) for role in ROLES}
    assert found == TABLE[route][method]


@pytest.mark.parametrize("route", [route for route in TABLE if route.startswith("api/")])
def test_no_address_of_the_api_answers_another_method(route, sets):
    others = [method for method in METHODS if method not in TABLE[route]]
    assert {method: answer(method, route, "admin", sets) for method in others} == dict.fromkeys(others, 405)
