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
  /** What was asked last: a connection is asked one thing at a time, as pg wants it. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  async leads(lane: string): Promise<boolean> {
    const client = await (this.#client ??= this.#connect());
    if (this.#held.has(lane)) return true;
    return this.#inTurn(async () => {
      if (this.#held.has(lane)) return true;
      const { rows } = await client.query<{ got: boolean }>(
        "SELECT pg_try_advisory_lock(hashtextextended($1, 3)) AS got",
        [lane],
      );
      if (rows[0]?.got) this.#held.add(lane);
      return rows[0]?.got === true;
    });
  }

  /** Lets another process lead: this one cannot speak on the lane just now. */
  async leaves(lane: string): Promise<void> {
    const client = await this.#client;
    if (!client || !this.#held.delete(lane)) return;
    await this.#inTurn(() => client.query("SELECT pg_advisory_unlock(hashtextextended($1, 3))", [lane]));
  }

  #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const asked = this.#asked.then(ask);
    this.#asked = asked.catch(() => {});
    return asked;
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
