import { defineConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

const root = `${import.meta.dirname}/..`;

export default defineConfig({
  rootDir: root,
  sourceLocale: "en",
  locales: ["en", "fr", "hi"],
  format: formatter({ lineNumbers: false, explicitIdAsDefault: true }),
  orderBy: "message",
  runtimeConfigModule: { Trans: ["@setu/ui/trans.tsx", "Trans"] },
  catalogs: [
    {
      path: "<rootDir>/web/src/locales/{locale}",
      include: ["<rootDir>/web/src/**/*", "<rootDir>/ui/src/**/*", "<rootDir>/desks/*/src/screens/**/*"],
    },
  ],
});
