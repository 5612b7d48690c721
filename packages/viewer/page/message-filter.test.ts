import { expect, test } from 'vitest';
import type { MessageData, ShownValue } from '../src/data.ts';
import { messageFilterOf } from './message-filter.ts';

function shown($: ShownValue['$'], value: string): ShownValue {
  return { $, size: value.length, value, isCut: false };
}

const MESSAGE: MessageData = {
  partition: 1,
  offset: 7,
  timestampMs: 0,
  key: shown('text', 'customer-7'),
  value: shown('json', '{"id":42,"lines":[{"sku":"a-1"},{"sku":"b-2"}],"customer":{"name":"Ada"},"note":null}'),
  headers: [{ key: 'source', value: shown('text', 'web') }],
  clientId: 'api',
  producerId: -1,
  openedBy: 'src/orders.ts:12',
};

test.each([
  { text: '', isShown: true },
  { text: 'ada', isShown: true },
  { text: 'ada nobody', isShown: false },
  { text: 'orders.ts:12', isShown: true },
  { text: 'value.id:42', isShown: true },
  { text: 'value.id:4', isShown: false },
  { text: 'value.customer.name:ad', isShown: true },
  { text: 'value.customer:ada', isShown: true },
  { text: 'value.lines.sku:b-2', isShown: true },
  { text: 'value.lines.0.sku:b-2', isShown: false },
  { text: 'value.lines.1.sku:b-2', isShown: true },
  { text: 'value.note:null', isShown: true },
  { text: 'value.absent:', isShown: false },
  { text: 'value.id:', isShown: true },
  { text: 'value.constructor:', isShown: false },
  { text: '-value.id:42', isShown: false },
  { text: '-value.id:43', isShown: true },
  { text: 'key:7', isShown: true },
  { text: 'headers.source:web', isShown: true },
  { text: 'header.source:mail', isShown: false },
  { text: 'partition:1 offset:7 client:api', isShown: true },
  { text: 'offset:17', isShown: false },
  { text: '-', isShown: true },
])('the filter "$text" shows it: $isShown', ({ text, isShown }) => {
  expect(messageFilterOf(text)(MESSAGE)).toBe(isShown);
});
