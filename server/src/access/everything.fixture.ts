/** All that an officer at work may be given, so that a test of something else meets no rule. Not the reviewer's powers. */
export const EVERYTHING = {
  clearance: 4,
  compartments: [],
  powers: ["read", "draft", "send", "approve", "assign", "export", "seal", "supervise", "redress"],
  from: "2000-01-01T00:00:00Z",
  until: "2100-01-01T00:00:00Z",
  suspended: false,
} as const;

/** For rows that a test writes straight into `derived.request`: an item that every officer of Ottawa may read. */
export const FACT_COLUMNS = "audience, red, named, level, topic, compartments, sealed, expires, author";
export const READABLE = `ARRAY['ca.ncb-ottawa'], false, '{}'::text[], 0, 'general', '{}'::text[], false, ${Number.MAX_SAFE_INTEGER}, ''`;
