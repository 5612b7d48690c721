import { DatabaseSync } from 'node:sqlite';

/** The orders of a shop, and an outbox: what Kafka has still to be told of them. */
export function openOrders(file: string) {
  const database = new DatabaseSync(file, { timeout: 1000 });
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS outbox (event INTEGER PRIMARY KEY, value TEXT NOT NULL)`);
  const selectUnsent = database.prepare('SELECT event, value FROM outbox ORDER BY event LIMIT 100');
  const deleteSent = database.prepare('DELETE FROM outbox WHERE event = ?');
  return {
    /** The order and the event in one transaction: neither is there without the other. */
    place: (id: number): void => {
      database.exec('BEGIN');
      database.prepare('INSERT INTO orders VALUES (?)').run(id);
      database.prepare('INSERT INTO outbox (value) VALUES (?)').run(JSON.stringify({ id }));
      database.exec('COMMIT');
    },
    unsent: () => selectUnsent.all().map(({ event, value }) => ({ event: Number(event), value: String(value) })),
    markSent: (event: number) => void deleteSent.run(event),
    close: () => database.close(),
  };
}
