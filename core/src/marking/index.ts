export * from "./level.ts";
export * from "./marking.ts";
export * from "./release.ts";
