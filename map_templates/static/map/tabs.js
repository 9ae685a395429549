/** Tabs by the keyboard pattern of WAI-ARIA: arrows move, the chosen one alone is in the tab order. */

const MOVES = { ArrowRight: 1, ArrowLeft: -1 };

export function createTabs(list) {
  const tabs = [...list.querySelectorAll('[role="tab"]')];
  const choose = (chosen) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
    list.dispatchEvent(new CustomEvent("tabchosen", { detail: chosen.id }));
  };
  list.addEventListener("click", ({ target }) => target.role === "tab" && choose(target));
  list.addEventListener("keydown", ({ key, target }) => {
    if (!(key in MOVES)) return;
    const next = tabs.at((tabs.indexOf(target) + MOVES[key]) % tabs.length);
    choose(next);
    next.focus();
  });
  return { choose: (id) => choose(document.getElementById(id)) };
}
