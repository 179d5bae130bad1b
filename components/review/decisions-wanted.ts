const OPEN_GROUP = 'sheaf:open-group';

type Wanted = { datasetId: string; groupId: string };

/** Asks the review on this page, if there is one of this dataset, to open a group; false when nobody did. */
export function askToOpen(datasetId: string, groupId: string): boolean {
  const detail: Wanted = { datasetId, groupId };
  return !window.dispatchEvent(new CustomEvent(OPEN_GROUP, { cancelable: true, detail }));
}

/** Opens the groups of a dataset that somebody on this page asks for. Answers what ends it. */
export function openWanted(datasetId: string, open: (groupId: string) => void): () => void {
  const hear = (event: Event) => {
    const { detail } = event as CustomEvent<Wanted>;
    if (detail.datasetId !== datasetId) return;
    event.preventDefault();
    open(detail.groupId);
  };
  window.addEventListener(OPEN_GROUP, hear);
  return () => window.removeEventListener(OPEN_GROUP, hear);
}
