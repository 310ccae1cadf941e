/** Builds every island and the page script into designer/static/dist, with the manifest that designer/assets.py reads. */
import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { constructableStyles } from "./vite-csp.ts";

const here = import.meta.dirname;
const source = resolve(here, "src");
const tests = resolve(here, "../../tests/designer/ui");

/** Each file in src/islands is an entry of its own; pages load only the islands they show. */
function entries(): Record<string, string> {
  const folder = resolve(source, "islands");
  const islands = readdirSync(folder).filter((name) => /\.tsx?$/.test(name)).map((name) => resolve(folder, name));
  return Object.fromEntries(
    [resolve(source, "app.ts"), ...islands].map((file) => [basename(file).replace(/\.tsx?$/, ""), file]),
  );
}

export default defineConfig({
  root: here,
  base: "./",
  plugins: [react(), constructableStyles()],
  resolve: {
    alias: {
      "@ui": source,
      // @rjsf/core imports ajv from its index; ajv needs eval, which the content security policy forbids.
      "@rjsf/validator-ajv8": resolve(source, "form/validator.ts"),
    },
    // One copy each; it also lets the tests, which lie outside this folder, find them.
    dedupe: ["react", "react-dom", "preact", "vitest", "@zxing/library"],
  },
  build: {
    outDir: resolve(here, "../static/dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    license: { fileName: "licences.md" },
    // Fonts and images stay files: the policy allows data: for images only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: entries() },
  },
  // The tests lie outside this folder.
  server: { fs: { allow: [here, tests] } },
  test: {
    dir: tests,
    environment: "happy-dom",
    include: ["**/*.test.{ts,tsx}"],
    // Through Vite, so that the alias of @rjsf/validator-ajv8 holds in tests too.
    server: { deps: { inline: [/@rjsf/] } },
  },
});
