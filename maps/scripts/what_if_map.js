/* The patches on a small map: the list's units by patch, the provinces, the ten-dash line and the islands. */

const NS = "http://www.w3.org/2000/svg";

/** @param {WhatIfData} data */
export function patchMap(data) {
  const box = document.createElement("figure"), svg = document.createElementNS(NS, "svg"), view = data.ground;
  svg.setAttribute("viewBox", view.box.join(" ")); svg.setAttribute("role", "img");
  box.className = "map";
  const add = (/** @type {string} */ tag, /** @type {Record<string, string | number>} */ attributes) => {
    const made = document.createElementNS(NS, tag);
    Object.entries(attributes).forEach(([name, value]) => { made.setAttribute(name, String(value)); });
    svg.append(made);
    return made;
  };
  const title = add("title", {});
  title.textContent = data.words.map;
  add("path", {d: view.land, "class": "land"});
  /** @type {Map<number, Element>} */
  const units = new Map();
  data.order.forEach((unit, at) => {
    const path = add("path", {d: view.units[at], "class": "unit"});
    const name = document.createElementNS(NS, "title");
    name.textContent = data.names[at]; path.append(name); units.set(unit, path);
  });
  add("path", {d: view.land, "class": "borders"});
  if (view.dashes) { add("path", {d: view.dashes, "class": "dashes"}); }
  if (view.spots) { add("path", {d: view.spots, "class": "spots"}); }
  box.append(svg);
  const caption = document.createElement("figcaption");
  caption.textContent = data.words.map; box.append(caption);
  return {
    box,
    /** @param {Map<number, number>} patches the patch of each member, -1 of those alone */
    show(patches) {
      units.forEach((path, unit) => {
        const patch = patches.get(unit);
        path.setAttribute("class", patch === undefined ? "unit" : patch < 0 ? "unit alone" : `unit in p${patch % data.colors}`);
      });
    }
  };
}
