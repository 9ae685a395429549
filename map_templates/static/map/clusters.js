/** Points of the screen that lie too near each other to be told apart, gathered. */

/**
 * Return groups `{x, y, members}` of points `{x, y, …}`: each point within `reach_px` of a group's first member.
 *
 * `x` and `y` of a group are the mean of its members, so that a group of one stands where its point stands.
 */
export function clustered(points, reach_px) {
  const cells = inCells(points, reach_px);
  const taken = new Set();
  const groups = [];
  for (const first of points) {
    if (taken.has(first)) continue;
    const members = near(cells, first, reach_px).filter((point) => !taken.has(point));
    for (const member of members) taken.add(member);
    groups.push({ ...middle(members), members });
  }
  return groups;
}

function inCells(points, size_px) {
  const cells = new Map();
  for (const point of points) {
    const name = nameOf(cellOf(point.x, size_px), cellOf(point.y, size_px));
    if (!cells.has(name)) cells.set(name, []);
    cells.get(name).push(point);
  }
  return cells;
}

function near(cells, { x, y }, reach_px) {
  const [column, row] = [cellOf(x, reach_px), cellOf(y, reach_px)];
  const beside = [-1, 0, 1];
  const others = beside.flatMap((dx) => beside.flatMap((dy) => cells.get(nameOf(column + dx, row + dy)) ?? []));
  return others.filter((other) => Math.hypot(other.x - x, other.y - y) <= reach_px);
}

const cellOf = (at, size_px) => Math.floor(at / size_px);
const nameOf = (column, row) => `${column} ${row}`;

function middle(members) {
  const mean = (axis) => members.reduce((sum, one) => sum + one[axis], 0) / members.length;
  return { x: mean("x"), y: mean("y") };
}
