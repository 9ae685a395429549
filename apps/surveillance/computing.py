"""What sensors see, computed ahead and stored: in one go, or in chunks that several workers share."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.border.locate import lines_on
from apps.geo.errors import NotFound, SightError
from apps.geo.sight import Conditions, Eye
from apps.surveillance.poses import Scenery, Sights, keep, missing
from apps.surveillance.situation import History, Situation
from apps.surveillance.terrain import SQUARE_M, TerrainInForce

CHUNK = 125
"""Eyes a task: some 100 ms of computing, so that handing it out costs little beside it."""
EYES_A_REPORT = 50
MOST_THREADS = 4

Look = tuple[date, Conditions]
"""The lines of a day, and how to look at them."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Chunk:
    """Some eyes that look at the same lines, over the terrain in force, in the same way."""

    look: Look
    eyes: Sequence[Eye]

    @property
    def scenery(self) -> Scenery:
        day, conditions = self.look
        return Scenery(lines_on(day), TerrainInForce.now(), conditions)

    def as_json(self) -> dict[str, Any]:
        day, conditions = self.look
        return {"day": day.isoformat(), **asdict(conditions), "eyes": [astuple(eye) for eye in self.eyes]}

    @classmethod
    def of(cls, given: dict[str, Any]) -> "Chunk":
        conditions = Conditions(given["target_m"], given["refraction"])
        return cls(
            (date.fromisoformat(given["day"]), conditions), [Eye(*numbers) for numbers in given["eyes"]]
        )


def uncomputed(history: History, looks: Iterable[Look], sensor: str | None = None) -> list[Chunk]:
    """Return what is not stored yet of what sensors see, neighbours together: they share squares of terrain.

    Raises
    ------
    NotFound
        There is no such sensor.
    SightError
        The sensor asked for has no place to look from on any of the days.
    """
    looks = list(looks)
    found, seen, has_place = [], set(), False
    for look in looks:
        situation = history.on(*look)
        eyes = _new_eyes(situation, sensor, seen)
        has_place = has_place or sensor in situation.eyes
        found += [
            Chunk(look, eyes[n : n + CHUNK])
            for eyes in [sorted(missing(eyes, situation.scenery), key=_square)]
            for n in range(0, len(eyes), CHUNK)
        ]
    if sensor is not None and not has_place:
        _refuse(history, sensor)
    return found


def compute_all(chunks: Sequence[Chunk], progress: Progress | None = None) -> int:
    """Compute and store chunk after chunk on the cores of this machine; return how many eyes."""
    done, total = 0, sum(len(chunk.eyes) for chunk in chunks)
    for chunk in chunks:
        scenery = chunk.scenery
        keep(sights(chunk, scenery, threads=min(MOST_THREADS, os.cpu_count() or 1)), scenery)
        done += len(chunk.eyes)
        if progress:
            progress(done, total)
    return done


def sights(
    chunk: Chunk, scenery: Scenery, threads: int = 1, progress: Progress | None = None
) -> dict[Eye, Sights]:
    """Compute what the eyes of a chunk see; nothing is stored."""
    found: dict[Eye, Sights] = {}
    with ThreadPoolExecutor(threads) as pool:
        for some in _batches(chunk.eyes, EYES_A_REPORT):
            if progress:
                progress(len(found), len(chunk.eyes))
            found.update(zip(some, pool.map(scenery.look, some), strict=True))
    return found


def _new_eyes(situation: Situation, sensor: str | None, seen: set[tuple[str, Eye]]) -> list[Eye]:
    """Return the eyes that no earlier day had over the same scenery, and remember them."""
    mine = [eye for code, eye in situation.eyes.items() if sensor in (None, code)]
    key = situation.scenery.hash_of_key
    eyes = [eye for eye in dict.fromkeys(mine) if (key, eye) not in seen]
    seen.update((key, eye) for eye in eyes)
    return eyes


def _square(eye: Eye) -> tuple[float, float]:
    return eye.y // SQUARE_M, eye.x // SQUARE_M


def _batches(eyes: Sequence[Eye], size: int) -> Iterator[Sequence[Eye]]:
    return (eyes[n : n + size] for n in range(0, len(eyes), size))


def _refuse(history: History, sensor: str) -> None:
    if sensor not in history.codes:
        raise NotFound(_("There is no sensor %(code)s.") % {"code": sensor}, "sensor")
    if sensor in history.linear_codes - history.laid_codes:
        message = _("The sensor %(code)s senses along itself: give it a stretch.")
        raise SightError(message % {"code": sensor}, "sensor")
    if sensor not in history.laid_codes:
        message = _("The sensor %(code)s has no place to look from: give it one, or a site that has one.")
        raise SightError(message % {"code": sensor}, "sensor")
