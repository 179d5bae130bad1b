import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Modality } from '@/lib/datasets/dataset';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import type { ModelChoice } from '@/lib/embeddings/embedding-model';
import { areWordsInstalled } from '@/lib/embeddings/glove-install.server';
import {
  listInstallJobs,
  listModelRows,
  lockInstalls,
  type ModelRow,
  readMeasuredRates,
} from '@/lib/embeddings/model-repo.server';
import { models, type PackagedModel, packagedModels, wordModel } from '@/lib/embeddings/models';
import { ownModelSettings } from '@/lib/embeddings/own-model';
import { ensureModel } from '@/lib/embeddings/repo.server';
import { valueRangeWords } from '@/lib/embeddings/value-range-words';
import { Conflict, Invalid, NotFound } from '@/lib/errors';
import type { JobSummary } from '@/lib/jobs/job';
import { enqueueJob, getJob } from '@/lib/jobs/repo.server';

/** The models that a person can choose from, for a modality or for one dataset; the default first. */
export async function listChoices(
  tx: Tx,
  { modality, datasetId = null }: { modality: Modality; datasetId?: string | null },
): Promise<ModelChoice[]> {
  const [rows, rates, jobs, isInstalled] = await Promise.all([
    listModelRows(tx, modality, datasetId),
    readMeasuredRates(tx),
    listInstallJobs(tx),
    areWordsInstalled(),
  ]);
  const packaged = packagedModels.filter((spec) => spec.modality === modality);
  const known = { rows, rates, jobs, isInstalled };
  return [
    ...packaged.map((spec) => describePackaged(spec, known)),
    ...rows.filter(({ source }) => source !== 'package').map((row) => describeOwn(row, rates)),
  ];
}

type Known = {
  rows: ModelRow[];
  rates: Map<string, number>;
  jobs: Map<string, JobSummary>;
  isInstalled: boolean;
};

function describePackaged(spec: PackagedModel, { rows, rates, jobs, isInstalled }: Known): ModelChoice {
  const { key, title, description, modality, dimension } = spec;
  const own = rows.filter(({ name, source }) => source === 'package' && name === spec.name);
  const current = own.find((row) => row.preprocessing === spec.preprocessing && row.version === spec.version);
  const isDefault = models[modality].key === key;
  const isReady = spec !== wordModel || isInstalled;
  const job = jobs.get(key) ?? null;
  const isTold = job !== null && !isReady && job.status !== 'succeeded' && job.status !== 'cancelled';
  return {
    ...{ key, title, description, modality, dimension, isDefault, isReady },
    source: 'package',
    job: isTold ? job : null,
    measuredPerS: current === undefined ? null : (rates.get(current.id) ?? null),
    datasetCount: own.reduce((sum, { datasetCount }) => sum + datasetCount, 0),
  };
}

function describeOwn(row: ModelRow, rates: Map<string, number>): ModelChoice {
  const { id: key, name: title, modality, dimension, source, datasetCount } = row;
  const description = source === 'vectors' ? sayVectors(row) : sayOwn(row);
  const measuredPerS = rates.get(key) ?? null;
  return {
    ...{ key, title, description, modality, dimension, source, measuredPerS, datasetCount },
    ...{ isDefault: false, isReady: true, job: null },
  };
}

const sayDay = (day: Date) => day.toLocaleDateString('en-US', { year: 'numeric', month: 'short', day: 'numeric' });

function sayVectors({ createdAt }: ModelRow): string {
  return `Embeddings that were brought from a file on ${sayDay(createdAt)}. Samples without one are left out.`;
}

/** What was said of an own model when it was added, so that two of the same name can be told apart. */
function sayOwn({ settings, createdAt }: ModelRow): string {
  const { sidePx, range, output } = ownModelSettings.parse(settings);
  const node = output === null ? '' : `, output ${output}`;
  return `A model of your own, added on ${sayDay(createdAt)}: pictures of ${sidePx} × ${sidePx} px, value range ${valueRangeWords[range]}${node}.`;
}

/** The key of the model that a dataset uses now. */
export async function chosenKey(tx: Tx, dataset: AuthorizedDataset): Promise<string> {
  const model = await chosenModel(tx, dataset);
  const packaged = model.source === 'package' ? packagedModels.find(({ name }) => name === model.name) : undefined;
  return packaged?.key ?? model.id;
}

/**
 * The row of a model that was named by its key, for a dataset of a modality; null stands for the default. Throws
 * Invalid for one that is not among the choices, Conflict for one that is not installed.
 */
export async function findChoice(
  tx: Tx,
  key: string,
  dataset: { modality: Modality; datasetId?: string | null },
): Promise<string | null> {
  const choices = await listChoices(tx, dataset);
  const choice = choices.find((candidate) => candidate.key === key);
  if (choice === undefined) {
    const keys = choices.map((candidate) => candidate.key).join(', ');
    throw new Invalid(
      `There is no model ${JSON.stringify(key)} for ${dataset.modality} datasets. Choose one of ${keys}.`,
    );
  }
  if (!choice.isReady) throw new Conflict(`The model “${choice.title}” is not installed yet. Install it first.`);
  if (choice.isDefault) return null;
  const packaged = packagedModels.find((spec) => spec.key === key);
  return packaged === undefined ? key : (await ensureModel(tx, packaged)).id;
}

/**
 * Starts the job that fetches and prunes a model which is not part of Sheaf; one that goes on already is answered.
 * Throws NotFound for an unknown key, Conflict when nothing has to be installed.
 */
export async function startInstall(client: PrismaClient, key: string): Promise<JobSummary> {
  const spec = packagedModels.find((candidate) => candidate.key === key);
  if (spec === undefined) throw new NotFound('model', key);
  if (spec !== wordModel || (await areWordsInstalled())) throw new Conflict(`The model “${spec.title}” is ready.`);
  return client.$transaction(async (tx) => {
    await lockInstalls(tx);
    const newest = (await listInstallJobs(tx)).get(key);
    if (newest !== undefined && ['queued', 'running', 'paused'].includes(newest.status)) return newest;
    const payload = { task: 'install' as const, model: key };
    return getJob(tx, await enqueueJob(tx, { kind: 'model', payload, datasetId: null }));
  });
}
