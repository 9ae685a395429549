/** What every page does: the colours that were chosen, and nothing of a person's left behind at sign-out. */

import { byId } from "./dom.js";
import { forgetAll, unsent } from "./field_store.js";
import { toPaper, toScreen, whenPrinted } from "./on_paper.js";

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

/** Only whose session ended, and who is on the way back, still finds what was typed. */
function wireSignOut() {
  const signOut = byId("sign-out");
  signOut?.addEventListener("submit", leave);
  if (!signOut && !new URLSearchParams(location.search).has("next")) sessionStorage.clear();
}

/** Sign out once all is forgotten; what was saved in the field and not sent is lost only if the person says so. */
async function leave(event) {
  event.preventDefault();
  const { target } = event;
  if ((await unsent()) && !confirm(target.dataset.unsent)) return;
  sessionStorage.clear();
  await forgetAll();
  target.submit();
}

function closeMenuOutside() {
  const menu = document.querySelector(".menu");
  document.addEventListener("click", ({ target }) => menu?.contains(target) || menu?.removeAttribute("open"));
  menu?.addEventListener("keydown", ({ key }) => key === "Escape" && menu.removeAttribute("open"));
}

/** On a narrow screen the pages stand in one row that scrolls: begin it at the page that is open. */
function showCurrentPage() {
  const nav = document.querySelector(".nav");
  const current = nav?.querySelector("[aria-current]");
  if (current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - nav.clientWidth / 4;
}

wireTheme();
addEventListener("beforeprint", toPaper);
whenPrinted(toScreen);
showCurrentPage();
wireSignOut();
closeMenuOutside();
