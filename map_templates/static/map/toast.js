/** Short messages that may carry one action; they stay until closed or until the next one. */

import { byId, h } from "./dom.js";

export function toast(text, { t }, action = null) {
  const message = h("div", { class: "toast" }, h("p", {}, text));
  if (action) message.append(actionElement(action, message));
  const close = () => message.remove();
  message.append(h("button", { type: "button", class: "button small", onclick: close }, t("close")));
  byId("toasts").replaceChildren(message);
}

/** Take the message away: after another write, the undo that it offers no longer stands. */
export const clearToast = () => byId("toasts").replaceChildren();

function actionElement({ text, href, target, act }, message) {
  if (href) return h("a", { class: "button small primary", href, target }, text);
  const run = async ({ currentTarget }) => {
    currentTarget.disabled = true;
    await act();
    message.remove();
  };
  return h("button", { type: "button", class: "button small primary", onclick: run }, text);
}
