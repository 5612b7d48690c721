import { DatabaseSync } from 'node:sqlite';

/** An account in a database, which books each deposit once. */
export function openAccount() {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE deposits (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL)');
  return {
    book: (id: number, amount: number): void => {
      // A deposit that comes a second time is in the table already. The key says so, not a look before.
      database.prepare('INSERT INTO deposits VALUES (?, ?) ON CONFLICT DO NOTHING').run(id, amount);
    },
    balance: (): number => Number(database.prepare('SELECT total(amount) AS balance FROM deposits').get()?.balance),
  };
}
