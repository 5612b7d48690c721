import { DatabaseSync } from 'node:sqlite';

/** An account in a database, which takes Kafka for a queue that delivers exactly once. */
export function openAccount() {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE deposits (id INTEGER, amount INTEGER NOT NULL)');
  return {
    book: (id: number, amount: number): void => {
      database.prepare('INSERT INTO deposits VALUES (?, ?)').run(id, amount);
    },
    balance: (): number => Number(database.prepare('SELECT total(amount) AS balance FROM deposits').get()?.balance),
  };
}
