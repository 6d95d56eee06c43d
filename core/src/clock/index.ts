export * from "./calendar.ts";
export * from "./clock.ts";
export { deadline } from "./deadline.ts";
export * from "./limits.ts";
export * from "./start.ts";
export { remaining, viewAt } from "./view.ts";
