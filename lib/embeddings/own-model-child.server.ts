import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { config, environmentWith } from '@/lib/config.server';
import type { OwnModelAnswer, OwnModelRequest } from '@/lib/embeddings/own-model-message';
import { ThreadCrashed } from '@/lib/embeddings/thread-pool.server';
import { Invalid } from '@/lib/errors';

const heapMib = 1_024;
const watchEveryMs = 200;
const pageBytes = 4_096;

/**
 * A process of its own for a model that a person brought. It knows no database and no secret, and is killed when it
 * holds more than OWN_MODEL_MEMORY_BYTES or takes longer than OWN_MODEL_TIMEOUT_MS for one answer.
 */
export class OwnModelChild {
  readonly #child: ChildProcess;
  readonly #timer: NodeJS.Timeout;
  #verdict: string | null = null;
  #isOver = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor() {
    const script = path.join(/* turbopackIgnore: true */ config().paths.build, 'own-model.worker.mjs');
    this.#child = fork(script, {
      execArgv: [`--max-old-space-size=${heapMib}`, '--enable-source-maps'],
      env: environmentWith({ DATABASE_URL: '', ACCESS_TOKEN: '', NODE_OPTIONS: '' }),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.once('exit', () => this.#stop());
    this.#child.on('error', () => this.#stop());
    this.#timer = setInterval(() => void this.#measure(), watchEveryMs);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * One answer, in the order of asking. Throws Invalid with what is wrong with the model or what limit it passed,
   * ThreadCrashed when the process died by itself, and the signal's reason, after which the process is gone.
   */
  ask(request: OwnModelRequest, signal?: AbortSignal): Promise<OwnModelAnswer> {
    const answer = this.#turn.then(() => this.#askNow(request, signal));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the process. */
  kill(): void {
    this.#child.kill('SIGKILL');
    this.#stop();
  }

  async #askNow(request: OwnModelRequest, signal?: AbortSignal): Promise<OwnModelAnswer> {
    signal?.throwIfAborted();
    const { OWN_MODEL_TIMEOUT_MS } = config();
    const end = new AbortController();
    const stop = () => this.kill();
    signal?.addEventListener('abort', stop, { signal: end.signal });
    const timer = setTimeout(() => this.#end(`takes longer than ${OWN_MODEL_TIMEOUT_MS} ms`), OWN_MODEL_TIMEOUT_MS);
    try {
      const answer = await this.#exchange(request, end.signal);
      if (answer.kind === 'failed') throw new Invalid(answer.message);
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      end.abort();
    }
  }

  #exchange(request: OwnModelRequest, ended: AbortSignal): Promise<OwnModelAnswer> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const fail = () => {
        const reason = this.#verdict;
        if (reason === null) reject(new ThreadCrashed('The process of the model ended.'));
        else reject(new Invalid(`The model ${reason} for one step. It cannot be used on this machine.`));
      };
      if (this.#isOver) return fail();
      child.once('message', (answer) => resolve(answer as OwnModelAnswer));
      child.once('exit', fail);
      ended.addEventListener('abort', () => {
        child.off('exit', fail);
        child.removeAllListeners('message');
      });
      child.send(request);
    });
  }

  #stop(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
  }

  #end(verdict: string): void {
    this.#verdict ??= verdict;
    this.#child.kill('SIGKILL');
  }

  /** Resident bytes are known on Linux; elsewhere the limit on the heap must do. */
  async #measure(): Promise<void> {
    if (process.platform !== 'linux') return;
    const { OWN_MODEL_MEMORY_BYTES } = config();
    const statm = await readFile(`/proc/${this.#child.pid}/statm`, 'utf8').catch(() => '');
    const heldBytes = Number(statm.split(' ')[1] ?? 0) * pageBytes;
    if (heldBytes > OWN_MODEL_MEMORY_BYTES)
      this.#end(`holds more than ${Math.round(OWN_MODEL_MEMORY_BYTES / 2 ** 20)} MiB of memory`);
  }
}
