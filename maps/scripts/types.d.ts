/* What the page's data and parts are; the data are written by maps/page/document.py and theme_data.py. */
declare global {
  /** Leaflet is loaded before the page's scripts. */
  const L: any;
  type LMap = any;
  interface LianState {
    geometries: Geometry[];
    pages: Page[];
    views: Record<string, View>;
    printing: boolean;
    /** Set before anything is drawn. */
    inks: Inks;
  }
  interface Inks { light: Record<string, string>; dark: Record<string, string>; darkened: Record<string, string>; taiwan: string }
  interface LegendClass { label: string; color: string; count: number; symbol: string }
  /** A way to cut values: as the theme's own, or one of its alternatives. */
  interface Way { scheme: string; classes: [string, string, number, string][]; cuts: number[]; breaks: number[]; lower: number }
  interface RawTheme extends Way {
    name: string; kind: string; caption: string; note: string; base: boolean; geo: number;
    /** of the year slider; none where it is empty */ series: string; year: number | null;
    missing: number; missingLabel: string; noData: string; values: any; scatter: any[] | null; index: string | null; outside: string;
    alternatives: Way[]; grid: [number, number] | null; axes: [string, string]; rows: any; image: any; shapes: any[];
  }
  interface Geometry {
    raw: any; X: Float32Array; Y: Float32Array; start: Int32Array; n: number; rings: Int32Array[][]; sides: Int32Array; level: Uint8Array;
    box: Float64Array; dots: [number, number, number][]; count: number; codes: string[]; names: string[]; natives: string[] | null; at: Map<string, number>;
    thin: Record<number, Thinned>; grid: any; anchors?: number[][];
  }
  interface Thinned { keep: Int32Array; start: Int32Array; lines: Path2D[] | null; units?: Path2D[] }
  /** The affine way from projected meters to a canvas. */
  interface Frame {
    ax: number; bx: number; ay: number; by: number; minx: number; width: number; height: number; perPixel: number;
    /** what of the canvas is seen: left, top, right, bottom */
    window: number[];
    /** how much smaller names are drawn; the box under the inset; the names that were written */
    small?: number; home?: number; covered?: number[]; placed?: any[]; named?: string[]; marks?: number;
  }
  interface Page {
    at: number; title: string; lang: string; words: Record<string, any>; credits: string[]; tiles: any; alpha: number; state: string;
    geos: number[]; themes: RawTheme[]; count: number; extent: [number, number, number, number]; land: any[] | null; dashes: any[] | null;
    labels: any[] | null; inks: Inks; data: any[]; views: View[]; inset: {box: number[]; main: [number, number, number, number]; sea: number[]; title: string} | null;
    whole?: boolean; home?: number; hash?: string; ready?: boolean; drawn?: number;
  }
  interface Theme { at: number; page: Page; raw: RawTheme; geo: Geometry; isolated: number | null; data: any; colorOf(unit: number): string; [key: string]: any }
  interface View {
    map: LMap; page: Page; geo: Geometry; base: Theme | null; raster: Theme | null; shown: Theme[]; selection: Set<number> | null;
    hovered: number; picked: number; pinned?: boolean; levels: any; listeners: (() => void)[]; canvas: any; highlight: any; card: HTMLElement;
    select(set: Set<number> | null): void; redraw(): void; tell(): void; pick(unit: number, point?: any): void; unit(latlng: any): number;
    parents(unit: number): string; ink(): Record<string, string>; dark(): boolean; [key: string]: any;
  }
  /** A page come alive: what its parts share. */
  interface App {
    at: number; map: LMap; themes: Theme[]; page: Page; view: View; year: number | null; ready: boolean; fitted: boolean;
    side: HTMLElement; tools: HTMLElement; stage: HTMLElement; pane: HTMLElement; foot: HTMLElement;
    show(theme: Theme): void; refresh(): void; others(): View[];
  }
  /** What maps/live/what_if.py writes. */
  interface WhatIfData {
    count: number; also: Uint8Array; order: number[]; names: string[]; strata: Int32Array[]; nulls: string[]; pairs: Int32Array[]; graphs: string[];
    seed: number; draws: number; ranked: boolean; chosen: Choice; words: Record<string, string>; colors: number;
    reported: (Choice & {joins: number; largest: number; draws: number; seed: number})[];
    ground: {box: number[]; land: string; units: string[]; dashes: string; spots: string};
  }
  interface Choice { first: number; null: number; graph: number; also: boolean }
  interface Premise { eligible: number[]; members: number[]; strata: Int32Array; pairs: Int32Array; seed: number }
  interface Group {
    pool: Int32Array; size: number; steps: number; key: [number, number]; deck: Int32Array; out: Int32Array; places: Int32Array; left: Uint8Array;
  }
  interface Problem {
    n: number; near: {start: Int32Array; of: Int32Array}; groups: Group[]; chosen: Int32Array;
    stamp: Int32Array; parent: Int32Array; size: Int32Array; list: Int32Array;
  }
  interface Tally { joins: number[]; largest: number[] }
  interface Against { observed: number; draws: number; mean: number; p: number }
  interface Window { Lian: any; LianWhatIf: any }
}

export {};
