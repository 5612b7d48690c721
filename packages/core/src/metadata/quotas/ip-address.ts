/**
 * Addresses as Java reads them (InetAddress.getByName), in one form for each: `127.1` is `127.0.0.1`, `[::1]` is `::1` and
 * `::ffff:127.0.0.1` is `127.0.0.1`.
 * Differs: names are not looked up; "localhost" is the only one known.
 * @returns undefined: no address.
 */
export function canonicalAddress(text: string): string | undefined {
  if (text.toLowerCase() === 'localhost') return '127.0.0.1';
  const bracketed = /^\[(.*:.*)\]$/.exec(text);
  return ipv4(text) ?? ipv6(bracketed?.[1] ?? text);
}

/** One to four numbers; the last one fills all bytes that are left. */
function ipv4(text: string): string | undefined {
  if (!/^\d+(?:\.\d+){0,3}$/.test(text)) return undefined;
  const numbers = text.split('.').map(Number);
  const last = numbers.pop() ?? 0;
  const lastSize = 4 - numbers.length;
  if (last >= 256 ** lastSize || numbers.some((number) => number > 255)) return undefined;
  const tail = Array.from({ length: lastSize }, (_, index) => Math.floor(last / 256 ** (lastSize - 1 - index)) % 256);
  return [...numbers, ...tail].join('.');
}

const GROUP_COUNT = 8;
const MAPPED_IPV4 = /^(?:0:){5}ffff:([\da-f]+):([\da-f]+)$/;

/** All eight groups, without leading zeros; an IPv4 address in IPv6 as IPv4. A scope in numbers says nothing here. */
function ipv6(text: string): string | undefined {
  const [address = '', ...scopes] = text.split('%');
  if (!address.includes(':') || scopes.length > 1 || scopes.some((scope) => !/^\d+$/.test(scope))) return undefined;
  const halves = address.split('::');
  const [head, tail] = [groupsOf(halves[0] ?? ''), groupsOf(halves[1] ?? '')];
  if (halves.length > 2 || head === undefined || tail === undefined) return undefined;
  const missing = GROUP_COUNT - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail].join(':');
  const mapped = MAPPED_IPV4.exec(groups);
  return mapped === null
    ? groups
    : ipv4(String(parseInt(mapped[1] ?? '', 16) * 65_536 + parseInt(mapped[2] ?? '', 16)));
}

function groupsOf(text: string): string[] | undefined {
  if (text === '') return [];
  const groups = text.split(':').flatMap((group, index, all) => {
    if (index < all.length - 1 || !group.includes('.')) return /^[\da-f]{1,4}$/i.test(group) ? [group] : [undefined];
    const bytes = /^\d+(?:\.\d+){3}$/.test(group) ? ipv4(group)?.split('.').map(Number) : undefined;
    if (bytes === undefined) return [undefined];
    const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
    return [(first * 256 + second).toString(16), (third * 256 + fourth).toString(16)];
  });
  const known = groups.filter((group) => group !== undefined);
  return known.length === groups.length ? known.map((group) => parseInt(group, 16).toString(16)) : undefined;
}
