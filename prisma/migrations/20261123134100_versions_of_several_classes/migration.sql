-- AlterTable
ALTER TABLE "DatasetVersion" ADD COLUMN     "isMultiLabel" BOOLEAN NOT NULL DEFAULT false;
