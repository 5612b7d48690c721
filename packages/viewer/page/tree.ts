import type { PlainObject, PlainValue, SpecialValue } from '../src/data.ts';
import { element } from './dom.ts';
import { plural, sizeText } from './format.ts';

/** Objects and lists of more parts than that are closed at first. */
const MAX_OPEN_PARTS = 30;
const MAX_OPEN_DEPTH = 12;

/** A request or a response, with parts that open and close. */
export function tree(value: PlainValue | undefined): HTMLElement {
  if (value === undefined) return element('p', { class: 'quiet' }, 'Left out, as the page would be too large.');
  if (value === null) return element('p', { class: 'quiet' }, 'There was none.');
  return element('div', { class: 'tree' }, ...partsOf(value, 0));
}

function partsOf(value: PlainValue, depth: number): HTMLElement[] {
  if (Array.isArray(value)) return value.map((item: PlainValue, index) => part(`${index}`, item, depth));
  if (isObject(value)) return Object.entries(value).map(([name, each]) => part(name, each, depth));
  return [leaf(undefined, value as Exclude<PlainValue, PlainObject | readonly PlainValue[]>)];
}

function part(name: string, value: PlainValue, depth: number): HTMLElement {
  const isList = Array.isArray(value);
  if (!isList && !isObject(value)) return leaf(name, value as string | number | boolean | null | SpecialValue);
  const parts: readonly unknown[] = isList ? value : Object.keys(value);
  if (parts.length === 0) return element('div', { class: 'leaf' }, nameOf(name), isList ? '[]' : '{}');
  const isOpen = parts.length <= MAX_OPEN_PARTS && depth < MAX_OPEN_DEPTH;
  const hint = element(
    'span',
    { class: 'quiet' },
    isList ? plural(parts.length, 'item') : hintOf(value as PlainObject),
  );
  const details = element('details', isOpen ? { open: '' } : {}, element('summary', {}, nameOf(name), hint));
  const fill = (): void => details.append(element('div', { class: 'parts' }, ...partsOf(value, depth + 1)));
  // What is closed is made when somebody opens it: a page may have a hundred thousand parts.
  if (isOpen) fill();
  else details.addEventListener('toggle', fill, { once: true });
  return details;
}

/** What tells list items apart, while they are closed. */
function hintOf(value: PlainObject): string {
  const told = ['name', 'topic', 'partitionIndex', 'partition', 'index', 'offset', 'errorCode', 'memberId'];
  const found = told.flatMap((name) => {
    const each = value[name];
    return typeof each === 'string' || typeof each === 'number' ? [`${name} ${each}`] : [];
  });
  return found.slice(0, 3).join(', ');
}

function leaf(name: string | undefined, value: string | number | boolean | null | SpecialValue): HTMLElement {
  const shown = typeof value === 'object' && value !== null ? special(value) : plainLeaf(value);
  return element('div', { class: 'leaf' }, name === undefined ? undefined : nameOf(name), shown);
}

function plainLeaf(value: string | number | boolean | null): HTMLElement {
  return element('span', { class: typeof value }, typeof value === 'string' ? JSON.stringify(value) : String(value));
}

function special(value: SpecialValue): HTMLElement {
  if (value.$ === 'more') return element('span', { class: 'quiet' }, `… ${value.count.toLocaleString('en')} more`);
  const note = value.isCut ? `${sizeText(value.size)}, cut` : sizeText(value.size);
  const text = value.$ === 'json' ? pretty(value.value) : value.$ === 'hex' ? hexLines(value.value) : value.value;
  return element(
    'span',
    { class: 'bytes' },
    element('span', { class: 'quiet' }, `${value.$ === 'hex' ? 'bytes' : value.$}, ${note}`),
    element('pre', {}, text),
  );
}

/** What was cut is no JSON any more. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function hexLines(digits: string): string {
  return digits.replaceAll(/(..)(?=.)/g, '$1 ').replaceAll(/((?:.. ){15}..) /g, '$1\n');
}

function nameOf(name: string): HTMLElement {
  return element('span', { class: 'name' }, `${name}: `);
}

function isObject(value: PlainValue): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('$' in value);
}
