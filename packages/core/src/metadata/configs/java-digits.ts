const NOT_ASCII = /[^\0-\u007f]/;
const DIGIT = /^\p{Nd}$/u;

/**
 * A text whose digits of any script are those of ASCII, as Java takes them for in whole numbers (Character.digit): `٣` is 3.
 * Digits beyond the Basic Multilingual Plane are none to Java.
 */
export function withAsciiDigits(text: string): string {
  if (!NOT_ASCII.test(text)) return text;
  return Array.from(text, (character) => (DIGIT.test(character) ? valueOf(character) : character)).join('');
}

/** The whole number that a text is to Java's parseInt(), of any size; undefined: it is none. */
export function parseJavaInteger(text: string): number | undefined {
  const digits = withAsciiDigits(text);
  return /^[+-]?\d+$/.test(digits) ? Number(digits) : undefined;
}

/** Digits of one script follow each other from 0 to 9, and what comes before the 0 is none. */
function valueOf(digit: string): string {
  if (digit.length > 1) return digit;
  const codePoint = digit.charCodeAt(0);
  let value = 0;
  while (DIGIT.test(String.fromCharCode(codePoint - value - 1))) value++;
  return String(value);
}
