export * from "./api.ts";
export * from "./onward.ts";
export * from "./permission.ts";
export * from "./terms.ts";
export * from "./versions.ts";
export * from "./workflow.ts";
