export * from "./workflow.ts";
export * from "./body.ts";
export * from "./api.ts";
export * from "./ref.ts";
export * from "./home.ts";
export * from "./me.ts";
