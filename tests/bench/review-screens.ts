import { type Latency, summarizeLatency } from '@/tests/bench/measures';
import type { ReviewData } from '@/tests/bench/review-data';
import type { Api } from '@/tests/support/api';

const ROUNDS = 20;
const WARM_ROUNDS = 2;
const GROUP_COUNT = 40;

/** A screen: its page, what it asks the API for at once, and what it asks for after that. All of it makes its first content. */
type Screen = { page: string; first: readonly string[]; after?: readonly string[] };

/** What each screen asks for before it can show its first content, as its components do. */
function listScreens({ datasetId, clusterIds, labelClassIds }: ReviewData, sampleId: string): Record<string, Screen> {
  const dataset = `/api/datasets/${datasetId}`;
  const page = `/datasets/${datasetId}`;
  const frame = ['/api/datasets', dataset];
  return {
    home: { page: '/', first: ['/api/datasets'] },
    overview: {
      page,
      first: [
        ...frame,
        `${dataset}/progress`,
        `${dataset}/classes`,
        `${dataset}/clusters`,
        `${dataset}/jobs`,
        `${dataset}/imports`,
        `${dataset}/versions`,
        `${dataset}/cluster-runs`,
        `${dataset}/operations?limit=5`,
      ],
    },
    review: {
      page: `${page}/review`,
      first: [
        ...frame,
        `${dataset}/classes`,
        `${dataset}/clusters`,
        `${dataset}/jobs`,
        `${dataset}/operations?limit=3`,
      ],
      after: [`/api/clusters/${clusterIds.at(-1)}`],
    },
    samples: { page: `${page}/samples`, first: [...frame, `${dataset}/classes`, `${dataset}/samples?limit=100`] },
    samplesOfClass: {
      page: `${page}/samples?class=${labelClassIds[3]}`,
      first: [...frame, `${dataset}/classes`, `${dataset}/samples?limit=100&class=${labelClassIds[3]}`],
    },
    samplesUnlabeled: {
      page: `${page}/samples?state=unlabeled`,
      first: [...frame, `${dataset}/classes`, `${dataset}/samples?limit=100&state=unlabeled`],
    },
    samplesWords: {
      page: `${page}/samples?q=invoice+tuesday`,
      first: [...frame, `${dataset}/classes`, `${dataset}/samples?limit=100&q=invoice+tuesday`],
    },
    samplesRareWord: {
      page: `${page}/samples?q=c4ca4238a0b92382`,
      first: [...frame, `${dataset}/classes`, `${dataset}/samples?limit=100&q=c4ca4238a0b92382`],
    },
    samplesFacets: { page: `${page}/samples`, first: [`${dataset}/facets`] },
    sample: {
      page: `${page}/samples/${sampleId}`,
      first: [
        ...frame,
        `${dataset}/classes`,
        `/api/samples/${sampleId}`,
        `/api/samples/${sampleId}/history`,
        `/api/samples/${sampleId}/place`,
      ],
    },
    operations: { page: `${page}/operations`, first: [...frame, `${dataset}/operations?limit=100`] },
    versions: { page: `${page}/versions`, first: [...frame, `${dataset}/versions`, `${dataset}/exports`] },
    classes: { page: `${page}/classes`, first: [...frame, `${dataset}/classes`] },
    map: { page: `${page}/map`, first: [...frame, `${dataset}/classes`, `${dataset}/map`] },
  };
}

async function load(api: Api, path: string): Promise<void> {
  const response = await api.fetch(path);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}.`);
}

async function openScreen(api: Api, screen: Screen): Promise<number> {
  const startMs = performance.now();
  await load(api, screen.page);
  await Promise.all(screen.first.map((path) => load(api, path)));
  await Promise.all((screen.after ?? []).map((path) => load(api, path)));
  return performance.now() - startMs;
}

/** Every screen opened 20 times: its page first, then what it asks for, in the browser's order. Latency by screen. */
export async function measureScreens(
  api: Api,
  data: ReviewData,
  say: (line: string) => void,
): Promise<Record<string, Latency>> {
  const { samples } = await api.get<{ samples: { id: string }[] }>(`/api/datasets/${data.datasetId}/samples?limit=1`);
  const screens = Object.entries(listScreens(data, samples[0]?.id ?? ''));
  const latencies: Record<string, Latency> = {};
  for (const [name, screen] of screens) {
    const durationsMs: number[] = [];
    for (let round = 0; round < WARM_ROUNDS + ROUNDS; round += 1) {
      const durationMs = await openScreen(api, screen);
      if (round >= WARM_ROUNDS) durationsMs.push(durationMs);
    }
    latencies[name] = summarizeLatency(durationsMs);
    say(`${name}: median ${latencies[name].p50Ms} ms, p95 ${latencies[name].p95Ms} ms`);
  }
  return latencies;
}

/** How long it takes to read the next group of the queue, each a cluster that was not read before. */
export async function measureNextGroup(api: Api, { clusterIds }: ReviewData): Promise<Latency> {
  const durationsMs: number[] = [];
  const step = Math.max(1, Math.floor(clusterIds.length / GROUP_COUNT));
  for (let at = 0; at < clusterIds.length; at += step) {
    const startMs = performance.now();
    await load(api, `/api/clusters/${clusterIds[at]}`);
    durationsMs.push(performance.now() - startMs);
  }
  return summarizeLatency(durationsMs);
}
