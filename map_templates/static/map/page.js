/** What every page does: the colours that were chosen, day fields, tables on a phone, and nothing of a person's left behind at sign-out. */

import { wireDays } from "./day_inputs.js";
import { byId, h } from "./dom.js";
import { forgetAll, unsent } from "./field_store.js";
import { guardForms } from "./form_session.js";
import { toPaper, toScreen, whenPrinted } from "./on_paper.js";
import { stack } from "./stacked.js";

const A_YEAR_S = 365 * 24 * 60 * 60;

function wireTheme() {
  const select = byId("theme");
  select.value = document.documentElement.dataset.theme;
  select.addEventListener("change", () => {
    document.documentElement.dataset.theme = select.value;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${select.value}; path=/; max-age=${A_YEAR_S}; SameSite=Lax${secure}`;
    document.dispatchEvent(new Event("themechange"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.dispatchEvent(new Event("themechange"));
  });
}

/** Each printed page bears the marking in its margin. */
function wireMarking() {
  const marking = byId("marking")?.textContent;
  if (marking) document.documentElement.style.setProperty("--marking", JSON.stringify(marking));
}

/** In the other language the page shows what it shows now: its address may have changed since it was loaded. */
function wireLanguages() {
  const form = document.querySelector(".languages");
  form?.addEventListener("submit", () => (form.elements.next.value = location.pathname + location.search));
}

/** What is swapped in later is wired like what was there. */
function wireContent() {
  wireDays(document);
  stack(document);
}

/** Only whose session ended, and who is on the way back, still finds what was typed. */
function wireSignOut() {
  const signOut = byId("sign-out");
  signOut?.addEventListener("submit", leave);
  if (signOut) guardForms(signOut);
  if (!signOut && !new URLSearchParams(location.search).has("next")) sessionStorage.clear();
}

/** Sign out once all of this person's is forgotten, what waits in the field only if they say so; others' waits on. */
async function leave(event) {
  event.preventDefault();
  const { target } = event;
  const { username, unsent: warning } = target.dataset;
  const { own, others } = await unsent(username);
  if (own && !confirm(warning)) return;
  sessionStorage.clear();
  await forgetAll(username);
  if (others) target.append(h("input", { type: "hidden", name: "others_wait", value: "yes" }));
  target.submit();
}

/** Whoever turns elsewhere leaves a menu shut; Esc shuts it and goes back to its name. */
function wireMenus() {
  for (const menu of document.querySelectorAll(".menu, .nav-menu, .drop")) {
    const shut = () => (menu.open = false);
    document.addEventListener("click", ({ target }) => menu.contains(target) || shut());
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !menu.contains(relatedTarget)) shut();
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      event.stopPropagation();
      shut();
      menu.querySelector("summary").focus();
    });
  }
}

/** On a narrow screen one button opens all menus: the one with the open page is open then. */
function wireNarrowMenu() {
  const nav = byId("site-nav");
  nav?.addEventListener("toggle", ({ newState }) => {
    const here = nav.querySelector(".is-current");
    if (newState === "open" && here) here.parentElement.open = true;
  });
  nav?.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && nav.matches(":popover-open")) event.stopPropagation();
  });
}

wireTheme();
wireMarking();
wireLanguages();
wireContent();
document.addEventListener("htmx:afterSettle", wireContent);
addEventListener("beforeprint", toPaper);
whenPrinted(toScreen);
wireMenus();
wireNarrowMenu();
wireSignOut();
