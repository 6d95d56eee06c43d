export * from "./agencies.ts";
export * from "./api.ts";
export * from "./body.ts";
export * from "./lists.ts";
export * from "./terms.ts";
export * from "./versions.ts";
export * from "./workflow.ts";
