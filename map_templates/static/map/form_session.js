/** Forms go out only while whoever filled them in is signed in: else all that was typed and chosen stays in them. */

import { clearToast, toast } from "./toast.js";

const OPEN = "#sign-out, .languages";

/** Ask before each sending; `signOut` is the form that knows the person, the addresses and the words. */
export function guardForms(signOut) {
  const asking = new WeakSet();
  const sure = new WeakSet();
  const guard = async (event) => {
    const { target: form, submitter } = event;
    if (!writes(form) || sure.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (asking.has(form) || (form.dataset.confirm && !confirm(form.dataset.confirm))) return;
    asking.add(form);
    if (await isSendable(form, signOut.dataset)) {
      sure.add(form);
      form.requestSubmit(submitter);
      sure.delete(form);
    }
    asking.delete(form);
  };
  document.addEventListener("submit", guard, true);
}

function writes(form) {
  return (form.getAttribute("method") === "post" || form.hasAttribute("hx-post")) && !form.matches(OPEN);
}

/** A sign-in in another tab gave this browser another token: the form takes it. */
async function isSendable(form, words) {
  const found = await askedSession(words.session);
  if (found?.user === words.user) {
    const token = form.querySelector('input[name="csrfmiddlewaretoken"]');
    if (token) token.value = found.token;
    clearToast();
    return true;
  }
  const again = { text: words.again, href: words.signIn, target: "_blank" };
  const said = !found ? "offline" : found.user ? "other" : "ended";
  toast(words[said], { t: () => words.close }, said === "ended" ? again : null);
  return false;
}

/** Return whose session it is and the token, or null if the server cannot tell. */
async function askedSession(address) {
  try {
    const response = await fetch(address, { cache: "no-store", headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
