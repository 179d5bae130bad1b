import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { Modality } from '@/lib/datasets/dataset';
import type { ModelChoice } from '@/lib/embeddings/embedding-model';

const POLL_MS = 1_000;

export const MODELS_KEY = ['models'] as const;

const isInstalling = (models: ModelChoice[] | undefined) =>
  models?.some(({ job }) => job !== null && job.status !== 'failed') ?? false;

/** The models that a new dataset may use; read often while one is being installed. */
export const modelsQuery = (modality: Modality) =>
  queryOptions({
    queryKey: [...MODELS_KEY, modality],
    queryFn: ({ signal }) => api.get<{ models: ModelChoice[] }>(`/api/models?modality=${modality}`, signal),
    refetchInterval: ({ state }) => (isInstalling(state.data?.models) ? POLL_MS : false),
  });

/** The models that a dataset may use, and the key of the one it uses. */
export const datasetModelQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'model'],
    queryFn: ({ signal }) =>
      api.get<{ model: string; models: ModelChoice[] }>(`/api/datasets/${datasetId}/model`, signal),
    refetchInterval: ({ state }) => (isInstalling(state.data?.models) ? POLL_MS : false),
  });
