export * from "./instrument.ts";
export * from "./register.ts";
