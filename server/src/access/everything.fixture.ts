/** All that an officer at work may be given, so that a test of something else meets no rule. Not the reviewer's powers. */
export const EVERYTHING = {
  clearance: 4,
  compartments: [],
  powers: ["read", "draft", "send", "approve", "assign", "export", "seal", "supervise"],
  from: "2000-01-01T00:00:00Z",
  until: "2100-01-01T00:00:00Z",
  suspended: false,
} as const;
