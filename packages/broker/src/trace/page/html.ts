import { createHash } from 'node:crypto';
import type { ViewerAssets } from '@testka/viewer';
import type { pageData } from './page-data.ts';

/** What every page of ours begins with: others in the same folder are not ours to remove. */
export const PAGE_MARK = '<!doctype html><!-- Testka trace -->';

/**
 * One page that loads nothing: its policy allows the one script and the one style that are in it, and nothing else. What
 * comes from clients stands in it as JSON only.
 */
export function pageHtml({ script, style }: ViewerAssets, page: ReturnType<typeof pageData>): string {
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; img-src data:`;
  return [
    PAGE_MARK,
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<link rel="icon" href="data:,">',
    `<title>${escapeHtml(titleOf(page.data))}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<noscript>This page draws a trace, for which it needs JavaScript.</noscript>',
    `<script type="application/json" id="trace">${jsonOf(page)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** So that a tab of the browser says how much there is to look into. */
function titleOf({ title, problems }: ReturnType<typeof pageData>['data']): string {
  return problems.length === 0 ? title : `(${problems.length}) ${title}`;
}

/** A value could say `</script>` or `<!--`, which would end the element or begin a comment. */
function jsonOf({ data, requests }: ReturnType<typeof pageData>): string {
  const head = JSON.stringify(data).slice(0, -1);
  return `${head},"requests":[\n${requests.join(',\n')}\n]}`.replaceAll('<', String.raw`\u003c`);
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
