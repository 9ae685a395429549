"""What is seen from a place, kept by the hash of all that decides it; what is not kept is computed again.

So coverage as of any day, or of a change that is only tried, is that of its own facts, line and terrain.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from django.conf import settings
from django.db import transaction

from apps.border.locate import TO_DEGREES, CalibratedLine
from apps.geo.elevation import WHOLE_DEG
from apps.geo.errors import SightError
from apps.geo.measures import EMPTY, MeasureSet
from apps.geo.sight import STEP_CM, Conditions, Eye, Sight, Track, grid_azimuth_deg, look
from apps.surveillance.models import ComputedPose, ComputedSight, SensorModel
from apps.surveillance.terrain import TerrainInForce

METHOD = 5
"""Goes up whenever the same pose may see something else."""
TRACKS_KEPT, EYES_KEPT = 16, 50_000

Sights = dict[str, Sight]


@dataclass(frozen=True)
class Scenery:
    """What all sensors of a day look at: the lines, the terrain, and how to look."""

    lines: Mapping[str, CalibratedLine]
    terrain: TerrainInForce
    conditions: Conditions

    @cached_property
    def tracks(self) -> dict[str, Track]:
        return {route: _track(line) for route, line in self.lines.items()}

    @cached_property
    def key(self) -> dict:
        return {
            "method": METHOD,
            "step_cm": STEP_CM,
            "lines": {route: _fingerprint(line) for route, line in sorted(self.lines.items())},
            **asdict(self.conditions),
        }

    @cached_property
    def hash_of_key(self) -> str:
        return hashlib.sha256(json.dumps(self.key, sort_keys=True).encode()).hexdigest()

    def digest(self, eye: Eye) -> str:
        """Return the hash of all that decides what the eye sees: of the terrain, the rasters within its range."""
        near = self.terrain.near(eye.x, eye.y, eye.range_m)
        is_loaded = (
            self.terrain.is_loaded
        )  # without any terrain range and sector decide, off a terrain nothing
        text = f"{self.hash_of_key} {is_loaded} {near.hashes} {[float(number) for number in astuple(eye)]}"
        return hashlib.sha256(text.encode()).hexdigest()

    def look(self, eye: Eye) -> Sights:
        """Compute what an eye sees of each route within its reach; off the terrain nothing is known."""
        near = {route: track for route, track in self.tracks.items() if _is_near(eye, track)}
        terrain = self.terrain.around(eye.x, eye.y, eye.range_m) if near else None
        if self.terrain.is_loaded and terrain is None:
            return _unknown(eye, near)
        try:
            found = {route: look(eye, track, terrain, self.conditions) for route, track in near.items()}
        except SightError:
            return _unknown(eye, near)
        return {route: sight for route, sight in found.items() if sight.reach}


@lru_cache(maxsize=EYES_KEPT)
def eye_at(x: float, y: float, *, azimuth_deg: float, **options) -> Eye:
    """Return the eye of a sensor at a place in metres of the grid whose bearing is from true north."""
    lon, lat = TO_DEGREES.transform(x, y)
    return Eye(x, y, azimuth_deg=grid_azimuth_deg(azimuth_deg, lon, lat, settings.NATIONAL_SRID), **options)


def vertical_of(model: SensorModel, tilt_deg: float = 0) -> dict[str, float]:
    """Return how a sensor of a model looks up and down: without a vertical field of view tilt says nothing."""
    if model.vertical_fov_deg is None:
        return {}
    return {"tilt_deg": tilt_deg, "vertical_deg": float(model.vertical_fov_deg)}


class Looked:
    """What eyes see: from the store, else computed now and not stored; remembered for the next day that asks."""

    def __init__(self):
        self._known: dict[str, Sights] = {}

    def of(self, eyes: Iterable[Eye], scenery: Scenery) -> dict[Eye, Sights]:
        digests = {eye: scenery.digest(eye) for eye in eyes}
        if new := {digest for digest in digests.values() if digest not in self._known}:
            self._known |= _stored(new)
        for eye, digest in digests.items():
            if digest not in self._known:
                self._known[digest] = scenery.look(eye)
        return {eye: self._known[digest] for eye, digest in digests.items()}


def missing(eyes: Iterable[Eye], scenery: Scenery) -> list[Eye]:
    """Return the eyes whose sights are not in the store."""
    digests = {eye: scenery.digest(eye) for eye in eyes}
    known = set(ComputedPose.objects.filter(digest__in=digests.values()).values_list("digest", flat=True))
    return [eye for eye, digest in digests.items() if digest not in known]


@transaction.atomic
def keep(found: Mapping[Eye, Sights], scenery: Scenery) -> None:
    """Store what eyes see; what is there already stays as it is.

    In the order of their digests: of two workers that store the same, one waits for the other.
    """
    found = dict(sorted(found.items(), key=lambda pair: scenery.digest(pair[0])))
    poses = [_pose(eye, scenery) for eye in found]
    known = set(
        ComputedPose.objects.filter(digest__in=[pose.digest for pose in poses]).values_list(
            "digest", flat=True
        )
    )
    new = {pose.digest for pose in poses} - known
    ComputedPose.objects.bulk_create([pose for pose in poses if pose.digest in new], ignore_conflicts=True)
    rows = [
        ComputedSight(
            pose_id=pose.digest,
            route=route,
            reach=_flat(sight.reach),
            seen=_flat(sight.seen),
            unknown=_flat(sight.unknown),
        )
        for pose, sights in zip(poses, found.values(), strict=True)
        for route, sight in sights.items()
        if pose.digest in new
    ]
    ComputedSight.objects.bulk_create(rows, ignore_conflicts=True)


def forget_other_methods() -> int:
    """Delete what an earlier way of looking found, which nobody reads any more; return of how many poses."""
    outdated = ComputedPose.objects.exclude(method=METHOD)
    ComputedSight.objects.filter(pose__in=outdated).delete()
    return outdated.delete()[0]


def _pose(eye: Eye, scenery: Scenery) -> ComputedPose:
    near = scenery.terrain.near(eye.x, eye.y, eye.range_m)
    rasters = {
        "ground": [one.sha256 for one in near.grounds],
        "surface": [one.sha256 for one in near.surfaces],
    }
    parameters = {**asdict(scenery.conditions), "step_cm": STEP_CM, **rasters}
    return ComputedPose(digest=scenery.digest(eye), method=METHOD, parameters=parameters)


def _stored(digests: Iterable[str]) -> dict[str, Sights]:
    digests = list(digests)
    found: dict[str, Sights] = {
        digest: {}
        for digest in ComputedPose.objects.filter(digest__in=digests).values_list("digest", flat=True)
    }
    rows = ComputedSight.objects.filter(pose__in=digests)
    for digest, route, *arrays in rows.values_list("pose_id", "route", "reach", "seen", "unknown"):
        found[digest][route] = Sight(*map(_set, arrays))
    return found


def _flat(metres: MeasureSet) -> list[int]:
    return np.column_stack((metres.starts, metres.ends)).ravel().tolist()


def _set(flat: list[int]) -> MeasureSet:
    return MeasureSet(flat[::2], flat[1::2]) if flat else EMPTY


def _unknown(eye: Eye, tracks: Mapping[str, Track]) -> Sights:
    all_round = replace(eye, vertical_deg=WHOLE_DEG)  # how steeply it looks nobody knows either
    reaches = {route: look(all_round, track).reach for route, track in tracks.items()}
    return {route: Sight(reach, EMPTY, reach) for route, reach in reaches.items() if reach}


def _is_near(eye: Eye, track: Track) -> bool:
    east = np.maximum(track.boxes[:, 0] - eye.x, eye.x - track.boxes[:, 2]).clip(0)
    north = np.maximum(track.boxes[:, 1] - eye.y, eye.y - track.boxes[:, 3]).clip(0)
    return bool((np.hypot(east, north) <= eye.range_m).any())


@lru_cache(maxsize=TRACKS_KEPT)
def _track(line: CalibratedLine) -> Track:
    return Track(line.points)


@lru_cache(maxsize=TRACKS_KEPT)
def _fingerprint(line: CalibratedLine) -> str:
    return hashlib.sha256(np.ascontiguousarray(line.points).tobytes()).hexdigest()
