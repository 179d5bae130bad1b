-- CreateEnum
CREATE TYPE "AuditStatus" AS ENUM ('running', 'passed', 'failed', 'abandoned');

-- AlterEnum
ALTER TYPE "GroupSource" ADD VALUE 'part';
ALTER TYPE "GroupSource" ADD VALUE 'merged';

-- AlterEnum
ALTER TYPE "JobKind" ADD VALUE 'map';

-- AlterEnum
ALTER TYPE "OperationKind" ADD VALUE 'split';
ALTER TYPE "OperationKind" ADD VALUE 'merge';
ALTER TYPE "OperationKind" ADD VALUE 'park';
ALTER TYPE "OperationKind" ADD VALUE 'classEdit';

-- DropIndex
DROP INDEX "LabelClass_datasetId_name_key";

-- AlterTable
ALTER TABLE "Dataset" ADD COLUMN     "isMultiLabel" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "targetError" DOUBLE PRECISION NOT NULL DEFAULT 0.1;

-- AlterTable
ALTER TABLE "LabelClass" ADD COLUMN     "deletedAt" TIMESTAMPTZ(3),
ADD COLUMN     "exampleIds" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN     "liveName" TEXT;

-- Every class that there is lives.
UPDATE "LabelClass" SET "liveName" = "name";
ALTER TABLE "LabelClass" ALTER COLUMN "liveName" SET NOT NULL;

-- AlterTable
ALTER TABLE "Operation" ADD COLUMN     "auditId" UUID,
ADD COLUMN     "detail" JSONB;

-- CreateTable
CREATE TABLE "DatasetMap" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "sampleCount" INTEGER NOT NULL,
    "parameters" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DatasetMap_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Group" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "source" "GroupSource" NOT NULL,
    "title" TEXT NOT NULL,
    "query" JSONB NOT NULL DEFAULT '{}',
    "words" JSONB NOT NULL DEFAULT '[]',
    "sampleIds" UUID[],
    "distances" REAL[],
    "matchedCount" INTEGER NOT NULL,
    "boundaryRank" INTEGER NOT NULL,
    "cohesion" DOUBLE PRECISION,
    "operationId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Audit" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "groupId" UUID NOT NULL,
    "groupSource" "GroupSource" NOT NULL,
    "labelClassId" UUID NOT NULL,
    "status" "AuditStatus" NOT NULL,
    "populationHash" BYTEA NOT NULL,
    "populationCount" INTEGER NOT NULL,
    "targetError" DOUBLE PRECISION NOT NULL,
    "sampleIds" UUID[],
    "answers" JSONB NOT NULL DEFAULT '[]',
    "mistakeCount" INTEGER,
    "lowerCount" INTEGER,
    "upperCount" INTEGER,
    "confidence" DOUBLE PRECISION NOT NULL DEFAULT 0.95,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Audit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "DatasetMap_datasetId_key_key" ON "DatasetMap"("datasetId", "key");

-- CreateIndex
CREATE INDEX "Group_datasetId_createdAt_idx" ON "Group"("datasetId", "createdAt");

-- CreateIndex
CREATE INDEX "Group_operationId_idx" ON "Group"("operationId");

-- CreateIndex
CREATE INDEX "Audit_datasetId_groupId_createdAt_idx" ON "Audit"("datasetId", "groupId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "LabelClass_datasetId_liveName_key" ON "LabelClass"("datasetId", "liveName");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_auditId_key" ON "Operation"("auditId");

-- CreateIndex
CREATE INDEX "Operation_datasetId_kind_seq_idx" ON "Operation"("datasetId", "kind", "seq");

-- AddForeignKey
ALTER TABLE "DatasetMap" ADD CONSTRAINT "DatasetMap_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DatasetMap" ADD CONSTRAINT "DatasetMap_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "EmbeddingModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Group" ADD CONSTRAINT "Group_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Group" ADD CONSTRAINT "Group_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Group" ADD CONSTRAINT "Group_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Audit" ADD CONSTRAINT "Audit_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Audit" ADD CONSTRAINT "Audit_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_auditId_fkey" FOREIGN KEY ("auditId") REFERENCES "Audit"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Names are ordered by code point; the rows of groups hold numbers and ids that do not compress.
ALTER TABLE "LabelClass" ALTER COLUMN "liveName" TYPE TEXT COLLATE "C";
ALTER TABLE "Group" ALTER COLUMN "sampleIds" SET STORAGE EXTERNAL;
ALTER TABLE "Group" ALTER COLUMN "distances" SET STORAGE EXTERNAL;
