export * from "./api.ts";
export * from "./body.ts";
export * from "./case.ts";
export * from "./clocks.ts";
export * from "./letter.ts";
export * from "./lists.ts";
export * from "./versions.ts";
export * from "./workflow.ts";
