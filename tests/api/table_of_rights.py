"""The table of rights: every address of the site, and the code that it answers to whom."""

COLUMNS = ("anonymous", "viewer", "reader", "constructor", "planner", "approver", "admin")
"""A reader is a viewer whose reading level is full: positions and gaps too."""

ROLES = (*COLUMNS, "contractor", "builder", "auditor")
"""A contractor is at the general level and has no grant, a builder is one with a grant; an auditor reads everything."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

SIGN_IN = "sign-in"
"""Instead of a code: sent to the page to sign in."""

Code = int | str


def codes(*found: Code, builder: Code | None = None, auditor: Code | None = None) -> dict[str, Code]:
    """Return the code for each role. Unless told, contractors are answered as a viewer, an auditor as a reader."""
    told = dict(zip(COLUMNS, found, strict=True))
    contractors = {"contractor": told["viewer"], "builder": builder or told["viewer"]}
    return {**told, **contractors, "auditor": auditor or told["reader"]}


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
    "account/tokens/": {"POST": codes(SIGN_IN, 400, 400, 400, 400, 400, 400)},
    "account/tokens/<int:pk>/revoke/": {"POST": codes(SIGN_IN, 404, 404, 404, 302, 404, 404)},
    "api/v1/acceptances/": {"GET": codes(401, 403, 200, 200, 200, 200, 200, builder=200)},
    "api/v1/change-sets/": {
        "GET": codes(401, 403, 200, 200, 200, 200, 200, builder=200),
        "POST": codes(401, 403, 403, 201, 201, 403, 201, builder=201),
    },
    "api/v1/change-sets/<uuid:uid>/": {
        "GET": codes(401, 403, 200, 200, 200, 200, 200, builder=404),
        "DELETE": codes(401, 403, 403, 403, 204, 403, 204, builder=404),
    },
    "api/v1/change-sets/<uuid:uid>/apply/": {"POST": codes(401, 403, 403, 201, 201, 403, 201, builder=404)},
    "api/v1/change-sets/<uuid:uid>/approve/": {"POST": codes(401, 403, 403, 403, 403, 201, 201)},
    "api/v1/change-sets/<uuid:uid>/comments/": {
        "GET": codes(401, 403, 200, 200, 200, 200, 200, builder=404),
        "POST": codes(401, 403, 201, 201, 201, 201, 201, builder=404),
    },
    "api/v1/change-sets/<uuid:uid>/operations/": {
        "POST": codes(401, 403, 403, 403, 200, 403, 403, builder=404)
    },
    "api/v1/change-sets/<uuid:uid>/operations/<int:n>/": {
        "DELETE": codes(401, 403, 403, 403, 200, 403, 403, builder=404)
    },
    "api/v1/change-sets/<uuid:uid>/preview/": {"GET": codes(401, 403, 200, 200, 200, 200, 200, builder=404)},
    "api/v1/change-sets/<uuid:uid>/rebase/": {"POST": codes(401, 403, 403, 403, 200, 403, 403, builder=404)},
    "api/v1/change-sets/<uuid:uid>/reject/": {"POST": codes(401, 403, 403, 403, 403, 200, 200)},
    "api/v1/change-sets/<uuid:uid>/submit/": {"POST": codes(401, 403, 403, 403, 200, 403, 403, builder=404)},
    "api/v1/change-sets/<uuid:uid>/undo/": {"POST": codes(401, 403, 403, 201, 201, 403, 201, builder=404)},
    "api/v1/change-sets/<uuid:uid>/withdraw/": {
        "POST": codes(401, 403, 403, 403, 200, 403, 403, builder=404)
    },
    "api/v1/change-sets/preview/": {"POST": codes(401, 403, 403, 200, 200, 403, 200, builder=200)},
    "api/v1/commitments/": {"GET": API_FULL},
    "api/v1/comparison": {"GET": API_FULL},
    "api/v1/computed-layers/<slug:name>/": {"GET": API_FULL},
    "api/v1/contracts/": {"GET": codes(401, 403, 200, 200, 200, 200, 200, builder=200)},
    "api/v1/coverage": {"GET": API_FULL},
    "api/v1/coverage/compute/": {"POST": codes(401, 403, 403, 403, 202, 403, 202)},
    "api/v1/deployments/": {"GET": API_FULL, "POST": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/deployments/days/": {"GET": API},
    "api/v1/deployments/import/": {"POST": codes(401, 403, 415, 415, 415, 415, 415)},
    "api/v1/deployments/import/preview/": {"POST": codes(401, 403, 403, 403, 415, 403, 415)},
    "api/v1/docs": {"GET": API},
    "api/v1/documents/": {"GET": API_FULL, "POST": codes(401, 403, 415, 415, 415, 415, 415)},
    "api/v1/documents/<uuid:uid>/": {"GET": API_FULL},
    "api/v1/documents/<uuid:uid>/ties/": {"POST": codes(401, 403, 403, 201, 201, 403, 201)},
    "api/v1/documents/<uuid:uid>/ties/<uuid:tie>/": {"DELETE": codes(401, 403, 403, 204, 204, 403, 204)},
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
    "api/v1/jobs/<uuid:uid>/": {"GET": codes(401, 403, 404, 404, 200, 404, 200)},
    "api/v1/jobs/<uuid:uid>/cancel/": {"POST": codes(401, 403, 404, 404, 200, 404, 200)},
    "api/v1/layers/<slug:name>/": {"GET": codes(401, 403, 200, 200, 200, 200, 200, builder=200)},
    "api/v1/ledger": {"GET": API},
    "api/v1/links/": {"GET": API_FULL},
    "api/v1/locate": {"GET": API_FULL},
    "api/v1/lots/": {"GET": API},
    "api/v1/lots/<str:code>/": {"GET": codes(401, 403, 200, 200, 200, 200, 200, builder=200)},
    "api/v1/nodes/": {"GET": API_FULL},
    "api/v1/operations/": {"GET": API_FULL},
    "api/v1/outages": {"GET": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/parcels/": {"GET": API_FULL},
    "api/v1/placement/": {"POST": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/profile": {"GET": codes(401, 403, 400, 400, 400, 400, 400)},
    "api/v1/progress": {"GET": API},
    "api/v1/quality": {"GET": API},
    "api/v1/quality/<slug:code>": {"GET": API_FULL},
    "api/v1/readiness/": {"GET": codes(401, 403, 200, 200, 200, 200, 200, builder=200)},
    "api/v1/routes/": {"GET": API},
    "api/v1/routes/<str:code>/line/": {"GET": API_FULL},
    "api/v1/saved-views/": {"GET": API_FULL, "POST": codes(401, 403, 201, 201, 201, 201, 201)},
    "api/v1/saved-views/<int:pk>/": {
        "DELETE": codes(401, 403, 404, 404, 204, 404, 404),
        "PATCH": codes(401, 403, 404, 404, 200, 404, 404),
    },
    "api/v1/schema": {"GET": API},
    "api/v1/section-impact/": {"GET": API_FULL},
    "api/v1/segmentation": {"GET": API_FULL},
    "api/v1/segments/": {"GET": API_FULL},
    "api/v1/segments/<str:code>/": {"GET": API_FULL},
    "api/v1/sensor-models/": {"GET": API_FULL},
    "api/v1/sensors/": {"GET": API_FULL},
    "api/v1/sensors/<str:code>/": {"GET": API_FULL},
    "api/v1/sites/": {"GET": API_FULL},
    "api/v1/terrain-models/": {"GET": API_FULL},
    "api/v1/terrain-models/<str:code>/retire/": {"POST": codes(401, 403, 403, 403, 409, 403, 409)},
    "api/v1/terrain-models/<str:code>/reinstate/": {"POST": codes(401, 403, 403, 403, 400, 403, 400)},
    "api/v1/reports/": {"GET": API, "POST": codes(401, 400, 400, 400, 400, 400, 400)},
    "api/v1/reports/<uuid:uid>/": {"GET": codes(401, 404, 200, 200, 200, 200, 200)},
    "api/v1/reports/<uuid:uid>/archive/": {"GET": codes(401, 404, 200, 200, 200, 200, 200)},
    "api/v1/reports/<uuid:uid>/deliveries/": {"GET": API_FULL},
    "api/v1/reports/<uuid:uid>/deliveries/<uuid:delivery>/again/": {
        "POST": codes(401, 403, 403, 403, 202, 403, 202)
    },
    "api/v1/reports/<uuid:uid>/files/<path:name>": {"GET": codes(401, 404, 200, 200, 200, 200, 200)},
    "api/v1/snapshots/": {"GET": API_FULL, "POST": codes(401, 403, 403, 403, 201, 403, 201)},
    "api/v1/snapshots/<uuid:uid>/": {"GET": API_FULL},
    "api/v1/snapshots/<uuid:uid>/difference/<uuid:other>/": {"GET": API_FULL},
    "api/v1/snapshots/<uuid:uid>/verify/": {"POST": API_FULL},
    "api/v1/structures/": {"GET": codes(401, 403, 200, 200, 200, 200, 200, builder=200)},
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
    "changes/<uuid:uid>/": {"GET": codes(SIGN_IN, 403, 200, 200, 200, 200, 200, builder=404)},
    "changes/<uuid:uid>/apply/": {"POST": codes(SIGN_IN, 403, 302, 302, 302, 302, 302, builder=404)},
    "changes/<uuid:uid>/discard/": {"POST": codes(SIGN_IN, 403, 302, 302, 302, 302, 302, builder=404)},
    "changes/<uuid:uid>/draft-undo/": {"POST": codes(SIGN_IN, 403, 302, 302, 302, 302, 302, builder=404)},
    "changes/<uuid:uid>/undo/": {"POST": codes(SIGN_IN, 403, 302, 302, 302, 302, 302, builder=404)},
    "construction/": {"GET": PAGE},
    "construction/land/": {"GET": PAGE_FULL},
    "construction/lots/<str:code>/": {"GET": codes(SIGN_IN, 403, 200, 200, 200, 200, 200, builder=200)},
    "construction/lots/<str:code>/act/": {"POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "construction/lots/<str:code>/elements/": {"POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "construction/lots/<str:code>/stretch/": {"POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "construction/lots/new/": {"GET": PAGE_FULL, "POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "dashboard/": {"GET": PAGE_FULL},
    "deployments/": {"GET": PAGE_FULL},
    "deployments/commitments/": {"GET": PAGE_FULL},
    "deployments/commitments/promise/": {"POST": POST_FULL},
    "deployments/equipment/": {"GET": PAGE_FULL},
    "deployments/equipment/<str:code>/": {"GET": PAGE_FULL},
    "deployments/equipment/<str:code>/standing/": {"POST": POST_FULL},
    "deployments/equipment/add/": {"POST": POST_FULL},
    "deployments/equipment/use/": {"POST": POST_FULL},
    "deployments/export.xlsx": {"GET": PAGE_FULL},
    "deployments/import/": {"GET": PAGE_FULL, "POST": PAGE_FULL},
    "deployments/map/": {"GET": PAGE_FULL},
    "deployments/operations/": {"GET": PAGE_FULL},
    "deployments/operations/add/": {"POST": POST_FULL},
    "deployments/slots/": {"GET": PAGE_FULL},
    "deployments/slots/<str:code>/": {"GET": PAGE_FULL},
    "deployments/slots/<str:code>/curtail/": {"POST": POST_FULL},
    "deployments/slots/new/": {"GET": PAGE_FULL, "POST": PAGE_FULL},
    "documents/": {"GET": PAGE_FULL},
    "documents/<uuid:uid>/": {"GET": PAGE_FULL},
    "documents/<uuid:uid>/amend/": {"POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "documents/<uuid:uid>/file/": {"GET": PAGE_FULL},
    "documents/<uuid:uid>/tie/": {"POST": POST_FULL},
    "documents/<uuid:uid>/untie/<uuid:tied>/": {"POST": POST_FULL},
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
    "people/<uuid:uid>/grants/": {"POST": codes(SIGN_IN, 403, 403, 403, 403, 403, 400)},
    "people/<uuid:uid>/grants/<int:pk>/take-back/": {"POST": ADMINS_POST},
    "people/<uuid:uid>/reset/": {"POST": ADMINS_PAGE},
    "people/<uuid:uid>/second-factor/": {"POST": ADMINS_POST},
    "people/<uuid:uid>/sessions/end/": {"POST": ADMINS_POST},
    "people/<uuid:uid>/tokens/<int:pk>/revoke/": {"POST": ADMINS_POST},
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
    "review/": {"GET": codes(SIGN_IN, 403, 200, 200, 200, 200, 200, builder=200)},
    "review/<uuid:uid>/": {"GET": codes(SIGN_IN, 403, 200, 200, 200, 200, 200, builder=404)},
    "review/<uuid:uid>/approve/": {"POST": POST_FULL},
    "review/<uuid:uid>/comment/": {"POST": codes(SIGN_IN, 403, 302, 302, 302, 302, 302, builder=404)},
    "review/<uuid:uid>/drop/<int:n>/": {"POST": codes(SIGN_IN, 403, 302, 302, 302, 302, 302, builder=404)},
    "review/<uuid:uid>/rebase/": {"POST": codes(SIGN_IN, 403, 302, 302, 302, 302, 302, builder=404)},
    "review/<uuid:uid>/reject/": {"POST": POST_FULL},
    "review/<uuid:uid>/submit/": {"POST": codes(SIGN_IN, 403, 302, 302, 302, 302, 302, builder=404)},
    "review/<uuid:uid>/withdraw/": {"POST": codes(SIGN_IN, 403, 302, 302, 302, 302, 302, builder=404)},
    "surveillance/": {"GET": PAGE_FULL},
    "surveillance/compute/": {"POST": POST_FULL},
    "surveillance/terrain/": {"GET": PAGE_FULL},
    "surveillance/terrain/<str:code>/retire/": {"POST": POST_FULL},
    "surveillance/terrain/<str:code>/reinstate/": {"POST": POST_FULL},
    "surveillance/jobs/": {"GET": PAGE_FULL},
    "surveillance/jobs/<uuid:uid>/": {"GET": codes(SIGN_IN, 403, 404, 404, 200, 404, 200)},
    "surveillance/jobs/<uuid:uid>/cancel/": {"POST": codes(SIGN_IN, 403, 404, 404, 302, 404, 302)},
    "surveillance/placement/": {"GET": PAGE_FULL, "POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "surveillance/placement/<uuid:uid>/": {"GET": codes(SIGN_IN, 403, 404, 404, 200, 404, 200)},
    "surveillance/placement/<uuid:uid>/draft/": {"POST": codes(SIGN_IN, 403, 404, 404, 302, 404, 302)},
    "scoreboard/": {"GET": PAGE},
    "scoreboard/<str:code>/": {"GET": PAGE_FULL},
    "scoreboard/<str:code>/chart.<str:kind>": {"GET": PAGE},
    "scoreboard/<str:code>/note/": {"POST": POST_FULL},
    "scoreboard/<str:code>/observation/": {"POST": POST_FULL},
    "scoreboard/<str:code>/target/": {"POST": POST_FULL},
    "scoreboard/directions/new/": {"POST": POST_FULL},
    "scoreboard/figures/new/": {"POST": POST_FULL},
    "reports/": {"GET": PAGE},
    "reports/<uuid:uid>/": {"GET": codes(SIGN_IN, 404, 200, 200, 200, 200, 200)},
    "reports/<uuid:uid>/deliveries/<uuid:delivery>/": {"POST": codes(SIGN_IN, 403, 403, 403, 302, 403, 302)},
    "reports/<uuid:uid>/deliveries/<uuid:delivery>/stop/": {
        "POST": codes(SIGN_IN, 403, 403, 403, 302, 403, 302)
    },
    "reports/<uuid:uid>/verify/": {"POST": POST_FULL},
    "reports/ask/": {"POST": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "reports/map/": {"GET": codes(SIGN_IN, 403, 400, 400, 400, 400, 400)},
    "reports/jobs/<uuid:uid>/again/": {"POST": codes(SIGN_IN, 403, 403, 403, 302, 403, 302)},
    "reports/schedules/": {"GET": PAGE_FULL, "POST": codes(SIGN_IN, 403, 403, 403, 400, 403, 400)},
    "reports/schedules/<int:pk>/stop/": {"POST": codes(SIGN_IN, 403, 403, 403, 302, 403, 302)},
    "scoreboard/snapshots/": {"GET": PAGE_FULL, "POST": POST_FULL},
    "scoreboard/snapshots/<uuid:uid>/": {"GET": PAGE_FULL},
    "scoreboard/snapshots/<uuid:uid>/difference/": {"GET": POST_FULL},
    "scoreboard/snapshots/<uuid:uid>/verify/": {"POST": POST_FULL},
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
    "work/": {
        "GET": codes(SIGN_IN, 403, 403, 403, 403, 403, 403, builder=200),
        "POST": codes(SIGN_IN, 403, 403, 403, 403, 403, 403, builder=400),
    },
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
