-- AlterTable
ALTER TABLE "Import" ADD COLUMN     "nearDuplicates" JSONB;
