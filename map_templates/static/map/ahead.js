/** The first data: asked for and read while the other modules still come. The page names them among its preloads. */

const asked = new Map();

for (const link of document.querySelectorAll('link[rel="preload"][as="fetch"]')) {
  const address = link.getAttribute("href");
  const answer = read(address);
  answer.catch(() => null); // whoever wants it asks again
  asked.set(address, answer);
}

async function read(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  return { response, data: isJson ? await response.json() : null };
}

/** Give the promise of `{response, data}` of an address that was asked for ahead to the first who wants it. */
export function takeAhead(address) {
  const answer = asked.get(address);
  asked.delete(address);
  return answer;
}
