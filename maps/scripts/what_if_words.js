/* Sentences of the catalogs with their values put in, and numbers as they are written. */

/**
 * A sentence with its values; they are marked by brackets that no catalog has.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function told(text, values) {
  return text.replace(/⦃(\w+)⦄/g, (whole, name) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? value.toLocaleString("en-US") : value;
  });
}

/**
 * A p-value, never below what its draws can show.
 * @param {{p: number, draws: number}} found
 */
export function pText(found) {
  const least = 1 / (found.draws + 1);
  if (found.p <= least * 1.0000001) { return "≤ " + Number(least.toPrecision(2)); }
  return "= " + (found.p >= 0.001 ? found.p.toFixed(3) : String(Number(found.p.toFixed(5))));
}
