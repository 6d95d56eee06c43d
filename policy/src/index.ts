export * from "./facts.ts";
export * from "./topics.ts";
export {
  openPolicy,
  type Decision,
  type May,
  type Policy,
  type PolicyAlarm,
  type Visible,
} from "./policy.ts";
