import type { Fields } from '@testka/protocol';
import type { Api } from '../api.ts';
import { IDENTIFIERS } from '../error-answer.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * One answer out of two: `failed` says what of the request is said to have failed, `done` what has become of the rest, or
 * of all of it. Entries stand in the order in which they were asked about.
 * @param inOrder an answer about all of the request, for its order only
 */
export function mergeAnswers(
  api: Api,
  version: number,
  { done, failed, inOrder }: { readonly done: Values; readonly failed: Values; readonly inOrder: Values },
): Values {
  return new Merger(version).structs(api.response.fields, done, failed, inOrder);
}

class Merger {
  readonly #version: number;

  constructor(version: number) {
    this.#version = version;
  }

  structs(fields: Fields, done: Values, failed: Values, inOrder: Values): Values {
    const merged: Record<string, unknown> = { ...done };
    for (const [name, { element }] of Object.entries(fields)) {
      const entry = element?.fields;
      if (entry === undefined || !isFilled(failed[name])) continue;
      merged[name] = this.#lists(entry, listOf(done[name]), listOf(failed[name]), listOf(inOrder[name]));
    }
    return merged;
  }

  #lists(
    fields: Fields,
    done: readonly Values[],
    failed: readonly Values[],
    inOrder: readonly Values[],
  ): readonly Values[] {
    const ofDone = this.#byKey(fields, done);
    const ofFailed = this.#byKey(fields, failed);
    const ofOrder = this.#byKey(fields, inOrder);
    return [...new Set([...ofOrder.keys(), ...ofDone.keys()])].flatMap((key) => {
      const [one, other] = [ofDone.get(key), ofFailed.get(key)];
      if (other === undefined) return one === undefined ? [] : [one];
      const isWhole = one === undefined || !hasEntries(fields, other);
      return [isWhole ? other : this.structs(fields, one, other, ofOrder.get(key) ?? one)];
    });
  }

  #byKey(fields: Fields, entries: readonly Values[]): Map<string, Values> {
    const identifiers = Object.keys(fields).filter((name) => {
      const { since = 0, until = 0 } = fields[name] ?? {};
      return IDENTIFIERS.has(name) && since <= this.#version && this.#version <= until;
    });
    return new Map(entries.map((entry) => [JSON.stringify(identifiers.map((name) => entry[name])), entry]));
  }
}

/** Whether it says of things within it that they failed, not of itself. */
function hasEntries(fields: Fields, values: Values): boolean {
  return Object.entries(fields).some(([name, { element }]) => element?.fields !== undefined && isFilled(values[name]));
}

function listOf(value: unknown): readonly Values[] {
  return Array.isArray(value) ? (value as readonly Values[]) : [];
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
