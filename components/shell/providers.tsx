'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from '@/components/shell/api';
import { CommandsProvider } from '@/components/shell/commands';
import { ToastProvider } from '@/components/ui/toast';
import { TooltipProvider } from '@/components/ui/tooltip';

const RETRY_LIMIT = 3;
const FRESH_MS = 2_000;

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) =>
          error instanceof ApiError && ['unreachable', 'unavailable'].includes(error.kind) && failures < RETRY_LIMIT,
      },
    },
  });
}

/** Everything that a screen may rely on: server state, commands and keys, tooltips, the toast. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <TooltipProvider>
        <CommandsProvider>
          <ToastProvider>{children}</ToastProvider>
        </CommandsProvider>
      </TooltipProvider>
    </QueryClientProvider>
  );
}
