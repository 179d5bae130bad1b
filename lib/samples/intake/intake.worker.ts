import { runIntake } from '@/lib/samples/intake/run-intake.server';

await runIntake();
