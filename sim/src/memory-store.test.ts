import { storeSuite } from "@setu/link/store.suite.ts";
import { MemoryStore } from "./memory-store.ts";

storeSuite("memory", async () => ({ store: new MemoryStore(), close: async () => {} }), {
  sideBySide: false,
});
