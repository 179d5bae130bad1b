import { workerData } from 'node:worker_threads';
import { type CrewInvitation, serveCrew } from '@/lib/math/kernels/crew';

serveCrew(workerData as CrewInvitation);
