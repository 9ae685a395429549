/** Where names fit on a map: clear of each other, of the line and of all that lies on it. Boxes are in pixels. */

const GRID = 9;

export function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export const isClear = (box, taken) => !taken.some((other) => overlap(box, other));

export const around = ({ x, y }, width, height) => ({ x: x - width / 2, y: y - height / 2, width, height });

/** Tell whether a point lies within rings of `[x, y]`, holes left out. */
export function isInside([x, y], rings) {
  let inside = false;
  for (const ring of rings) {
    for (let place = 0, before = ring.length - 1; place < ring.length; before = place, place += 1) {
      const [[x1, y1], [x2, y2]] = [ring[place], ring[before]];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    }
  }
  return inside;
}

/**
 * Return the middle of a free box in `frame`, as near to the frame's middle as there is one; null if there is none.
 *
 * `isGround(point)` tells whether a point, in pixels, lies where the name belongs.
 */
export function freePlace(frame, { width, height }, taken, isGround) {
  const [wide, high] = [frame.width - width, frame.height - height];
  if (wide < 0 || high < 0) return null;
  const middle = { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 };
  const steps = Array.from({ length: GRID }, (_, step) => step / (GRID - 1));
  const places = steps.flatMap((across) =>
    steps.map((down) => ({ x: frame.x + width / 2 + across * wide, y: frame.y + height / 2 + down * high })),
  );
  const away = ({ x, y }) => Math.hypot(x - middle.x, y - middle.y);
  const free = (at) => isClear(around(at, width, height), taken) && isGround(at);
  return places.sort((a, b) => away(a) - away(b)).find(free) ?? null;
}

/** Return the part that two boxes have in common; its width or height is negative if they have none. */
export function common(a, b) {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  return {
    x,
    y,
    width: Math.min(a.x + a.width, b.x + b.width) - x,
    height: Math.min(a.y + a.height, b.y + b.height) - y,
  };
}
