/** The one module that fetches. Every failure is an `ApiError`: status, field at fault and message. */

/** Tell whether an error of that code means that nobody is signed in any more. */
export const endsSession = (code) => code === "not_authenticated" || code === "signed_out";

export class ApiError extends Error {
  constructor(status, { code, message, where = null, detail = {} }) {
    super(message);
    Object.assign(this, { status, code, where, detail });
  }

  get isSessionEnded() {
    return endsSession(this.code);
  }
}

/** `ahead(address)` gives the promise of what was asked for already, as ahead.js has it. */
export function createApi({ urls, language, csrf_cookie }, ahead = () => undefined) {
  const send = (path, options) => request(urls.api + path, { language, csrf_cookie, ahead, ...options });
  return {
    get: (path, asked = {}, signal = undefined) => send(path + query(asked), { signal }),
    post: (path, body, options = {}) => send(path, { method: "POST", body, ...options }),
    /** Send a form with a file: the one request that is not JSON. */
    upload: (path, form, options = {}) => send(path, { method: "POST", form, ...options }),
    patch: (path, body) => send(path, { method: "PATCH", body }),
    remove: (path) => send(path, { method: "DELETE" }),
    /** Tell whether the server answers now. */
    answers: (address) => fetch(address, { cache: "no-store" }).then(({ ok }) => ok, () => false),
    /** Fetch a file of the page itself, such as the base map. */
    file: async (address) => (await request(address, { language, ahead })).data,
  };
}

const NOT_LOADED = /import|module/i;

/** Give the module that `import()` brings; one that could not be fetched fails as any reading does. */
export async function loaded(importing) {
  try {
    return await importing;
  } catch (error) {
    if (!(error instanceof TypeError) || !NOT_LOADED.test(error.message)) throw error;
    throw new ApiError(0, { code: "offline", message: "" });
  }
}

function query(asked) {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== null);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

/** Return `{data, number}`; `number` is the ledger's number that the answer was read at. */
async function request(address, { method = "GET", ahead, ...options }) {
  const heard = method === "GET" && (await ahead(address)?.catch(() => null));
  const { response, data } = heard || (await ask(address, method, options));
  if (response.redirected && !isJson(response)) throw new ApiError(403, { code: "signed_out", message: "" });
  if (!response.ok) throw new ApiError(response.status, data?.error ?? unexplained(response));
  return { data, number: numberOf(response) };
}

async function ask(address, method, { body, form, signal, ...options }) {
  const headers = headersOf(method, options);
  if (form) delete headers["Content-Type"]; // the browser says it, with the boundary
  const sent = form ?? (body && JSON.stringify(body));
  const response = await reach(address, { method, headers, signal, body: sent });
  return { response, data: await parsed(response) };
}

/** `number` is what was read of the ledger, `key` lets a write that is sent again be written once. */
function headersOf(method, { language, csrf_cookie, number, key }) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  if (number !== undefined) headers["If-Match"] = `"${number}"`;
  if (key) headers["Idempotency-Key"] = key;
  if (method === "GET") return headers;
  return { ...headers, "Content-Type": "application/json", "X-CSRFToken": cookie(csrf_cookie) };
}

async function reach(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, { code: "offline", message: "" });
  }
}

const isJson = (response) => (response.headers.get("Content-Type") ?? "").includes("json");

async function parsed(response) {
  if (!isJson(response)) return null;
  try {
    return await response.json();
  } catch {
    throw new ApiError(0, { code: "offline", message: "" });
  }
}

function unexplained({ status }) {
  return { code: status === 503 ? "busy" : "server_error", message: "" };
}

function numberOf(response) {
  const tag = /\d+/.exec(response.headers.get("ETag") ?? "");
  return tag ? Number(tag[0]) : undefined;
}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
