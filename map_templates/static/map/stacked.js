/** On a narrow screen a row of a stacked table is a card: each cell tells its column, and all keep a table's roles. */

const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };

export function stack(root) {
  for (const table of root.querySelectorAll("table.stacked:not([role])")) {
    const columns = [...(table.tHead?.rows[0]?.cells ?? [])].map(said);
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tfoot, tr, td, th")]) {
      part.setAttribute("role", ROLES[part.tagName] ?? (part.closest("thead") ? "columnheader" : "rowheader"));
    }
    for (const cell of table.querySelectorAll("tbody td")) {
      if (cell.colSpan === 1) cell.dataset.label = columns[cell.cellIndex] ?? "";
    }
  }
}

/** What a head says; a letter drawn in a swatch beside its words is no part of them. */
function said(head) {
  const spoken = [...head.childNodes].filter((part) => part.getAttribute?.("aria-hidden") !== "true");
  return spoken.map((part) => part.textContent).join("").trim();
}
