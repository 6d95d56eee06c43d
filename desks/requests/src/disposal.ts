/**
 * What a rule destroys by date, for who looks after the node: numbers and codes, and nothing of any matter.
 *
 *   GET  /api/administration/purge         PurgeView
 *   POST /api/administration/purge/begin   {}: a run begins now
 *   POST /api/administration/purge/stop    {}: the run that is under way ends where it is
 */
export const KEPT_FOR = ["hold", "individual", "clock", "leaving", "draft", "date", "class"] as const;
/** Why a matter whose time has come is kept all the same. */
export type KeptFor = (typeof KEPT_FOR)[number];

export const RETENTION_CLASSES = ["standard", "case"] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** Of one run: matters, not records. */
export type PurgeRun = {
  readonly began: number;
  /** Null: it is under way. */
  readonly ended: number | null;
  readonly destroyed: number;
  readonly kept: number;
  /** The officer who ended it before its end. */
  readonly stoppedBy: string | null;
};

export type PurgeView = {
  readonly now: number;
  /** Days after the last that happened in a matter that is over; of a class that is not here, until persons decide. */
  readonly rules: readonly { readonly class: RetentionClass; readonly days: number }[];
  readonly last: PurgeRun | null;
  /** Matters whose time has come, and those whose time comes within 30 days. */
  readonly due: number;
  readonly soon: number;
  /** Matters whose time has come and that are kept. */
  readonly kept: Readonly<Record<KeptFor, number>>;
  /** True: there are more than were counted. */
  readonly more: boolean;
  /** Records that were destroyed, ever; and those of which freed bytes of the database are not written over yet. */
  readonly destroyed: number;
  readonly unwritten: number;
  /** The last run did not come to its end in time. */
  readonly late: boolean;
};
