/** The browser's only lasting memory of the field page: what its user saved and the server has not received. */

const NAME = "field";
const QUEUE = "queue";
const OWNER = "owner";
const SCOPE = "/field/";
const CACHES = /^field-/;
const PATIENCE_MS = 2_000;

/** Return the entries of this person in the order they were made; somebody else's wait for their own sign-in. */
export async function readQueue(user) {
  const own = (await readAll()).filter((entry) => entry.user === user);
  return own.sort((a, b) => (a.made_at < b.made_at ? -1 : 1));
}

/** Return how many entries wait here for somebody else. */
export const countOthers = async (user) => (await readAll()).filter((entry) => entry.user !== user).length;

const readAll = () => withStore("readonly", (store) => done(store.getAll()));

/** Delete the entries for which it `isGone`. */
async function forgetSome(isGone) {
  await withStore("readwrite", async (store) => {
    for (const entry of await done(store.getAll())) if (isGone(entry)) store.delete(entry.id);
  });
}

export const forgetOthers = (user) => forgetSome((entry) => entry.user !== user);

export const keepEntry = (entry) => withStore("readwrite", (store) => done(store.put(entry)));

export const forgetEntry = ({ id }) => withStore("readwrite", (store) => done(store.delete(id)));

/** Say whose device this is until they sign out: without a connection the page cannot ask. */
export const setOwner = (user) => withStore("readwrite", (store) => done(store.put(user, OWNER)), OWNER);

export const owner = () => withStore("readonly", (store) => done(store.get(OWNER)), OWNER);

/** Return how much is unsent of this person's and of others', without making a memory where there is none. */
export async function unsent(user) {
  if (!(await exists())) return { own: 0, others: 0 };
  const [{ length: own }, others] = await Promise.all([readQueue(user), countOthers(user)]);
  return { own, others };
}

/** Delete everything that the field page keeps for this person: entries, owner, shell and its worker. */
export async function forgetAll(user) {
  const forgetting = Promise.all([forgetDatabase(user), forgetShell()]);
  await Promise.race([forgetting, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

async function exists() {
  if (!globalThis.indexedDB?.databases) return false;
  return (await indexedDB.databases()).some(({ name }) => name === NAME);
}

async function forgetDatabase(user) {
  if (!(await exists())) return;
  await forgetSome((entry) => entry.user === user);
  await withStore("readwrite", (store) => done(store.clear()), OWNER);
  if (!(await readAll()).length) await done(indexedDB.deleteDatabase(NAME));
}

async function forgetShell() {
  const names = globalThis.caches ? await caches.keys() : [];
  await Promise.all(names.filter((name) => CACHES.test(name)).map((name) => caches.delete(name)));
  const worker = await navigator.serviceWorker?.getRegistration(SCOPE);
  await worker?.unregister();
}

async function withStore(mode, act, name = QUEUE) {
  const database = await opened();
  try {
    const transaction = database.transaction(name, mode);
    const isKept = committed(transaction);
    const found = await act(transaction.objectStore(name));
    await isKept;
    return found;
  } finally {
    database.close();
  }
}

async function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(QUEUE, { keyPath: "id" });
    request.result.createObjectStore(OWNER);
  };
  return done(request);
}

function committed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
