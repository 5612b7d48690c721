/** What a page consists of, beside its data. */
export interface ViewerAssets {
  readonly script: string;
  readonly style: string;
}

/** The script and the style of the page. In the published package the build has put the texts themselves here. */
export async function viewerAssets(): Promise<ViewerAssets> {
  const { bundleViewer } = await import('./bundle.ts');
  return await bundleViewer();
}
