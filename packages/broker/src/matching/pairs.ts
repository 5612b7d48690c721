import type { Matcher } from '../messages/match.ts';
import type { Message } from '../types/message.ts';

/** For each matcher the place of the message that is taken for it; undefined: there is none. */
export type Pairs = readonly (number | undefined)[];

/** Each matcher with a message behind that of the one before it, whatever else is between them. */
export function pairInOrder(matchers: readonly Matcher[], messages: readonly Message[]): Pairs {
  let from = 0;
  return matchers.map((matcher) => {
    const index = messages.findIndex((message, place) => place >= from && matcher(message));
    if (index === -1) return undefined;
    from = index + 1;
    return index;
  });
}

/** The first matcher with the first message, and so on. */
export function pairOneByOne(matchers: readonly Matcher[], messages: readonly Message[]): Pairs {
  return matchers.map((matcher, index) => {
    const message = messages[index];
    return message !== undefined && matcher(message) ? index : undefined;
  });
}

/**
 * As many matchers as can be, each with a message of its own. Several may match the same messages, so one that has been
 * paired moves on to another message where that makes room (augmenting paths).
 */
export function pairInAnyOrder(matchers: readonly Matcher[], messages: readonly Message[]): Pairs {
  const candidates = matchers.map((matcher) => messages.flatMap((message, place) => (matcher(message) ? [place] : [])));
  const takenBy = new Map<number, number>();
  const findRoom = (matcher: number, visited: Set<number>): boolean => {
    for (const place of candidates[matcher] ?? []) {
      if (visited.has(place)) continue;
      visited.add(place);
      const holder = takenBy.get(place);
      if (holder !== undefined && !findRoom(holder, visited)) continue;
      takenBy.set(place, matcher);
      return true;
    }
    return false;
  };
  for (const matcher of matchers.keys()) findRoom(matcher, new Set());
  const places = new Map([...takenBy].map(([place, matcher]) => [matcher, place]));
  return matchers.map((_, matcher) => places.get(matcher));
}
