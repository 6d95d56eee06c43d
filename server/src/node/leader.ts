import pg from "pg";

/**
 * One process of a node speaks on a lane at a time: two would cut off each other's openings. The lock belongs to a
 * connection and ends with it. It saves work; what is correct does not rest on it.
 */
export class Leader {
  readonly #url: string;
  readonly #held = new Set<string>();
  /** A promise, so that two lanes that ask at once share one connection. */
  #client: Promise<pg.Client> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async leads(lane: string): Promise<boolean> {
    const client = await (this.#client ??= this.#connect());
    if (this.#held.has(lane)) return true;
    const { rows } = await client.query<{ got: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended($1, 3)) AS got",
      [lane],
    );
    if (rows[0]?.got) this.#held.add(lane);
    return rows[0]?.got === true;
  }

  /** Lets another process lead: this one cannot speak on the lane just now. */
  async leaves(lane: string): Promise<void> {
    const client = await this.#client;
    if (!client || !this.#held.delete(lane)) return;
    await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 3))", [lane]);
  }

  async stop(): Promise<void> {
    const client = await this.#client?.catch(() => null);
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url, application_name: "setu-leader" });
    const lost = () => {
      this.#held.clear();
      this.#client = null;
    };
    client.on("error", lost);
    client.on("end", lost);
    try {
      await client.connect();
      return client;
    } catch (error) {
      lost();
      throw error;
    }
  }
}
