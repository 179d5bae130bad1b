export const TABS = [
  { id: 'overview', says: 'Overview', path: '', command: 'go.overview' },
  { id: 'review', says: 'Review', path: '/review', command: 'go.review' },
  { id: 'map', says: 'Map', path: '/map', command: 'go.map' },
  { id: 'samples', says: 'Samples', path: '/samples', command: 'go.samples' },
  { id: 'operations', says: 'Operations', path: '/operations', command: 'go.operations' },
  { id: 'versions', says: 'Versions', path: '/versions', command: 'go.versions' },
] as const;
export type Tab = (typeof TABS)[number]['id'];

const DATASET_PATH = /^\/datasets\/([^/]+)(?:\/([^/]+))?/;

/** The dataset and the tab that a page's path stands for; both null outside a dataset. */
export function readPlace(pathname: string): { datasetId: string | null; tab: Tab | null } {
  const match = DATASET_PATH.exec(pathname);
  const datasetId = match?.[1];
  if (datasetId === undefined) return { datasetId: null, tab: null };
  const part = match?.[2];
  const tab = TABS.find((candidate) => candidate.path === (part === undefined ? '' : `/${part}`));
  return { datasetId, tab: tab?.id ?? null };
}

/** The address of a dataset's tab. */
export function pathOf(datasetId: string, tab: Tab): string {
  const found = TABS.find((candidate) => candidate.id === tab);
  return `/datasets/${datasetId}${found?.path ?? ''}`;
}
