import type { RecordId } from "@setu/core";

/** Keys of a party by their number: those it began with are 0, and one more for each time that others followed. */
export type Retired<Until> = { readonly number: number; readonly until: ReadonlyMap<string, Until> };

/**
 * What stands beside the database of a node of keys, and no restore takes back (decision 0032): its own and those that
 * will follow, and those of the other side as far as it believes them.
 */
export class KeyRing {
  present = 0;
  /** With the size of each log at which they ended. */
  former: readonly Retired<number>[] = [];
  plan: { readonly rotation: RecordId; readonly number: number } | null = null;
  peer = 0;
  /** Null: of that log nothing has come under the keys that follow, so these still sign there. */
  peerFormer: readonly Retired<number | null>[] = [];
  followed: readonly RecordId[] = [];

  /** @param until size of each of our logs, as it is in the one moment */
  take(number: number, until: ReadonlyMap<string, number>): void {
    this.former = [...this.former, { number: this.present, until }];
    this.present = number;
  }

  believe(number: number, rotation: RecordId, origins: readonly string[]): void {
    const until = new Map(origins.map((origin) => [origin, null]));
    this.peerFormer = [...this.peerFormer, { number: this.peer, until }];
    this.peer = number;
    this.followed = [...this.followed, rotation];
  }

  /** So much of a log is signed by those that follow: those before end there. */
  ends(origin: string, size: number): void {
    this.peerFormer = this.peerFormer.map((each) =>
      each.until.get(origin) === null ? { ...each, until: new Map([...each.until, [origin, size]]) } : each,
    );
  }
}
