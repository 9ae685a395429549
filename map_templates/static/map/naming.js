/** Names for codes: the values of a fact in the reader's words. */

export function createNaming({ lists, layers }, language) {
  const byCode = (choices) => new Map(choices.map(({ code, name }) => [code, name]));
  const entries = Object.entries(lists).map(([list, choices]) => [list, byCode(choices)]);
  const names = Object.fromEntries(entries);
  const described = new Map(layers.map((layer) => [layer.name, layer]));
  const shownValue = (column, value) => {
    if (value === null || value === undefined || value === "") return null;
    if (column.kind === "choice") return names[column.list]?.get(value) ?? value;
    if (column.kind === "day") return language.day(value);
    return column.kind === "decimal" ? String(value).replace(".", language.separator) : String(value);
  };
  return {
    names,
    layer: (name) => described.get(name),
    label: (name) => described.get(name)?.label ?? name,
    /**
     * Return a layer's values as one line; the first column stands without its name.
     *
     * Without any it says `none`: of a layer that needs no value its name, for that the thing lies there says all.
     */
    worded(layer, values, none) {
      const columns = described.get(layer)?.values ?? [];
      const needsNone = values && columns.length > 0 && !columns.some(({ required }) => required);
      const otherwise = needsNone ? described.get(layer).label : language.t("empty_value");
      const said = columns.map((column, place) => {
        const text = shownValue(column, values?.[column.name]);
        return text && (place ? `${column.label}: ${text}` : text);
      });
      return said.filter(Boolean).join("; ") || (none ?? otherwise);
    },
    /** Return `{label, was, is}` of each column that differs between two facts of a layer. */
    changes(layer, before, after) {
      const columns = described.get(layer)?.values ?? [];
      const none = language.t("empty_value");
      return columns
        .map((column) => {
          const [was, is] = [before, after].map((values) => shownValue(column, values[column.name]) ?? none);
          return { label: column.label, was, is };
        })
        .filter(({ was, is }) => was !== is);
    },
    /** Return the key of a fact without its route: the element's name. */
    key(layer, key) {
      const columns = described.get(layer)?.key ?? [];
      return columns.map((column) => shownValue(column, key[column.name])).filter(Boolean).join(", ");
    },
  };
}
