"""One thing of every kind that an address can name, and the addresses that name them."""

import io
import zipfile
from datetime import date

from django.utils import timezone

from apps.accounts.models import Grant, User
from apps.accounts.tokens import make_token
from apps.border.models import Route
from apps.documents import services as documents
from apps.documents.models import Document
from apps.documents.places import place_from
from apps.indicators import snapshots
from apps.jobs.models import Job
from apps.ledger.commands import Add
from apps.pages.models import SavedView
from apps.reports.models import Delivery, Pack, Schedule
from apps.reports.pack import kept_at
from tests.construction.register import lot
from tests.deployments.log import add_lists, item, slot_with_days
from tests.documents.files import PDF
from tests.factories import BEGIN, KM, named, record
from tests.surveillance.register import camera, models, point

TERRAIN = {
    "sha256": "0" * 64,
    "kind": "ground",
    "name": "a plain",
    "in_force": False,
    "load_number": 1,
    "cell_m": "20.00",
    "west_m": "690000.00",
    "south_m": "290000.00",
    "east_m": "710000.00",
    "north_m": "310000.00",
    "source_crs": "EPSG:3059",
    "vertical_datum": "LAS-2000,5",
    "missing_pct": "0.000",
}
PACK_SHA256 = "1" * 64


def write_things(owner: User, viewer: User) -> dict[str, str]:
    """Write a thing of every kind, the owner's where it has one; return what stands in addresses for arguments."""
    write_objects()
    document = kept_document(owner)
    earlier, later = (snapshots.take(as_of=BEGIN, by=owner, reason=name) for name in ("one", "other"))
    question = {"sites": 3, "along": {"model": "camera", "every_km": 1}}
    job, placement = asked_job("coverage", owner), asked_job("placement", owner, arguments=question)
    pack = kept_pack(owner, earlier)
    failed = asked_job("report-delivery", owner, state=Job.State.FAILED, finished_at=timezone.now())
    delivery = Delivery.objects.create(pack=pack, way=Delivery.Way.FOLDER, to="a folder", job=failed)
    given = {"kind": "coverage", "language": "lv"}
    unmade = asked_job("report", owner, state=Job.State.FAILED, finished_at=timezone.now(), arguments=given)
    schedule = Schedule.objects.create(**given, audience="full", folder="a", asked_by=owner)
    view = SavedView.objects.create(user=owner, name="mine", search="?layer=work")
    route = Route.objects.get(code="LV-RU")
    grant = Grant.objects.create(user=viewer, target="work", route=route, from_cm=0, to_cm=KM, given_by=owner)
    own, theirs = (make_token(user=one, name="a try", scope="read", days=1)[0] for one in (owner, viewer))
    return {
        "documents/<uuid:uid>/": f"documents/{document.uid}/",
        "<uuid:tie>": str(document.ties.get().uid),
        "<uuid:tied>": str(document.ties.get().uid),
        "snapshots/<uuid:uid>/": f"snapshots/{earlier.uid}/",
        "<uuid:other>": str(later.uid),
        "reports/jobs/<uuid:uid>/": f"reports/jobs/{unmade.uid}/",
        "jobs/<uuid:uid>/": f"jobs/{job.uid}/",
        "placement/<uuid:uid>/": f"placement/{placement.uid}/",
        "reports/<uuid:uid>/": f"reports/{pack.uid}/",
        "<uuid:delivery>": str(delivery.uid),
        "schedules/<int:pk>/": f"schedules/{schedule.pk}/",
        "saved-views/<int:pk>/": f"saved-views/{view.pk}/",
        "grants/<int:pk>/": f"grants/{grant.pk}/",
        "<uuid:uid>/tokens/<int:pk>/": f"<uuid:uid>/tokens/{theirs.pk}/",
        "account/tokens/<int:pk>/": f"account/tokens/{own.pk}/",
        "sensors/<str:code>/": "sensors/C1/",
        "terrain-models/<str:code>/": "terrain-models/plain/",
        "terrain/<str:code>/": "terrain/plain/",
        "equipment/<str:code>/": "equipment/CAR/",
        "slots/<str:code>/": "slots/D-1/",
        "lots/<str:code>/": "lots/A/",
    }


def write_objects() -> None:
    models()
    add_lists()
    record(
        *lot("A", (0, 4)),
        *camera("C1", site=None, point=point(5)),
        Add("terrain_model", "plain", TERRAIN),
        Add("document_kind", "act", named("act")),
        item("CAR"),
        *slot_with_days("D-1", date(2024, 1, 1), date(2024, 1, 31)),
        kind="correct",
    )


def kept_document(by: User) -> Document:
    told = documents.Told("An act", "act", BEGIN)
    place = place_from({"route": "LV-RU", "from_km": "1", "to_km": "2"})
    return documents.add(file=io.BytesIO(PDF), name="act.pdf", told=told, place=place, by=by).document


def asked_job(kind: str, by: User, **columns) -> Job:
    return Job.objects.create(**{"kind": kind, "arguments": {}, "asked_by": by, **columns})


def kept_pack(by: User, snapshot) -> Pack:
    """A report whose archive lies where it is looked for."""
    path = kept_at(PACK_SHA256)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("report.pdf", PDF)
    return Pack.objects.create(
        kind="coverage",
        number="COV-1",
        as_of=BEGIN,
        audience="full",
        language="lv",
        asked={"as_of": BEGIN.isoformat()},
        snapshot=snapshot,
        sha256=PACK_SHA256,
        size_bytes=path.stat().st_size,
        files=[{"name": "report.pdf", "sha256": "2" * 64, "bytes": len(PDF)}],
        made_by=by,
    )
