-- AlterEnum
ALTER TYPE "JobKind" ADD VALUE 'model';
