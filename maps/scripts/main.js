/* The page's scripts as one object, which folium's templates call. */
import "./albers.js";
import { Albers } from "./albers.js";
import { paint } from "./draw.js";
import { picture, table } from "./downloads.js";
import { darkNow } from "./ink.js";
import { find } from "./search.js";
import { start } from "./start.js";
import { state } from "./state.js";
import { page, theme } from "./theme.js";
import { tiles } from "./tiles.js";

/* folium's popups make their content by $(`...`)[0]; jQuery itself is there where a plugin brings it */
if (!("$" in window)) {
  Object.assign(window, {$: (/** @type {string} */ html) => {
    const made = document.createElement("template");
    made.innerHTML = String(html).trim();
    return Array.from(made.content.children);
  }});
}
window.Lian = Object.assign(state, {Albers, darkNow, find, page, paint, picture, start, table, theme, tiles});
