import { expect, test } from 'vitest';
import { isJavaPattern } from './java-pattern.ts';

// What Kafka 4.4 took as client_id=… of a client-metrics subscription.
test.each(['(?i)a', 'a++', '\\Qa\\E', '[[a]]', '\\p{Alpha}', '}', ']', '(?>a)', '\\1', '.*', 'a{2}', '[^\\]]', '\\-'])(
  '%s is a pattern',
  (pattern) => expect(isJavaPattern(pattern)).toBe(true),
);

test.each(['[a-z', '(', ')', '*', 'a**', 'a{2', '\\', '(?<a>x)\\k<b>', '\\y', '[z-a]', '{'])('%s is none', (pattern) =>
  expect(isJavaPattern(pattern)).toBe(false),
);
