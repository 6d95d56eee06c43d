import type { Family } from "./openmetrics.ts";

/** Every family that this program tells of itself. Label sets are fixed: lanes, loops, codes and classes, never a person or a matter. */
export const FAMILIES = {
  setu_build: { type: "info", help: "Versions.", labels: ["program", "runtime"] },
  setu_training: { type: "gauge", help: "1 when this node trains: nothing on it is real.", labels: [] },
  setu_database_up: { type: "gauge", help: "1 when the database has answered.", labels: [] },
  setu_database_connections: { type: "gauge", help: "Connections of the pool.", labels: ["state"] },
  setu_database_size_bytes: { type: "gauge", unit: "bytes", help: "Size of the database.", labels: [] },
  setu_disk_free_ratio: { type: "gauge", unit: "ratio", help: "Free part of the home's disk.", labels: [] },
  setu_disk_free_bytes: { type: "gauge", unit: "bytes", help: "Free on the home's disk.", labels: [] },
  setu_certificate_left_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Until the certificate for the peer ends.",
    labels: [],
  },
  setu_keys_ending: {
    type: "gauge",
    help: "Keys, certificates and lists that have ended or end within 30 days (a list of revocations: 1).",
    labels: [],
  },
  setu_keys_age_seconds: { type: "gauge", unit: "seconds", help: "Age of the file of keys.", labels: [] },
  setu_calendar_left_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Until the last day that a calendar knows.",
    labels: ["of"],
  },
  setu_backup_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Since a backup was written from this home and read back; +Inf: never.",
    labels: [],
  },
  setu_purge_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Since what destroys by date last came to its end; before that, since this process began.",
    labels: [],
  },
  setu_scrub_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Since everything that is stored was last looked through; before that, since this process began.",
    labels: [],
  },
  setu_link_stopped: { type: "gauge", help: "1 when a contradiction has stopped the link.", labels: [] },
  setu_link_heard_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Since the peer last brought something on this lane; +Inf: never.",
    labels: ["lane"],
  },
  setu_link_pulse_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Since this node wrote its last pulse; +Inf: never.",
    labels: ["lane"],
  },
  setu_link_unsent_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Age of the oldest entry that the peer has not cosigned.",
    labels: ["lane"],
  },
  setu_link_unapplied_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Age of the oldest entry of the peer that is not opened.",
    labels: ["lane"],
  },
  setu_link_file_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Where files are carried: since one was written here, and since the newest of theirs was written there; +Inf: never.",
    labels: ["file"],
  },
  setu_link_entries: {
    type: "gauge",
    help: "Entries of our log (signed, cosigned) and of the peer's (held, applied, excepted).",
    labels: ["lane", "what"],
  },
  setu_link_clock_skew_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "How far the peer's clock is from ours by its last receipt, whichever is ahead.",
    labels: [],
  },
  setu_witness_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Since enough witnesses, by this node's policy, last cosigned this lane; +Inf: never.",
    labels: ["lane"],
  },
  setu_alarms: { type: "gauge", help: "Alarms that nobody has looked into.", labels: ["code"] },
  setu_guards_whole: { type: "gauge", help: "1 when policy and row security are as made.", labels: [] },
  setu_loop_late_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "For how long a loop has not begun, or not ended, the round that was due.",
    labels: ["loop"],
  },
  setu_loop_failing_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Since when every round of a loop has failed.",
    labels: ["loop"],
  },
  setu_http_request_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "Answers to officers and programs, by class of route.",
    labels: ["class"],
  },
  setu_http_failures: {
    type: "counter",
    help: "Answers of status 500 and above, by class of route.",
    labels: ["class"],
  },
  setu_event_loop_lag_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "99th percentile of the delay of the event loop since the last question.",
    labels: [],
  },
  process_cpu_seconds: { type: "counter", unit: "seconds", help: "Processor time.", labels: [] },
  process_resident_memory_bytes: { type: "gauge", unit: "bytes", help: "Memory in use.", labels: [] },
  process_start_time_seconds: { type: "gauge", unit: "seconds", help: "When it began.", labels: [] },
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof FAMILIES;
