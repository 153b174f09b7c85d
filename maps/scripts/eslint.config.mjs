const browser = Object.fromEntries(["L", "window", "document", "location", "history", "navigator", "self", "performance", "atob", "Blob", "URL", "Image",
  "Path2D", "DOMMatrix", "ResizeObserver", "matchMedia", "requestAnimationFrame", "setTimeout", "clearTimeout", "Event", "BigInt"].map(name => [name, "readonly"]));

export default [
  {ignores: ["node_modules/", "*.d.ts"]},
  {
    files: ["*.js"],
    languageOptions: {ecmaVersion: 2022, sourceType: "module", globals: browser},
    linterOptions: {reportUnusedDisableDirectives: "error"},
    rules: {
      "no-undef": "error", "no-unused-vars": "error", "no-redeclare": "error", "no-shadow": "error", "eqeqeq": "error", "no-eval": "error",
      "no-implied-eval": "error", "no-new-func": "error", "no-implicit-globals": "error", "no-unreachable": "error", "curly": "error",
      "no-dupe-keys": "error", "no-fallthrough": "error", "no-self-assign": "error", "no-constant-condition": "error",
      "max-lines-per-function": ["error", {max: 60, skipBlankLines: true, skipComments: true}], "max-len": ["error", {code: 180}]
    }
  },
  {files: ["*.mjs"], languageOptions: {ecmaVersion: 2022, sourceType: "module", globals: {process: "readonly", console: "readonly", URL: "readonly"}}, rules: {"no-undef": "error", "no-unused-vars": "error"}}
];
