'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { api } from '@/components/shell/api';
import { ModalityIcon } from '@/components/shell/modality-icon';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { useToast } from '@/components/ui/toast';
import type { ImportDetail } from '@/lib/samples/import';

type Demo = 'images' | 'texts';
/** Subjects of some of the texts that the second demo brings. */
const LINES = [
  'Re: New Sequences Window',
  'Life Insurance - Why Pay More?',
  'Re: Encryption approach to secure web applications',
];

/** The two demos with what they contain in sight; one click imports one like any other data. */
export function DemoCards() {
  return (
    <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
      <DemoCard demo="images" name="Images" contents="600 pictures of clothes, from Fashion-MNIST">
        <img
          alt="Twelve small grey pictures of clothes: shoes, shirts, bags, trousers"
          src="/demo-images.png"
          className="h-full w-full bg-[#000] object-contain [image-rendering:pixelated]"
        />
      </DemoCard>
      <DemoCard demo="texts" name="Texts" contents="2,000 e-mails and spam, from SpamAssassin">
        <div className="grid h-full content-center gap-2.5 px-4.5 text-14 text-ink-2">
          {LINES.map((line) => (
            <p key={line} className="truncate">
              {line}
            </p>
          ))}
        </div>
      </DemoCard>
    </div>
  );
}

function DemoCard({
  demo,
  name,
  contents,
  children,
}: {
  demo: Demo;
  name: string;
  contents: string;
  children: ReactNode;
}) {
  const router = useRouter();
  const showToast = useToast();
  const load = useMutation({
    mutationFn: () => api.post<ImportDetail>('/api/demos', { demo }),
    onSuccess: (detail) => router.push(`/import/${detail.id}`),
    onError: (error) => showToast({ says: error.message, tone: 'error' }),
  });
  return (
    <Card className="overflow-hidden">
      <div className="h-30 overflow-hidden border-b border-line bg-sunken">{children}</div>
      <div className="flex items-center justify-between gap-3 py-3 pr-3 pl-4">
        <div className="min-w-0">
          <h2 className="flex items-center gap-2 text-14">
            <ModalityIcon modality={demo === 'images' ? 'image' : 'text'} />
            {name}
          </h2>
          <p className="text-12 text-ink-3">{contents}</p>
        </div>
        <Button
          disabled={load.isPending || load.isSuccess}
          onClick={() => load.mutate()}
          aria-label={`Load demo: ${name}`}
        >
          Load demo
        </Button>
      </div>
    </Card>
  );
}
