import { runOwnModel } from '@/lib/embeddings/run-own-model.server';

runOwnModel();
