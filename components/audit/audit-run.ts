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
};

/**
 * One audit on the screen, apart from React. The next sample shows at once; answers go to the server one after another, and
 * one that did not arrive is sent again before the next.
 */
export class AuditRun {
  private readonly datasetId: string;
  private readonly request: StartAudit;
  private state: AuditRunState = { audit: null, answers: [], position: 0, error: null };
  private readonly listeners = new Set<() => void>();
  private readonly unsent = new Map<number, AuditAnswer>();
  private isSending = false;

  constructor(datasetId: string, request: StartAudit) {
    this.datasetId = datasetId;
    this.request = request;
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
      this.set({ audit, answers: audit.answers, position: audit.answers.length, error: null });
    });
  }

  /** Takes the answer for the sample on the screen and goes on to the next. */
  answer(answer: AuditAnswer): void {
    const { audit, position } = this.state;
    if (audit === null || audit.status !== 'running' || position >= audit.sampleIds.length) return;
    const answers = [...this.state.answers];
    answers[position] = answer;
    this.unsent.set(position, answer);
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
        const path = `/api/audits/${audit.id}/answers/${position}`;
        const view = await callApi<AuditView>('PUT', path, { body });
        if (this.unsent.get(position) === body) this.unsent.delete(position);
        this.set({ audit: view, error: null });
      }
    });
    this.isSending = false;
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
