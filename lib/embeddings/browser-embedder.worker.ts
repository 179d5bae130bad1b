import { PageProducer } from '@/lib/embeddings/page-producer.tf';
import type { PageOrder, PageReport } from '@/lib/embeddings/page-producer-state';

// The body of a page's worker: bundled for browsers by bin/browser-bundle.ts, beside the WebAssembly files.
let producer: PageProducer | null = null;

addEventListener('message', ({ data }: MessageEvent<PageOrder>) => {
  if (data.kind === 'pause') producer?.pause();
  else if (data.kind === 'resume') producer?.goOn();
  else {
    const folder = new URL('.', location.href).href;
    producer = new PageProducer(data, folder, (report: PageReport) => postMessage(report));
    void producer.run();
  }
});
