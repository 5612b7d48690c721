/** Letters that Java knows behind a backslash, without those that JavaScript means the same by. */
const JAVA_ESCAPES = 'aAeGhHNRVXzZ';

const FLAGS = /^\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?\)/;
const FLAGGED_GROUP = /^\(\?(?:[a-zA-Z]*(?:-[a-zA-Z]+)?:|>)/;
const POSSESSIVE = /^(?:[*+?]|\{\d+(?:,\d*)?\})\+/;
const QUANTIFIER = /^\{\d+(?:,\d*)?\}/;

/**
 * Whether Java would compile this regular expression. What JavaScript writes otherwise is put in its words first; nothing is
 * ever matched.
 */
export function isJavaPattern(pattern: string): boolean {
  try {
    return new RegExp(inJavaScript(pattern), 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function inJavaScript(pattern: string): string {
  let [result, depth, at] = ['', 0, 0];
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    if (rest.startsWith('[')) {
      const [opening = ''] = /^\[\^?\]?/.exec(rest) ?? [];
      // Classes within classes come to one: it is only asked whether they are written right.
      if (depth === 0) result += opening.replace(/\]$/, '\\]');
      depth += 1;
      at += opening.length;
      continue;
    }
    if (rest.startsWith(']') && depth > 0) {
      depth -= 1;
      if (depth === 0) result += ']';
      at += 1;
      continue;
    }
    const [taken, put] = rest.startsWith('\\') ? escape(rest) : depth > 0 ? inClass(rest) : outside(rest);
    result += put;
    at += taken;
  }
  return depth === 0 ? result : '[';
}

/** @returns how much of the pattern it is, and what JavaScript has for it */
function escape(rest: string): [taken: number, put: string] {
  if (rest.startsWith('\\Q')) {
    const end = rest.indexOf('\\E');
    return [end < 0 ? rest.length : end + 2, 'q'];
  }
  const [property = ''] = /^\\[pP](?:\{\w+(?:=\w+)?\}|[A-Z])/.exec(rest) ?? [];
  if (property !== '') return [property.length, '\\w'];
  const [digits = ''] = /^\\[1-9]\d*/.exec(rest) ?? [];
  if (digits !== '') return [digits.length, 'd'];
  const letter = rest.charAt(1);
  if (letter !== '' && JAVA_ESCAPES.includes(letter)) return [2, 'x'];
  return /[^a-zA-Z0-9]/.test(letter) ? [2, 'x'] : [2, rest.slice(0, 2)];
}

function inClass(rest: string): [taken: number, put: string] {
  return rest.startsWith('&&') ? [2, ''] : [1, rest.charAt(0)];
}

function outside(rest: string): [taken: number, put: string] {
  const [flags = ''] = FLAGS.exec(rest) ?? [];
  if (flags !== '') return [flags.length, ''];
  const [group = ''] = FLAGGED_GROUP.exec(rest) ?? [];
  if (group !== '') return [group.length, '(?:'];
  const [possessive = ''] = POSSESSIVE.exec(rest) ?? [];
  if (possessive !== '') return [possessive.length, possessive.slice(0, -1)];
  const [quantifier = ''] = QUANTIFIER.exec(rest) ?? [];
  if (quantifier !== '') return [quantifier.length, quantifier];
  return rest.startsWith(']') || rest.startsWith('}') ? [1, `\\${rest.charAt(0)}`] : [1, rest.charAt(0)];
}
