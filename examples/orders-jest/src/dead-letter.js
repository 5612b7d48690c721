const { MalformedOrderError } = require('./order.js');

/** The message as it came, with headers that say why it is here and where it came from. */
function makeDeadLetter({ topic, partition }, message, failure) {
  const headers = {
    ...message.headers,
    'dlq-reason': failure.cause instanceof MalformedOrderError ? 'malformed' : 'gave-up',
    'dlq-error': failure.message,
    'dlq-attempts': String(failure.attempts),
    'dlq-origin': `${topic}[${partition}]@${message.offset}`,
  };
  return { key: message.key, value: message.value, headers };
}

module.exports = { makeDeadLetter };
