/** The way from a sensor to its command centre, as lines of a map. */

const isPlaced = ({ lat }) => lat !== null;

/** Return `{ends, works}` of each link of a way of nodes with links between; none where a node has no place. */
export function linksOn(steps) {
  return steps.flatMap(({ type, works }, n) => {
    const nodes = [steps[n - 1], steps[n + 1]];
    if (type !== "link" || !nodes.every(isPlaced)) return [];
    return [{ ends: nodes.map(({ lat, lon }) => [lat, lon]), works }];
  });
}
