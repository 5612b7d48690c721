/** A message that no number of attempts will turn into an order. */
class MalformedOrderError extends Error {
  name = 'MalformedOrderError';
}

/**
 * An order comes in as JSON: `{ id, customer, country, lines: [{ item, quantity, cents }] }`.
 * @throws {MalformedOrderError} saying what is wrong
 */
function parseOrder(value) {
  if (value === null) throw new MalformedOrderError('the message is empty');
  const order = parseJson(value.toString());
  if (!isRecord(order)) throw new MalformedOrderError('not a JSON object');
  if (!Number.isInteger(order.id)) throw new MalformedOrderError('id is not an integer');
  for (const field of ['customer', 'country']) {
    if (typeof order[field] !== 'string' || order[field] === '') throw new MalformedOrderError(`${field} is missing`);
  }
  if (!Array.isArray(order.lines) || order.lines.length === 0) throw new MalformedOrderError('there are no lines');
  if (!order.lines.every(isLine)) throw new MalformedOrderError('a line lacks its item, quantity or price');
  return order;
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedOrderError('not JSON');
  }
}

function isLine(line) {
  return (
    isRecord(line) && typeof line.item === 'string' && Number.isInteger(line.quantity) && Number.isInteger(line.cents)
  );
}

function isRecord(value) {
  return typeof value === 'object' && value !== null;
}

module.exports = { MalformedOrderError, parseOrder };
