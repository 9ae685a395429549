/** Says on the page why a passkey was not used; the library would tell the console alone. */

import { byId } from "./dom.js";

const CAUSES = { NotAllowedError: "notAllowed", SecurityError: "address", InvalidStateError: "known" };

document.addEventListener("allauth.error", (event) => {
  const said = byId("passkey-error");
  if (!said) return;
  event.preventDefault();
  said.textContent = said.dataset[CAUSES[event.detail.exception?.name] ?? "other"];
  said.hidden = false;
});
