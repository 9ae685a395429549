/** Where a label stands beside a line: square to it, on the side where it hides nothing of it. */

const GAP_PX = 9;

/**
 * Return the middle of a box of `[width, height]` beside a line; null if the line lies under it on both sides.
 *
 * `near` are points of the line in order, in pixels, around `at`, its point that the label names.
 */
export function besideLine(at, near, [width, height], gap_px = GAP_PX) {
  const [first, last] = [near[0], near.at(-1)];
  const middle = Math.floor(near.length / 2);
  const [before, after] = [near[middle - 1] ?? first, near[middle + 1] ?? last];
  const [dx, dy] = [after.x - before.x, after.y - before.y];
  const length = Math.hypot(dx, dy);
  if (!length) return null;
  const [nx, ny] = [-dy / length, dx / length];
  const away = gap_px + (Math.abs(nx) * width + Math.abs(ny) * height) / 2;
  const sides = [1, -1].map((side) => ({ x: at.x + side * nx * away, y: at.y + side * ny * away }));
  const isClear = (one) => !near.some((point) => lies(point, one, width, height, gap_px / 2));
  return sides.find(isClear) ?? null;
}

function lies({ x, y }, middle, width, height, margin) {
  return Math.abs(x - middle.x) < width / 2 + margin && Math.abs(y - middle.y) < height / 2 + margin;
}
