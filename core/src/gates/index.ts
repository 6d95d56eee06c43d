export * from "./gates.ts";
export * from "./profile.ts";
export * from "./answer.ts";
export * from "./judge.ts";
