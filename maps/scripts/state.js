/* What the page holds, shared by all its parts. */

/** @type {LianState} */
export const state = {geometries: [], pages: [], views: {}, printing: false, inks: /** @type {any} */ (null)};
