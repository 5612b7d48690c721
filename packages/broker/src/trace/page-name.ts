import { basename, relative, sep } from 'node:path';
import type { TestIdentity } from './keep-trace.ts';

/** Of the words; file systems take 255 in all. */
const MAX_BYTES = 150;
/** Names that Windows keeps for devices, whatever stands behind the first dot. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A file name for the page of a test: `orders-places-an-order-3f2a1c.html`. The same in every run, so that a page takes the
 * place of the one before; the digits tell apart what the words do not, such as files of one name in two folders.
 */
export function pageName({ name, file, broker = '' }: TestIdentity): string {
  const place = file === undefined ? '' : relative('.', file).split(sep).join('/');
  const words = [file === undefined ? '' : basename(file).replace(/(\.(test|spec))?\.[cm]?[jt]sx?$/, ''), name];
  const slug = words
    .map(slugOf)
    .filter((part) => part !== '')
    .join('-');
  const cut = cutToBytes(slug).replace(/-$/, '');
  const safe = cut === '' || RESERVED.test(cut) ? 'trace' : cut;
  return `${safe}-${digest(`${place}\n${name}\n${broker}`)}.html`;
}

/** Letters and digits of any script, with hyphens between: nothing that a file system or a shell minds. */
function slugOf(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}

function cutToBytes(text: string): string {
  const characters = Array.from(text);
  while (Buffer.byteLength(characters.join('')) > MAX_BYTES) characters.pop();
  return characters.join('');
}

/** FNV-1a in six digits: there is nobody to keep out. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 8).toString(16).padStart(6, '0');
}
