import { button, element } from './dom.ts';

/** Code that can be copied, by what its button says; undefined: there is none. */
export type Copyable = readonly [title: string, code: string | undefined];

/**
 * Buttons that copy code, and show what they copy. Where the browser gives no clipboard to a page, such as one from a disk, the
 * code is selected, for the keys that copy.
 */
export function copyButtons(codes: readonly Copyable[], whyNot: string): HTMLElement {
  const text = element('textarea', { readonly: '', 'aria-label': 'Code', spellcheck: 'false', hidden: '' });
  const said = element('output', { class: 'quiet' });
  const select = (): void => {
    text.focus();
    text.select();
    said.textContent = 'Selected: copy it with Ctrl+C or ⌘C.';
  };
  const copy = (code: string): void => {
    text.value = code;
    text.rows = code.split('\n').length + 1;
    text.hidden = false;
    // Absent where the page is not of a secure origin, whatever the types say.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard === undefined) return select();
    clipboard.writeText(code).then(() => (said.textContent = 'Copied.'), select);
  };
  const buttons = codes.map(([title, code]) => {
    const made = button(title, title, () => copy(code ?? ''));
    made.disabled = code === undefined;
    if (made.disabled) made.title = whyNot;
    return made;
  });
  return element('div', { class: 'copy' }, element('div', { class: 'copy-buttons' }, ...buttons, said), text);
}
