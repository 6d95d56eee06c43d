export * from "./permission.ts";
export * from "./terms.ts";
export * from "./workflow.ts";
