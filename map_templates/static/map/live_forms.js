/** Forms and lists that htmx swaps: their day fields, the keyboard's place, and what is said when a save cannot be sent. */

import { byId, h } from "./dom.js";

const SHOWN_MS = 12_000;

/** After a refusal the first field at fault has the keyboard. */
function toFault(root) {
  root.querySelector('[aria-invalid="true"]')?.focus();
}

function say(key) {
  const text = byId("reference").dataset[key];
  const shown = h("div", { class: "toast", role: "alert" }, h("p", {}, text));
  byId("toasts").replaceChildren(shown);
  setTimeout(() => shown.remove(), SHOWN_MS);
}

function isSignIn({ responseURL }) {
  return new URL(responseURL || location.href).pathname.startsWith("/sign-in");
}

document.addEventListener("htmx:sendError", () => say("offline"));
document.addEventListener("htmx:responseError", () => say("failed"));
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isSignIn(event.detail.xhr)) return;
  event.detail.shouldSwap = false;
  say("signedOut");
});
document.addEventListener("htmx:afterSettle", () => toFault(document));
toFault(document);
