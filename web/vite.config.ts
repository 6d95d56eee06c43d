import { lingui, linguiTransformerBabelPreset } from "@lingui/vite-plugin";
import babel from "@rolldown/plugin-babel";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { oneDictionary } from "./build/one-dictionary.ts";
import { wordsByPart } from "./build/words-by-part.ts";

// Lingui looks for its configuration from the working directory, which is the root of the repository.
process.env["LINGUI_CONFIG"] ??= `${import.meta.dirname}/lingui.config.ts`;
process.env["LINGUI_SUPPRESS_BABEL_WARNING"] = "1";

export default defineConfig(({ isSsrBuild }) => ({
  root: import.meta.dirname,
  plugins: [
    react(),
    // A message without a translation stops the build: no language ships behind another.
    lingui({ failOnMissing: true, failOnCompileError: true }),
    babel({ presets: [linguiTransformerBabelPreset()] }),
    oneDictionary(),
    wordsByPart(),
  ],
  ssr: { noExternal: true },
  build: {
    target: "es2023",
    outDir: isSsrBuild ? "dist-ssr" : "dist",
    emptyOutDir: true,
    copyPublicDir: !isSsrBuild,
    // The content security policy has `font-src 'self'` and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
}));
