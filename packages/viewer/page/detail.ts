import type { MessageData, RebalanceData, RequestData, TraceData } from '../src/data.ts';
import { copyButtons } from './copy.ts';
import { button, element } from './dom.ts';
import { durationText, timeText } from './format.ts';
import { expectLine, produceLine } from './test-lines.ts';
import { tree } from './tree.ts';

/** Everything about one request, or one rebalance. */
export class Detail {
  readonly element = element('aside', { class: 'detail', 'aria-label': 'Details', tabindex: -1, hidden: '' });
  readonly #trace: TraceData;
  readonly #startMs: number;
  readonly #closed: () => void;
  /** Instead of `#closed`, for what is shown now. */
  #back: (() => void) | undefined;

  constructor(trace: TraceData, startMs: number, closed: () => void) {
    this.#trace = trace;
    this.#startMs = startMs;
    this.#closed = closed;
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  showRequest(request: RequestData): void {
    const { api, version, client, node, atMs, durationMs, errors, faults, groups, isAnswered, subject } = request;
    const facts: [string, string][] = [
      ['About', subject],
      ['Client', this.#trace.clients[client] ?? ''],
      ['Node', String(node)],
      ['Group', groups.join(', ')],
      ['Came in', timeText(atMs - this.#startMs)],
      [isAnswered ? 'Answered after' : 'Not answered, after', durationText(durationMs)],
      ['Errors', errors.join(', ')],
      ['Faults', faults.join('; ')],
    ];
    this.#show(
      `${api} v${version}`,
      facts,
      element('h3', {}, 'Request'),
      tree(request.request),
      element('h3', {}, 'Response'),
      tree(request.response),
    );
  }

  /** @param back told when it is closed */
  showMessage(topic: string, message: MessageData, back: () => void): void {
    const { partition, offset, timestampMs, key, value, headers, clientId, producerId, openedBy } = message;
    const facts: [string, string][] = [
      ['Time', `${timeText(timestampMs - this.#startMs)}, ${isoText(timestampMs)}`],
      ['Producer', clientId ?? 'the test'],
      ['Opened at', openedBy ?? ''],
      ['Producer id', producerId === -1 ? '' : String(producerId)],
    ];
    this.#show(
      `${topic}[${partition}] at offset ${offset}`,
      facts,
      copyButtons(
        [
          ['Copy as test', expectLine(topic, message)],
          ['Copy as produce()', produceLine(topic, message)],
        ],
        'The page has not all of the message',
      ),
      element('h3', {}, 'Key'),
      key === null ? nothing('none') : tree(key),
      element('h3', {}, 'Value'),
      value === null ? nothing('null: a tombstone') : tree(value),
      ...(headers.length === 0 ? [] : [element('h3', {}, 'Headers'), headerTree(headers)]),
    );
    this.#back = back;
  }

  showRebalance(group: string, { generation, startMs, endMs, reasons, members }: RebalanceData): void {
    const rows = members.map(({ memberId, clientId, assignment }) =>
      element('tr', {}, ...[clientId, memberId, assignment ?? '–'].map((text) => element('td', {}, text))),
    );
    const head = element('tr', {}, ...['Client', 'Member', 'Assignment'].map((text) => element('th', {}, text)));
    const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
    const facts: [string, string][] = [
      ['Generation', String(generation)],
      ['Began', timeText(startMs - this.#startMs)],
      ['Took', endMs === null ? 'never completed' : durationText(endMs - startMs)],
      ['Because', reasons.join('; ')],
    ];
    const nobody = element('p', { class: 'quiet' }, 'No member has got this generation.');
    this.#show(`Rebalance of ${group}`, facts, element('h3', {}, 'Members'), rows.length === 0 ? nobody : table);
  }

  close(): void {
    this.element.hidden = true;
    (this.#back ?? this.#closed)();
  }

  #show(title: string, facts: readonly [string, string][], ...content: readonly Node[]): void {
    this.#back = undefined;
    const list = element('dl');
    for (const [name, value] of facts) {
      if (value === '') continue;
      const kind = name === 'Errors' ? 'error' : name === 'Faults' ? 'fault' : undefined;
      list.append(element('dt', {}, name), element('dd', { class: kind }, value));
    }
    const close = button('✕', 'Close (Escape)', () => this.close());
    this.element.replaceChildren(
      element('div', { class: 'detail-head' }, element('h2', {}, title), close),
      list,
      ...content,
    );
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }
}

/** By name, unless one comes twice. */
function headerTree(headers: MessageData['headers']): HTMLElement {
  const names = new Set(headers.map(({ key }) => key));
  const isPlain = names.size === headers.length && !names.has('$');
  return tree(isPlain ? Object.fromEntries(headers.map(({ key, value }) => [key, value])) : headers);
}

function nothing(text: string): HTMLElement {
  return element('p', { class: 'quiet' }, text);
}

/** A producer may say any number for a time, also one that no date has. */
function isoText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
