"""The two reading levels: what the general one sees, and which readings are kept in the log.

Every address that is not named here is for the full level, so one that somebody forgets to name is closed.
"""

from typing import Any

GENERAL_VIEWS = frozenset(
    {
        # kilometres and counts
        "ledger",
        "routes",
        "figures",
        "figure-series",
        "figure-by-part",
        "deployment-days",
        "reports",
        "report",
        "report-archive",
        "report-file",
        "reports:list",
        "reports:report",
        "quality",
        "indicators",
        "targets",
        "tasks",
        "lots",
        "progress",
        "schema",
        "docs",
        "healthz",
        "set_language",
        # one's own account
        "login",
        "logout",
        "pages:account",
        "pages:figures",
        "construction:board",
        "scoreboard:board",
        "scoreboard:tasks",
        "scoreboard:chart",
        "quality:page",
        "pages:token-make",
        "pages:token-revoke",
        "pages:session-end",
    }
)
OWN_PREFIXES = ("account_", "mfa_", "usersessions_", "openid_connect_", "socialaccount_")

LOGGED_VIEWS = {
    "segments": "segments",
    "segment": "segments",
    "change-set": "change sets",
    "change-set-preview": "change sets",
    "pages:change": "change sets",
    "pages:audit": "change sets",
    "pages:review-set": "change sets",
    "records:record": "records",
    "scoreboard:snapshot": "gaps",
    "snapshot-difference": "gaps",
    "surveillance:placement": "gaps",
    "explain": "explain",
    "history": "layers",
    "segmentation": "segmentation",
    "figure-behind": "gaps",
    "scoreboard:figure": "gaps",
    "snapshot": "gaps",
    "snapshot-verify": "gaps",
    "scoreboard:snapshot-difference": "gaps",
    "layer": "layers",
    "whole-layers": "layers",
    "events": "layers",
    "events-export": "layers",
    "comparison": "layers",
    "gaps": "gaps",
    "coverage": "coverage",
    "computed-layer": "coverage",
    "sensor": "sensors",
    "viewshed": "sensors",
    "viewshed-picture": "sensors",
    "sensors": "sensors",
    "outages": "outages",
    "surveillance:board": "gaps",
    "surveillance:placement-answer": "gaps",
    "quality:check": "gaps",
    "quality-findings": "gaps",
    "reference:list": "layers",
    "reference:object": "layers",
    "reference:facts": "layers",
    "sites": "sensors",
    "nodes": "sensors",
    "links": "sensors",
    "profile": "sensors",
    "readiness": "layers",
    "acceptances": "layers",
    "structures": "structures",
    "lot": "lots",
    "parcels": "parcels",
    "construction:lot": "lots",
    "construction:land": "parcels",
    "placement": "gaps",
    "report-archive": "reports",
    "reports:map": "sensors",
    "report-file": "reports",
    "documents:file": "documents",
}


OWN_LOT_VIEWS = frozenset(
    {"layer", "readiness", "lot", "contracts", "structures", "acceptances", "construction:lot"}
)
"""What somebody bounded reads of their own stretches and lots, and nothing beside them: each view narrows it."""

OWN_LAYERS = frozenset(
    {
        "section_stretch",
        "unit_stretch",
        "segment",
        "requirement",
        "work",
        "acceptance",
        "lot_stretch",
        "land_right",
        "parcel_stretch",
    }
)
"""Layers that somebody bounded may read where they are granted: building and land, never where sensors lie."""

OWN_SET_VIEWS = frozenset(
    {
        "pages:own-work",
        "change-sets",
        "change-set",
        "change-set-apply",
        "change-set-undo",
        "change-set-comments",
        "change-set-preview",
        "change-set-try",
        "draft-operations",
        "draft-operation",
        "draft-rebase",
        "draft-submit",
        "draft-withdraw",
        "pages:change",
        "pages:apply-change",
        "pages:undo-change",
        "pages:draft-undo",
        "pages:discard-change",
        "pages:review",
        "pages:review-set",
        "pages:review-submit",
        "pages:review-withdraw",
        "pages:review-drop",
        "pages:review-rebase",
        "pages:review-comment",
    }
)
"""Where somebody bounded works on their own change sets: `visible_to` shows them no others."""


def note_read(request: Any, what: str) -> None:
    """Let the read log keep this reading too: of a view that tells such things only at times."""
    getattr(request, "_request", request).was_told = what


def is_general(view_name: str | None) -> bool:
    """Tell whether an address, by the name of its view, is for every reading level."""
    return view_name is not None and (view_name in GENERAL_VIEWS or view_name.startswith(OWN_PREFIXES))
