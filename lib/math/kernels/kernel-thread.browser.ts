import { type CrewInvitation, serveCrew } from '@/lib/math/kernels/crew';

self.onmessage = ({ data }: MessageEvent<CrewInvitation>) => {
  self.postMessage('here');
  serveCrew(data);
};
