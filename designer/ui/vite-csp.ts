/** Makes CodeMirror's style-mod use constructable style sheets: a strict style-src refuses the <style> it would create. */
import type { Plugin } from "vite";

const ELEMENT_ONLY_IN_SHADOW = "if (!root.head && root.adoptedStyleSheets && win.CSSStyleSheet)";
const WHEREVER_SUPPORTED = "if (root.adoptedStyleSheets && win.CSSStyleSheet)";

export function constructableStyles(): Plugin {
  return {
    name: "constructable-styles",
    transform(code, id) {
      if (!id.includes("/style-mod/")) return null;
      if (!code.includes(ELEMENT_ONLY_IN_SHADOW)) {
        this.error("style-mod has changed: expected the test of root.head before CSSStyleSheet; adapt vite-csp.ts");
      }
      return { code: code.replace(ELEMENT_ONLY_IN_SHADOW, WHEREVER_SUPPORTED), map: null };
    },
  };
}
