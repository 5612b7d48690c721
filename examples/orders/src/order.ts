/** What comes in on `orders`, as JSON. */
export interface Order {
  id: number;
  customer: string;
  /** ISO 3166: `PT`. */
  country: string;
  lines: readonly OrderLine[];
}

interface OrderLine {
  item: string;
  quantity: number;
  /** Price of one, in cents. */
  cents: number;
}

/** A message that no number of attempts will turn into an order. */
export class MalformedOrderError extends Error {
  override readonly name = 'MalformedOrderError';
}

/** @throws MalformedOrderError saying what is wrong */
export function parseOrder(value: Buffer | null): Order {
  if (value === null) throw new MalformedOrderError('the message is empty');
  const order = parseJson(value.toString());
  if (!isRecord(order)) throw new MalformedOrderError('not a JSON object');
  if (!Number.isInteger(order.id)) throw new MalformedOrderError('id is not an integer');
  for (const field of ['customer', 'country']) {
    if (typeof order[field] !== 'string' || order[field] === '') throw new MalformedOrderError(`${field} is missing`);
  }
  const lines = order.lines;
  if (!Array.isArray(lines) || lines.length === 0) throw new MalformedOrderError('there are no lines');
  if (!lines.every(isLine)) throw new MalformedOrderError('a line lacks its item, quantity or price');
  return order as unknown as Order;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedOrderError('not JSON');
  }
}

function isLine(line: unknown): line is OrderLine {
  return (
    isRecord(line) && typeof line.item === 'string' && Number.isInteger(line.quantity) && Number.isInteger(line.cents)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
