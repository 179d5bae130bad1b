import { type ClassOutbox, findMaking, untilMade } from '@/components/audit/class-made';
import { keepAnswers, readKeptAnswers } from '@/components/audit/kept-answers';
import { ApiError, api, callApi } from '@/components/shell/api';
import type { AuditAnswer, AuditView, StartAudit } from '@/lib/audits/audit';

export type AuditRunState = {
  /** As the server has it; null until it has begun. */
  audit: AuditView | null;
  /** What the person said, ahead of the server. */
  answers: readonly AuditAnswer[];
  /** Index of the sample on the screen; as many as there are drawn once all are answered. */
  position: number;
  error: ApiError | null;
  /** Name of the class that the next answer waits for: it was made here and is on its way to the server. */
  waitsFor: string | null;
};

/**
 * One audit on the screen, apart from React. The next sample shows at once; answers go to the server one after another, and
 * one that did not arrive is sent again before the next, and stays in the browser until then. One of a class that was made on this page goes after the class.
 */
export class AuditRun {
  private readonly datasetId: string;
  private readonly request: StartAudit;
  private state: AuditRunState = { audit: null, answers: [], position: 0, error: null, waitsFor: null };
  private readonly listeners = new Set<() => void>();
  /** Answers on their way, by position; null of one that has to be given again. */
  private readonly unsent = new Map<number, AuditAnswer | null>();
  private readonly outbox: ClassOutbox;
  private isSending = false;

  constructor(datasetId: string, request: StartAudit, outbox: ClassOutbox) {
    this.datasetId = datasetId;
    this.request = request;
    this.outbox = outbox;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = (): AuditRunState => this.state;

  /** Samples that the audit is of, as they stood when it was opened. */
  get populationIds(): readonly string[] {
    return this.request.sampleIds;
  }

  /** Begins the audit, or goes on with the one that was left. */
  async begin(): Promise<void> {
    await this.try(async () => {
      const audit = await api.post<AuditView>(`/api/datasets/${this.datasetId}/audits`, this.request);
      const answers = this.takeKept(audit);
      this.set({ audit, answers, position: answers.length, error: null });
    });
    if (this.unsent.size > 0) await this.send();
  }

  /** The answers that the server has, with those that this browser kept from before a reload. */
  private takeKept(audit: AuditView): AuditAnswer[] {
    const answers = [...audit.answers];
    const kept = audit.status === 'running' ? readKeptAnswers(audit.id) : [];
    for (const [position, answer] of kept) {
      if (position > answers.length || position >= audit.sampleIds.length) break;
      answers[position] = answer;
      this.unsent.set(position, answer);
    }
    keepAnswers(audit.id, this.unsent);
    return answers;
  }

  /** Takes the answer for the sample on the screen and goes on to the next. */
  answer(answer: AuditAnswer): void {
    const { audit, position } = this.state;
    if (audit === null || audit.status !== 'running' || position >= audit.sampleIds.length) return;
    const answers = [...this.state.answers];
    answers[position] = answer;
    this.unsent.set(position, answer);
    keepAnswers(audit.id, this.unsent);
    this.set({ answers, position: position + 1 });
    void this.send();
  }

  /** One sample back (−1), to change its answer, or forward (1) among those answered. */
  step(by: -1 | 1): void {
    const { audit, position, answers } = this.state;
    if (audit === null || audit.status !== 'running' || answers.length === audit.sampleIds.length) return;
    const next = position + by;
    if (next >= 0 && next <= answers.length) this.set({ position: next });
  }

  /** Ends the audit without a verdict. Answers whether it ended. */
  async stop(): Promise<boolean> {
    const { audit } = this.state;
    if (audit === null) return true;
    await this.try(async () => {
      this.set({ audit: await api.post<AuditView>(`/api/audits/${audit.id}/stop`), error: null });
      keepAnswers(audit.id, new Map());
    });
    return this.state.error === null;
  }

  /** Tries again what failed. */
  retry(): void {
    this.set({ error: null });
    if (this.state.audit === null) void this.begin();
    else void this.send();
  }

  private async send(): Promise<void> {
    const { audit } = this.state;
    if (this.isSending || audit === null) return;
    this.isSending = true;
    await this.try(async () => {
      for (let position = this.next(); position !== null; position = this.next()) {
        const body = this.unsent.get(position);
        if (body == null || !(await this.waitForClasses(position, body))) break;
        if (this.unsent.get(position) !== body) continue;
        const path = `/api/audits/${audit.id}/answers/${position}`;
        const view = await callApi<AuditView>('PUT', path, { body });
        if (this.unsent.get(position) === body) this.unsent.delete(position);
        keepAnswers(audit.id, this.unsent);
        this.set({ audit: view, error: null });
      }
    });
    this.isSending = false;
  }

  /** False where a class of the answer was refused: then the person is led back to it. */
  private async waitForClasses(position: number, answer: AuditAnswer): Promise<boolean> {
    const making = findMaking(this.outbox, answer);
    if (making === null) return true;
    this.set({ waitsFor: making.classEdit.name });
    const refused = await untilMade(this.outbox, answer);
    this.set({ waitsFor: null });
    if (refused === null || this.unsent.get(position) !== answer) return true;
    this.unsent.set(position, null);
    const { kind = 'internal', message = '' } = refused.refusal ?? {};
    const says = `The class “${refused.classEdit.name}” was not made. ${message} Answer this sample again.`;
    this.set({ position, error: new ApiError(kind, 0, says) });
    return false;
  }

  private next(): number | null {
    return this.unsent.size === 0 ? null : Math.min(...this.unsent.keys());
  }

  private async try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.set({ error });
    }
  }

  private set(change: Partial<AuditRunState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
