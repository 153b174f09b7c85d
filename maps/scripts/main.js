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

window.Lian = Object.assign(state, {Albers, darkNow, find, page, paint, picture, start, table, theme, tiles});
