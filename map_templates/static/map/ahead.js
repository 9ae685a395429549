/** What is done while the other modules still come: the first data are read, the page is laid out. */

const asked = new Map();
const styles = document.querySelector('link[rel="stylesheet"]');

// The page names the first data among its preloads
for (const link of document.querySelectorAll('link[rel="preload"][as="fetch"]')) {
  const address = link.getAttribute("href");
  const answer = read(address);
  answer.catch(() => null); // whoever wants it asks again
  asked.set(address, answer);
}

// Nothing is painted before the map's module has begun: without this it would wait for the first layout as well
layOut();
document.addEventListener("readystatechange", layOut, { once: true });
styles.addEventListener("load", layOut, { once: true });

function layOut() {
  if (document.readyState !== "loading" && styles.sheet) document.body.getBoundingClientRect();
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
